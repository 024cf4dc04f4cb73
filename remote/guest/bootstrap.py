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
import json
import os
import types
import zlib
from typing import Dict, Optional, Sequence


def read(size: int) -> bytes:
    """Reads so many bytes of standard input and not one more, because the rest belongs to the program."""
    content = bytearray()
    while len(content) < size:
        piece = os.read(0, size - len(content))
        if not piece:
            print("Standard input ended before the program and its request arrived.", file=sys.stderr)
            sys.exit(2)
        content += piece
    return bytes(content)


def read_line() -> bytes:
    """Reads one line; byte by byte, so only a short one."""
    line = read(1)
    while not line.endswith(b"\n"):
        line += read(1)
    return line


class ArchiveImporter(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports modules from the archive in memory."""

    def __init__(self, sources: Dict[str, str]) -> None:
        self.sources = sources

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


archive, request = read(int(read_line())).split(b"\n", 1)
sources = json.loads(zlib.decompress(base64.b64decode(archive)).decode("utf-8"))
sys.meta_path.insert(0, ArchiveImporter(sources))
call = json.loads(request.decode("utf-8"))

from guest.__main__ import run

sys.exit(run(call["program"], call["request"]))
