"""Runs the command line tools this package needs."""

from __future__ import annotations

import subprocess


class ToolError(Exception):
    """A tool failed; the message is what it said."""


def run(*command: str, text: str | None = None) -> str:
    """Run a command, with `text` as its input; returns what it prints. ToolError."""
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stderr.strip() or f"exit code {done.returncode}"
        raise ToolError(f"{command[0]} failed: {said} (command: {' '.join(command)})")
    return done.stdout
