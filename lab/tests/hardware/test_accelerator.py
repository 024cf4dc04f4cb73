from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

from hardware.accelerator import virtualizes


class AcceleratorTest(unittest.TestCase):
    def test_kvm_counts_only_where_the_processor_itself_virtualizes(self) -> None:
        for flags, expected in (("fpu vme svm", True), ("fpu vmx sse", True), ("fpu svm_lock sse", False)):
            with self.subTest(flags=flags), tempfile.NamedTemporaryFile("w") as cpuinfo:
                cpuinfo.write(f"processor : 0\nflags\t\t: {flags}\nbugs\t\t: x\n")
                cpuinfo.flush()
                self.assertIs(virtualizes(Path(cpuinfo.name)), expected)
