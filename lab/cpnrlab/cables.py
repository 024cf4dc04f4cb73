"""`lab/lab link` and `lab/lab vf`: the cables of the hosts' physical functions, and the links of VFs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from cpnrlab import namespace, run
from cpnrlab.errors import LabError
from cpnrlab.site import Site
from hardware import cable
from hardware.hosts import HostsError
from hardware.nic import LinkState
from hardware.tool import ToolError


def set_link(site: Site, name: str, up: bool, host: str | None) -> None:
    """Plug or pull the cable of a PF, or those of a physical network. LabError if there is no such cable."""
    with _hardware(site):
        cable.set(site.paths.run, site.rack, name, up, host)


def set_vf_state(site: Site, mac: str, state: str) -> None:
    """Set a VF's link state, `auto`, `enable` or `disable`. LabError if no VF has this MAC address."""
    with _hardware(site):
        cable.set_vf_state(site.paths.run, site.rack, mac, LinkState[state.upper()])


@contextmanager
def _hardware(site: Site) -> Iterator[None]:
    run.require_started(site.paths)
    try:
        with namespace.entered(site.paths.namespace):
            yield
    except (HostsError, ToolError) as error:
        raise LabError(str(error)) from error
