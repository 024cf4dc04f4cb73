"""Reads files that the kernel shows in /sys and /proc."""

import os
from typing import Optional

NET = "/sys/class/net"


def read(*path: str) -> Optional[str]:
    """Returns the text of a file without surrounding white space, or None if the file cannot be read."""
    try:
        with open(os.path.join(*path), encoding="utf-8", errors="replace") as file:
            return file.read().strip()
    except OSError:
        return None


def read_word(*path: str) -> Optional[str]:
    """Returns the first word of a file such as `active-backup 1`, or None if there is no word."""
    words = (read(*path) or "").split()
    return words[0] if words else None


def read_number(*path: str) -> Optional[int]:
    """Returns the number that a file begins with, or None if there is no number."""
    word = read_word(*path)
    return int(word) if word and word.lstrip("-").isdigit() else None
