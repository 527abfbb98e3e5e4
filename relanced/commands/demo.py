"""``relanced demo``: the whole thing, alone, on mail servers inside the process."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from relanced.errors import Exit

PACKAGES = ("aiosmtpd", "pymap")
LACKING = "relanced demo brings its own mail servers, which are not installed: pip install 'relanced[demo]'"


def demo(output: Path, serve: bool, plain: bool, language: str | None) -> int:
    """Answers the exit code. Raises BadInput for a folder that holds something else."""
    if any(find_spec(package) is None for package in PACKAGES):
        print(LACKING, file=sys.stderr)
        return Exit.FAILED
    chosen = language or spoken(os.environ)
    if serve:
        from relanced.daemon.demo.serve import serve as keep_up

        return keep_up(output, chosen)
    return _play(output, plain, chosen)


def spoken(env: Mapping[str, str]) -> str:
    """The terminal's own language; that of the company that plays where the terminal has none of its own."""
    names = (env.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    name = next(filter(None, names), "C").partition(".")[0]
    return "fr" if name.startswith("fr") or name in ("C", "POSIX") else "en"


def _play(output: Path, plain: bool, language: str) -> int:
    from relanced.daemon.demo.play import play
    from relanced.daemon.demo.view import close, view

    played = play(output, view(language, plain=plain), language)
    close(played, output, language)
    return Exit.FAILED if played.errors else Exit.DONE
