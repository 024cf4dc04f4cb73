"""Reads keyfiles with NetworkManager's own library.

Standard input is a JSON list of keyfiles. Standard output is a JSON list with one object for each: the
connection in the format of D-Bus, or the error that NetworkManager would log.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import gi

gi.require_version("NM", "1.0")
from gi.repository import NM, GLib  # noqa: E402


def read(text: str) -> dict[str, Any]:
    keyfile = GLib.KeyFile()
    warnings: list[str] = []

    def take(
        _keyfile: object,
        _connection: object,
        kind: NM.KeyfileHandlerType,
        data: NM.KeyfileHandlerData,
        _user_data: object,
    ) -> bool:
        if kind == NM.KeyfileHandlerType.WARN:
            warnings.append(data.warn_get()[0])
        return False

    try:
        keyfile.load_from_data(text, len(text.encode()), GLib.KeyFileFlags.NONE)
        connection = NM.keyfile_read(keyfile, "/", NM.KeyfileHandlerFlags.NONE, take, None)
        # NetworkManager derives the UUID from the name of the file.
        connection.get_setting_connection().props.uuid = NM.utils_uuid_generate()
        connection.normalize()
        connection.verify()
    except GLib.Error as error:
        return {"error": error.message}
    if warnings:
        return {"error": "; ".join(warnings)}
    return connection.to_dbus(NM.ConnectionSerializationFlags.ALL).unpack()


print(json.dumps([read(text) for text in json.load(sys.stdin)]))
