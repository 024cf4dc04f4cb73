"""The embedded OpenStack: what installs it, starts it, stops it and talks to it."""
