"""Starts programs as a shell in a guest does: the bootstrap is an argument, the archive is input."""

import base64
import json
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any, Dict, Mapping, Optional, Tuple

import guest

PACKAGE = Path(str(guest.__file__)).parent
BOOTSTRAP = (PACKAGE / "bootstrap.py").read_text(encoding="utf-8")
MODULES = {
    f"guest/{path.name}": path.read_text(encoding="utf-8")
    for path in sorted(PACKAGE.glob("*.py"))
    if path.name != "bootstrap.py"
}


def preamble(call: bytes, modules: Mapping[str, str] = MODULES) -> bytes:
    """What standard input begins with: a call of one of the modules."""
    lines = archive_line(modules) + call
    return b"%d\n" % len(lines) + lines


def archive_line(modules: Mapping[str, str]) -> bytes:
    """The second line of standard input."""
    return base64.b64encode(zlib.compress(json.dumps(modules).encode("utf-8"))) + b"\n"


def request_line(program: str, request: Mapping[str, Any]) -> bytes:
    """The third line of standard input."""
    return json.dumps({"program": program, "request": request}).encode("ascii") + b"\n"


def start(
    before: str = "", folder: Optional[Path] = None, environment: Optional[Dict[str, str]] = None
) -> "subprocess.Popen[bytes]":
    """Starts the bootstrap in a shell, after the shell commands `before`."""
    return subprocess.Popen(
        ["sh", "-c", f"{before}\nexec {sys.executable} -c '{BOOTSTRAP}'"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=None if folder is None else str(folder),
        env=environment,
    )


def run(
    standard_input: bytes,
    before: str = "",
    folder: Optional[Path] = None,
    environment: Optional[Dict[str, str]] = None,
) -> Tuple[int, str, str]:
    """Runs the bootstrap with this input; returns exit code, standard output and standard error."""
    with start(before, folder, environment) as process:
        output, errors = process.communicate(standard_input, timeout=60)
        return process.returncode, output.decode(), errors.decode()
