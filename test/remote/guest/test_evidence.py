import json
import os
import subprocess
import sys
import time
import unittest
from pathlib import Path
from typing import Any, Dict, List
from unittest import mock

from guest import dns, evidence

from .dns_server import DnsServer
from .guest_folder import GuestFolder

# The guest's folder of commands replaces the PATH during a test.
PATH = os.environ["PATH"]
INET6 = {"family": "inet6", "prefixlen": 64, "scope": "global"}


def can_unshare() -> bool:
    """Whether this machine makes network namespaces."""
    return subprocess.call(["unshare", "-rn", "true"], stderr=subprocess.DEVNULL) == 0


def observe_routes_in_namespace(routes: List[str]) -> Dict[str, Any]:
    """The preferred routes in a network namespace with the NICs ens3 and bond0."""
    commands = [
        "ip link add ens3 type veth peer name switch3",
        "ip link add bond0 type veth peer name switch4",
        *(f"ip link set {name} up" for name in ("ens3", "switch3", "bond0", "switch4")),
        "ip address add 10.10.10.101/24 dev ens3",
        "ip address add 172.16.1.10/24 dev bond0",
        *(f"ip route add {route}" for route in routes),
        f"exec {sys.executable} -c 'from guest.evidence import *; "
        "print(json.dumps(observe_preferred_routes()))'",
    ]
    remote = Path(evidence.__file__).parent.parent
    output = subprocess.check_output(
        ["unshare", "-rn", "sh", "-ec", "\n".join(commands)],
        env=dict(os.environ, PATH=PATH, PYTHONPATH=remote),
    )
    result: Dict[str, Any] = json.loads(output)
    return result


