"""Plugs guests' network interfaces: what libvirt and os-vif do on a real host."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from hardware import esw, gateway, ovs, tool
from hardware.nic import Nics
from hardware.vif import Vif, VifError

_INSTANCE = "vm-uuid"
_DEVICE = "lab-device"


def plug(run: Path, nics: Nics, vif: Vif, guest: Path, device: str) -> None:
    """Make the VIF's tap and connect it, for the guest in that folder (named by its uuid). Idempotent.

    A VF gets its MAC and VLAN and leaves the host; an OVS port gets the marks Neutron's agent looks for.
    `device` is QEMU's id of the NIC. ToolError.
    """
    _make_tap(vif)
    if vif.slot:
        pf, number = nics.host.pf_of(vif.slot)
        ovs.vsctl(run, [esw.connect(nics.host, pf, number, vif.vlan)])
        nics.attach(vif.slot, vif.mac, vif.vlan, guest, device)
    else:
        ovs.vsctl(run, [integration_port(vif, guest.name, device)])


def plug_all(run: Path, nics: Nics, vifs: Iterable[Vif], guest: Path) -> None:
    """Plug all VIFs of a guest, in the order of its NICs. ToolError."""
    for number, vif in enumerate(vifs):
        plug(run, nics, vif, guest, f"nic{number}")


def unplug(run: Path, nics: Nics, guest: Path) -> None:
    """Take away everything that is plugged for a guest, whatever Nova remembers of it. ToolError."""
    taps = []
    for pf in nics.host.pfs:
        for number, vf in enumerate(nics.vfs(pf)):
            if vf.guest == str(guest):
                nics.detach(pf.vf_addresses[number])
                taps.append(esw.tap(nics.host, pf, number))
    for interface in ovs.rows(run, "Interface", "name", "external_ids"):
        if interface["external_ids"].get(_INSTANCE) == guest.name:
            taps.append(interface["name"])
    _remove_taps(run, taps)


def unplug_one(run: Path, nics: Nics, vif: Vif) -> None:
    """Take one VIF from its guest. ToolError."""
    if vif.slot:
        nics.detach(vif.slot)
    _remove_taps(run, [vif.tap])


def device(run: Path, nics: Nics, vif: Vif) -> str:
    """QEMU's id of the NIC that plays a VIF in its guest. ToolError, VifError if the VIF is in no guest."""
    marks = {row["name"]: row["external_ids"] for row in ovs.rows(run, "Interface", "name", "external_ids")}
    found = nics.device(vif.slot) if vif.slot else marks.get(vif.tap, {}).get(_DEVICE)
    if not found:
        raise VifError(f"port {vif.id} is in no guest")
    return str(found)


def integration_port(vif: Vif, instance: str, device: str) -> ovs.Command:
    """The command that adds an OVS port as os-vif does, with notes for the network's gateway and `device`."""
    marks = {
        "iface-id": vif.id,
        "iface-status": "active",
        "attached-mac": vif.mac,
        _INSTANCE: instance,
        _DEVICE: device,
    }
    return (
        *("--may-exist", "add-port", vif.bridge, vif.tap, "--", "set", "Interface", vif.tap),
        *(ovs.setting("external_ids", key, value) for key, value in marks.items()),
        *("--", "set", "Port", vif.tap),
        *(ovs.setting("external_ids", key, value) for key, value in gateway.note(vif).items()),
    )


def _remove_taps(run: Path, taps: list[str]) -> None:
    ovs.vsctl(run, [("--if-exists", "del-port", tap) for tap in taps])
    for tap in taps:
        if Path("/sys/class/net", tap).exists():
            tool.run("ip", "link", "delete", tap)


def _make_tap(vif: Vif) -> None:
    if not Path("/sys/class/net", vif.tap).exists():
        tool.run("ip", "tuntap", "add", "dev", vif.tap, "mode", "tap")
    mtu = ["mtu", str(vif.mtu)] if vif.mtu else []
    tool.run("ip", "link", "set", "dev", vif.tap, *mtu, "addrgenmode", "none")
    tool.run("ip", "link", "set", "dev", vif.tap, "up")
