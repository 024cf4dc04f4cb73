"""Neutron: the server, and the two L2 agents of each host."""

from __future__ import annotations

from cpnrlab.processes import Service
from cpnrlab.services import ovn, uwsgi
from cpnrlab.services.ini import Value, authtoken, database, login, message_queue, render
from cpnrlab.services.nova import host_environment
from cpnrlab.services.openvswitch import environment
from cpnrlab.site import ADDRESS, OPENFLOW_PORT, PORTS, REGION, Site
from hardware.rack import Host

DATABASES = ("neutron",)
_VLANS = "100:200"
_NO_FIREWALL: dict[str, Value] = {"firewall_driver": "noop"}


def config(site: Site) -> dict[str, str]:
    """Configuration files by name."""
    files = {"neutron.conf": render(_common(site)), "ml2.conf": render(_ml2(site))}
    for host in site.rack.hosts:
        files[f"hosts/{host.name}/neutron.conf"] = render({"DEFAULT": {"host": host.name}})
        files[f"hosts/{host.name}/openvswitch-agent.conf"] = render(_openvswitch_agent(site, host))
        files[f"hosts/{host.name}/sriov-agent.conf"] = render(_sriov_agent(host))
    return files


def schema(site: Site) -> list[list[str]]:
    """The commands that make or upgrade its database."""
    return [["neutron-db-manage", *_files(site, "neutron.conf", "ml2.conf"), "upgrade", "heads"]]


def servers(site: Site) -> list[Service]:
    """The API, its RPC worker and its periodic worker: one program, or one each if uwsgi serves the API."""
    names = ("neutron.conf", "ml2.conf")
    config_files = tuple(site.paths.etc / name for name in names)
    arguments = _files(site, *names)
    if "neutron" not in site.release.applications:
        argv = ("neutron-server", *arguments)
        return [Service("neutron", argv, site.release.variables, config_files, PORTS["neutron"])]
    env = {"OS_NEUTRON_CONFIG_FILES": ";".join(map(str, config_files))}
    workers = [
        Service(name, (name, *arguments), site.release.variables, config_files)
        for name in ("neutron-rpc-server", "neutron-periodic-workers")
    ]
    return [uwsgi.service(site, "neutron", env, config_files), *workers]


def agents(site: Site, host: Host) -> list[Service]:
    """The L2 agents of a host."""
    tenant = ovn.controller if site.form.networking == "ovn" else openvswitch_agent
    return [tenant(site, host), sriov_agent(site, host)]


def openvswitch_agent(site: Site, host: Host) -> Service:
    """The stock Open vSwitch agent of a host."""
    names = _agent_files(host, "openvswitch-agent.conf")
    argv = ("neutron-openvswitch-agent", *_files(site, *names))
    config_files = tuple(site.paths.etc / name for name in names)
    env = {**site.release.variables, **environment(site)}
    return Service(f"neutron-openvswitch-agent-{host.name}", argv, env, config_files)


def sriov_agent(site: Site, host: Host) -> Service:
    """The stock SR-IOV agent of a host, on its simulated NICs."""
    names = _agent_files(host, "sriov-agent.conf")
    argv = (str(site.paths.lab / "hardware/neutron-sriov-agent"), *_files(site, *names))
    config_files = (*(site.paths.etc / name for name in names), site.hosts_file)
    return Service(f"neutron-sriov-agent-{host.name}", argv, host_environment(site, host), config_files)


def _agent_files(host: Host, own: str) -> tuple[str, ...]:
    return ("neutron.conf", f"hosts/{host.name}/neutron.conf", f"hosts/{host.name}/{own}")


def _files(site: Site, *names: str) -> list[str]:
    return [word for name in names for word in ("--config-file", str(site.paths.etc / name))]


def _common(site: Site) -> dict[str, dict[str, Value]]:
    run = site.paths.run
    has_ovn = site.form.networking == "ovn"
    # OVN's driver connects to its databases in a worker only.
    api_workers: dict[str, Value] = {"api_workers": 1 if has_ovn else 0}
    return {
        "DEFAULT": {
            "bind_host": ADDRESS,
            "bind_port": PORTS["neutron"],
            "transport_url": site.message_queue,
            "core_plugin": "ml2",
            "service_plugins": "ovn-router" if has_ovn else "",
            "auth_strategy": "keystone",
            **({} if "neutron" in site.release.applications else api_workers),
            "rpc_workers": 1,
            "rpc_state_report_workers": 0,
            "api_paste_config": site.release.file("neutron/api-paste.ini"),
            "state_path": str(run / "neutron"),
            "dhcp_agent_notification": False,
        },
        # Root already; an empty helper would mean sudo, which a bare machine hasn't.
        "agent": {"report_interval": 15, "root_helper": "env"},
        "database": database(site, "neutron"),
        "nova": _credentials(site),
        "placement": _credentials(site),
        "oslo_concurrency": {"lock_path": str(run / "locks")},
        "oslo_messaging_rabbit": message_queue(),
        "keystone_authtoken": authtoken(site, "neutron"),
    }


def _credentials(site: Site) -> dict[str, Value]:
    interface = {"endpoint_type": "admin"} if site.form.tls else {}
    return {**login(site, "neutron"), "region_name": REGION, **interface}


def _ml2(site: Site) -> dict[str, dict[str, Value]]:
    # OVN needs more room in each packet than Neutron's default leaves.
    header: dict[str, Value] = {"max_header_size": 38} if site.form.networking == "ovn" else {}
    return {
        "ml2": {
            "type_drivers": f"vlan,{site.form.tunnel_type}",
            "tenant_network_types": site.form.tunnel_type,
            "mechanism_drivers": f"{site.form.networking},sriovnicswitch",
            "extension_drivers": ",".join(site.network_extensions),
        },
        **({"ovn": ovn.neutron_options(site)} if site.form.networking == "ovn" else {}),
        "ml2_type_vlan": {"network_vlan_ranges": ",".join(f"{name}:{_VLANS}" for name in site.rack.physnets)},
        f"ml2_type_{site.form.tunnel_type}": {"vni_ranges": "1000:2000", **header},
        # OVN filters whatever this option is; Neutron's agent does not.
        "securitygroup": {"enable_security_group": True, **_NO_FIREWALL},
    }


def _openvswitch_agent(site: Site, host: Host) -> dict[str, dict[str, Value]]:
    return {
        "ovs": {
            "datapath_type": "netdev",
            "ovsdb_connection": f"unix:{site.paths.run}/ovs/db.sock",
            "of_listen_address": ADDRESS,
            "of_listen_port": OPENFLOW_PORT + host.number - 1,
            "local_ip": host.local_ip,
            "integration_bridge": host.integration_bridge,
            "tunnel_bridge": host.tunnel_bridge,
            "int_peer_patch_port": host.int_peer_patch_port,
            "tun_peer_patch_port": host.tun_peer_patch_port,
        },
        "agent": {"tunnel_types": site.form.tunnel_type, "l2_population": False},
        "securitygroup": _NO_FIREWALL,
    }


def _sriov_agent(host: Host) -> dict[str, dict[str, Value]]:
    mappings = ",".join(f"{pf.physnet}:{pf.name}" for pf in host.pfs)
    return {
        "sriov_nic": {"physical_device_mappings": mappings},
        "securitygroup": _NO_FIREWALL,
    }
