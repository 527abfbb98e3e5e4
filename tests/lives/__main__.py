"""``python -m tests.lives [NAME...]``: lives the stories, and writes what came of them into their pages, to be read."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.lives.story import read

if __name__ == "__main__":
    pages = [Path(name) for name in sys.argv[1:]] or [
        p for p in sorted(Path(__file__).parent.glob("*.md")) if p.name != "README.md"
    ]
    for page in pages:
        page.write_text(read(page).page(), "utf-8")
        print(page.name)
