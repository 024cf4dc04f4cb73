"""The cloud's way up, as stages."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from functools import partial

from cpnrlab import (
    configuration,
    database,
    durable,
    filtering,
    identity,
    namespace,
    power,
    processes,
    ready,
    run,
    switch,
)
from cpnrlab.errors import LabError
from cpnrlab.processes import Service
from cpnrlab.services import (
    front,
    glance,
    heat,
    keystone,
    mariadb,
    neutron,
    nova,
    openvswitch,
    ovn,
    placement,
    rabbitmq,
)
from cpnrlab.site import Site
from cpnrlab.stages import Action, Stage, Task
from hardware.rack import Host

READY = "cloud"
"""The stage after which the cloud can be used."""


def stages(site: Site, after: str, programs: str) -> list[Stage]:
    """What brings the cloud up. The stage `after` installs the packages, `programs` the OpenStack services.

    The processors are the bottleneck: what nothing else waits for starts after Neutron's server.
    """
    within = partial(inside, site)

    def start(*services: Service) -> Action:
        return within(partial(_start, services=services))

    schema = [
        Stage(
            f"db {component.name}",
            within(partial(database.prepare, component=component)),
            ("mariadb", programs),
        )
        for component in database.components(site)
    ]
    hosts = [
        stage
        for host in site.rack.hosts
        for stage in (
            Stage(
                f"agents {host.name}",
                start(*neutron.agents(site, host)),
                ("switch", "neutron", "rabbitmq"),
            ),
            Stage(f"guests {host.name}", within(partial(_start_guests, host=host)), ("switch",)),
            Stage(
                f"compute {host.name}",
                start(nova.compute(site, host)),
                ("switch", "rabbitmq", "nova", "placement", f"guests {host.name}"),
            ),
        )
    ]
    fronts = [Stage("front", within(_start_front), ("namespace",))] if site.form.tls else []
    has_ovn = site.form.networking == "ovn"
    controllers = [Stage("ovn", within(_start_ovn), ("switch",))] if has_ovn else []
    group = Stage("security group", within(filtering.open_default_group), ("identity", "neutron"))
    filters = [group] if has_ovn else []
    api_and_engine = Stage("heat", start(*heat.services(site)), ("db heat", "rabbitmq", "neutron"))
    orchestration = [api_and_engine] if site.form.orchestration else []
    before_neutron = ("db neutron", *(stage.name for stage in controllers))
    needed = [stage.name for stage in (*fronts, *filters, *orchestration, *hosts)]
    return [
        Stage("namespace", partial(_prepare, site=site), (after,)),
        *fronts,
        Stage("mariadb", within(database.start), ("namespace",)),
        Stage("rabbitmq", within(_start_queue), ("namespace",)),
        Stage("switch", within(switch.start), ("namespace",)),
        *controllers,
        *schema,
        Stage("admin", within(identity.bootstrap), ("db keystone",)),
        Stage("keystone", start(keystone.service(site)), ("db keystone",)),
        Stage("identity", within(identity.register), ("admin", "keystone")),
        Stage("neutron", start(*neutron.servers(site)), before_neutron),
        Stage("placement", start(placement.service(site)), ("db placement",)),
        Stage("glance", start(glance.service(site)), ("db glance", "neutron")),
        Stage("nova", start(*nova.workers(site)), ("db nova", "identity")),
        Stage("nova-api", start(nova.server(site)), ("db nova", "identity", "neutron")),
        *filters,
        *orchestration,
        *hosts,
        Stage(READY, within(ready.await_cloud), ("nova-api", "glance", *needed)),
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
        *ovn_services(site),
        *front.services(site),
        keystone.service(site),
        placement.service(site),
        glance.service(site),
        *neutron.servers(site),
        *nova.workers(site),
        nova.server(site),
        *heat.services(site),
        *(agent for host in hosts for agent in neutron.agents(site, host)),
        *(nova.compute(site, host) for host in hosts),
    ]


def ovn_services(site: Site) -> list[Service]:
    """OVN's own, in a form that has it."""
    return [*ovn.databases(site), ovn.northd(site)] if site.form.networking == "ovn" else []


def set_service(site: Site, name: str, up: bool) -> None:
    """Start or stop one service, given by its name or an unambiguous beginning of it."""
    run.require_started(site.paths)
    known = {service.name: service for service in services(site)}
    found = [known[name]] if name in known else [known[key] for key in known if key.startswith(name)]
    if len(found) != 1:
        raise LabError(f"{name!r} names {len(found)} services, expected one of: {', '.join(known)}.")
    if up:
        processes.start(site.paths, found[0])
    else:
        processes.stop(site.paths, [(found[0].name, found[0].grace)])


def inside(site: Site, action: Callable[..., str | None]) -> Action:
    """The action, given the site, in a thread that is inside the namespace."""

    def act(task: Task) -> str | None:
        with namespace.entered(site.paths.namespace):
            return action(task, site)

    return act


def _prepare(task: Task, site: Site) -> str | None:
    configuration.write(site)
    identity.make_keys(site)
    ovn_folders = ("ovn",) if site.form.networking == "ovn" else ()
    for folder in ("locks", "glance/images", "nova", "neutron", "ovs", *ovn_folders):
        (site.paths.run / folder).mkdir(parents=True, exist_ok=True)
    for host in site.rack.hosts:
        for folder in ("locks", "instances", "nova"):
            (site.paths.run / "hosts" / host.name / folder).mkdir(parents=True, exist_ok=True)
    there = namespace.is_ours(site.paths.namespace, site.paths.root)
    if not there:
        # What still runs lost its namespace. The devices are gone with that, and so are to be the switch's
        # contents.
        processes.stop(site.paths, [(entry.name, 5.0) for entry in processes.records(site.paths)])
        (site.paths.run / "ovs/conf.db").unlink(missing_ok=True)
    durable.write(site.paths.namespace_file, site.paths.namespace)
    namespace.create(site.paths.namespace, site.paths.root)
    return "as before" if there else None


def _start(task: Task, site: Site, services: Sequence[Service]) -> str | None:
    started = [processes.start(site.paths, service) for service in services]
    for service in services:
        ready.await_port(task, site, service)
    return None if any(started) else "as before"


def _start_guests(task: Task, site: Site, host: Host) -> str:
    return f"{power.start_guests(site, host)} started"


def _start_front(task: Task, site: Site) -> str | None:
    front.prepare(task, site)
    return _start(task, site, front.services(site))


def _start_ovn(task: Task, site: Site) -> str | None:
    for command in ovn.create(site):
        task.execute(command)
    for name in ovn.DATABASES:
        if not processes.runs(site.paths, f"ovn-{name}"):
            (ovn.folder(site) / f"{name}.sock").unlink(missing_ok=True)
    return _start(task, site, ovn_services(site))


def _start_queue(task: Task, site: Site) -> str | None:
    if not processes.runs(site.paths, "rabbitmq"):
        shutil.rmtree(site.paths.run / "rabbitmq", ignore_errors=True)
        (site.paths.run / "rabbitmq").mkdir()
    return _start(task, site, [rabbitmq.mapper(), rabbitmq.service(site)])
