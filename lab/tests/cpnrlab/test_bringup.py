"""A lock of Pulumi is released if the Pulumi that took it has ended, whoever has its pid now."""

from __future__ import annotations

import json
import os
import unittest
from datetime import UTC, datetime, timedelta

from cpnrlab import bringup


def lock(pid: int, age: timedelta) -> str:
    return json.dumps({"pid": pid, "timestamp": (datetime.now(UTC) - age).isoformat()})


class HolderTest(unittest.TestCase):
    def test_a_running_pulumi_holds_its_lock(self) -> None:
        self.assertEqual(bringup._holder(lock(os.getpid(), timedelta())), os.getpid())

    def test_a_process_that_began_after_the_lock_does_not_hold_it(self) -> None:
        self.assertIsNone(bringup._holder(lock(os.getpid(), timedelta(days=30))))

    def test_a_pid_that_no_process_has_does_not_hold_it(self) -> None:
        self.assertIsNone(bringup._holder(lock(2**22 + 1, timedelta())))

    def test_an_empty_lock_of_a_full_disk_is_held_by_nobody(self) -> None:
        for content in ("", "{}", "[]", '{"pid": 1}'):
            self.assertIsNone(bringup._holder(content))
