"""`lab/lab link`: the cables between the hosts' physical functions and the switch."""

from __future__ import annotations

from cpnrlab import namespace, run
from cpnrlab.errors import LabError
from cpnrlab.site import Site
from hardware import cable
from hardware.hosts import HostsError
from hardware.tool import ToolError


def set_link(site: Site, name: str, up: bool, host: str | None) -> None:
    """Plug or pull the cable of a PF, given by its name or its physical network. LabError if it isn't one."""
    run.require_up(site.paths)
    try:
        with namespace.entered(site.paths.namespace):
            cable.set(site.paths.run, site.rack, name, up, host)
    except (HostsError, ToolError) as error:
        raise LabError(str(error)) from error
