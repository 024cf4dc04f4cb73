import json
import os
import tempfile
import unittest
from pathlib import Path
from typing import Any, Dict

from . import launch
from .dns_server import DnsServer

# No file can be made below a file. Since Python falls back to other folders, no file may grow either.
NO_DISK = dict(os.environ, TMPDIR="/dev/null/none", HOME="/dev/null/none")
NO_WRITING = "ulimit -f 0"


class BootstrapTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def test_the_text_can_stand_between_single_quotes(self) -> None:
        self.assertNotIn("'", launch.BOOTSTRAP)

    def test_evidence_is_gathered_and_nothing_is_written(self) -> None:
        request: Dict[str, Any] = {"bond": "no-such-bond", "pings": [], "dns": None}
        lines = launch.preamble(launch.request_line("evidence", request))
        status, output, errors = launch.run(lines, NO_WRITING, self.folder, NO_DISK)
        self.assertEqual((status, errors), (0, ""))
        self.assertEqual(
            list(json.loads(output)),
            [
                "hostname",
                "cloudInit",
                "numaNodes",
                "bondingModule",
                "bond",
                "activationError",
                "interfaces",
                "preferredRoute",
                "pings",
                "dns",
                "clockSynchronized",
            ],
        )
        self.assertIsNone(json.loads(output)["bond"])
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_a_dns_server_is_queried_and_nothing_is_written(self) -> None:
        with DnsServer() as server:
            request = {"name": "www.example.test", "servers": ["127.0.0.1"], "port": server.port}
            lines = launch.preamble(launch.request_line("dns", request))
            status, output, errors = launch.run(lines, NO_WRITING, self.folder, NO_DISK)
        self.assertEqual((status, errors), (0, ""))
        self.assertEqual(
            [(answer["transport"], answer["answered"]) for answer in json.loads(output)],
            [("UDP", True), ("TCP", True), ("EDNS0", True)],
        )
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_the_rest_of_standard_input_belongs_to_the_program(self) -> None:
        with DnsServer(tcp=False) as server:
            request = {
                "server": "127.0.0.1",
                "name": "www.example.test",
                "interval": 10,
                "seconds": 60,
                "port": server.port,
            }
            lines = launch.preamble(launch.request_line("stream", request))
            status, output, errors = launch.run(lines + b"restore\nstop\n")
        self.assertEqual((status, errors), (0, ""))
        self.assertEqual(list(json.loads(output.splitlines()[1])["marks"]), ["restore", "stop"])

    def test_a_request_may_hold_characters_of_any_script(self) -> None:
        program = "def run(program, request):\n    print(ascii([program, request]))\n    return 7\n"
        echo = {"guest/__init__.py": "", "guest/__main__.py": program}
        for ascii_only in (True, False):
            call = {"program": "echo", "request": {"bond": "a\"'\\\u2028é"}}
            line = json.dumps(call, ensure_ascii=ascii_only).encode("utf-8") + b"\n"
            status, output, _ = launch.run(launch.preamble(line, echo))
            self.assertEqual((status, output.strip()), (7, ascii(["echo", call["request"]])))

    def test_a_file_in_the_current_folder_hides_no_module(self) -> None:
        for name in ("json.py", "zlib.py", "guest.py"):
            (self.folder / name).write_text("raise SystemExit('wrong module')", encoding="ascii")
        lines = launch.preamble(launch.request_line("dns", {"name": "www.example.test", "servers": []}))
        status, _, errors = launch.run(lines, folder=self.folder)
        self.assertEqual((status, errors), (0, ""))

    def test_an_unknown_program_ends_with_a_sentence_and_exit_code_2(self) -> None:
        status, output, errors = launch.run(launch.preamble(launch.request_line("probe", {})))
        self.assertEqual((status, output), (2, ""))
        self.assertEqual(errors, "Unknown program 'probe'. Known programs: dns, evidence, stream, witness.\n")

    def test_an_input_that_ends_too_early_ends_with_a_sentence_and_exit_code_2(self) -> None:
        whole = launch.preamble(launch.request_line("dns", {}))
        for lines in (b"", whole[:3], whole[:9], whole[:-1]):
            status, output, errors = launch.run(lines)
            self.assertEqual((status, output), (2, ""))
            self.assertEqual(errors, "Standard input ended before the program and its request arrived.\n")

    def test_a_fault_in_a_program_names_the_module(self) -> None:
        status, _, errors = launch.run(launch.preamble(launch.request_line("dns", {})))
        self.assertEqual(status, 1)
        self.assertIn('File "guest/dns.py", line ', errors)
        self.assertEqual(errors.splitlines()[-1], "KeyError: 'name'")
