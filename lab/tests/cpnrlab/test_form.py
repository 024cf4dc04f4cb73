from __future__ import annotations

import json
import shutil

from cpnrlab import configuration, form, stackfile
from cpnrlab.errors import LabError
from cpnrlab.site import Site
from tests.cpnrlab.support import LAB, TemporaryLab


class FormTest(TemporaryLab):
    def setUp(self) -> None:
        super().setUp()
        shutil.copytree(LAB / "forms", self.paths.lab / "forms")
        shutil.copytree(LAB / "hosts", self.paths.lab / "hosts")
        shutil.copy(LAB / "hosts.json", self.paths.lab)
        shutil.copytree(LAB / "image/guests", self.paths.lab / "image/guests")

    def test_a_release_without_ovn_is_refused_for_a_form_with_ovn(self) -> None:
        with self.assertRaisesRegex(LabError, "networking is 'ovn', expected one of: openvswitch."):
            form.parse({"description": "d", "release": "train", "networking": "ovn"})

    def test_a_release_without_heat_is_refused_for_a_form_with_orchestration(self) -> None:
        for name in ("2025.2", "train"):
            with self.assertRaisesRegex(
                LabError, f"release is '{name}', but orchestration needs one of: zed."
            ):
                form.parse({"description": "d", "release": name, "orchestration": True})
        self.assertFalse(form.parse({"description": "d", "release": "train"}).orchestration)

    def test_every_form_can_be_used(self) -> None:
        for name in form.names(self.paths):
            with self.subTest(name):
                (self.paths.run / "form").write_text(name)
                site = Site.of(self.paths)
                self.assertTrue(configuration.files(site))
                tracked = (LAB.parent / "Pulumi.lab.yaml").read_text()
                merged = stackfile.replace(tracked, site.form.stack)
                for key, value in site.form.stack.items():
                    line = f"\n  {key}: {json.dumps(value)}\n"
                    self.assertEqual(line in merged, value is not None)

    def test_a_lab_keeps_its_form(self) -> None:
        form.choose(self.paths, "four-nodes")
        form.choose(self.paths, None)
        self.assertEqual(form.current(self.paths), "four-nodes")
        with self.assertRaisesRegex(LabError, "has the form four-nodes: run `lab/lab down --wipe`"):
            form.choose(self.paths, "zed")

    def test_a_lab_without_a_chosen_form_is_zed(self) -> None:
        form.choose(self.paths, None)
        self.assertEqual(form.current(self.paths), "zed")

    def test_a_form_that_does_not_exist_is_told_with_those_that_do(self) -> None:
        with self.assertRaisesRegex(LabError, "no form 'liberty', expected one of: .*four-nodes.*zed"):
            form.choose(self.paths, "liberty")

    def test_a_wrong_file_is_told_with_its_key(self) -> None:
        for data, message in (
            ([], "an object with a description"),
            ({"description": "x", "color": "red"}, "color is unknown"),
            ({"description": "x", "network_extensions": "a"}, "network_extensions is 'a'"),
            ({"description": "x", "release": "2012.1"}, "release is '2012.1', expected one of: zed, 2025.2"),
            ({"description": "x", "cpu_sets": 1}, "cpu_sets is 1"),
            ({"description": "x", "guest": "minix"}, "guest is 'minix', expected one of: bookworm, .*trixie"),
        ):
            (self.paths.lab / "forms/wrong.json").write_text(json.dumps(data))
            with self.assertRaisesRegex(LabError, f"wrong.json: .*{message}"):
                form.load(self.paths, "wrong")

    def test_a_setting_of_the_stack_file_is_replaced_or_removed(self) -> None:
        text = "# head\nconfig:\n  a:one: 1\n  a:two:\n    - x\n  a:three: 3\n"
        merged = stackfile.replace(text, {"a:two": {"y": [None]}, "a:three": None, "a:four": "no"})
        self.assertEqual(merged, '# head\nconfig:\n  a:one: 1\n  a:two: {"y": [null]}\n  a:four: "no"\n')

    def test_what_a_form_changes_is_in_the_configuration(self) -> None:
        def files(**changes: object) -> dict[str, str]:
            return configuration.files(self.site_of(**changes))

        self.assertNotIn("uplink", files(network_extensions=("port_security",))["ml2.conf"])
        self.assertIn("tenant_network_types = geneve", files(tunnel_type="geneve")["ml2.conf"])
        compute = files(cpu_sets=False)["hosts/compute-1/nova-compute.conf"]
        self.assertIn("vcpu_pin_set = 2,3,", compute)
        self.assertNotIn("cpu_dedicated_set", compute)
