"""Runs one of the programs. A developer can run a program from the checkout, too:

PYTHONPATH=remote python3 -m guest dns '{"name": "www.example.test", "servers": ["172.16.1.10"]}'
"""

import importlib
import json
import sys
from typing import Any, Dict

# Each program is the module of the same name; its main() takes the request.
PROGRAMS = ("dns", "evidence", "stream", "witness")


def run(program: str, request: Dict[str, Any]) -> int:
    """Runs a program with its request and returns the exit code: 2 if the program is unknown, otherwise 0."""
    if program not in PROGRAMS:
        print(f"Unknown program {program!r}. Known programs: {', '.join(PROGRAMS)}.", file=sys.stderr)
        return 2
    # A program loads only its own imports: a guest whose Python has no ctypes can still give evidence.
    importlib.import_module("guest." + program).main(request)
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1], json.loads(sys.argv[2])))
