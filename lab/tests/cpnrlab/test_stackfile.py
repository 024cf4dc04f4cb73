from __future__ import annotations

import unittest

from cpnrlab import stackfile
from tests.cpnrlab.support import TemporaryLab

TRACKED = """\
# The lab.
config:
  # The first.
  cpnr:name: dns
  cpnr:vnfs:
    - name: vnf-1
      address: 172.16.1.10/24
  "cpnr:quoted": 1
"""

PRIVATE = """\
encryptionsalt: v1:abc=:v1:def:ghi
config:
  cpnr:hostKey:
    secure: v1:x:y
  cpnr:name: older
  cpnr:mine: yes
"""


class MergeTest(unittest.TestCase):
    def test_without_a_private_file_it_is_the_tracked_one(self) -> None:
        self.assertEqual(stackfile.merge(TRACKED, "", ""), TRACKED)

    def test_secrets_and_what_only_the_private_file_has_are_added(self) -> None:
        merged = stackfile.merge(TRACKED, "", PRIVATE)
        self.assertTrue(merged.startswith(TRACKED))
        self.assertIn("  cpnr:hostKey:\n    secure: v1:x:y\n", merged)
        self.assertIn("  cpnr:mine: yes\n", merged)
        self.assertIn("\nencryptionsalt: v1:abc=:v1:def:ghi\n", merged)
        self.assertNotIn("older", merged)

    def test_merging_again_changes_nothing(self) -> None:
        once = stackfile.merge(TRACKED, "", PRIVATE)
        self.assertEqual(stackfile.merge(TRACKED, TRACKED, once), once)

    def test_a_secret_wins_over_the_tracked_value(self) -> None:
        merged = stackfile.merge("config:\n  a:key: plain\n", "", "config:\n  a:key:\n    secure: v1:s\n")
        self.assertEqual(merged, "config:\n  a:key:\n    secure: v1:s\n")

    def test_what_is_tracked_no_longer_goes(self) -> None:
        before = "config:\n  a:one: 1\n  a:two: 2\n"
        merged = stackfile.merge("config:\n  a:one: 1\n", before, before + "  a:mine: 3\n")
        self.assertEqual(merged, "config:\n  a:one: 1\n  a:mine: 3\n")

    def test_other_indents_than_two_are_kept_whole(self) -> None:
        private = "config:\n    a:key:\n        secure: v1:s\n    a:list:\n        - x: 1\n"
        merged = stackfile.merge("", "", private)
        self.assertEqual(merged, private)


class RefreshTest(TemporaryLab):
    def test_the_copy_follows_the_tracked_file_and_keeps_its_secrets(self) -> None:
        tracked = self.root / "Pulumi.lab.yaml"
        tracked.write_text("config:\n  a:one: 1\n")
        stackfile.refresh(self.paths, {})
        copy = stackfile.path(self.paths)
        self.assertEqual(copy.read_text(), tracked.read_text())
        copy.write_text(copy.read_text() + "  a:key:\n    secure: v1:s\nencryptionsalt: v1:z\n")
        stackfile.refresh(self.paths, {})
        self.assertIn("encryptionsalt", copy.read_text())
        tracked.write_text("config:\n  a:one: 2\n")
        stackfile.refresh(self.paths, {})
        self.assertEqual(
            copy.read_text(), "config:\n  a:one: 2\n  a:key:\n    secure: v1:s\nencryptionsalt: v1:z\n"
        )
        self.assertEqual(tracked.read_text(), "config:\n  a:one: 2\n")
        self.assertEqual(copy.stat().st_mode & 0o777, 0o600)
