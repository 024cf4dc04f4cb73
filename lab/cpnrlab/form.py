"""The form of the lab: what kind of cloud it is. Each file in `lab/forms` is one form."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from cpnrlab import durable, release
from cpnrlab.errors import LabError
from cpnrlab.paths import Paths

DEFAULT = "zed"
"""The form of a lab for which none was chosen."""


@dataclass(frozen=True)
class Form:
    """What differs between clouds. The defaults are those of the form `zed`."""

    description: str
    """One line for people."""
    release: str = release.DEFAULT
    """The OpenStack release: a name of `cpnrlab/release.py`."""
    network_extensions: tuple[str, ...] = ()
    """ML2's extension drivers; if there are none, those of the release."""
    networking: str = "openvswitch"
    """What connects guests to networks that are not SR-IOV: `openvswitch`, Neutron's agent, or `ovn`."""
    tunnel_type: str = "vxlan"
    """The type of the networks that a project makes: `vxlan` or `geneve`."""
    cpu_sets: bool = True
    """Whether hosts have `[compute]cpu_shared_set` and `cpu_dedicated_set`, or only `vcpu_pin_set`."""
    tls: bool = False
    """Whether users reach the APIs only over HTTPS with a company's CA, through a proxy, at the interface
    `internal` of the first of two regions."""
    orchestration: bool = False
    """Whether the cloud has Heat."""
    hosts: str = "hosts.json"
    """The file below lab/ that describes the compute hosts and the physical switch."""
    guest: str = "bookworm"
    """What runs in the VNFs: a folder of lab/image/guests."""
    administrator: Mapping[str, Any] = field(default_factory=dict)
    """What the administrator makes for a member's project (cpnrlab/tenancy.py), as requests to Neutron and
    Nova. If it is empty, the user is the administrator."""
    stack: Mapping[str, Any] = field(default_factory=dict)
    """Replaces settings of the lab's stack file; null removes a setting."""

    @property
    def packages(self) -> tuple[str, ...]:
        """Debian's packages that this form needs besides those of each lab."""
        return (
            *(("openssl",) if self.tls else ()),
            *(("ovn-central", "ovn-host") if self.networking == "ovn" else ()),
            *(release.RELEASES[self.release].orchestration if self.orchestration else ()),
        )


def names(paths: Paths) -> list[str]:
    """The forms that there are."""
    return sorted(file.stem for file in _folder(paths).glob("*.json"))


def guests(paths: Paths) -> list[str]:
    """The guests that there are."""
    return sorted(file.parent.name for file in (paths.lab / "image/guests").glob("*/suites"))


def current(paths: Paths) -> str:
    """Name of the form of the lab that is up or has state; the default form's if there is no such lab."""
    file = _remembered(paths)
    return file.read_text().strip() if file.exists() else DEFAULT


def choose(paths: Paths, name: str | None) -> None:
    """Remember the form of a new lab.

    LabError if the lab already has another form, or if there is no such form.
    """
    wanted = name or current(paths)
    load(paths, wanted)
    has_state = (paths.run / "password").exists() or _remembered(paths).exists()
    if has_state and current(paths) != wanted:
        raise LabError(
            f"The lab has the form {current(paths)}:"
            f" run `lab/lab down --wipe` before you start the form {wanted}."
        )
    durable.write(_remembered(paths), f"{wanted}\n")


def load(paths: Paths, name: str) -> Form:
    """Read a form. LabError if there is no such form, or if its file can't be used."""
    file = _folder(paths) / f"{name}.json"
    try:
        data = json.loads(file.read_text())
    except FileNotFoundError:
        raise LabError(f"There is no form {name!r}, expected one of: {', '.join(names(paths))}.") from None
    except ValueError as error:
        raise LabError(f"{file} is not JSON: {error}.") from error
    try:
        form = parse(data)
        if form.guest not in guests(paths):
            raise LabError(f"guest is {form.guest!r}, expected one of: {', '.join(guests(paths))}.")
    except LabError as error:
        raise LabError(f"{file}: {error}") from error
    return form


def parse(data: object) -> Form:
    """The form that decoded JSON describes. LabError names the key that is wrong."""
    if not isinstance(data, dict) or not isinstance(data.get("description"), str):
        raise LabError("expected an object with a description.")
    known = {entry.name for entry in fields(Form)}
    for key in data:
        if key not in known:
            raise LabError(f"{key} is unknown, expected one of: {', '.join(sorted(known))}.")
    usual = Form("")
    for key, value in data.items():
        example = getattr(usual, key)
        if not isinstance(value, list if isinstance(example, tuple) else type(example)):
            raise LabError(f"{key} is {value!r}, expected a value like {json.dumps(example)}.")
    if data.get("release", release.DEFAULT) not in release.RELEASES:
        raise LabError(f"release is {data['release']!r}, expected one of: {', '.join(release.RELEASES)}.")
    networkings = release.RELEASES[data.get("release", release.DEFAULT)].networking
    if data.get("networking", usual.networking) not in networkings:
        raise LabError(f"networking is {data['networking']!r}, expected one of: {', '.join(networkings)}.")
    with_heat = [name for name, entry in release.RELEASES.items() if entry.orchestration]
    if data.get("orchestration") and data.get("release", release.DEFAULT) not in with_heat:
        raise LabError(
            f"release is {data['release']!r}, but orchestration needs one of: {', '.join(with_heat)}."
        )
    settings: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in data.items()
    }
    return Form(**settings)


def _folder(paths: Paths) -> Path:
    return paths.lab / "forms"


def _remembered(paths: Paths) -> Path:
    return paths.run / "form"
