from __future__ import annotations

import json
import unittest
from pathlib import Path
from unittest import mock

from hardware import ovs


class RowsTest(unittest.TestCase):
    def test_sets_are_lists_maps_are_dicts_and_a_uuid_is_its_text(self) -> None:
        row = [
            "br-int",
            ["uuid", "a-b"],
            ["set", [["uuid", "a"], ["uuid", "b"]]],
            ["map", [["vm", "1"], ["mac", "2"]]],
            7,
        ]
        table = {"headings": ["name", "_uuid", "ports", "external_ids", "tag"], "data": [row]}
        with mock.patch.object(ovs, "vsctl", return_value=json.dumps(table)):
            self.assertEqual(
                ovs.rows(Path("/nowhere"), "Bridge", "name"),
                [
                    {
                        "name": "br-int",
                        "_uuid": "a-b",
                        "ports": ["a", "b"],
                        "external_ids": {"vm": "1", "mac": "2"},
                        "tag": 7,
                    }
                ],
            )
