from __future__ import annotations

import importlib.util
import inspect
import unittest

NOVA = importlib.util.find_spec("nova") is not None


@unittest.skipUnless(NOVA, "nova isn't installed; `lab/lab up` installs it")
class DriverTest(unittest.TestCase):
    def test_every_method_takes_the_arguments_that_nova_gives_it(self) -> None:
        from nova.virt.driver import ComputeDriver

        from hardware.driver import LabDriver

        for name, method in vars(LabDriver).items():
            asked = getattr(ComputeDriver, name, None)
            if asked is None or not inspect.isfunction(method):
                continue
            with self.subTest(name):
                given = list(inspect.signature(asked).parameters)
                taken = list(inspect.signature(method).parameters)
                if "_" in taken:
                    inspect.signature(method).bind(*given)
                else:
                    self.assertEqual(taken[: len(given)], given)

    def test_a_wait_for_an_event_that_takes_too_long_is_known_by_its_exception(self) -> None:
        from nova import exception

        from hardware import driver

        own = getattr(exception, "InstanceEventTimeout", None)
        self.assertTrue(own is None or own in driver._TIMEOUTS)
