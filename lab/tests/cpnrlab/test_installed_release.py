"""Each release's own programs and options against what the lab gives them, where the release is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import replace

from cpnrlab import cloud, configuration, database, environment, form, packages
from cpnrlab.paths import Paths
from cpnrlab.release import RELEASES, SYSTEM_PATH
from cpnrlab.services import neutron, nova
from cpnrlab.site import Site
from hardware import hosts
from tests.cpnrlab.support import LAB, TemporaryLab

COMMON = (
    *("oslo.log", "oslo.messaging", "oslo.db", "oslo.concurrency", "oslo.cache", "oslo.policy"),
    *("oslo.middleware", "oslo.service.wsgi", "keystonemiddleware.auth_token"),
)
NOVA = ("nova.conf", *COMMON)
NEUTRON = ("neutron", "neutron.agent", "neutron.db", "neutron.extensions", *COMMON)
HEAT = (
    *("heat.common.config", "heat.common.context", "heat.common.crypt", "heat.common.wsgi"),
    *("heat.engine.clients", *COMMON),
)
Options = Mapping[str, Mapping[str, tuple[str, ...]]]
OPTIONS: Options = {
    "keystone": {"keystone.conf": ("keystone", *COMMON)},
    "placement": {"placement/placement.conf": ("placement.conf", *COMMON)},
    "glance": {"glance-api.conf": ("glance.api", "glance.store", "glance.multi_store", *COMMON)},
    "nova": {"nova.conf": NOVA, "nova-control.conf": NOVA, "hosts/compute-1/nova-compute.conf": NOVA},
    "neutron": {
        "neutron.conf": NEUTRON,
        "ml2.conf": ("neutron.ml2", "neutron.ml2.ovn"),
        "hosts/compute-1/neutron.conf": NEUTRON,
        "hosts/compute-1/openvswitch-agent.conf": ("neutron.ml2.ovs.agent",),
        # Not every release has the security groups' options in the agent's own list.
        "hosts/compute-1/sriov-agent.conf": ("neutron.ml2.sriov.agent", "neutron.ml2.ovs.agent"),
    },
}
"""oslo.config's namespaces of each configuration file, by project."""


