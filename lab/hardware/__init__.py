"""The lab's simulated hardware: SR-IOV NICs, compute hosts and the physical switch between them."""
