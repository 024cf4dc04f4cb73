import struct
import unittest
from typing import Tuple

from guest import dns_message

from .dns_server import refuse, respond

NUMBER = 4711
NAME = b"\x03www\x07example\x04test\x00"
QUESTION = NAME + b"\x00\x01\x00\x01"
A_RECORD = b"\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\xc0\x00\x02\x50"


def message(answers: int, records: bytes, question: bytes = QUESTION, flags: int = 0x8180) -> bytes:
    """A response with so many answers."""
    return struct.pack("!6H", NUMBER, flags, 1, answers, 0, 0) + question + records


class QueryTest(unittest.TestCase):
    def test_a_query_desires_recursion_and_asks_for_the_ipv4_address_of_the_name(self) -> None:
        for name in ("www.example.test", "www.example.test."):
            query = dns_message.encode_query(NUMBER, name, False)
            self.assertEqual(query, struct.pack("!6H", NUMBER, 0x0100, 1, 0, 0, 0) + QUESTION)

    def test_a_query_with_edns0_offers_1232_bytes(self) -> None:
        query = dns_message.encode_query(NUMBER, "www.example.test", True)
        self.assertEqual(dns_message.find_edns_size(dns_message.decode(query).others), 1232)

    def test_the_root_is_a_name(self) -> None:
        self.assertEqual(dns_message.encode_query(NUMBER, ".", False)[12:], b"\x00" + b"\x00\x01\x00\x01")


class ResponseTest(unittest.TestCase):
    query = dns_message.encode_query(NUMBER, "www.example.test", False)
    edns_query = dns_message.encode_query(NUMBER, "www.example.test", True)

    def judge(self, response: bytes) -> Tuple[bool, str]:
        return dns_message.judge_response(response, self.query)[:2]

    def test_an_address_is_an_answer(self) -> None:
        self.assertEqual(self.judge(respond(self.query)), (True, "1 A record"))

    def test_the_case_of_a_name_does_not_count(self) -> None:
        self.assertTrue(self.judge(message(1, b"\xc0\x0c" + A_RECORD, QUESTION.replace(b"www", b"wWw")))[0])

    def test_several_addresses_are_counted(self) -> None:
        self.assertEqual(self.judge(message(3, (b"\xc0\x0c" + A_RECORD) * 3)), (True, "3 A records"))

    def test_an_alias_leads_to_an_address(self) -> None:
        alias = b"\xc0\x0c\x00\x05\x00\x01\x00\x00\x00\x3c\x00\x06\x03dns\xc0\x10"
        address = b"\x03dns\xc0\x10" + A_RECORD
        self.assertEqual(self.judge(message(2, alias + address)), (True, "1 A record"))
        self.assertFalse(self.judge(message(1, alias))[0])

    def test_a_loop_of_aliases_has_an_end(self) -> None:
        alias = b"\xc0\x0c\x00\x05\x00\x01\x00\x00\x00\x3c\x00\x02\xc0\x0c"
        self.assertFalse(self.judge(message(1, alias))[0])

    def test_an_address_of_another_name_is_no_answer(self) -> None:
        self.assertEqual(
            self.judge(message(1, b"\x03dns\xc0\x10" + A_RECORD)),
            (False, "the response has no A record of the name"),
        )

    def test_an_announced_answer_that_is_not_there_is_no_answer(self) -> None:
        for response in (struct.pack("!6H", NUMBER, 0x8180, 0, 1, 0, 0), message(1, b"")):
            expected = f"the response of {len(response)} bytes is not a DNS message"
            self.assertEqual(self.judge(response), (False, expected))

    def test_an_answer_with_edns0_tells_its_size(self) -> None:
        self.assertEqual(
            dns_message.judge_response(respond(self.edns_query), self.edns_query)[:2],
            (True, "1 A record, EDNS0 of 4096 bytes"),
        )

    def test_a_server_without_edns0_is_told(self) -> None:
        response = respond(self.edns_query, edns_size=None)
        self.assertEqual(
            dns_message.judge_response(response, self.edns_query)[:2], (False, "1 A record, no EDNS0")
        )

    def test_a_refusal_is_no_answer(self) -> None:
        self.assertEqual(self.judge(refuse(self.query)), (False, "RCODE 5 (REFUSED)"))

    def test_a_response_without_an_address_is_no_answer(self) -> None:
        self.assertEqual(self.judge(message(0, b"")), (False, "the response has no A record of the name"))

    def test_an_ipv6_address_answers_a_query_for_it(self) -> None:
        query = dns_message.encode_query(NUMBER, "www.example.test", False, dns_message.TYPE_AAAA)
        question = NAME + b"\x00\x1c\x00\x01"
        record = b"\xc0\x0c\x00\x1c\x00\x01\x00\x00\x00\x3c\x00\x10" + bytes(16)
        judgement = dns_message.judge_response(message(1, record, question), query)
        self.assertEqual(judgement[:2], (True, "1 AAAA record"))

    def test_a_name_without_an_address_of_the_type_is_told_from_a_truncated_response(self) -> None:
        self.assertTrue(dns_message.judge_response(message(0, b""), self.query).lacks_type)
        cut = message(0, b"", flags=0x8380)
        self.assertFalse(dns_message.judge_response(cut, self.query).lacks_type)

    def test_a_truncated_response_is_told(self) -> None:
        expected = "the response has no A record of the name and is truncated"
        self.assertEqual(self.judge(message(0, b"", flags=0x8380)), (False, expected))

    def test_a_response_to_another_query_is_no_answer(self) -> None:
        response = respond(self.query, number=NUMBER + 1)
        self.assertEqual(self.judge(response), (False, "the response has another ID than the query"))

    def test_a_response_for_another_name_or_type_is_no_answer(self) -> None:
        for question in (QUESTION.replace(b"www", b"web"), NAME + b"\x00\x1c\x00\x01"):
            response = message(1, b"\xc0\x0c" + A_RECORD, question)
            self.assertEqual(self.judge(response), (False, "the response is for another question"))

    def test_a_query_is_no_answer(self) -> None:
        self.assertEqual(self.judge(self.query), (False, "the response has another ID than the query"))

    def test_what_is_not_dns_is_no_answer(self) -> None:
        self.assertEqual(self.judge(b"hello"), (False, "the response of 5 bytes is not a DNS message"))

    def test_names_that_point_forward_or_at_themselves_are_refused(self) -> None:
        for pointer in (b"\xc0\x0c", b"\xc0\x40", b"\xff\xff"):
            self.assertFalse(self.judge(message(1, A_RECORD, pointer + b"\x00\x01\x00\x01"))[0])

    def test_a_name_with_too_many_pointers_is_refused(self) -> None:
        # The root at position 0, then pointers, each to the one before it.
        chain = b"\0\0" + b"".join(struct.pack("!H", 0xC000 | 2 * at) for at in range(65))
        self.assertEqual(dns_message.decode_name(chain, 2 * 64), ((), 2 * 65))
        with self.assertRaises(ValueError):
            dns_message.decode_name(chain, 2 * 65)

    def test_the_opt_record_is_found_behind_compressed_and_plain_names(self) -> None:
        compressed = respond(self.edns_query)
        plain = compressed.replace(b"\xc0\x0c", NAME, 1)
        for response in (compressed, plain):
            self.assertEqual(dns_message.find_edns_size(dns_message.decode(response).others), 4096)
