from __future__ import annotations

import json
import os
import re
import time
from pathlib import Path
from unittest import mock

from cpnrlab import (
    bringup,
    cloud,
    configuration,
    database,
    environment,
    interpreter,
    machine,
    release,
)
from cpnrlab.release import RELEASES, SYSTEM_PATH, Release
from cpnrlab.site import Site
from tests.cpnrlab.support import LAB, TemporaryLab

FROM_PYPI = {name: entry for name, entry in RELEASES.items() if entry.lock is not None}
OF_THE_MACHINE = ("mariadb", "epmd", "rabbitmq", "ovsdb-server", "ovs-vswitchd")
"""Services that no release has."""


class LockTest(TemporaryLab):
    def test_a_lock_pins_each_package_by_its_hashes_and_names_no_address(self) -> None:
        for name, entry in FROM_PYPI.items():
            with self.subTest(name):
                lines = (LAB / str(entry.lock)).read_text().splitlines()
                for line in lines:
                    self.assertRegex(line, r"^([a-z0-9-]+==[\w.]+|    --hash=sha256:[0-9a-f]{64})( \\)?$")
                for line, following in zip(lines, [*lines[1:], ""], strict=True):
                    self.assertEqual(line.endswith("\\"), following.startswith("    --hash="), line)

    def test_a_lock_has_what_was_asked_for(self) -> None:
        for name, entry in FROM_PYPI.items():
            lock = (LAB / str(entry.lock)).read_text()
            wanted = (LAB / str(entry.lock)).with_suffix(".in").read_text().splitlines()
            for line in wanted:
                if not line.startswith("#"):
                    self.assertRegex(lock, rf"(?m)^{re.escape(line)}(==| )", name)

    def test_the_build_tools_are_taken_from_the_lock_with_their_hashes(self) -> None:
        pbr = "pbr==7.0.1 \\\n    --hash=sha256:1 \\\n    --hash=sha256:2\n"
        lock = f"alembic==1 \\\n    --hash=sha256:3\n{pbr}pbr-x==1 \\\n    --hash=sha256:4\n"
        self.assertEqual(environment.pinned(lock, ("pbr",)), pbr)
        for entry in FROM_PYPI.values():
            tools = environment.pinned((LAB / str(entry.lock)).read_text(), environment._BUILD_TOOLS)
            self.assertEqual(tools.count("=="), len(environment._BUILD_TOOLS))


class Pip:
    """A stage's task in which the named call of a command fails."""

    def __init__(self, fails_at: int = 0) -> None:
        self.commands: list[str] = []
        self._fails_at = fails_at

    def execute(self, argv: list[str], **_: object) -> str:
        self.commands.append(" ".join(argv))
        if len(self.commands) == self._fails_at:
            raise InterruptedError
        if "venv" in argv:
            program = Path(argv[-1]) / "bin/python3"
            program.parent.mkdir(parents=True)
            program.touch()
        return ""


class EnvironmentTest(TemporaryLab):
    def install(self, entry: Release, fails_at: int = 0) -> int:
        pip = Pip(fails_at)
        environment.install(pip, self.paths, entry)  # type: ignore[arg-type]
        return len(pip.commands)

    def test_it_is_made_once_and_anew_if_it_was_broken_off(self) -> None:
        entry = release.find(self.paths, "2025.2")
        assert entry.environment is not None
        with self.assertRaises(InterruptedError):
            self.install(entry, fails_at=3)
        self.assertFalse(environment.is_complete(entry.environment))
        (entry.environment / "half").touch()
        self.assertEqual(self.install(entry), 3)
        self.assertFalse((entry.environment / "half").exists())
        self.assertEqual(self.install(entry), 0)

    def test_it_is_made_anew_after_its_python_was_removed(self) -> None:
        entry = release.find(self.paths, "2025.2")
        assert entry.environment is not None
        self.install(entry)
        (entry.environment / "bin/python3").unlink()
        self.assertFalse(environment.is_complete(entry.environment))
        self.assertEqual(self.install(entry), 3)

    def test_another_lock_is_another_environment(self) -> None:
        first = release.find(self.paths, "2025.2").environment
        (self.root / "lab/releases").unlink()
        lock = self.root / "lab" / str(RELEASES["2025.2"].lock)
        lock.parent.mkdir(parents=True)
        lock.write_text("nova==1\n")
        self.assertNotEqual(release.find(self.paths, "2025.2").environment, first)

    def test_an_environment_that_no_lab_used_for_a_month_is_removed(self) -> None:
        entry = release.find(self.paths, "2025.2")
        folder = self.paths.cache / "releases"
        for name, days in (("used", 29), ("unused", 31)):
            (folder / name).mkdir(parents=True)
            (folder / name / "complete").touch()
            then = time.time() - days * 86400
            os.utime(folder / name / "complete", (then, then))
        self.install(entry)
        self.assertEqual(
            {path.name for path in folder.iterdir() if path.is_dir()} - {"used"},
            {entry.environment.name if entry.environment else ""},
        )


