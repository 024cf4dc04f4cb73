import contextlib
import io
import json
import socket
import struct
import unittest
from typing import Callable, Dict, Tuple
from unittest import mock

from guest import dns

from .dns_server import DnsServer, refuse, respond

NUMBER = 4711


class QueryTest(unittest.TestCase):
    def test_a_query_asks_for_the_ipv4_address_of_the_name(self) -> None:
        question = b"\x03www\x07example\x04test\x00" + b"\x00\x01\x00\x01"
        for name in ("www.example.test", "www.example.test."):
            query = dns.encode_query(NUMBER, name, False)
            self.assertEqual(query, struct.pack("!6H", NUMBER, 0, 1, 0, 0, 0) + question)

    def test_a_query_with_edns0_offers_1232_bytes(self) -> None:
        query = dns.encode_query(NUMBER, "www.example.test", True)
        self.assertEqual(dns.find_edns_size(query), 1232)

    def test_the_root_is_a_name(self) -> None:
        self.assertEqual(dns.encode_query(NUMBER, ".", False)[12:], b"\x00" + b"\x00\x01\x00\x01")


class ResponseTest(unittest.TestCase):
    query = dns.encode_query(NUMBER, "www.example.test", False)
    edns_query = dns.encode_query(NUMBER, "www.example.test", True)

    def test_an_address_is_an_answer(self) -> None:
        self.assertEqual(dns.judge_response(respond(self.query), NUMBER, False), (True, "an answer"))

    def test_several_answers_are_counted(self) -> None:
        response = bytearray(respond(self.query))
        struct.pack_into("!H", response, 6, 3)
        self.assertEqual(dns.judge_response(bytes(response), NUMBER, False), (True, "3 answers"))

    def test_an_answer_with_edns0_tells_its_size(self) -> None:
        self.assertEqual(
            dns.judge_response(respond(self.edns_query), NUMBER, True), (True, "EDNS0 of 4096 bytes")
        )

    def test_a_server_without_edns0_is_told(self) -> None:
        response = respond(self.edns_query, edns_size=None)
        self.assertEqual(dns.judge_response(response, NUMBER, True), (False, "no EDNS0"))

    def test_a_refusal_is_no_answer(self) -> None:
        self.assertEqual(
            dns.judge_response(refuse(self.query), NUMBER, False), (False, "RCODE 5 and 0 answers")
        )

    def test_a_response_without_an_answer_is_no_answer(self) -> None:
        response = struct.pack("!6H", NUMBER, 0x8180, 0, 0, 1, 0)
        self.assertEqual(dns.judge_response(response, NUMBER, False), (False, "RCODE 0 and 0 answers"))

    def test_a_response_to_another_query_is_no_answer(self) -> None:
        response = respond(self.query, number=NUMBER + 1)
        expected = (False, "something that is no reply to the question")
        self.assertEqual(dns.judge_response(response, NUMBER, False), expected)

    def test_a_query_is_no_answer(self) -> None:
        expected = (False, "something that is no reply to the question")
        self.assertEqual(dns.judge_response(self.query, NUMBER, False), expected)

    def test_what_is_not_dns_is_no_answer(self) -> None:
        self.assertEqual(dns.judge_response(b"hello", NUMBER, False), (False, "a reply of 5 bytes"))

    def test_the_opt_record_is_found_behind_compressed_and_plain_names(self) -> None:
        compressed = respond(self.edns_query)
        plain = compressed.replace(b"\xc0\x0c", b"\x03www\x07example\x04test\x00", 1)
        for response in (compressed, plain):
            self.assertEqual(dns.find_edns_size(response), 4096)


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
            {"UDP": (True, "an answer"), "TCP": (True, "an answer"), "EDNS0": (True, "EDNS0 of 4096 bytes")},
        )
        question = b"\x03www\x07example\x04test\x00" + b"\x00\x01\x00\x01"
        self.assertEqual({query[12 : 12 + len(question)] for query in self.queries}, {question})

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
