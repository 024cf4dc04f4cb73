"""The services' databases: made at the installed packages' schema, or restored from an earlier lab's dump.

A dump is taken right after a schema was made: it holds no password and no user's data. It is kept for the
user, keyed by the packages it was made with.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cpnrlab import durable, namespace, packages, processes
from cpnrlab.errors import LabError
from cpnrlab.release import SYSTEM_PATH
from cpnrlab.services import glance, heat, keystone, mariadb, neutron, nova, placement
from cpnrlab.site import ADDRESS, Site
from cpnrlab.stages import Task


@dataclass(frozen=True)
class Component:
    """An OpenStack project with databases of its own."""

    name: str
    databases: tuple[str, ...]
    schema: Callable[[Site], list[list[str]]]

    def key(self, site: Site) -> str:
        """What the databases' contents depend on: programs, and the commands without this lab's folders."""
        versions = packages.versions([f"python3-{self.name}", "mariadb-server", "mariadb-server-core"])
        if site.release.environment is not None:
            versions["openstack"] = site.release.environment.name
        words = [word for command in self.schema(site) for word in command]
        commands = [word for word in words if not word.startswith(str(site.paths.run))]
        return hashlib.sha256(repr((self.name, self.databases, versions, commands)).encode()).hexdigest()[:16]


_COMPONENTS = (
    Component("keystone", keystone.DATABASES, keystone.schema),
    Component("glance", glance.DATABASES, glance.schema),
    Component("placement", placement.DATABASES, placement.schema),
    Component("nova", nova.DATABASES, nova.schema),
    Component("neutron", neutron.DATABASES, neutron.schema),
)
_HEAT = Component("heat", heat.DATABASES, heat.schema)


def components(site: Site) -> tuple[Component, ...]:
    """The OpenStack projects of a form."""
    return (*_COMPONENTS, _HEAT) if site.form.orchestration else _COMPONENTS


def start(task: Task, site: Site) -> str | None:
    """Start the database server, its data made first if there is none, and let the services in."""
    folder = site.paths.run / "mariadb"
    data, new = folder / "data", folder / "data.new"
    fresh = not data.exists()
    if fresh:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        task.execute(
            [
                *("mariadb-install-db", "--no-defaults", f"--datadir={new}", "--user=root", "--skip-test-db"),
                "--auth-root-authentication-method=socket",
            ]
        )
        new.rename(data)
    if not processes.start(site.paths, mariadb.service(site)):
        return "as before"
    _await_socket(task, site)
    _sql(
        site,
        f"CREATE USER IF NOT EXISTS 'openstack'@'{ADDRESS}';"
        f"ALTER USER 'openstack'@'{ADDRESS}' IDENTIFIED BY '{site.password}';"
        f"GRANT ALL ON *.* TO 'openstack'@'{ADDRESS}';",
    )
    return "new" if fresh else None


def prepare(task: Task, site: Site, component: Component) -> str | None:
    """Bring a component's databases to the schema of the installed packages."""
    key = component.key(site)
    made = site.paths.run / "mariadb" / f"{component.name}.schema"
    before = made.read_text() if made.exists() else None
    if before == key:
        return "as before"
    dump = site.paths.cache / "lab-schema" / f"{component.name}-{key}.sql"
    if before is None:
        for name in component.databases:
            _sql(site, f"DROP DATABASE IF EXISTS {name}; CREATE DATABASE {name};")
        if dump.exists():
            _sql(site, dump.read_text())
            durable.write(made, key)
            return "from the cache"
    for command in component.schema(site):
        task.execute(namespace.command(site.paths.namespace, command), env=environment(site))
    if before is None:
        _dump(site, component, dump)
    durable.write(made, key)
    return "made" if before is None else "upgraded"


def engine_began(site: Site) -> str:
    """When Heat's last engine began to serve, in UTC; empty if none has.

    Heat's API can't tell quickly: it asks an engine, and waits a minute if there is none.
    """
    return _sql(site, "SELECT created_at FROM heat.service ORDER BY created_at DESC LIMIT 1;").strip()


def environment(site: Site) -> dict[str, str]:
    """For the projects' management commands: nothing of the caller's but a path."""
    bare = {"PATH": SYSTEM_PATH, "HOME": str(site.paths.run), "LANG": "C.UTF-8"}
    return bare | site.release.variables


def _dump(site: Site, component: Component, dump: Path) -> None:
    dump.parent.mkdir(parents=True, exist_ok=True)
    argv = [
        *("mariadb-dump", "--no-defaults", f"--socket={_socket(site)}", "--single-transaction"),
        *("--skip-add-locks", "--skip-add-drop-table", "--skip-disable-keys", "--skip-dump-date"),
        *("--databases", *component.databases),
    ]
    done = subprocess.run(argv, capture_output=True, check=False)
    if done.returncode == 0:
        durable.write(dump, done.stdout)


def _await_socket(task: Task, site: Site) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            _sql(site, "SELECT 1;")
            return
        except LabError as error:
            if not processes.runs(site.paths, "mariadb") or time.monotonic() > end:
                log = processes.log_file(site.paths, "mariadb")
                raise LabError(
                    f"MariaDB doesn't serve: {error} See {log}; `lab/lab down --wipe` makes all data anew."
                ) from error
        task.wait(0.1)


def _sql(site: Site, text: str) -> str:
    """Execute statements. Returns the rows they select, a line each, without their header."""
    argv = ["mariadb", "--no-defaults", "--skip-column-names", f"--socket={_socket(site)}"]
    done = subprocess.run(argv, input=text, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise LabError(f"{done.stderr.strip()}.")
    return done.stdout


def _socket(site: Site) -> str:
    return str(site.paths.run / "mariadb/sock")
