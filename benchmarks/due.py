"""Finding the due dossiers among a million, against the same question without the index.

python -m benchmarks.due [COUNT]
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, text

from benchmarks.support import quiet
from relanced.store import dossiers, schema
from tests.support.app import app_on

TODAY = date(2026, 12, 8)
# the unary plus keeps SQLite from using the index
SCAN = text("SELECT reference FROM dossiers WHERE +next_action_on <= :day ORDER BY +next_action_on LIMIT 100")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    quiet()
    with tempfile.TemporaryDirectory() as folder:
        app = app_on(Path(folder), datetime(2026, 12, 8, 10, tzinfo=UTC))
        with app.store.begin() as connection:
            connection.execute(insert(schema.customers).values(id="C", name="C", kind="business", language="fr"))
            for start in range(0, count, 50_000):
                connection.execute(
                    insert(schema.dossiers),
                    [
                        {
                            "reference": f"RL-{n}",
                            "customer_id": "C",
                            "grouped_by": str(n),
                            "status": "active",
                            "version": 0,
                            "promises": [],
                            "next_action_on": TODAY + timedelta(days=n % 365) if n % 10_000 else TODAY,
                        }
                        for n in range(start, min(start + 50_000, count))
                    ],
                )
        indexed, scanned = [], []
        for _ in range(7):
            with app.store.begin() as connection:
                began = time.perf_counter()
                found = dossiers.due(connection, TODAY, 100)
                indexed.append(time.perf_counter() - began)
                began = time.perf_counter()
                connection.execute(SCAN, {"day": TODAY.isoformat()}).all()
                scanned.append(time.perf_counter() - began)
        ours, floor = statistics.median(indexed) * 1000, statistics.median(scanned) * 1000
        print(f"due among {count:,}: {len(found)} found in {ours:.2f} ms, scanned {floor:.0f} ms")


if __name__ == "__main__":
    main()
