"""A guest's QEMU: what it is made of, and the command line that makes it so. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

RAM_SCALE = 8
"""The lab's only scale-down: a guest has an eighth of its flavor's memory. Nova counts the whole."""

LEAST_MEMORY_MB = 256
"""Less than this the guest image doesn't boot with; a smaller flavor gets what it says."""

QMP_SOCKET = "qmp.sock"
PID_FILE = "qemu.pid"
DOMAIN_FILE = "domain.json"
"""What the guest was started with (domain.py). Who ends the guest removes it."""
CONSOLE_LOG = "console.log"

_ACCELERATION = {"kvm": "kvm", "tcg": "tcg,thread=single"}
"""With a thread for each CPU TCG loses the wake-up of an idle one, and so hangs a guest, in a boot of twelve.
With one thread it can't; beside other guests, which want the processors too, a boot takes as long."""

_FIRST_BUS = 64


@dataclass(frozen=True)
class GuestCell:
    """One NUMA node of the guest."""

    cpus: tuple[int, ...]
    """The guest's CPUs on it."""


@dataclass(frozen=True)
class GuestNic:
    """A network device of the guest: virtio in place of a VF, or plain virtio."""

    device: str
    """QEMU's id of the device."""
    tap: str
    mac: str
    mtu: int | None = None
    """What the host offers; None for a VF, which offers nothing."""
    cell: int | None = None
    """The guest's NUMA node a VF sits on; None if it is on none in particular."""


@dataclass(frozen=True)
class Guest:
    """Everything the command line says."""

    uuid: str
    name: str
    vcpus: int
    flavor_memory_mb: int
    cells: tuple[GuestCell, ...]
    nics: tuple[GuestNic, ...]
    disk: Path
    config_drive: Path
    accelerator: str = "tcg"
    kernel: Path | None = None
    """None: the disk has a boot loader."""
    initrd: Path | None = None
    append: str = ""

    @property
    def memory_mb(self) -> int:
        """What QEMU gives the guest: RAM_SCALE applied, a multiple of the number of cells."""
        scaled = max(self.flavor_memory_mb // RAM_SCALE, min(LEAST_MEMORY_MB, self.flavor_memory_mb))
        cells = max(1, len(self.cells))
        return scaled // cells * cells


def command(guest: Guest) -> list[str]:
    """The command line. Socket, log and pid file names are relative to the guest's folder, where it must run.

    The guest is started paused.
    """
    words = [
        "qemu-system-x86_64",
        *("-name", guest.name, "-uuid", guest.uuid, "-nodefaults", "-no-user-config", "-display", "none"),
        *("-machine", "q35,usb=off,vmport=off,hpet=off"),
        *("-accel", _ACCELERATION[guest.accelerator]),
        *("-cpu", "host" if guest.accelerator == "kvm" else "qemu64"),
        *("-m", str(guest.memory_mb), "-smp", f"{guest.vcpus},sockets={guest.vcpus},cores=1,threads=1"),
        *_numa(guest),
        *_boot(guest),
        *_disk("root", guest.disk, "format=qcow2,cache=unsafe,discard=unmap"),
        *_disk("config", guest.config_drive, "format=raw,readonly=on"),
        *(
            "-object",
            "rng-random,id=rng,filename=/dev/urandom",
            "-device",
            "virtio-rng-pci,rng=rng,bus=pcie.0",
        ),
        *("-chardev", f"socket,id=serial,path=serial.sock,server=on,wait=off,logfile={CONSOLE_LOG}"),
        *("-serial", "chardev:serial", "-qmp", f"unix:{QMP_SOCKET},server=on,wait=off"),
    ]
    for cell in range(len(guest.cells)):
        bus = _FIRST_BUS * (cell + 1)
        words += ["-device", f"pxb-pcie,id=pxb{cell},bus_nr={bus},bus=pcie.0,numa_node={cell}"]
    for slot, nic in enumerate(guest.nics, 1):
        words += _nic(nic, slot)
    return [*words, "-S", "-daemonize", "-pidfile", PID_FILE]


def _numa(guest: Guest) -> list[str]:
    words: list[str] = []
    for number, cell in enumerate(guest.cells):
        size = guest.memory_mb // len(guest.cells)
        words += ["-object", f"memory-backend-ram,id=ram{number},size={size}M"]
        words += ["-numa", f"node,nodeid={number},memdev=ram{number}"]
        for cpu in cell.cpus:
            words += ["-numa", f"cpu,node-id={number},socket-id={cpu}"]
    return words


def _boot(guest: Guest) -> list[str]:
    if guest.kernel is None:
        return []
    initrd = [] if guest.initrd is None else ["-initrd", str(guest.initrd)]
    # On a busy machine, QEMU's own timer is late, and the kernel's check of it ends in a panic.
    unchecked = " no_timer_check" if guest.accelerator == "tcg" else ""
    return ["-kernel", str(guest.kernel), *initrd, "-append", f"{guest.append}{unchecked}"]


def _disk(name: str, path: Path, options: str) -> list[str]:
    drive = f"file={str(path).replace(',', ',,')},if=none,id={name},{options}"
    return ["-drive", drive, "-device", f"virtio-blk-pci,drive={name},bus=pcie.0"]


def _nic(nic: GuestNic, slot: int) -> list[str]:
    # As in libvirt's guests: behind a root port of its own, a NIC can be removed while the guest runs.
    bus = "pcie.0" if nic.cell is None else f"pxb{nic.cell}"
    port = f"pcie-root-port,id=port{slot},bus={bus},chassis={slot},slot={slot},io-reserve=0"
    mtu = "" if nic.mtu is None else f",host_mtu={nic.mtu}"
    plays = f"id={nic.device},netdev={nic.device}-tap,mac={nic.mac}"
    device = f"virtio-net-pci,{plays},bus=port{slot},romfile={mtu}"
    tap = f"tap,id={nic.device}-tap,ifname={nic.tap},script=no,downscript=no,vnet_hdr=off"
    return ["-device", port, "-netdev", tap, "-device", device]
