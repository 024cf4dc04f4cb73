"""The cloud's way up, as stages, and its way down."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from functools import partial

from cpnrlab import configuration, database, identity, namespace, processes, ready, run
from cpnrlab.errors import LabError
from cpnrlab.paths import Paths
from cpnrlab.processes import Service
from cpnrlab.services import glance, keystone, mariadb, neutron, nova, openvswitch, placement, rabbitmq
from cpnrlab.site import Site
from cpnrlab.stages import Action, Stage, Task
from hardware import fabric
from hardware.tool import ToolError

READY = "cloud"
"""The stage after which the cloud can be used."""

_FIRST_TO_STOP = ("nova-compute",)
_OVS_SCHEMA = "/usr/share/openvswitch/vswitch.ovsschema"
_LAST_TO_STOP = ("ovs-vswitchd", "ovsdb-server", "mariadb", "rabbitmq")


def stages(site: Site, after: str) -> list[Stage]:
    """What brings the cloud up from installed packages; the stage `after` is the one that installs them.

    The processors are what it waits for: Neutron's server is started before what nothing else waits for.
    """
    within = partial(inside, site)

    def start(*services: Service) -> Action:
        return within(partial(_start, services=services))

    schema = [
        Stage(f"db {component.name}", within(partial(database.prepare, component=component)), ("mariadb",))
        for component in database.COMPONENTS
    ]
    hosts = [
        stage
        for host in site.rack.hosts
        for stage in (
            Stage(
                f"agents {host.name}",
                start(neutron.openvswitch_agent(site, host), neutron.sriov_agent(site, host)),
                ("switch", "neutron", "rabbitmq"),
            ),
            Stage(
                f"compute {host.name}",
                start(nova.compute(site, host)),
                ("switch", "rabbitmq", "nova", "placement"),
            ),
        )
    ]
    return [
        Stage("namespace", partial(_prepare, site=site), (after,)),
        Stage("mariadb", within(database.start), ("namespace",)),
        Stage("rabbitmq", within(_start_queue), ("namespace",)),
        Stage("switch", within(_start_switch), ("namespace",)),
        *schema,
        Stage("admin", within(identity.bootstrap), ("db keystone",)),
        Stage("keystone", start(keystone.service(site)), ("db keystone",)),
        Stage("identity", within(identity.register), ("admin", "keystone")),
        Stage("neutron", start(neutron.server(site)), ("db neutron",)),
        Stage("placement", start(placement.service(site)), ("db placement",)),
        Stage("glance", start(glance.service(site)), ("db glance", "neutron")),
        Stage("nova", start(*nova.workers(site)), ("db nova", "identity")),
        Stage("nova-api", start(nova.server(site)), ("db nova", "identity", "neutron")),
        *hosts,
        Stage(READY, within(ready.await_cloud), ("nova-api", "glance", *(stage.name for stage in hosts))),
    ]


def services(site: Site) -> list[Service]:
    """All services, in the order they are started."""
    hosts = site.rack.hosts
    return [
        mariadb.service(site),
        rabbitmq.mapper(),
        rabbitmq.service(site),
        openvswitch.database(site),
        openvswitch.switch(site),
        keystone.service(site),
        placement.service(site),
        glance.service(site),
        neutron.server(site),
        *nova.workers(site),
        nova.server(site),
        *(agent(site, host) for host in hosts for agent in (neutron.openvswitch_agent, neutron.sriov_agent)),
        *(nova.compute(site, host) for host in hosts),
    ]


def set_service(site: Site, name: str, up: bool) -> None:
    """Start or stop one service, given by its name or an unambiguous beginning of it."""
    run.require_up(site.paths)
    known = {service.name: service for service in services(site)}
    found = [known[name]] if name in known else [known[key] for key in known if key.startswith(name)]
    if len(found) != 1:
        raise LabError(f"{name!r} names {len(found)} services, expected one of: {', '.join(known)}.")
    if up:
        processes.start(site.paths, found[0])
    else:
        processes.stop(site.paths, [(found[0].name, found[0].grace)])


def down(paths: Paths, say: Callable[[str], None]) -> None:
    """Stop everything of the lab, whatever is left of it, and remove its namespace. The state stays.

    A namespace that is another lab's is left to it.
    """
    known = processes.records(paths)
    graces = dict.fromkeys((entry.name for entry in known), 5.0) | {"mariadb": 15.0, "rabbitmq": 4.0}
    first = [name for name in graces if name.startswith(_FIRST_TO_STOP)]
    rest = [name for name in graces if name not in first and name not in _LAST_TO_STOP and name != "epmd"]
    if known:
        say(f"stopping {len(known)} services")
    # nova-compute is to be gone before its guests, or it would note that they are switched off.
    processes.stop(paths, [(name, graces[name]) for name in first])
    inhabitants = [] if namespace.is_other(paths.namespace, paths.root) else namespace.pids(paths.namespace)
    guests = [pid for pid in inhabitants if _program(pid).startswith("qemu-system")]
    if guests:
        say(f"stopping {len(guests)} guests")
    processes.end_all(guests)
    processes.stop(paths, [(name, graces[name]) for name in rest])
    _release_devices(paths)
    processes.stop(paths, [(name, graces[name]) for name in _LAST_TO_STOP if name in graces])
    processes.stop(paths, [("epmd", 1.0)])
    if not namespace.is_other(paths.namespace, paths.root):
        left = namespace.pids(paths.namespace)
        if left:
            say(f"ending {len(left)} further processes in the namespace")
            processes.end_all(left)
        namespace.delete(paths.namespace)
    paths.namespace_file.unlink(missing_ok=True)
    (paths.run / "ready").unlink(missing_ok=True)


def inside(site: Site, action: Callable[..., str | None]) -> Action:
    """The action, given the site, in a thread that is inside the namespace."""

    def act(task: Task) -> str | None:
        with namespace.entered(site.paths.namespace):
            return action(task, site)

    return act


def _prepare(task: Task, site: Site) -> str | None:
    configuration.write(site)
    identity.make_keys(site)
    for folder in ("locks", "glance/images", "nova", "neutron", "ovs"):
        (site.paths.run / folder).mkdir(parents=True, exist_ok=True)
    for host in site.rack.hosts:
        for folder in ("locks", "instances", "nova"):
            (site.paths.run / "hosts" / host.name / folder).mkdir(parents=True, exist_ok=True)
    there = namespace.exists(site.paths.namespace)
    if not there:
        # The switch's contents are made anew with the devices, which went with the namespace.
        (site.paths.run / "ovs/conf.db").unlink(missing_ok=True)
    site.paths.namespace_file.write_text(site.paths.namespace)
    namespace.create(site.paths.namespace, site.paths.root)
    return "as before" if there else None


def _start(task: Task, site: Site, services: Sequence[Service]) -> str | None:
    started = [processes.start(site.paths, service) for service in services]
    for service in services:
        ready.await_port(task, site, service)
    return None if any(started) else "as before"


def _start_queue(task: Task, site: Site) -> str | None:
    if not _runs(site, "rabbitmq"):
        shutil.rmtree(site.paths.run / "rabbitmq", ignore_errors=True)
        (site.paths.run / "rabbitmq").mkdir()
    return _start(task, site, [rabbitmq.mapper(), rabbitmq.service(site)])


def _start_switch(task: Task, site: Site) -> str | None:
    state = site.paths.run / "ovs"
    if not (state / "conf.db").exists():
        task.execute(["ovsdb-tool", "create", str(state / "conf.db"), _OVS_SCHEMA])
    if not _runs(site, "ovsdb-server"):
        (state / "db.sock").unlink(missing_ok=True)
    started = processes.start(site.paths, openvswitch.database(site))
    end = time.monotonic() + 10
    while not (state / "db.sock").is_socket():
        if time.monotonic() > end:
            log = processes.log_file(site.paths, "ovsdb-server")
            raise LabError(f"ovsdb-server does not serve; see {log}.")
        task.wait(0.05)
    vsctl = ["ovs-vsctl", f"--db=unix:{state}/db.sock", "--timeout=20"]
    if started:
        identifiers = ["external_ids:system-id=cpnr-lab", "external_ids:hostname=cpnr-lab"]
        task.execute([*vsctl, "--no-wait", "--", "init", "--", "set", "Open_vSwitch", ".", *identifiers])
    if processes.start(site.paths, openvswitch.switch(site)):
        started = True
        # A change makes ovs-vsctl wait until the switch has done all that its database asks for.
        task.execute([*vsctl, "set", "Open_vSwitch", ".", f"external_ids:started={time.time_ns()}"])
    for host in site.rack.hosts:
        # As on a real host, there before the agent: guests of the last run may be plugged first.
        name = host.integration_bridge
        secure = ["datapath_type=netdev", "fail_mode=secure"]
        task.execute([*vsctl, "--may-exist", "add-br", name, "--", "set", "Bridge", name, *secure])
    try:
        fabric.up(site.paths.run, site.rack)
    except ToolError as error:
        raise LabError(f"The switch can't be made: {error}") from error
    return None if started else "as before"


def _runs(site: Site, name: str) -> bool:
    entry = processes.record(site.paths, name)
    return entry is not None and entry.alive


def _release_devices(paths: Paths) -> None:
    """Let the switch remove its devices; those of a dead one go with the namespace."""
    control = paths.run / "ovs/vswitchd.ctl"
    if control.is_socket():
        argv = ["ovs-appctl", "--timeout=5", "-t", str(control), "exit", "--cleanup"]
        subprocess.run(argv, capture_output=True, check=False)


def _program(pid: int) -> str:
    try:
        with open(f"/proc/{pid}/comm") as file:
            return file.read().strip()
    except OSError:
        return ""
