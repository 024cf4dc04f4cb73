from __future__ import annotations

from unittest import mock

from cpnrlab import cloud, namespace, processes, run
from cpnrlab.errors import LabError
from tests.cpnrlab.support import TemporaryLab


class WithoutKeystoneTest(TemporaryLab):
    """A lab whose Keystone has ended."""

    def setUp(self) -> None:
        super().setUp()
        (self.paths.run / "ready").touch()
        ours = mock.patch.object(namespace, "is_ours", return_value=True)
        ours.start()
        self.addCleanup(ours.stop)

    def test_runs_no_command(self) -> None:
        with self.assertRaisesRegex(LabError, "Keystone has ended"):
            run.require_up(self.paths)

    def test_can_start_it_again(self) -> None:
        with mock.patch.object(processes, "start") as start:
            cloud.set_service(self.site, "keystone", up=True)
        self.assertEqual([call.args[1].name for call in start.call_args_list], ["keystone"])
