"""`python -m relanced.store.upgrade`: brings the store whose URL is on standard input up to date, and ends."""

from __future__ import annotations

import sys

from relanced.errors import BadInput, EdgeError
from relanced.store.engine import open_store


def main() -> int:
    try:
        open_store(sys.stdin.read().strip()).close()
    except (EdgeError, BadInput) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
