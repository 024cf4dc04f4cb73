"""The services of the cloud, one module for each: its configuration files and how it is started."""
