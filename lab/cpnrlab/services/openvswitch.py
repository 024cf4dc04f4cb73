"""The switch software: one Open vSwitch in user space has all hosts' bridges and the physical switch."""

from __future__ import annotations

from cpnrlab.processes import Service
from cpnrlab.site import Site


def environment(site: Site) -> dict[str, str]:
    """What tells Open vSwitch's tools where its sockets are."""
    state = str(site.paths.run / "ovs")
    return {"OVS_RUNDIR": state, "OVS_DBDIR": state, "OVS_LOGDIR": str(site.paths.log)}


def database(site: Site) -> Service:
    """Its database server, which needs its file made."""
    state = site.paths.run / "ovs"
    argv = (
        "ovsdb-server",
        str(state / "conf.db"),
        f"--remote=punix:{state}/db.sock",
        f"--unixctl={state}/ovsdb.ctl",
        "--no-chdir",
    )
    return Service("ovsdb-server", argv, environment(site), grace=2)


def switch(site: Site) -> Service:
    """The switch itself."""
    state = site.paths.run / "ovs"
    argv = ("ovs-vswitchd", f"unix:{state}/db.sock", f"--unixctl={state}/vswitchd.ctl", "--no-chdir")
    return Service("ovs-vswitchd", argv, environment(site), grace=3)
