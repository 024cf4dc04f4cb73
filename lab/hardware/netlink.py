"""The VF half of a PF's netlink interface, in the shape of `neutron.privileged.agent.linux.ip_lib`."""

from __future__ import annotations

from typing import Any

from hardware.nic import Nics
from hardware.rack import Pf


class Netlink:
    """What Neutron's SR-IOV agent asks the kernel about VFs, answered by a host's simulated NICs."""

    def __init__(self, nics: Nics) -> None:
        self._nics = nics

    def get_link_vfs(self, device: str, namespace: str | None) -> dict[int, dict[str, Any]]:
        """IFLA_VFINFO_LIST of a PF: for each VF number its MAC, link state and rates."""
        keys = ("mac", "link_state", "max_tx_rate", "min_tx_rate")
        vfs = enumerate(self._nics.vfs(self._pf(device)))
        return {number: {key: getattr(vf, key) for key in keys} for number, vf in vfs}

    def set_link_vf_feature(self, device: str, namespace: str | None, vf_config: dict[str, Any]) -> None:
        """Set what pyroute2's `link("set", vf=…)` takes.

        That is `vf` and any of mac, vlan, link_state, spoofchk, trust, and `rate` with its two rates.
        """
        changes = {key: value for key, value in vf_config.items() if key not in ("vf", "rate")}
        self._nics.set_vf(self._pf(device), int(vf_config["vf"]), {**changes, **vf_config.get("rate", {})})

    def _pf(self, device: str) -> Pf:
        for pf in self._nics.host.pfs:
            if pf.name == device:
                return pf
        raise OSError(f"no network device {device}")
