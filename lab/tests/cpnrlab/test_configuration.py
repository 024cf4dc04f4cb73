from __future__ import annotations

import configparser
import json
import stat
from dataclasses import replace

from cpnrlab import cloud, configuration
from cpnrlab.services import ini
from hardware.rack import Lab
from tests.cpnrlab.support import TemporaryLab


def parsed(text: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None, default_section="none")
    parser.read_string(text)
    return parser


class ConfigurationTest(TemporaryLab):
    def test_an_option_with_several_values_appears_once_for_each(self) -> None:
        text = ini.render({"pci": {"device_spec": ["a", "b"], "on": True, "helper": ""}})
        self.assertEqual(text, "[pci]\ndevice_spec = a\ndevice_spec = b\non = true\nhelper =\n")

    def test_the_extensions_the_program_needs_are_on(self) -> None:
        ml2 = parsed(configuration.files(self.site)["ml2.conf"])
        drivers = "port_security,port_numa_affinity_policy,uplink_status_propagation"
        self.assertEqual(ml2["ml2"]["extension_drivers"], drivers)
        self.assertEqual(ml2["ml2"]["mechanism_drivers"], "openvswitch,sriovnicswitch")
        self.assertEqual(ml2["ml2_type_vlan"]["network_vlan_ranges"], "sriov0:100:200,sriov1:100:200")

    def test_a_hosts_cpus_and_vfs_are_those_of_the_hosts_file(self) -> None:
        text = configuration.files(self.site)["hosts/compute-1/nova-compute.conf"]
        compute = parsed(text)
        self.assertEqual(compute["compute"]["cpu_shared_set"], "0,1,16,17")
        specs = [
            json.loads(line.split(" = ")[1]) for line in text.splitlines() if line.startswith("device_spec")
        ]
        self.assertEqual([spec["physical_network"] for spec in specs], ["sriov0", "sriov1"])

    def test_a_second_host_shares_no_file_port_or_bridge_with_the_first(self) -> None:
        first = self.site.rack.hosts[0]
        second = replace(first, name="compute-2", number=2)
        site = replace(self.site, rack=Lab((first, second), self.site.rack.segments))
        files = configuration.files(site)
        one, two = (
            parsed(files[f"hosts/{host.name}/openvswitch-agent.conf"])["ovs"] for host in (first, second)
        )
        shared = {key for key in one if one[key] == two[key]}
        self.assertEqual(shared, {"datapath_type", "ovsdb_connection", "of_listen_address"})
        names = [service.name for service in cloud.services(site)]
        self.assertEqual(len(names), len(set(names)))
        self.assertIn("nova-compute-compute-2", names)
        stages = {stage.name for stage in cloud.stages(site, after="packages", programs="packages")}
        self.assertLessEqual({"agents compute-1", "agents compute-2", "compute compute-2"}, stages)

    def test_what_holds_the_password_can_be_read_by_us_alone(self) -> None:
        configuration.write(self.site)
        holders = [
            path
            for path in self.paths.run.rglob("*")
            if path.is_file() and self.site.password in path.read_text()
        ]
        self.assertGreater(len(holders), 5)
        for path in (*holders, self.paths.passphrase):
            self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600, path)
        self.assertEqual(stat.S_IMODE(self.paths.run.stat().st_mode), 0o700)

    def test_no_command_line_or_environment_holds_the_password(self) -> None:
        for service in cloud.services(self.site):
            words = [*service.argv, *service.env.values()]
            self.assertFalse([word for word in words if self.site.password in word], service.name)

    def test_the_password_and_the_passphrase_stay_and_differ(self) -> None:
        configuration.write(self.site)
        again = replace(self.site)
        self.assertEqual(again.password, self.site.password)
        self.assertNotEqual(self.paths.passphrase.read_text().strip(), self.site.password)

    def test_clouds_yaml_names_the_admin(self) -> None:
        cloud_of_lab = json.loads(configuration.clouds(self.site))["clouds"]["cpnr-lab"]
        self.assertEqual(cloud_of_lab["auth"]["username"], "admin")
        self.assertEqual(cloud_of_lab["auth"]["auth_url"], "http://127.0.0.1:5000/v3")
