"""Reads what the kernel shows. Any Python from 3.6 on, the standard library only: it runs in the guest."""

import os

NET = "/sys/class/net"


def read(*path):
    """The text of a file of /sys or /proc, or None where it can't be read."""
    try:
        with open(os.path.join(*path)) as file:
            return file.read().strip()
    except OSError:
        return None