class EvidenceTest(unittest.TestCase):
    def setUp(self) -> None:
        self.guest = GuestFolder(self)

    def gather(self, **request: Any) -> Dict[str, Any]:  # noqa: ANN401
        result: Dict[str, Any] = evidence.gather(dict({"bond": "bond0", "pings": [], "dns": None}, **request))
        self.assertEqual(json.loads(json.dumps(result)), result)
        return result

    def test_a_dual_stack_bond_with_arp_monitoring(self) -> None:
        options = {
            "mode": "active-backup 1",
            "fail_over_mac": "active 1",
            "miimon": "0",
            "updelay": "0",
            "downdelay": "0",
            "arp_interval": "250",
            "arp_ip_target": "172.16.1.1 172.16.1.2",
            "arp_validate": "all 3",
            "primary_reselect": "failure 2",
            "num_grat_arp": "5",
            "mii_status": "up",
            "primary": "ens5",
            "active_slave": "ens5",
            "slaves": "ens5",
        }
        self.guest.write_files("net/bond0/bonding", options)
        self.guest.write_files(
            "net",
            {
                "bond0/mtu": "8950",
                "ens5/bonding_slave/perm_hwaddr": "fa:16:3e:00:00:01",
                "ens5/bonding_slave/mii_status": "up",
                "ens5/bonding_slave/link_failure_count": "0",
                "ens5/device/vendor": "0x1af4",
                "ens3/address": "fa:16:3e:00:00:04",
                "ens3/device/vendor": "0x1af4",
            },
        )
        self.guest.write_files(
            "nodes",
            {
                "node0/cpulist": "0-1",
                "node0/meminfo": "Node 0 MemTotal:         501760 kB\nNode 0 MemFree: 1 kB",
                "node1/cpulist": "2-3",
                "node1/meminfo": "Node 1 MemTotal:         514048 kB",
            },
        )
        (self.guest.path / "bonding").mkdir()
        self.guest.write("result.json", '{"v1": {"errors": []}}')
        self.guest.write("status.json", '{"v1": {"stage": null}}')
        self.guest.install_ip(
            {
                "address show": [
                    {
                        "ifname": "lo",
                        "addr_info": [{"family": "inet", "local": "127.0.0.1", "scope": "host"}],
                    },
                    {
                        "ifname": "ens3",
                        "addr_info": [{"family": "inet", "local": "10.10.10.101", "scope": "global"}],
                    },
                ],
                "address show dev bond0": [
                    {
                        "addr_info": [
                            {"family": "inet", "local": "172.16.1.10", "prefixlen": 24, "scope": "global"},
                            dict(INET6, local="2001:db8::10", tentative=True),
                            dict(INET6, local="2001:db8::11", tentative=True, dadfailed=True),
                            dict(INET6, local="fe80::f816:3eff:fe00:1", scope="link"),
                        ]
                    }
                ],
                "-4 route get 198.51.100.1": [
                    {"dst": "198.51.100.1", "gateway": "172.16.1.1", "dev": "bond0", "prefsrc": "172.16.1.10"}
                ],
                "-6 route get 3fff::1": [{"dst": "3fff::1", "gateway": "fe80::1", "dev": "bond0"}],
            }
        )
        self.guest.install_ping()
        self.guest.install("timedatectl", "echo yes")
        pings = [
            {"address": "172.16.1.1", "over": "bond0"},
            {"address": "fe80::1", "over": "bond0"},
            {"address": "10.10.10.99", "over": "10.10.10.101"},
        ]
        self.assertEqual(
            self.gather(pings=pings),
            {
                "hostname": os.uname().nodename,
                "cloudInit": {"ended": True, "stage": None, "failed": False, "errors": []},
                "numaNodes": [
                    {"node": 0, "cpus": "0-1", "memory": 490},
                    {"node": 1, "cpus": "2-3", "memory": 502},
                ],
                "bondingModule": True,
                "bond": {
                    "name": "bond0",
                    "mode": "active-backup",
                    "failOverMac": "active",
                    "linkMonitor": {
                        "miimon": 0,
                        "updelay": 0,
                        "downdelay": 0,
                        "arpInterval": 250,
                        "arpTargets": ["172.16.1.1", "172.16.1.2"],
                        "arpValidate": "all",
                    },
                    "primaryReselect": "failure",
                    "gratuitousArps": 5,
                    "active": True,
                    "mii": "up",
                    "mtu": 8950,
                    "slaves": [
                        {
                            "name": "ens5",
                            "mac": "fa:16:3e:00:00:01",
                            "mii": "up",
                            "primary": True,
                            "active": True,
                            "linkFailures": 0,
                            "driver": None,
                            "numaNode": None,
                        }
                    ],
                    "addresses": [
                        {"address": "172.16.1.10/24", "tentative": False, "dadFailed": False},
                        {"address": "2001:db8::10/64", "tentative": True, "dadFailed": False},
                        {"address": "2001:db8::11/64", "tentative": True, "dadFailed": True},
                    ],
                },
                "activationError": None,
                "interfaces": [{"name": "ens3", "mac": "fa:16:3e:00:00:04", "addresses": ["10.10.10.101"]}],
                "preferredRoute": {
                    "4": {"device": "bond0", "gateway": "172.16.1.1"},
                    "6": {"device": "bond0", "gateway": "fe80::1"},
                },
                "pings": [
                    {"address": "172.16.1.1", "over": "bond0", "reached": True},
                    {"address": "fe80::1", "over": "bond0", "reached": True},
                    {"address": "10.10.10.99", "over": "10.10.10.101", "reached": False},
                ],
                "dns": [],
                "clockSynchronized": True,
            },
        )
        self.assertEqual(
            self.guest.sent_pings(),
            [
                "-4 -n -c 1 -W 1 -I 10.10.10.101 10.10.10.99",
                "-4 -n -c 1 -W 1 -I bond0 172.16.1.1",
                "-6 -n -c 1 -W 1 -I bond0 fe80::1",
            ],
        )

    def test_the_evidence_begins_with_the_hostname(self) -> None:
        self.assertTrue(json.dumps(self.gather()).startswith('{"hostname"'))

    def test_a_machine_that_is_no_vnf(self) -> None:
        self.assertEqual(
            self.gather(),
            {
                "hostname": os.uname().nodename,
                "cloudInit": {"ended": False, "stage": None, "failed": False, "errors": []},
                "numaNodes": [],
                "bondingModule": False,
                "bond": None,
                "activationError": None,
                "interfaces": [],
                "preferredRoute": {},
                "pings": [],
                "dns": [],
                "clockSynchronized": None,
            },
        )

    def test_a_guest_without_ip_and_ping_has_no_addresses_and_sends_no_ping(self) -> None:
        self.guest.write_files("net", {"bond0/bonding/slaves": "", "ens3/device/vendor": "0x1af4"})
        result = self.gather(pings=[{"address": "172.16.1.1", "over": "bond0"}])
        self.assertEqual(result["bond"]["addresses"], [])
        self.assertEqual(result["interfaces"], [{"name": "ens3", "mac": None, "addresses": []}])
        self.assertEqual(result["preferredRoute"], {})
        self.assertEqual(result["pings"], [{"address": "172.16.1.1", "over": "bond0", "reached": None}])

    def test_an_ip_without_json_counts_as_missing(self) -> None:
        for script in ("exit 1", "echo 'Option \"-json\" is unknown'", "echo '{}'"):
            self.guest.install("ip", script)
            self.assertEqual(self.gather()["preferredRoute"], {}, script)

    def test_ip_is_found_outside_the_path_of_an_ssh_session(self) -> None:
        self.guest.install_ip({"-4 route get 198.51.100.1": [{"dev": "bond0"}]})
        with mock.patch.dict(os.environ, PATH="/none"), mock.patch.object(
            evidence, "SYSTEM_FOLDERS", (str(self.guest.bin),)
        ):
            self.assertEqual(self.gather()["preferredRoute"], {"4": {"device": "bond0", "gateway": None}})

    def test_an_unreachable_route_is_no_route(self) -> None:
        route = {"type": "unreachable", "dst": "3fff::1", "dev": "lo", "metric": 4294967295}
        self.guest.install_ip({"-6 route get 3fff::1": [route]})
        self.assertEqual(self.gather()["preferredRoute"], {})

    @unittest.skipUnless(can_unshare(), "skipped, because this machine makes no network namespaces")
    def test_the_route_is_the_one_that_the_kernel_takes(self) -> None:
        other = "default via 10.10.10.1 dev ens3"
        bond = "default via 172.16.1.1 dev bond0 metric 50"
        halves = [f"{half} via 172.16.1.1 dev bond0 metric 50" for half in ("0.0.0.0/1", "128.0.0.0/1")]
        for routes, expected in [
            ([], None),
            ([bond, other + " metric 100"], "bond0"),
            ([bond, other], "ens3"),
            ([bond, other, *halves], "bond0"),
            ([*halves, bond, other], "bond0"),
        ]:
            preferred = observe_routes_in_namespace(routes)
            self.assertEqual(preferred.get("4", {}).get("device"), expected, routes)
            self.assertNotIn("6", preferred)

    def test_the_reason_why_the_bond_was_not_activated_is_cut(self) -> None:
        self.guest.write("day0-bond.error", "no interface has the MAC address" + "x" * 1000 + "\n")
        error = self.gather()["activationError"]
        self.assertTrue(error.startswith("no interface has"))
        self.assertEqual(len(error), evidence.MAXIMUM_ERROR_LENGTH)

    def test_a_slave_has_the_driver_of_its_device_and_the_numa_node_of_its_pci_device(self) -> None:
        pci = self.guest.path / "pci0000:00" / "0000:00:05.0"
        device = pci / "virtio3"
        driver = self.guest.path / "drivers" / "virtio_net"
        device.mkdir(parents=True)
        driver.mkdir(parents=True)
        (device / "driver").symlink_to(driver)
        self.guest.write_files("net", {"bond0/bonding/slaves": "ens4", "ens4/bonding_slave/mii_status": "up"})
        (self.guest.net / "ens4" / "device").symlink_to(device)
        for numa_node in ("1", "-1"):
            (pci / "numa_node").write_text(numa_node + "\n", encoding="ascii")
            slave = self.gather()["bond"]["slaves"][0]
            self.assertEqual((slave["driver"], slave["numaNode"]), ("virtio_net", int(numa_node)))
        (device / "numa_node").write_text("0\n", encoding="ascii")
        self.assertEqual(self.gather()["bond"]["slaves"][0]["numaNode"], 0)

    def test_a_bond_without_an_active_slave_is_not_active(self) -> None:
        self.guest.write_files(
            "net/bond0/bonding", {"slaves": "ens4 ens5", "active_slave": "", "primary": "ens5"}
        )
        bond = self.gather()["bond"]
        self.assertFalse(bond["active"])
        self.assertEqual([slave["primary"] for slave in bond["slaves"]], [False, True])

    def test_numa_nodes_are_in_the_order_of_their_numbers(self) -> None:
        self.guest.write_files("nodes", {"node10/cpulist": "5", "node2/cpulist": "4", "possible": "0-10"})
        self.assertEqual(
            self.gather()["numaNodes"],
            [{"node": 2, "cpus": "4", "memory": None}, {"node": 10, "cpus": "5", "memory": None}],
        )

    def test_the_clock_is_unknown_unless_systemd_says_yes_or_no(self) -> None:
        for script, expected in (
            ("echo yes", True),
            ("echo no", False),
            ("echo", None),
            ("echo yes; exit 1", None),
        ):
            self.guest.install("timedatectl", script)
            self.assertEqual(self.gather()["clockSynchronized"], expected, script)

    def test_a_command_that_does_not_end_is_stopped(self) -> None:
        self.guest.install("timedatectl", "exec /bin/sleep 60")
        with mock.patch.object(evidence, "COMMAND_TIMEOUT_SECONDS", 0.1):
            self.assertIsNone(self.gather()["clockSynchronized"])

    def test_a_ping_that_the_user_may_not_send_is_none_that_failed(self) -> None:
        said = "ping: socktype: SOCK_RAW\nping: socket: Operation not permitted\n"
        self.guest.install("ping", f"printf '{said}' >&2; exit 2")
        result = self.gather(pings=[{"address": "172.16.1.1", "over": "bond0"}])
        self.assertEqual(result["pings"], [{"address": "172.16.1.1", "over": "bond0", "reached": None}])

    def test_a_ping_over_a_missing_interface_is_not_answered(self) -> None:
        self.guest.install("ping", "echo 'ping: SO_BINDTODEVICE bond9: No such device' >&2; exit 2")
        result = self.gather(pings=[{"address": "172.16.1.1", "over": "bond9"}])
        self.assertEqual(result["pings"], [{"address": "172.16.1.1", "over": "bond9", "reached": False}])

    def test_commands_and_pings_that_hang_with_processes_of_their_own_are_stopped(self) -> None:
        for command in ("ip", "ping", "timedatectl"):
            self.guest.install(command, f"echo $$ >>{self.guest.path}/pids\n/bin/sleep 60 &\nwait")
        pings = [{"address": f"10.10.10.{number}", "over": "bond0"} for number in range(20)]
        started = time.monotonic()
        with mock.patch.object(evidence, "COMMAND_TIMEOUT_SECONDS", 0.3), mock.patch.object(
            evidence, "PING_TIMEOUT_SECONDS", 0.5
        ):
            result = self.gather(pings=pings)
        self.assertLess(time.monotonic() - started, 30)
        self.assertEqual([ping["reached"] for ping in result["pings"]], [False] * 20)
        self.assertIsNone(result["clockSynchronized"])
        for pid in (self.guest.path / "pids").read_text(encoding="ascii").split():
            self.assertRaises(ProcessLookupError, os.kill, int(pid), 0)

    def test_the_program_ends_before_the_limit_of_its_caller(self) -> None:
        commands = mock.Mock(return_value=None)
        with mock.patch.object(evidence, "run_command", commands):
            self.guest.write_files("net", {"bond0/bonding/slaves": ""})
            self.gather()
        longest = (
            commands.call_count * evidence.COMMAND_TIMEOUT_SECONDS
            + evidence.PING_TIMEOUT_SECONDS
            + 2 * dns.TIMEOUT_SECONDS
        )
        self.assertLess(longest, 60)

    def test_the_guests_own_dns_service_is_queried(self) -> None:
        with DnsServer() as server:
            request = {"name": "www.example.test", "servers": ["127.0.0.1"], "port": server.port}
            answers = self.gather(dns=request)["dns"]
        self.assertEqual(
            [(answer["transport"], answer["answered"]) for answer in answers],
            [("UDP", True), ("TCP", True), ("EDNS0", True)],
        )
