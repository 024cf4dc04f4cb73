"""OVN: its two databases, the daemon between them, and the controller of a host."""

from __future__ import annotations

from pathlib import Path

from cpnrlab.processes import Service
from cpnrlab.services import openvswitch
from cpnrlab.services.ini import Value
from cpnrlab.site import Site
from hardware import ovn
from hardware.rack import Host

DATABASES = {"nb": "ovn-nb", "sb": "ovn-sb"}
"""Schema by the short name of the database."""
_SCHEMAS = Path("/usr/share/ovn")


def folder(site: Site) -> Path:
    """Sockets and databases."""
    return ovn.northbound(site.paths.run).parent


def remote(site: Site, database: str) -> str:
    """Where a database is served."""
    return f"unix:{folder(site)}/{database}.sock"


def create(site: Site) -> list[list[str]]:
    """The commands that make those databases that are missing."""
    files = {
        folder(site) / f"{name}.db": _SCHEMAS / f"{schema}.ovsschema" for name, schema in DATABASES.items()
    }
    return [
        ["ovsdb-tool", "create", str(file), str(schema)]
        for file, schema in files.items()
        if not file.exists()
    ]


def databases(site: Site) -> list[Service]:
    """The servers of both databases."""
    return [
        Service(
            f"ovn-{name}",
            (
                "ovsdb-server",
                str(folder(site) / f"{name}.db"),
                f"--remote=p{remote(site, name)}",
                f"--unixctl={folder(site)}/{name}.ctl",
                "--no-chdir",
            ),
            _environment(site),
            grace=2,
        )
        for name in DATABASES
    ]


def northd(site: Site) -> Service:
    """Translates logical networks into logical flows."""
    argv = (
        "ovn-northd",
        f"--ovnnb-db={remote(site, 'nb')}",
        f"--ovnsb-db={remote(site, 'sb')}",
        f"--unixctl={folder(site)}/northd.ctl",
        "--no-chdir",
    )
    return Service("ovn-northd", argv, _environment(site), grace=2)


def controller(site: Site, host: Host) -> Service:
    """Programs the switch of a host."""
    argv = (
        "ovn-controller",
        f"unix:{site.paths.run}/ovs/db.sock",
        "--no-chdir",
    )
    return Service(f"ovn-controller-{host.name}", argv, _environment(site), grace=5)


def chassis(site: Site, host: Host) -> dict[str, str]:
    """What Open vSwitch's database tells the controller of its host. One Open vSwitch is one chassis."""
    return {
        "system-id": host.name,
        "hostname": host.name,
        "ovn-remote": remote(site, "sb"),
        "ovn-bridge": host.integration_bridge,
        "ovn-bridge-datapath-type": "netdev",
        "ovn-encap-type": site.form.tunnel_type,
        "ovn-encap-ip": host.local_ip,
    }


def neutron_options(site: Site) -> dict[str, Value]:
    """Options of Neutron's section `ovn`."""
    return {
        "ovn_nb_connection": remote(site, "nb"),
        "ovn_sb_connection": remote(site, "sb"),
        "ovn_metadata_enabled": False,
        "ovn_emit_need_to_frag": False,
    }


def _environment(site: Site) -> dict[str, str]:
    state = str(folder(site))
    own = {"OVN_RUNDIR": state, "OVN_DBDIR": state, "OVN_LOGDIR": str(site.paths.log)}
    return {**openvswitch.environment(site), **own}