class InstalledReleaseTest(TemporaryLab):
    maxDiff = None

    def setUp(self) -> None:
        super().setUp()
        for name in ("hardware", "hosts.json"):
            (self.paths.lab / name).symlink_to(LAB / name)

    def installed(self, name: str, orchestration: bool = False) -> Site:
        """The lab with an installed release; else the test is skipped with the reason."""
        paths = replace(self.paths, cache=Paths.of_this_checkout().cache)
        chosen = form.Form("of a test", release=name, orchestration=orchestration)
        site = replace(self.site, paths=paths, form=chosen)
        made = site.release.environment
        if packages.missing(site.packages) if made is None else not environment.is_complete(made):
            which = "peers" if orchestration else name
            self.skipTest(f"OpenStack of the form {which} isn't installed; `lab/lab up --form {which}` does")
        return site

    def check_options(self, name: str, options: Options = OPTIONS, orchestration: bool = False) -> None:
        site = self.installed(name, orchestration)
        arguments: dict[str, list[str]] = {project: [] for project in options}
        for file in sorted((LAB / "forms").glob("*.json")):
            loaded = form.load(Paths(LAB.parent, self.paths.cache), file.stem)
            chosen = replace(loaded, release=name, orchestration=orchestration)
            if chosen.networking not in site.release.networking:
                continue
            rack = hosts.load(LAB / chosen.hosts)
            texts = configuration.files(replace(site, form=chosen, rack=rack))
            for project, namespaces in options.items():
                for path, names in namespaces.items():
                    written = self.root / "forms" / file.stem / path
                    written.parent.mkdir(parents=True, exist_ok=True)
                    written.write_text(texts[path])
                    arguments[project] += [",".join(names), str(written)]
        python = f"{site.release.environment or '/usr'}/bin/python3"
        programs = {
            project: subprocess.Popen(
                [python, str(LAB / "tests/cpnrlab/options.py"), *words],
                env={"PATH": SYSTEM_PATH, "LANG": "C.UTF-8"},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for project, words in arguments.items()
        }
        for project, program in programs.items():
            found, said = program.communicate()
            self.assertEqual(found, "", project + said)
            self.assertEqual(program.returncode, 0, said)

    def check_programs(self, name: str, orchestration: bool = False) -> None:
        site = self.installed(name, orchestration)
        for service in cloud.services(site):
            path = service.env.get("PATH", SYSTEM_PATH)
            self.assertIsNotNone(shutil.which(service.argv[0], path=path), service.argv[0])
        path = database.environment(site)["PATH"]
        for component in database.components(site):
            for command in component.schema(site):
                self.assertIsNotNone(shutil.which(command[0], path=path), command[0])
        heat = ("heat/api-paste.ini",) if orchestration else ()
        for path in ("nova/api-paste.ini", "neutron/api-paste.ini", "glance/glance-api-paste.ini", *heat):
            self.assertTrue(os.path.exists(site.release.file(path)), path)

    def check_simulated_hardware(self, name: str, versions: dict[str, str]) -> None:
        site = self.installed(name)
        host = site.rack.hosts[0]
        for service in (nova.compute(site, host), neutron.sriov_agent(site, host)):
            argv = [service.argv[0], "--version"]
            env = {"PATH": SYSTEM_PATH, "LANG": "C.UTF-8", "HOME": str(self.root), **service.env}
            done = subprocess.run(argv, env=env, capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
            program = service.name.removesuffix(f"-{host.name}")
            self.assertIn(versions[program], done.stdout + done.stderr)

    def check_driver(self, name: str) -> None:
        site = self.installed(name)
        argv = [f"{site.release.environment}/bin/python3", "-m", "unittest", "tests.nova.test_driver"]
        argv += ["tests.nova.test_inventory", "tests.nova.test_instance"]
        done = subprocess.run(argv, cwd=LAB, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("skipped", done.stderr)

    def test_zed_has_each_option_that_a_form_sets(self) -> None:
        self.check_options("zed")

    def test_zed_has_each_option_of_heat_that_a_form_sets(self) -> None:
        self.check_options("zed", {"heat": {"heat/heat.conf": HEAT}}, orchestration=True)

    def test_zed_has_each_program_and_file_of_heat_that_the_lab_uses(self) -> None:
        self.check_programs("zed", orchestration=True)

    def test_2025_2_has_each_option_that_a_form_sets(self) -> None:
        self.check_options("2025.2")

    def test_train_has_each_option_that_a_form_sets(self) -> None:
        self.check_options("train")

    def test_zed_has_each_program_and_file_that_the_lab_uses(self) -> None:
        self.check_programs("zed")

    def test_2025_2_has_each_program_and_file_that_the_lab_uses(self) -> None:
        self.check_programs("2025.2")

    def test_train_has_each_program_and_file_that_the_lab_uses(self) -> None:
        self.check_programs("train")

    def test_zed_runs_its_compute_service_and_agent_on_simulated_hardware(self) -> None:
        self.check_simulated_hardware("zed", {"nova-compute": "26.", "neutron-sriov-agent": "21."})

    def test_2025_2_runs_its_compute_service_and_agent_on_simulated_hardware(self) -> None:
        self.check_simulated_hardware("2025.2", {"nova-compute": "32.", "neutron-sriov-agent": "27."})

    def test_train_runs_its_compute_service_and_agent_on_simulated_hardware(self) -> None:
        self.check_simulated_hardware("train", {"nova-compute": "20.", "neutron-sriov-agent": "15."})

    def test_2025_2_has_the_driver_and_the_inventory_as_zed_has(self) -> None:
        self.check_driver("2025.2")

    def test_train_has_the_driver_and_the_inventory_as_zed_has(self) -> None:
        self.check_driver("train")

    def test_each_release_is_tested(self) -> None:
        self.assertEqual(set(RELEASES), {"zed", "2025.2", "train"})
