"""Executed by a release's Python: compares a project's configuration files with the options that it has.

Arguments: pairs of oslo.config's namespaces, separated by commas, and a file. Prints a line for each option
that is unknown or has a value that its type refuses.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import lru_cache

from keystoneauth1 import loading
from oslo_config import cfg, generator

_PASSWORD = {
    option.dest: option
    for option in (
        *loading.get_auth_common_conf_options(),
        *loading.get_auth_plugin_conf_options("password"),
    )
}
"""What a section with `auth_type = password` can have besides."""


def faults(namespaces: str, file: str) -> Iterator[str]:
    """The options of a file that aren't those of the namespaces, a line each."""
    known = _options(namespaces)
    sections: dict[str, dict[str, list[str]]] = {}
    cfg.ConfigParser(file, sections).parse()
    for section, settings in sections.items():
        for name, values in settings.items():
            option = known.get((section.lower(), name))
            if option is None and "auth_type" in settings:
                option = _PASSWORD.get(name)
            if option is None:
                yield f"{file}: [{section}]{name} is unknown"
                continue
            for value in values:
                try:
                    option.type(value)
                except ValueError as error:
                    yield f"{file}: [{section}]{name} is {value!r}: {error}"


@lru_cache(maxsize=None)
def _options(namespaces: str) -> dict[tuple[str, str], cfg.Opt]:
    """Options by section and name."""
    known: dict[tuple[str, str], cfg.Opt] = {}
    for _, groups in generator._list_opts(namespaces.split(",")):
        for group, options in groups:
            section = str(getattr(group, "name", group) or "DEFAULT").lower()
            known.update({(section, option.dest): option for option in options})
    if "neutron" in namespaces.split(","):
        from neutron.conf import common

        # Neutron of Train has these options, but does not list them.
        known.update({("placement", option.dest): option for option in common.placement_opts})
    return known


for names, path in zip(sys.argv[1::2], sys.argv[2::2]):
    for fault in faults(names, path):
        print(fault)
