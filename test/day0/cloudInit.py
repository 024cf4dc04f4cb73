"""Reads user data with the real cloud-init.

Standard input is a JSON list of user data. Standard output is a JSON list with one object for each: its
parts, and the merged cloud-config. No script is run.
"""

from __future__ import annotations

import json
import logging
import pathlib
import sys
import tempfile
from typing import Any

from cloudinit import handlers, helpers
from cloudinit.handlers.cloud_config import CloudConfigPartHandler
from cloudinit.handlers.jinja_template import JinjaTemplatePartHandler
from cloudinit.settings import FREQUENCIES
from cloudinit.user_data import UserDataProcessor

logging.disable(logging.CRITICAL)


def read(user_data: str, paths: helpers.Paths) -> dict[str, Any]:
    cloud_config = CloudConfigPartHandler(paths)
    jinja = JinjaTemplatePartHandler(paths, sub_handlers=[cloud_config])
    parts: list[dict[str, str]] = []

    def take(_data: object, filename: str, payload: str, headers: dict[str, str]) -> None:
        parts.append({"contentType": headers["Content-Type"], "filename": filename, "content": payload})
        for handler in (cloud_config, jinja):
            if headers["Content-Type"] in handler.list_types():
                handlers.run_part(handler, None, filename, payload, FREQUENCIES[0], headers)

    handlers.walk(UserDataProcessor(paths).process(user_data), take, None)
    return {"parts": parts, "config": cloud_config.cloud_buf}


with tempfile.TemporaryDirectory() as folder:
    paths = helpers.Paths({"cloud_dir": folder, "run_dir": folder})
    pathlib.Path(paths.get_runpath("instance_data_sensitive")).write_text('{"v1": {"region": "RegionOne"}}')
    print(json.dumps([read(user_data, paths) for user_data in json.load(sys.stdin)], default=repr))
