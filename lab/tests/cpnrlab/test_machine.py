from __future__ import annotations

from pathlib import Path
from unittest import mock

from cpnrlab import machine, namespace, packages
from cpnrlab.errors import LabError
from cpnrlab.paths import Paths
from tests.cpnrlab.support import TemporaryLab


class MachineTest(TemporaryLab):
    def test_all_faults_are_found_in_one_run(self) -> None:
        with (
            mock.patch.object(machine, "MEMORY_GIB", 1e6),
            mock.patch.object(machine, "STATE_GIB", 1e6),
            mock.patch.object(machine, "_SOCKET_PATH", 10),
            mock.patch.object(packages, "missing", return_value=[]),
            self.assertRaises(LabError) as caught,
        ):
            machine.check(self.site)
        text = "\n".join(caught.exception.faults)
        self.assertGreaterEqual(len(caught.exception.faults), 3)
        for expected in ("GiB of memory", "are free on the disk", "too long for unix sockets"):
            self.assertIn(expected, text)

    def test_memory_is_what_is_available(self) -> None:
        meminfo = self.root / "meminfo"
        meminfo.write_text("MemTotal: 8000000 kB\nMemAvailable:    2097152 kB\n")
        faults = list(machine.memory(self.paths, meminfo))
        self.assertEqual(len(faults), 1)
        self.assertTrue(faults[0].startswith("2.0 GiB of memory are available, the lab needs 6:"))
        meminfo.write_text("MemAvailable:    8388608 kB\n")
        self.assertEqual(list(machine.memory(self.paths, meminfo)), [])

    def test_a_deep_checkout_is_named_with_what_is_too_much(self) -> None:
        deep = Paths(Path("/" + "d" * 100), self.paths.cache)
        self.assertRegex(next(iter(machine.path_lengths(deep))), r"is 2\d characters too long")

    def test_another_labs_namespace_is_left_to_it(self) -> None:
        def owned(owner: Path | None, pids: tuple[int, ...] = ()) -> list[str]:
            with (
                mock.patch.object(namespace, "exists", return_value=True),
                mock.patch.object(namespace, "is_inside", return_value=False),
                mock.patch.object(namespace, "owner", return_value=owner),
                mock.patch.object(namespace, "pids", return_value=list(pids)),
            ):
                return list(machine.ownership(self.paths))

        self.assertEqual(owned(self.root, (7,)), [])
        self.assertEqual(owned(None), [])
        self.assertEqual(owned(Path("/usr")), [])
        self.assertIn("isn't a lab's", owned(None, (7,))[0])
        self.assertIn("run `make lab-down` there", owned(Path("/usr"), (7,))[0])
        self.assertIn("which is gone", owned(Path("/nowhere/else"), (7,))[0])
