"""A folder that looks like a guest: its /sys, cloud-init's files, and the commands that the programs run."""

import json
import os
import tempfile
import unittest
from pathlib import Path
from typing import Any, List, Mapping, Sequence
from unittest import mock

from guest import cloud_init, evidence, sysfs


class GuestFolder:
    """The guest of one test. While the test runs, the programs read this folder."""

    def __init__(self, test: unittest.TestCase) -> None:
        folder = tempfile.TemporaryDirectory()
        test.addCleanup(folder.cleanup)
        self.path = Path(folder.name)
        self.net = self.path / "net"
        self.bin = self.path / "bin"
        for made in (self.net, self.bin):
            made.mkdir()
        self.patch(test, sysfs, "NET", self.net)
        self.patch(test, evidence, "NODES", self.path / "nodes")
        self.patch(test, evidence, "BONDING_MODULE", self.path / "bonding")
        self.patch(test, cloud_init, "CLOUD_INIT_RESULT", self.path / "result.json")
        self.patch(test, cloud_init, "CLOUD_INIT_STATUS", self.path / "status.json")
        self.patch(test, evidence, "ACTIVATION_ERROR", self.path / "day0-bond.error")
        self.set_constant(test, evidence, "SYSTEM_FOLDERS", ())
        environment = mock.patch.dict(os.environ, PATH=str(self.bin))
        environment.start()
        test.addCleanup(environment.stop)

    def patch(self, test: unittest.TestCase, module: object, name: str, path: Path) -> None:
        self.set_constant(test, module, name, str(path))

    def set_constant(self, test: unittest.TestCase, module: object, name: str, value: object) -> None:
        patch = mock.patch.object(module, name, value)
        patch.start()
        test.addCleanup(patch.stop)

    def write(self, path: str, text: str) -> None:
        """Writes a file below the folder."""
        target = self.path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def write_files(self, folder: str, files: Mapping[str, str]) -> None:
        """Writes files as the kernel shows them: with a newline at the end."""
        for path, text in files.items():
            self.write(f"{folder}/{path}", text + "\n")

    def install(self, command: str, script: str) -> None:
        """Installs a command that runs a shell script."""
        self.write(f"bin/{command}", f"#!/bin/sh\n{script}\n")
        (self.bin / command).chmod(0o755)

    def install_ip(self, outputs: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        """Installs an `ip` that prints these outputs, by the arguments after `-json`."""
        cases = [f"\"-json {key}\") echo '{json.dumps(output)}' ;;" for key, output in outputs.items()]
        self.install("ip", "\n".join(['case "$*" in', *cases, "*) exit 1 ;;", "esac"]))

    def install_ping(self) -> None:
        """Installs a `ping` that records its arguments and reaches every address that does not end in 99."""
        self.install("ping", f'echo "$*" >>{self.path}/pings\ncase "$*" in *99) exit 1 ;; esac')

    def sent_pings(self) -> List[str]:
        """The arguments of the pings, sorted."""
        return sorted((self.path / "pings").read_text(encoding="utf-8").splitlines())
