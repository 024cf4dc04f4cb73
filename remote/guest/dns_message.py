"""DNS messages (RFC 1035): a query for the addresses of a name, and the judgement of a response."""

import struct
from typing import Dict, List, NamedTuple, Optional, Tuple

EDNS_SIZE = 1232
TYPE_A, TYPE_CNAME, TYPE_AAAA, TYPE_OPT, CLASS_IN = 1, 5, 28, 41, 1
FLAG_RESPONSE, FLAG_TRUNCATED, FLAG_RECURSION_DESIRED, RCODE = 0x8000, 0x0200, 0x0100, 0x000F
RCODES = {1: "FORMERR", 2: "SERVFAIL", 3: "NXDOMAIN", 4: "NOTIMP", 5: "REFUSED"}
MAXIMUM_NAME = 255
# A server needs few pointers in a name; many thousand records with long chains would take minutes.
MAXIMUM_POINTERS = 64
# The types of address records, with their names and the lengths of their addresses.
ADDRESS_TYPES = {TYPE_A: ("A", 4), TYPE_AAAA: ("AAAA", 16)}

# The labels of a name, in lower case: a server may change the case of a name.
Name = Tuple[bytes, ...]


class Record(NamedTuple):
    """A resource record. The field `class` of an OPT record is the sender's UDP size (RFC 6891)."""

    name: Name
    type: int
    class_: int
    # The name in a CNAME record; None in other records.
    target: Optional[Name]
    length: int


class Message(NamedTuple):
    """A DNS message."""

    number: int
    flags: int
    questions: List[Tuple[Name, int, int]]
    answers: List[Record]
    # The records after the answers.
    others: List[Record]


class Judgement(NamedTuple):
    """How a response answers its query."""

    answers: bool
    detail: str
    # Whether the name exists, and has no address of the type.
    lacks_type: bool = False


def encode_query(number: int, name: str, edns: bool, kind: int = TYPE_A) -> bytes:
    """Returns a query with the ID `number` for the name's addresses of a type.

    It desires recursion, as the queries of every client do: a caching server refuses a query that does not,
    and an authoritative one ignores it.
    """
    header = struct.pack("!6H", number, FLAG_RECURSION_DESIRED, 1, 0, 0, 1 if edns else 0)
    labels = [label.encode("ascii") for label in name.split(".") if label]
    question = b"".join(bytes([len(label)]) + label for label in labels) + b"\0"
    question += struct.pack("!2H", kind, CLASS_IN)
    option = struct.pack("!BHHIH", 0, TYPE_OPT, EDNS_SIZE, 0, 0) if edns else b""
    return header + question + option


def decode_name(message: bytes, start: int) -> Tuple[Name, int]:
    """Returns the name that begins at `start`, and the position after it. ValueError if there is none."""
    labels: List[bytes] = []
    position, end, size = start, None, 0
    earliest = start
    pointers = 0
    while True:
        length = message[position]
        if length >= 0xC0:
            pointer = struct.unpack_from("!H", message, position)[0] & 0x3FFF
            end = position + 2 if end is None else end
            pointers += 1
            if pointer >= earliest or pointers > MAXIMUM_POINTERS:
                raise ValueError("a name points forward or too often")
            position = earliest = pointer
            continue
        position += 1
        if length == 0:
            return tuple(labels), position if end is None else end
        label = message[position : position + length]
        size += length + 1
        if len(label) < length or length >= 0x40 or size > MAXIMUM_NAME:
            raise ValueError("a name is too long")
        labels.append(label.lower())
        position += length


def decode_record(message: bytes, start: int) -> Tuple[Record, int]:
    """Returns the record that begins at `start`, and the position after it. ValueError if there is none."""
    name, position = decode_name(message, start)
    kind, class_, _, length = struct.unpack_from("!HHIH", message, position)
    position += 10
    if position + length > len(message):
        raise ValueError("a record is cut off")
    target = decode_name(message, position)[0] if kind == TYPE_CNAME else None
    return Record(name, kind, class_, target, length), position + length


def decode(message: bytes) -> Message:
    """Decodes a message. ValueError, IndexError or struct.error if it is not a whole DNS message."""
    number, flags, questions, answers, *others = struct.unpack_from("!6H", message)
    position = 12
    asked: List[Tuple[Name, int, int]] = []
    for _ in range(questions):
        name, position = decode_name(message, position)
        kind, class_ = struct.unpack_from("!2H", message, position)
        asked.append((name, kind, class_))
        position += 4
    records: List[Record] = []
    for _ in range(answers + sum(others)):
        record, position = decode_record(message, position)
        records.append(record)
    return Message(number, flags, asked, records[:answers], records[answers:])


def count_addresses(name: Name, kind: int, answers: List[Record]) -> int:
    """Counts the addresses of a type of a name, or of the name to which its CNAME records lead."""
    aliases: Dict[Name, Name] = {}
    for record in answers:
        if record.target is not None:
            aliases.setdefault(record.name, record.target)
    # A name is removed when it is followed, so a loop of aliases has an end.
    while name in aliases:
        name = aliases.pop(name)
    wanted = (name, kind, CLASS_IN, ADDRESS_TYPES[kind][1])
    return sum((record.name, record.type, record.class_, record.length) == wanted for record in answers)


def find_edns_size(records: List[Record]) -> Optional[int]:
    """Returns the UDP size in the OPT record, or None if there is no OPT record."""
    return next((record.class_ for record in records if record.type == TYPE_OPT), None)


def judge_response(response: bytes, query: bytes) -> Judgement:
    """Returns whether a response answers a query of `encode_query`, and describes the response.

    A response answers if its ID and its question are those of the query, and if it has an address of the
    name and the type. A query with EDNS0 needs a response with EDNS0.
    """
    asked = decode(query)
    try:
        message = decode(response)
    except (ValueError, IndexError, struct.error):
        return Judgement(False, f"the response of {len(response)} bytes is not a DNS message")
    if not message.flags & FLAG_RESPONSE or message.number != asked.number:
        return Judgement(False, "the response has another ID than the query")
    rcode = message.flags & RCODE
    if rcode:
        return Judgement(False, f"RCODE {rcode} ({RCODES.get(rcode, 'no name')})")
    if message.questions != asked.questions:
        return Judgement(False, "the response is for another question")
    name, kind, _ = asked.questions[0]
    type_name = ADDRESS_TYPES[kind][0]
    addresses = count_addresses(name, kind, message.answers)
    if not addresses:
        is_cut = bool(message.flags & FLAG_TRUNCATED)
        cut = " and is truncated" if is_cut else ""
        return Judgement(False, f"the response has no {type_name} record of the name{cut}", not is_cut)
    detail = f"{addresses} {type_name} record{'' if addresses == 1 else 's'}"
    if not find_edns_size(asked.others):
        return Judgement(True, detail)
    size = find_edns_size(message.others)
    if size is None:
        return Judgement(False, f"{detail}, no EDNS0")
    return Judgement(True, f"{detail}, EDNS0 of {size} bytes")
