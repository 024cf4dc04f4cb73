"""A client that asks a DNS server for one name at a steady pace until it is told to stop, or nobody listens any more.

Any Python from 3.6 on, the standard library only. It comes after verify/dns.py. Its standard input takes words, one a
line: each is noted with its time, `stop` ends it. It prints one line when it has begun, and one at the end.
"""

import json
import select
import sys
import time

STREAM_GRACE = 1.0


def stream_wait(connection, seconds):
    """Waits until an answer comes, something is said, or so long; the words said, and whether there is more to come."""
    heard = select.select([sys.stdin, connection], [], [], max(0, seconds))[0]
    if sys.stdin not in heard:
        return [], True
    said = os.read(sys.stdin.fileno(), 4096)
    return said.decode().split(), bool(said)


def stream_take(connection, arrived):
    """Notes the answers that have come."""
    while select.select([connection], [], [], 0)[0]:
        try:
            reply = connection.recv(65535)
        except OSError:
            # A port or a host that can't be reached says so here; it is no answer.
            continue
        number = struct.unpack_from("!H", reply)[0] if len(reply) >= 2 else 0
        if number < len(arrived) and arrived[number] is None and dns_verdict(reply, number, False)[0]:
            arrived[number] = time.monotonic()


def dns_stream(request):
    """Asks `server` for `name` each `interval` ms, for `seconds` at most; prints in ms what was sent and came when."""
    family = socket.AF_INET6 if ":" in request["server"] else socket.AF_INET
    pace = request["interval"] / 1000.0
    sent, arrived, marks = [], [], {}
    with socket.socket(family, socket.SOCK_DGRAM) as connection:
        connection.connect((request["server"], DNS_PORT))
        connection.setblocking(False)
        print(json.dumps({"begun": True}), flush=True)
        begun = time.monotonic()
        while len(sent) < 65536 and time.monotonic() < begun + request["seconds"]:
            if time.monotonic() >= begun + len(sent) * pace:
                query = dns_query(len(sent), request["name"], False)
                sent.append(time.monotonic())
                arrived.append(None)
                try:
                    connection.send(query)
                except OSError:
                    # What can't be sent is not answered.
                    pass
            words, open_still = stream_wait(connection, begun + len(sent) * pace - time.monotonic())
            stream_take(connection, arrived)
            marks.update((word, time.monotonic()) for word in words)
            if "stop" in words or not open_still:
                break
        late = time.monotonic() + STREAM_GRACE
        while None in arrived and time.monotonic() < late:
            stream_take(connection, arrived)
            time.sleep(0.001)

    def since(at):
        return None if at is None else round((at - begun) * 1000, 1)

    timeline = {
        "sent": [since(at) for at in sent],
        "arrived": [since(at) for at in arrived],
        "marks": {word: since(at) for word, at in marks.items()},
    }
    print(json.dumps(timeline), flush=True)
