"""What the user is told when the lab can't go on."""

from __future__ import annotations


class LabError(Exception):
    """One or more faults, a sentence each, that say what is wrong and what to do."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Interrupted(LabError):
    """The user, or whoever runs us, asked to stop (SIGINT or SIGTERM)."""

    def __init__(self) -> None:
        super().__init__("Interrupted.")