class InterpreterTest(TemporaryLab):
    def find(self, python: str) -> str:
        env = {"PYENV_ROOT": str(self.root / "pyenv"), "PATH": str(self.root / "shims")}
        with mock.patch.dict(os.environ, env):
            return interpreter.find(python)

    def program(self, path: str) -> str:
        program = self.root / path
        program.parent.mkdir(parents=True)
        program.touch(mode=0o755)
        return str(program)

    def test_a_path_is_taken_as_it_is_since_a_package_may_install_it_later(self) -> None:
        self.assertEqual(self.find("/usr/bin/python3.999"), "/usr/bin/python3.999")

    def test_pyenv_comes_before_the_path(self) -> None:
        on_path = self.program("shims/python3.7")
        self.assertEqual(self.find("python3.7"), on_path)
        self.program("pyenv/versions/3.8.1/bin/python3.8")
        self.assertEqual(self.find("python3.7"), on_path)
        in_pyenv = self.program("pyenv/versions/3.7.16/bin/python3.7")
        self.assertEqual(self.find("python3.7"), in_pyenv)

    def test_without_it_the_machine_cannot_carry_the_lab(self) -> None:
        env = {"PYENV_ROOT": str(self.root / "pyenv"), "PATH": ""}
        with mock.patch.dict(os.environ, env):
            self.assertEqual(
                list(machine.python(self.site_of(release="train"))),
                [
                    "This form's OpenStack needs python3.7, which is neither on the PATH"
                    f" nor in {self.root}/pyenv: install it, for example by `pyenv install 3.7`."
                ],
            )
            for name in ("zed", "2025.2"):
                self.assertEqual(list(machine.python(self.site_of(release=name))), [])

    def test_it_is_not_needed_once_the_environment_is_complete(self) -> None:
        site = self.site_of(release="train")
        for name in ("bin/python3", "complete"):
            file = site.release.environment / name  # type: ignore[operator]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch()
        with mock.patch.dict(os.environ, {"PYENV_ROOT": str(self.root / "pyenv"), "PATH": ""}):
            self.assertEqual(list(machine.python(site)), [])


class ReleaseTest(TemporaryLab):
    def test_every_program_of_a_release_comes_from_where_the_release_is(self) -> None:
        for name in RELEASES:
            site = self.site_of(release=name)
            made = site.release.environment
            for service in cloud.services(site):
                if service.name in OF_THE_MACHINE:
                    continue
                with self.subTest(f"{service.name} of {name}"):
                    path = service.env.get("PATH", SYSTEM_PATH)
                    self.assertEqual(path, f"{made}/bin:{SYSTEM_PATH}" if made else SYSTEM_PATH)
                    if made:
                        words = ";".join([*service.argv, *service.env.values()]).split(";")
                        self.assertFalse([word for word in words if word.startswith(("/etc/", "/usr/"))])

    def test_neutron_has_a_program_for_each_of_its_parts_where_uwsgi_serves_its_api(self) -> None:
        def neutron(name: str) -> list[str]:
            listed = [service.name for service in cloud.services(self.site_of(release=name))]
            return [entry for entry in listed if entry.startswith("neutron") and "agent" not in entry]

        self.assertEqual(neutron("zed"), ["neutron"])
        self.assertEqual(neutron("train"), ["neutron"])
        self.assertEqual(neutron("2025.2"), ["neutron", "neutron-rpc-server", "neutron-periodic-workers"])

    def test_only_a_form_of_a_release_from_pypi_installs_from_there(self) -> None:
        def stages(site: Site) -> dict[str, tuple[str, ...]]:
            return {stage.name: stage.after for stage in bringup.cloud_stages(site)}

        self.assertNotIn("openstack", stages(self.site))
        of_pypi = stages(self.site_of(release="2025.2"))
        self.assertEqual(of_pypi["openstack"], ("tools",))
        self.assertIn("openstack", of_pypi["db nova"])
        self.assertNotIn("nova-api", self.site_of(release="2025.2").packages)

    def test_a_dump_of_one_release_is_not_restored_in_another(self) -> None:
        nova = next(entry for entry in database.components(self.site) if entry.name == "nova")
        with mock.patch("cpnrlab.packages.versions", return_value={}):
            keys = {nova.key(self.site_of(release=name)) for name in RELEASES}
        self.assertEqual(len(keys), len(RELEASES))

    def test_uwsgi_loads_debians_python_or_has_one_of_its_own(self) -> None:
        def keystone(name: str) -> list[str]:
            listed = cloud.services(self.site_of(release=name))
            return list(next(service.argv for service in listed if service.name == "keystone"))

        self.assertEqual(keystone("2025.2")[:3], ["uwsgi", "--plugins", "python3"])
        self.assertNotIn("--plugins", keystone("train"))
        self.assertIn("keystone.server.wsgi:initialize_public_application()", keystone("train"))

    def test_a_host_lists_its_vfs_by_the_option_that_the_release_has(self) -> None:
        for name, option in {"zed": "device_spec", "train": "passthrough_whitelist"}.items():
            files = configuration.files(self.site_of(release=name))
            self.assertIn(f"\n{option} = {{", files["hosts/compute-1/nova-compute.conf"])

    def test_the_client_asks_for_no_newer_api_than_the_release_has(self) -> None:
        entry = json.loads(configuration.clouds(self.site_of(release="train")))["clouds"]["cpnr-lab"]
        self.assertEqual((entry["compute_api_version"], entry["placement_api_version"]), ("2.79", "1.36"))
