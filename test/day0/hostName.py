"""Sets the host name with the real cloud-init, in the class of each distribution.

Standard input is a JSON list of {"distro", "config"}, with a cloud-config. The server's name in Nova is
cpnr-dns-1. Standard output is a JSON list with one object for each: the host name that cloud-init writes, and
the lines of /etc/hosts with a name other than localhost's.
"""

from __future__ import annotations

import json
import logging
import pathlib
import sys
import tempfile
from typing import Any
from unittest import mock

import cloudinit
from cloudinit import distros, helpers
from cloudinit.cloud import Cloud
from cloudinit.config import cc_set_hostname, cc_update_etc_hosts
from cloudinit.sources.DataSourceConfigDrive import DataSourceConfigDrive

logging.disable(logging.CRITICAL)
# The templates of the package that the modules come from.
TEMPLATES = pathlib.Path(cloudinit.__file__).parents[5] / "etc/cloud/templates"


def set_name(distribution: str, config: dict[str, Any], folder: pathlib.Path) -> dict[str, object]:
    paths = helpers.Paths({"cloud_dir": str(folder), "run_dir": str(folder), "templates_dir": str(TEMPLATES)})
    distro = distros.fetch(distribution)(distribution, {}, paths)
    distro.hosts_fn = str(folder / "hosts")
    source = DataSourceConfigDrive({}, distro, paths)
    source.metadata = {"local-hostname": "cpnr-dns-1.novalocal", "instance-id": "i"}
    (folder / "data").mkdir(exist_ok=True)
    cloud = Cloud(source, paths, config, distro, None)
    log = logging.getLogger()
    with mock.patch.object(distro, "_write_hostname") as write, mock.patch.object(distro, "_apply_hostname"):
        cc_set_hostname.handle("set_hostname", config, cloud, log, [])
    cc_update_etc_hosts.handle("update_etc_hosts", config, cloud, log, [])
    lines = pathlib.Path(distro.hosts_fn).read_text().splitlines()
    entries = [line for line in lines if line.strip() and not line.startswith("#")]
    return {
        "hostname": write.call_args.args[0],
        "hosts": [entry for entry in entries if "localhost" not in entry and "ip6" not in entry],
    }


results = []
for case in json.load(sys.stdin):
    with tempfile.TemporaryDirectory() as made:
        results.append(set_name(case["distro"], case["config"], pathlib.Path(made)))
print(json.dumps(results))
