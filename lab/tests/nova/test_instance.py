from __future__ import annotations

import importlib.util
import unittest

NOVA = importlib.util.find_spec("nova") is not None


@unittest.skipUnless(NOVA, "nova isn't installed; `lab/lab up` installs it")
class InstanceTest(unittest.TestCase):
    def test_a_node_of_the_guest_has_its_shared_and_its_pinned_cpus(self) -> None:
        from nova import objects

        from hardware.instance import _cpus

        objects.register_all()
        has_pinned = "pcpuset" in objects.InstanceNUMACell.fields
        pinned = {"cpuset": {0}, "pcpuset": {2, 1}} if has_pinned else {"cpuset": {2, 1, 0}}
        self.assertEqual(_cpus(objects.InstanceNUMACell(**pinned)), (0, 1, 2))
