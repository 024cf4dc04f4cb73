"""Reads keyfiles with NetworkManager's own library: a JSON list of them comes on standard input, a JSON list of what was
read goes to standard output: each connection as it is on D-Bus, or the error that NetworkManager would log.
"""

import json
import sys

import gi

gi.require_version("NM", "1.0")
from gi.repository import GLib, NM  # noqa: E402


def read(text):
    keyfile = GLib.KeyFile()
    warnings = []

    def take(_keyfile, _connection, kind, data, _user_data):
        if kind == NM.KeyfileHandlerType.WARN:
            warnings.append(data.warn_get()[0])
        return False

    try:
        keyfile.load_from_data(text, len(text.encode()), GLib.KeyFileFlags.NONE)
        connection = NM.keyfile_read(keyfile, "/", NM.KeyfileHandlerFlags.NONE, take, None)
        # NetworkManager makes one of the file's name.
        connection.get_setting_connection().props.uuid = NM.utils_uuid_generate()
        connection.normalize()
        connection.verify()
    except GLib.Error as error:
        return {"error": error.message}
    if warnings:
        return {"error": "; ".join(warnings)}
    return connection.to_dbus(NM.ConnectionSerializationFlags.ALL).unpack()


print(json.dumps([read(text) for text in json.load(sys.stdin)]))
