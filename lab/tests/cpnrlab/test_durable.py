"""A file that is written has its old content or all of the new one."""

from __future__ import annotations

import os
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from cpnrlab import durable


class WriteTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.file = self.folder / "state.json"

    def test_a_file_has_its_content_and_mode(self) -> None:
        durable.write(self.file, "one")
        durable.write(self.file, b"two", mode=0o755)
        self.assertEqual(self.file.read_text(), "two")
        self.assertEqual(self.file.stat().st_mode & 0o777, 0o755)

    def test_a_file_is_closed_to_others_by_default(self) -> None:
        durable.write(self.file, "secret")
        self.assertEqual(self.file.stat().st_mode & 0o777, 0o600)

    def test_a_full_disk_leaves_the_old_content_and_no_other_file(self) -> None:
        durable.write(self.file, "old")
        full = mock.patch.object(os, "fsync", side_effect=OSError(28, "No space left on device"))
        with full, self.assertRaises(OSError):
            durable.write(self.file, "new")
        self.assertEqual(self.file.read_text(), "old")
        self.assertEqual([path.name for path in self.folder.iterdir()], ["state.json"])
