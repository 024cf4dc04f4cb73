"""Programs that run in a VNF's guest or on a DNS client, with Python 3.6 or later and its standard library.

A shell there runs `python3 -c '<the text of bootstrap.py>'`. Standard input carries three lines, each with a
newline at its end:

1. the number of bytes of the two lines that follow;
2. the archive: a JSON object of this package's modules, each the source by its path such as `guest/dns.py`,
   compressed by zlib, in base64;
3. a JSON object: `program` is the name of a program in `__main__.py`, `request` is the program's request.

All later bytes of standard input belong to the program. The programs `dns` and `evidence` read none.
"""
