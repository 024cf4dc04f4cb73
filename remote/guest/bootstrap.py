"""Runs a program of the package guest, which arrives on standard input. guest/__init__.py has the protocol.

A shell passes this text to python3 -c between single quotes, so the text contains none.
"""

import sys

# Nothing is written to the disk, and no file in the current folder hides a module of the standard library.
sys.dont_write_bytecode = True
sys.path[:] = [folder for folder in sys.path if folder]

import base64
import importlib.abc
import importlib.machinery
import importlib.util
import io
import json
import os
import types
import zipfile
from typing import Optional, Sequence


def read_line() -> bytes:
    """Reads one line of standard input and no byte more, because the rest belongs to the program."""
    line = bytearray()
    while not line.endswith(b"\n"):
        byte = os.read(0, 1)
        if not byte:
            print("Standard input ended before the program and its request arrived.", file=sys.stderr)
            sys.exit(2)
        line += byte
    return bytes(line)


class ArchiveImporter(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports modules from a zip archive in memory."""

    def __init__(self, archive: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(archive)) as entries:
            self.sources = {path: entries.read(path).decode("utf-8") for path in entries.namelist()}

    def find_spec(
        self, name: str, path: Optional[Sequence[str]], target: Optional[types.ModuleType] = None
    ) -> Optional[importlib.machinery.ModuleSpec]:
        stem = name.replace(".", "/")
        for origin in (stem + "/__init__.py", stem + ".py"):
            if origin in self.sources:
                is_package = origin.endswith("/__init__.py")
                return importlib.util.spec_from_loader(name, self, origin=origin, is_package=is_package)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> None:
        return None

    def exec_module(self, module: types.ModuleType) -> None:
        origin = str(module.__spec__ and module.__spec__.origin)
        exec(compile(self.sources[origin], origin, "exec"), module.__dict__)


sys.meta_path.insert(0, ArchiveImporter(base64.b64decode(read_line())))
call = json.loads(read_line().decode("utf-8"))

from guest.__main__ import run

sys.exit(run(call["program"], call["request"]))
