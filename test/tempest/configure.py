"""Prepares a cloud for tempest and writes tempest.conf.

usage: lab/lab run /usr/bin/python3 test/tempest/configure.py FOLDER
"""

from __future__ import annotations

import configparser
import os
import sys
from pathlib import Path

from openstack.connection import Connection

import openstack

NETWORK = "tempest"
IMAGE = "tempest"
# mov dx, 0x3f8; mov cx, 40; again: mov al, '.'; out dx, al; mov al, 10; out dx, al; loop again; halt: hlt; jmp halt
BOOT_SECTOR = bytes.fromhex("baf803b92800b02eeeb00aeee2f8f4ebfd").ljust(510, b"\0") + b"\x55\xaa"
IMAGE_BYTES = 1 << 20
MICROVERSION = "2.90"
# What the lab's virt driver does not do, or what no guest of these tests needs.
FEATURES = {
    "resize": False,
    "cold_migration": False,
    "live_migration": False,
    "pause": False,
    "suspend": False,
    "shelve": False,
    "snapshot": False,
    "rescue": False,
    "interface_attach": False,
    "vnc_console": False,
    "personality": False,
    "attach_encrypted_volume": False,
    "swap_volume": False,
    "scheduler_enabled_filters": "all",
}


def main(folder: Path) -> None:
    """Write the configuration, and make the flavors and the network that it names."""
    cloud = openstack.connect()
    image = _image(cloud)
    flavors = [_flavor(cloud, f"tempest-{number}") for number in (1, 2)]
    _network(cloud)
    auth = cloud.config.config["auth"]
    extensions = sorted({str(entry.alias) for entry in cloud.network.extensions()})
    sections: dict[str, dict[str, object]] = {
        "DEFAULT": {"log_dir": folder, "log_file": "tempest.log"},
        "oslo_concurrency": {"lock_path": folder / "locks"},
        "auth": {
            "admin_username": auth["username"],
            "admin_password": auth["password"],
            "admin_project_name": auth["project_name"],
            "admin_domain_name": auth["user_domain_name"],
            "use_dynamic_credentials": True,
            "create_isolated_networks": False,
        },
        "identity": {
            "uri_v3": auth["auth_url"],
            "auth_version": "v3",
            "region": cloud.config.region_name,
            "v3_endpoint_type": cloud.config.get_interface("identity") or "public",
        },
        "identity-feature-enabled": {"application_credentials": True, "access_rules": True},
        "compute": {
            "image_ref": image,
            "image_ref_alt": image,
            "flavor_ref": flavors[0],
            "flavor_ref_alt": flavors[1],
            "fixed_network_name": NETWORK,
            "max_microversion": MICROVERSION,
            "region": cloud.config.region_name,
        },
        "compute-feature-enabled": FEATURES,
        "network": {"shared_physical_network": False, "default_network": "10.99.0.0/16"},
        "network-feature-enabled": {"api_extensions": ",".join(extensions)},
        "image": {"region": cloud.config.region_name},
        "service_available": {
            "cinder": False,
            "swift": False,
            "horizon": False,
            "nova": True,
            "glance": True,
            "neutron": True,
        },
        "validation": {"run_validation": False},
    }
    parser = configparser.ConfigParser(interpolation=None)
    for name, options in sections.items():
        parser[name] = {key: str(value) for key, value in options.items()}
    file = folder / "tempest.conf"
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
        parser.write(stream)


def _image(cloud: Connection) -> str:
    """A disk that writes 40 lines to the console. The tests need no more, and a guest that boots would cost time."""
    image = cloud.image.find_image(IMAGE, ignore_missing=True)
    if image is None:
        image = cloud.image.create_image(
            name=IMAGE, disk_format="raw", container_format="bare", visibility="public", data=BOOT_SECTOR.ljust(IMAGE_BYTES, b"\0")
        )
    return str(image.id)


def _flavor(cloud: Connection, name: str) -> str:
    flavor = cloud.compute.find_flavor(name, ignore_missing=True)
    if flavor is None:
        flavor = cloud.compute.create_flavor(name=name, ram=256, vcpus=1, disk=2, is_public=True)
    return str(flavor.id)


def _network(cloud: Connection) -> None:
    if cloud.network.find_network(NETWORK, ignore_missing=True) is None:
        network = cloud.network.create_network(name=NETWORK, is_shared=True)
        cloud.network.create_subnet(
            name=NETWORK, network_id=network.id, ip_version=4, cidr="10.98.0.0/22", gateway_ip=None
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
