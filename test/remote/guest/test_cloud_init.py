import json
import unittest
from typing import Any, Dict

from guest import cloud_init

from .guest_folder import GuestFolder

NOT_STARTED: Dict[str, Any] = {"ended": False, "stage": None, "failed": False, "errors": []}


class CloudInitTest(unittest.TestCase):
    def setUp(self) -> None:
        self.guest = GuestFolder(self)

    def test_cloud_init_has_not_ended_without_its_files(self) -> None:
        self.assertEqual(cloud_init.observe_cloud_init(), NOT_STARTED)

    def test_cloud_init_shows_its_stage_while_it_runs(self) -> None:
        self.guest.write("status.json", '{"v1": {"stage": "modules-config"}}')
        self.assertEqual(cloud_init.observe_cloud_init(), dict(NOT_STARTED, stage="modules-config"))

    def test_cloud_init_has_ended_with_errors(self) -> None:
        self.guest.write("status.json", '{"v1": {"stage": null}}')
        self.guest.write("result.json", '{"v1": {"errors": ["(\'scripts-user\', RuntimeError)"]}}')
        expected = {
            "ended": True,
            "stage": None,
            "failed": True,
            "errors": ["('scripts-user', RuntimeError)"],
        }
        self.assertEqual(cloud_init.observe_cloud_init(), expected)

    def test_long_errors_are_cut(self) -> None:
        self.guest.write("result.json", json.dumps({"v1": {"errors": ["e" * 10000] * 100}}))
        errors = cloud_init.observe_cloud_init()["errors"]
        self.assertEqual({len(error) for error in errors}, {cloud_init.MAXIMUM_ERROR_LENGTH})
        self.assertEqual(len(errors), cloud_init.MAXIMUM_ERRORS)

    def test_errors_of_another_type_count_as_errors(self) -> None:
        for errors, expected in (("text", ["text"]), ([1, None], ["1", "None"])):
            self.guest.write("result.json", json.dumps({"v1": {"errors": errors}}))
            self.assertEqual(cloud_init.observe_cloud_init()["errors"], expected)

    def test_a_file_that_is_not_of_cloud_init_counts_as_absent(self) -> None:
        for content in ("", '{"v1": {"err', "[]", "5", "null", "{}", '{"v1": []}'):
            self.guest.write("result.json", content)
            self.guest.write("status.json", content)
            self.assertEqual(cloud_init.observe_cloud_init(), NOT_STARTED, content)
