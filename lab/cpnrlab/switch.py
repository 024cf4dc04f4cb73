"""The switch's way up: Open vSwitch, the hosts' integration bridges and the physical switch."""

from __future__ import annotations

import time

from cpnrlab import processes
from cpnrlab.errors import LabError
from cpnrlab.services import openvswitch, ovn
from cpnrlab.site import Site
from cpnrlab.stages import Task
from hardware import fabric
from hardware.tool import ToolError

_SCHEMA = "/usr/share/openvswitch/vswitch.ovsschema"


def start(task: Task, site: Site) -> str | None:
    """Start what is missing, and make the switch as the rack's file has it."""
    state = site.paths.run / "ovs"
    if not (state / "conf.db").exists():
        task.execute(["ovsdb-tool", "create", str(state / "conf.db"), _SCHEMA])
    if not processes.runs(site.paths, "ovsdb-server"):
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
        marks = {"system-id": "cpnr-lab", "hostname": "cpnr-lab"}
        if site.form.networking == "ovn":
            marks = ovn.chassis(site, site.rack.hosts[0])
        identifiers = [f"external_ids:{key}={value}" for key, value in marks.items()]
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
