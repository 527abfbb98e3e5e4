"""How this program was called, for what it tells people to type next."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

NAME = "relanced"


def program() -> str:
    """``relanced`` where a shell finds it, else what was typed, such as ``.venv/bin/relanced``."""
    called = sys.argv[0]
    if Path(called).stem == NAME and not shutil.which(NAME):
        return shlex.quote(called)
    return NAME
