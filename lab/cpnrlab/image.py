"""The guest image: built or found by `lab/image/ensure`, and registered in Glance."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from cpnrlab import durable
from cpnrlab.api import ApiError, Cloud
from cpnrlab.paths import Paths
from cpnrlab.site import Site
from cpnrlab.stages import Task

NAME = "cpnr-image"


def ensure(task: Task, site: Site) -> str | None:
    """Have the image of the form's guest built or found, and remember where it is."""
    paths = site.paths
    printed = task.execute([str(paths.lab / "image/ensure"), site.form.guest], cwd=paths.root)
    durable.write(_remembered(paths), printed.strip().splitlines()[-1])
    return None


def register(task: Task, site: Site) -> str | None:
    """Have the image, its kernel and its ramdisk in Glance as they are in the image's folder."""
    folder = Path(_remembered(site.paths).read_text())
    cloud = Cloud(site)
    known: dict[str, list[dict[str, Any]]] = {}
    for image in cloud.get("glance", "/v2/images?limit=1000")["images"]:
        known.setdefault(image["name"], []).append(image)
    sums = _Sums(site.paths)

    def have(name: str, file: Path, properties: dict[str, str]) -> tuple[str, bool]:
        wanted = {"name": name, "visibility": "public", **properties}
        for image in known.get(name, []):
            same = image["status"] == "active" and image["os_hash_value"] == sums.sha512(file)
            if same and all(image.get(key) == value for key, value in wanted.items()):
                return image["id"], False
        task.say(f"uploading {file.name}")
        new = cloud.call("glance", "POST", "/v2/images", wanted)["id"]
        with file.open("rb") as content:
            size = file.stat().st_size
            cloud.call("glance", "PUT", f"/v2/images/{new}/file", file=content, size=size, timeout=300)
        for image in known.get(name, []):
            _remove(cloud, image["id"])
        return new, True

    def formats(disk: str, container: str) -> dict[str, str]:
        return {"disk_format": disk, "container_format": container}

    kernel, _ = have(f"{NAME}-kernel", folder / "vmlinuz", formats("aki", "aki"))
    ramdisk, _ = have(f"{NAME}-ramdisk", folder / "initrd.img", formats("ari", "ari"))
    properties = {
        **json.loads((folder / "properties.json").read_text()),
        **formats("qcow2", "bare"),
        "kernel_id": kernel,
        "ramdisk_id": ramdisk,
    }
    _, new = have(NAME, folder / "image.qcow2", properties)
    return None if new else "as before"


class _Sums:
    """SHA-512 of files, remembered by their size and time."""

    def __init__(self, paths: Paths) -> None:
        self._file = paths.run / "image-sums.json"
        self._known: dict[str, str] = json.loads(self._file.read_text()) if self._file.exists() else {}

    def sha512(self, file: Path) -> str:
        stat = file.stat()
        key = f"{file} {stat.st_size} {stat.st_mtime_ns}"
        if key not in self._known:
            with file.open("rb") as content:
                self._known[key] = hashlib.file_digest(content, "sha512").hexdigest()
            durable.write(self._file, json.dumps(self._known))
        return self._known[key]


def _remove(cloud: Cloud, image: str) -> None:
    try:
        cloud.call("glance", "DELETE", f"/v2/images/{image}")
    except ApiError as error:
        if error.status != 404:
            raise


def _remembered(paths: Paths) -> Path:
    return paths.run / "image-folder"
