"""Nova's virt driver for the lab's hosts: guests under QEMU on simulated hardware.

Scheduling, claims, bindings and placement are Nova's own. What a real driver would leave to libvirt (starting
QEMU, handing VFs to guests) is done by the other modules of this package. Environment: see the `nova-compute`
wrapper.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import eventlet
import nova.conf
from nova import exception
from nova.compute import power_state
from nova.context import RequestContext
from nova.objects.image_meta import ImageMeta
from nova.objects.instance import Instance
from nova.virt import driver, event, hardware
from nova.virt.hardware import InstanceInfo
from oslo_log import log as logging

from hardware import domain, gateway, hosts, hotplug, inventory, plug, process, qmp, tool
from hardware.domain import Domain
from hardware.guest import CONSOLE_LOG, QMP_SOCKET, command
from hardware.instance import Disks, describe
from hardware.nic import Nics
from hardware.vif import Vif, VifError, from_nova

CONF = nova.conf.CONF
NovaVif = Any
NetworkInfo = Any
"""Nova's list of VIFs, or None; nova has no types."""
ProviderTree = Any
VirtApi = Any
LOG = logging.getLogger(__name__)

WATCH_SECONDS = 3
"""How often guests that died, missed a carrier change or lack a gateway are looked for."""

_CONSOLE_BYTES = 100 * 1024
_TIMEOUTS = (eventlet.timeout.Timeout, getattr(exception, "InstanceEventTimeout", TimeoutError))
"""What Nova's wait for an event raises: eventlet's exception, or its own if Nova has one."""
_FAULTS = (tool.ToolError, process.QemuError, qmp.QmpError, VifError, OSError)


