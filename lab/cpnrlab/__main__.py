"""Executed as a folder: `python3 lab/cpnrlab VERB …`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])

from cpnrlab.cli import main  # noqa: E402

sys.exit(main(sys.argv[1:]))
