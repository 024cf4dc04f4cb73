import json
import struct
import subprocess
import unittest
from typing import Any, Dict

from . import launch
from .dns_server import DnsServer, refuse, respond, respond_with_ipv6_only, unused_port


class StreamTest(unittest.TestCase):
    def start(self, port: int, seconds: float = 60) -> None:
        """Starts the client and waits until it begins."""
        request = {"server": "127.0.0.1", "name": "www.example.test", "interval": 10, "seconds": seconds}
        process = launch.start()
        self.addCleanup(process.__exit__, None, None, None)
        self.addCleanup(process.kill)
        self.process: subprocess.Popen[bytes] = process
        self.say(launch.preamble(launch.request_line("stream", dict(request, port=port))))
        self.assertEqual(self.hear(), {"begun": True})

    def say(self, text: bytes) -> None:
        assert self.process.stdin
        self.process.stdin.write(text)
        self.process.stdin.flush()

    def hear(self) -> Dict[str, Any]:
        assert self.process.stdout
        event: Dict[str, Any] = json.loads(self.process.stdout.readline().decode())
        return event

    def test_the_client_queries_at_a_steady_rate_and_records_responses_and_words(self) -> None:
        def respond_to_most(query: bytes) -> bytes:
            number = struct.unpack_from("!H", query)[0]
            # A response with the ID of another query, or with an error, is no answer.
            if number == 3:
                return respond(query, number=9999)
            return refuse(query) if number == 5 else respond(query)

        with DnsServer(respond_to_most, tcp=False) as server:
            self.start(server.port)
            server.wait_for_queries(11)
            self.say(b"restore\n")
            server.wait_for_queries(21)
            self.say(b"stop\n")
            timeline = self.hear()
        self.assertEqual(self.process.wait(), 0)
        # The first query finds the type of the name's addresses.
        numbers = [struct.unpack_from("!H", query)[0] for query in server.queries[1:]]
        self.assertEqual(numbers, list(range(len(numbers))))
        self.assertGreaterEqual(len(timeline["sent"]), 20)
        self.assertEqual(len(timeline["sent"]), len(timeline["arrived"]))
        unanswered = [number for number, at in enumerate(timeline["arrived"]) if at is None]
        self.assertEqual(unanswered, [3, 5])
        for number, at in enumerate(timeline["sent"]):
            self.assertGreaterEqual(at, number * 10 - 0.1)
        self.assertGreater(timeline["marks"]["restore"], 0)
        self.assertGreater(timeline["marks"]["stop"], timeline["marks"]["restore"])

    def test_the_client_asks_for_the_ipv6_address_of_a_name_without_another(self) -> None:
        with DnsServer(respond_with_ipv6_only) as server:
            self.start(server.port)
            server.wait_for_queries(4)
            self.say(b"stop\n")
            timeline = self.hear()
        self.assertNotIn(None, timeline["arrived"])

    def test_the_client_ends_with_its_standard_input(self) -> None:
        with DnsServer(tcp=False) as server:
            self.start(server.port)
            server.wait_for_queries(3)
            assert self.process.stdin
            self.process.stdin.close()
            timeline = self.hear()
        self.assertEqual(timeline["marks"], {})
        self.assertNotIn(None, timeline["arrived"])

    def test_the_client_ends_after_its_time(self) -> None:
        with DnsServer(tcp=False) as server:
            self.start(server.port, seconds=0.1)
            self.assertLessEqual(len(self.hear()["sent"]), 11)

    def test_a_server_that_is_not_there_answers_nothing(self) -> None:
        with unused_port() as port:
            self.start(port, seconds=0.1)
            timeline = self.hear()
        self.assertGreater(len(timeline["sent"]), 0)
        self.assertEqual(set(timeline["arrived"]), {None})