class LabDriver(driver.ComputeDriver):
    """One compute host of `hosts.json`."""

    capabilities = {  # noqa: RUF012 - the base class has it so
        **driver.ComputeDriver.capabilities,
        "supports_pcpus": True,
        "supports_image_type_qcow2": True,
        "supports_image_type_aki": True,
        "supports_image_type_ari": True,
    }

    def __init__(self, virtapi: VirtApi, read_only: bool = False) -> None:
        super().__init__(virtapi)
        self._run = Path(os.environ["LAB_RUN"])
        self._lab = hosts.load(Path(os.environ["LAB_HOSTS_FILE"]))
        self._host = self._lab.host(os.environ["LAB_HOST"])
        self._nics = Nics(self._run, self._host)
        self._instances = Path(CONF.instances_path)
        self._running: set[str] = set()

    def init_host(self, host: str) -> None:
        self._instances.mkdir(parents=True, exist_ok=True)
        self._nics.build()
        self._version = process.qemu_version()
        eventlet.spawn(self._watch)

    def get_available_nodes(self, refresh: bool = False) -> list[str]:
        return [self._host.name]

    def get_host_ip_addr(self) -> str:
        return str(CONF.my_ip)

    def get_host_uptime(self) -> str:
        return tool.run("uptime")

    def get_available_resource(self, nodename: str) -> dict[str, Any]:
        return inventory.resources(self._host, self._version, _pin_set())

    def update_provider_tree(
        self, provider_tree: ProviderTree, nodename: str, allocations: object = None
    ) -> None:
        ratios = self._get_allocation_ratios(provider_tree.data(nodename).inventory)
        reserved = self._get_reserved_host_disk_gb_from_config()
        provider_tree.update_inventory(
            nodename, inventory.placement(self._host, ratios, reserved, _pin_set())
        )

    def list_instance_uuids(self) -> list[str]:
        return [path.parent.name for path in self._instances.glob("*/disk")]

    def list_instances(self) -> list[str]:
        return self.list_instance_uuids()

    def instance_exists(self, instance: Instance) -> bool:
        return instance.uuid in self.list_instance_uuids()

    def get_info(self, instance: Instance, use_cache: bool = True) -> InstanceInfo:
        if not self.instance_exists(instance):
            raise exception.InstanceNotFound(instance_id=instance.uuid)
        folder = self._folder(instance)
        if process.pid(folder) is None:
            return InstanceInfo(state=power_state.SHUTDOWN)
        try:
            (status,) = qmp.execute(folder / QMP_SOCKET, ("query-status", {}))
        except qmp.QmpError:
            return InstanceInfo(state=power_state.RUNNING)
        return InstanceInfo(state=power_state.PAUSED if status["status"] == "paused" else power_state.RUNNING)

    def get_console_output(self, context: RequestContext, instance: Instance) -> bytes:
        try:
            return (self._folder(instance) / CONSOLE_LOG).read_bytes()[-_CONSOLE_BYTES:]
        except FileNotFoundError:
            return b""

    def spawn(
        self,
        context: RequestContext,
        instance: Instance,
        image_meta: ImageMeta,
        injected_files: list[Any],
        admin_password: str | None,
        allocations: object,
        network_info: NetworkInfo = None,
        block_device_info: object = None,
        power_on: bool = True,
        accel_info: object = None,
    ) -> None:
        folder = self._folder(instance)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with _aborting_build(instance):
                disks = Disks(self._instances, instance)
                disks.make(context, image_meta)
                disks.make_config_drive(injected_files, admin_password, network_info)
                vifs = self._vifs(network_info)
                waited = [("network-vif-plugged", vif.id) for vif in vifs if not vif.active]
                with self._network_events(instance, waited if power_on else []):
                    self._start(instance, vifs)
                if power_on:
                    gateway.reconcile(self._run, self._lab, self._host)
                    self._resume(instance)
                else:
                    process.end(folder)
        except Exception:
            self.destroy(context, instance, network_info)
            raise

    def destroy(
        self,
        context: RequestContext,
        instance: Instance,
        network_info: NetworkInfo,
        block_device_info: object = None,
        destroy_disks: bool = True,
        destroy_secrets: bool = True,
    ) -> None:
        self._running.discard(instance.uuid)
        process.end(self._folder(instance))
        self.cleanup(context, instance, network_info, block_device_info, destroy_disks)

    def cleanup(
        self,
        context: RequestContext,
        instance: Instance,
        network_info: NetworkInfo,
        block_device_info: object = None,
        destroy_disks: bool = True,
        migrate_data: object = None,
        destroy_vifs: bool = True,
        destroy_secrets: bool = True,
    ) -> None:
        self.unplug_vifs(instance, network_info)
        if destroy_disks:
            shutil.rmtree(self._folder(instance), ignore_errors=True)

    def plug_vifs(self, instance: Instance, network_info: NetworkInfo) -> None:
        plug.plug_all(self._run, self._nics, self._vifs(network_info), self._folder(instance))

    def unplug_vifs(self, instance: Instance, network_info: NetworkInfo) -> None:
        plug.unplug(self._run, self._nics, self._folder(instance))
        gateway.reconcile(self._run, self._lab, self._host)

    def detach_interface(self, context: RequestContext, instance: Instance, vif: NovaVif) -> None:
        condemned = from_nova(vif, self._host)
        folder = self._folder(instance)
        try:
            domain.forget(folder)
            if process.pid(folder) is not None:
                hotplug.remove_nic(folder / QMP_SOCKET, plug.device(self._run, self._nics, condemned))
            plug.unplug_one(self._run, self._nics, condemned)
            gateway.reconcile(self._run, self._lab, self._host)
        except _FAULTS as error:
            LOG.exception("Interface can't be detached", instance=instance)
            raise exception.InterfaceDetachFailed(instance_uuid=instance.uuid) from error

    def power_on(
        self,
        context: RequestContext,
        instance: Instance,
        network_info: NetworkInfo,
        block_device_info: object = None,
        accel_info: object = None,
        share_info: object = None,
    ) -> None:
        if process.pid(self._folder(instance)) is None:
            try:
                self._start(instance, self._vifs(network_info))
                self._resume(instance)
            except _FAULTS as error:
                raise exception.InstancePowerOnFailure(reason=str(error)) from error

    def power_off(self, instance: Instance, timeout: int = 0, retry_interval: int = 0) -> None:
        self._running.discard(instance.uuid)
        process.shut_down(self._folder(instance), timeout)
        self.unplug_vifs(instance, instance.get_network_info())

    def reboot(
        self,
        context: RequestContext,
        instance: Instance,
        network_info: NetworkInfo,
        reboot_type: str,
        block_device_info: object = None,
        bad_volumes_callback: object = None,
        accel_info: object = None,
        share_info: object = None,
    ) -> None:
        self._running.discard(instance.uuid)
        process.shut_down(self._folder(instance), CONF.shutdown_timeout if reboot_type == "SOFT" else 0)
        if reboot_type != "SOFT":
            self.unplug_vifs(instance, network_info)
        self.power_on(context, instance, network_info)

    def resume_state_on_host_boot(
        self,
        context: RequestContext,
        instance: Instance,
        network_info: NetworkInfo,
        *_: object,
    ) -> None:
        """The rest of the arguments are block devices, and before them shares where Nova has shares."""
        self.power_on(context, instance, network_info)

    def pause(self, instance: Instance) -> None:
        qmp.execute(self._folder(instance) / QMP_SOCKET, ("stop", {}))

    def unpause(self, instance: Instance) -> None:
        qmp.execute(self._folder(instance) / QMP_SOCKET, ("cont", {}))

    def _folder(self, instance: Instance) -> Path:
        return self._instances / str(instance.uuid)

    def _vifs(self, network_info: NetworkInfo) -> list[Vif]:
        return [from_nova(vif, self._host) for vif in network_info or []]

    def _start(self, instance: Instance, vifs: list[Vif]) -> None:
        folder = self._folder(instance)
        guest = describe(self._run, self._instances, instance, self._host, vifs)
        started = Domain(tuple(command(guest)), tuple(vifs))
        started.save(folder)
        started.start(self._run, self._nics, folder)

    def _resume(self, instance: Instance) -> None:
        qmp.execute(self._folder(instance) / QMP_SOCKET, ("cont", {}))
        self._running.add(instance.uuid)

    @contextmanager
    def _network_events(self, instance: Instance, events: list[tuple[str, str]]) -> Iterator[None]:
        """Wait, after the body, for Neutron to say that the ports are wired."""
        try:
            with self.virtapi.wait_for_instance_event(instance, events, deadline=CONF.vif_plugging_timeout):
                yield
        except _TIMEOUTS as timeout:
            if CONF.vif_plugging_is_fatal:
                raise exception.VirtualInterfaceCreateException() from timeout

    def _watch(self) -> None:
        """Look after what can happen without Nova asking for it, for as long as the service runs."""
        while True:
            try:
                self._look()
            except Exception:
                LOG.exception("The lab's watch failed; it goes on in %s s", WATCH_SECONDS)
            eventlet.sleep(WATCH_SECONDS)

    def _look(self) -> None:
        alive = {
            uuid for uuid in self.list_instance_uuids() if process.pid(self._instances / uuid) is not None
        }
        for uuid in self._running - alive:
            self._running.discard(uuid)
            process.end(self._instances / uuid)
            self.emit_event(event.LifecycleEvent(uuid, event.EVENT_LIFECYCLE_STOPPED))
        self._running |= alive
        self._nics.catch_up()
        gateway.reconcile(self._run, self._lab, self._host)


def _pin_set() -> frozenset[int] | None:
    """Nova's `vcpu_pin_set`, None if it is not set."""
    pinned = hardware.get_vcpu_pin_set()
    return None if pinned is None else frozenset(pinned)


@contextmanager
def _aborting_build(instance: Instance) -> Iterator[None]:
    """Turn a fault of the host into a build that fails for good, with the fault's words for the user."""
    try:
        yield
    except _FAULTS as error:
        LOG.exception("Instance can't be built", instance=instance)
        raise exception.BuildAbortException(instance_uuid=instance.uuid, reason=str(error)) from error
