"""A Nova instance on this host: its disks, and the QEMU guest it becomes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nova.api.metadata.base import InstanceMetadata
from nova.context import RequestContext
from nova.objects.image_meta import ImageMeta
from nova.objects.instance import Instance
from nova.objects.instance_numa import InstanceNUMACell
from nova.virt import configdrive, images

from hardware import tool
from hardware.accelerator import accelerator
from hardware.guest import Guest, GuestCell, GuestNic
from hardware.rack import Host
from hardware.vif import Vif

_DEFAULT_APPEND = "root=/dev/vda console=ttyS0"


class Disks:
    """The root disk and the config drive of an instance, in its folder below `instances`."""

    def __init__(self, instances: Path, instance: Instance) -> None:
        self._instances = instances
        self._instance = instance
        self._folder = instances / str(instance.uuid)

    @property
    def root(self) -> Path:
        """A qcow2 overlay over the image."""
        return self._folder / "disk"

    @property
    def config_drive(self) -> Path:
        """An ISO 9660 image."""
        return self._folder / "disk.config"

    def image(self, image_id: str) -> Path:
        """Where an image is kept on this host, once for all its instances."""
        return self._instances / "_base" / image_id

    def make(self, context: RequestContext, image_meta: ImageMeta) -> None:
        """Fetch what the instance needs from Glance and make its root disk; ToolError."""
        for image_id in (image_meta.id, self._instance.kernel_id, self._instance.ramdisk_id):
            if image_id and not self.image(image_id).exists():
                self._fetch(context, image_id)
        size = [f"{self._instance.flavor.root_gb}G"] if self._instance.flavor.root_gb else []
        base = ("-b", str(self.image(image_meta.id)), "-F", image_meta.disk_format)
        tool.run("qemu-img", "create", "-q", "-f", "qcow2", *base, str(self.root), *size)

    def make_config_drive(
        self,
        files: list[Any],
        password: str | None,
        network_info: Any,  # noqa: ANN401 - nova's NetworkInfo
    ) -> None:
        """Write metadata, network data and user data as Nova gives them to any guest."""
        extra = {"admin_pass": password} if password else {}
        metadata = InstanceMetadata(self._instance, content=files, extra_md=extra, network_info=network_info)
        with configdrive.ConfigDriveBuilder(instance_md=metadata) as builder:
            builder.make_drive(str(self.config_drive))

    def _fetch(self, context: RequestContext, image_id: str) -> None:
        path = self.image(image_id)
        path.parent.mkdir(exist_ok=True)
        part = path.with_suffix(f".{self._instance.uuid}.part")
        images.fetch(context, image_id, str(part))
        part.rename(path)


def describe(run: Path, instances: Path, instance: Instance, host: Host, vifs: list[Vif]) -> Guest:
    """The guest an instance becomes on a host: its NUMA nodes are Nova's, and each VF sits on its own."""
    disks = Disks(instances, instance)
    cells = instance.numa_topology.cells if instance.numa_topology else []
    node_of = {cell.id: number for number, cell in enumerate(cells)}
    append = instance.image_meta.properties.get("os_command_line") or _DEFAULT_APPEND
    return Guest(
        uuid=instance.uuid,
        name=instance.name,
        vcpus=instance.flavor.vcpus,
        flavor_memory_mb=instance.flavor.memory_mb,
        cells=tuple(GuestCell(_cpus(cell)) for cell in cells),
        nics=tuple(_nic(number, vif, host, node_of) for number, vif in enumerate(vifs)),
        disk=disks.root,
        config_drive=disks.config_drive,
        accelerator=accelerator(run),
        kernel=disks.image(instance.kernel_id) if instance.kernel_id else None,
        initrd=disks.image(instance.ramdisk_id) if instance.ramdisk_id else None,
        append=append,
    )


def _cpus(cell: InstanceNUMACell) -> tuple[int, ...]:
    """The guest's CPUs on one of its nodes. Nova before Victoria has the pinned ones in `cpuset` too."""
    return tuple(sorted(cell.cpuset | getattr(cell, "pcpuset", set())))


def _nic(number: int, vif: Vif, host: Host, node_of: dict[int, int]) -> GuestNic:
    device = f"nic{number}"
    if not vif.slot:
        return GuestNic(device, vif.tap, vif.mac, mtu=vif.mtu)
    pf, _ = host.pf_of(vif.slot)
    return GuestNic(device, vif.tap, vif.mac, cell=node_of.get(pf.numa_node))
