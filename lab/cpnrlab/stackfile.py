"""The lab's own copy of a stack file: the tracked one with this lab's secrets, which never enter that.

Stack files are merged by their top-level blocks, and `config` by its entries, as text: comments and forms
stay as they were written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from cpnrlab import durable
from cpnrlab.paths import Paths

_KEY = re.compile(r"""^(\s*)(?:"([^"]+)"|'([^']+)'|([^\s#'"-][^#]*?)):(?:\s|$)""")

Blocks = dict[str, str]
"""Text of each block, its own key's line first, by key. Comments above a block belong to it."""


def path(paths: Paths, stack: str = "lab") -> Path:
    """Where the lab's own copy is."""
    return paths.run / f"Pulumi.{stack}.yaml"


def refresh(paths: Paths, settings: Mapping[str, object], stack: str = "lab") -> None:
    """Bring the lab's own copy up to date with the tracked file, in which the form replaces `settings`.

    Does nothing if neither has changed.
    """
    tracked = paths.root / f"Pulumi.{stack}.yaml"
    base = paths.run / f"Pulumi.{stack}.tracked.yaml"
    private = path(paths, stack)
    new = replace(tracked.read_text() if tracked.exists() else "", settings)
    old = base.read_text() if base.exists() else ""
    if private.exists() and base.exists() and new == old:
        return
    merged = merge(new, old, private.read_text() if private.exists() else "")
    durable.write(private, merged)
    durable.write(base, new)


def replace(text: str, settings: Mapping[str, object]) -> str:
    """A stack file's text with some entries of `config` replaced. None removes an entry."""
    if not settings:
        return text
    top = _split(text, 0)
    config = _config(top)
    indent = " " * min(_indent(block.lstrip("\n")) for block in config.values())
    for key, value in settings.items():
        # JSON is YAML.
        config[key] = "" if value is None else f"{indent}{key}: {json.dumps(value)}\n"
    head = top["config"]
    top["config"] = head[: _body(head)] + "".join(config.values())
    return "".join(top.values())


def merge(tracked: str, before: str, private: str) -> str:
    """The tracked file's text with what is the private one's: its secrets, and what only it has.

    `before` is the tracked text of the last merge: what came from there and is no longer tracked goes.
    """
    ours, theirs, last = (_split(text, 0) for text in (tracked, private, before))
    config = _merged(_config(ours), _config(theirs), _config(last))
    top = _merged(ours, theirs, last)
    if config:
        head = ours.get("config") or theirs.get("config") or "config:\n"
        top["config"] = head[: _body(head)] + "".join(config.values())
    return "".join(top.values())


def _merged(tracked: Blocks, private: Blocks, before: Blocks) -> Blocks:
    merged = dict(tracked)
    for key, text in private.items():
        is_secret = re.search(r"(^|[\s{,])secure:\s", text) is not None
        only_private = key not in tracked and text.split() != before.get(key, "").split()
        if key != "config" and (is_secret or only_private):
            merged[key] = text
    return merged


def _config(blocks: Blocks) -> Blocks:
    text = blocks.get("config", "")
    body = text[_body(text) :]
    indents = [match[1] for match in map(_KEY.match, body.splitlines()) if match]
    return _split(body, min(map(len, indents))) if indents else {}


def _body(block: str) -> int:
    """Where the text after the key's own line begins."""
    for match in re.finditer(r"^.*\n?", block, re.MULTILINE):
        if _KEY.match(match[0]):
            return match.end()
    return 0


def _split(text: str, indent: int) -> Blocks:
    blocks: Blocks = {}
    above = ""
    current: str | None = None
    for line in text.splitlines():
        match = _KEY.match(line)
        if match and len(match[1]) == indent:
            current = match[2] or match[3] or match[4]
            blocks[current] = above + line + "\n"
            above = ""
        elif (
            current is None
            or line.strip() == ""
            or (line.lstrip().startswith("#") and _indent(line) <= indent)
        ):
            above += line + "\n"
        else:
            blocks[current] += above + line + "\n"
            above = ""
    if above and current is not None:
        blocks[current] += above
    return blocks


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
