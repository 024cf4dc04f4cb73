from __future__ import annotations

import tempfile
import unittest
from pathlib import Path
from unittest import mock

from hardware import domain, plug, process, qmp, state
from hardware.domain import Domain
from hardware.vif import Vif
from tests.hardware.rack import one_host

VIF = Vif(
    "port", "fa:16:3e:00:00:01", "tap0", 1450, "network", ("10.0.0.1/24",), active=True, bridge="br-int-1"
)
COMMAND = ("qemu-system-x86_64", "-uuid", "guest")


class StartAllTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.run_folder = Path(folder.name)
        self.host = one_host().hosts[0]
        self.guest = state.host_folder(self.run_folder, self.host.name) / "instances/guest"
        self.guest.mkdir(parents=True)
        self.plugged = self._patch(plug, "plug")
        self.started = self._patch(process, "start")
        self.resumed = self._patch(qmp, "execute")
        self._patch(qmp, "execute_all").return_value = set()
        Domain(COMMAND, (VIF,)).save(self.guest)

    def _patch(self, target: object, name: str) -> mock.MagicMock:
        patcher = mock.patch.object(target, name)
        self.addCleanup(patcher.stop)
        return patcher.start()

    def test_a_guest_that_ran_is_started_with_what_it_had(self) -> None:
        self.assertEqual(domain.start_all(self.run_folder, self.host), 1)
        self.started.assert_called_once_with(list(COMMAND), self.guest)
        self.assertEqual(self.plugged.call_args.args[2:], (VIF, self.guest, "nic0"))
        self.resumed.assert_called_once()

    def test_a_guest_that_was_shut_off_stays_so(self) -> None:
        process.end(self.guest)
        self.assertEqual(domain.start_all(self.run_folder, self.host), 0)
        self.started.assert_not_called()

    def test_a_guest_that_lost_an_interface_is_left_to_nova(self) -> None:
        domain.forget(self.guest)
        self.assertEqual(domain.start_all(self.run_folder, self.host), 0)
