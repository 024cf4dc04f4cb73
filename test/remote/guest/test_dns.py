import contextlib
import io
import json
import socket
import threading
import time
import unittest
from typing import Callable, Dict, Tuple
from unittest import mock

from guest import dns

from .dns_server import DnsServer, refuse, respond, respond_with_ipv6_only


class ServerTest(unittest.TestCase):
    def ask(self, respond: Callable[[bytes], bytes], tcp: bool = True) -> Dict[str, Tuple[bool, str]]:
        """For each transport, whether a server that responds like this answers, and how."""
        with DnsServer(respond, tcp) as server, mock.patch.object(dns, "TIMEOUT_SECONDS", 5):
            request = {"name": "www.example.test", "servers": ["127.0.0.1"], "port": server.port}
            answers = dns.ask_servers(request)
            self.queries = server.queries
        self.assertEqual([answer["server"] for answer in answers], ["127.0.0.1"] * 3)
        return {answer["transport"]: (answer["answered"], answer["detail"]) for answer in answers}

    def test_a_server_answers_over_udp_over_tcp_and_with_edns0(self) -> None:
        self.assertEqual(
            self.ask(respond),
            {
                "UDP": (True, "1 A record"),
                "TCP": (True, "1 A record"),
                "EDNS0": (True, "1 A record, EDNS0 of 4096 bytes"),
            },
        )
        question = b"\x03www\x07example\x04test\x00" + b"\x00\x01\x00\x01"
        self.assertEqual({query[12 : 12 + len(question)] for query in self.queries}, {question})

    def test_a_name_without_an_ipv4_address_is_asked_for_its_ipv6_address(self) -> None:
        self.assertEqual(
            self.ask(respond_with_ipv6_only),
            {
                "UDP": (True, "1 AAAA record"),
                "TCP": (True, "1 AAAA record"),
                "EDNS0": (True, "1 AAAA record, EDNS0 of 4096 bytes"),
            },
        )

    def test_a_caching_server_answers_because_the_queries_desire_recursion(self) -> None:
        answers = self.ask(lambda query: respond(query) if query[2] & 1 else refuse(query))
        self.assertEqual({answered for answered, _ in answers.values()}, {True})

    def test_a_server_without_tcp_refuses_the_connection(self) -> None:
        answers = self.ask(respond, tcp=False)
        self.assertTrue(answers["UDP"][0])
        self.assertFalse(answers["TCP"][0])
        self.assertIn("refused", answers["TCP"][1])

    def test_a_response_that_is_cut_off_is_no_answer(self) -> None:
        self.assertFalse(self.ask(lambda query: respond(query)[:20])["EDNS0"][0])

    def test_a_server_that_does_not_respond_times_out(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
            silent.bind(("127.0.0.1", 0))
            with mock.patch.object(dns, "TIMEOUT_SECONDS", 0.05):
                answer = dns.ask("127.0.0.1", silent.getsockname()[1], "www.example.test", "UDP")
        self.assertEqual(
            answer,
            {"server": "127.0.0.1", "transport": "UDP", "answered": False, "detail": "timed out"},
        )

    def test_a_server_that_sends_its_response_too_slowly_times_out(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:

            def trickle() -> None:
                connection = server.accept()[0]
                with contextlib.suppress(OSError), connection:
                    connection.sendall(b"\xff\xff")
                    while True:
                        connection.sendall(b"\0")
                        time.sleep(0.02)

            threading.Thread(target=trickle, daemon=True).start()
            begun = time.monotonic()
            with mock.patch.object(dns, "TIMEOUT_SECONDS", 0.2):
                answer = dns.ask("127.0.0.1", server.getsockname()[1], "www.example.test", "TCP")
        self.assertEqual((answer["answered"], answer["detail"]), (False, "timed out"))
        self.assertLess(time.monotonic() - begun, 10)

    def test_a_name_that_cannot_be_asked_for_is_not_answered(self) -> None:
        for name in ("é.example.test", "a" * 256):
            self.assertFalse(dns.ask("127.0.0.1", 53, name, "UDP")["answered"])

    def test_each_server_is_asked_at_port_53_unless_the_request_has_another(self) -> None:
        asked = []
        with mock.patch.object(dns, "ask", lambda *query: asked.append(query)):
            dns.ask_servers({"name": "www.example.test", "servers": ["192.0.2.1", "2001:db8::1"]})
        self.assertEqual(
            sorted(asked),
            sorted(
                (server, 53, "www.example.test", transport)
                for server in ("192.0.2.1", "2001:db8::1")
                for transport in ("UDP", "TCP", "EDNS0")
            ),
        )

    def test_the_program_prints_a_list(self) -> None:
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            dns.main({"name": "www.example.test", "servers": []})
        self.assertEqual(json.loads(output.getvalue()), [])
