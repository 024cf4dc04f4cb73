"""Plugs guests' network interfaces: what libvirt and os-vif do on a real host."""

from __future__ import annotations

import subprocess
from pathlib import Path

from hardware import esw, gateway, ovs
from hardware.nic import Nics
from hardware.vif import Vif


def plug(run: Path, nics: Nics, vif: Vif, guest: Path, device: str) -> None:
    """Make the VIF's tap and connect it, for the guest in that folder (named by its uuid). Idempotent.

    A VF gets its MAC and VLAN and leaves the host; an OVS port gets the marks Neutron's agent looks for.
    OvsError, or CalledProcessError of `ip`.
    """
    _make_tap(vif)
    if vif.slot:
        pf, number = nics.host.pf_of(vif.slot)
        ovs.vsctl(run, [esw.connect(nics.host, pf, number, vif.vlan)])
        nics.attach(vif.slot, vif.mac, vif.vlan, guest, device)
    else:
        ovs.vsctl(run, [integration_port(vif, guest.name)])


def unplug(run: Path, nics: Nics, vif: Vif) -> None:
    """Take the VIF away, as far as it is there. OvsError, or CalledProcessError of `ip`."""
    if vif.slot:
        pf, number = nics.host.pf_of(vif.slot)
        nics.detach(vif.slot)
        ovs.vsctl(run, [esw.disconnect(nics.host, pf, number)])
    else:
        ovs.vsctl(run, [("--if-exists", "del-port", vif.tap)])
    if Path("/sys/class/net", vif.tap).exists():
        _ip("link", "delete", vif.tap)


def integration_port(vif: Vif, instance: str) -> ovs.Command:
    """The command that adds an OVS port as os-vif does, with a note for the network's gateway."""
    marks = {
        "iface-id": vif.id,
        "iface-status": "active",
        "attached-mac": vif.mac,
        "vm-uuid": instance,
    }
    return (
        *("--may-exist", "add-port", vif.bridge, vif.tap, "--", "set", "Interface", vif.tap),
        *(ovs.setting("external_ids", key, value) for key, value in marks.items()),
        *("--", "set", "Port", vif.tap),
        *(ovs.setting("external_ids", key, value) for key, value in gateway.note(vif).items()),
    )


def _make_tap(vif: Vif) -> None:
    if not Path("/sys/class/net", vif.tap).exists():
        _ip("tuntap", "add", "dev", vif.tap, "mode", "tap")
    mtu = ["mtu", str(vif.mtu)] if vif.mtu else []
    _ip("link", "set", "dev", vif.tap, *mtu, "addrgenmode", "none")
    _ip("link", "set", "dev", vif.tap, "up")


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True, text=True)
