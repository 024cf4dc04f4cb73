"""Programs that run in a VNF's guest or on a DNS client, with Python 3.6 or later and its standard library.

A shell there runs `python3 -c '<the text of bootstrap.py>'`. Standard input carries two lines, each with a
newline at its end:

1. the base64 text of a zip archive; its entries are this package's modules, such as `guest/dns.py`;
2. a JSON object: `program` is the name of a program in `__main__.py`, `request` is the program's request.

All later bytes of standard input belong to the program. The programs `boot`, `dns` and `evidence` read none.
"""
