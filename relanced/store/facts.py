"""Small facts of the daemon itself, by name."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select, update

from relanced.store.schema import facts


def get(connection: Connection, name: str) -> str | None:
    return connection.execute(select(facts.c.value).where(facts.c.name == name)).scalar()


def put(connection: Connection, name: str, value: str) -> None:
    if not connection.execute(update(facts).where(facts.c.name == name).values(value=value)).rowcount:
        connection.execute(insert(facts).values(name=name, value=value))


def next_number(connection: Connection, name: str) -> int:
    """1, 2, 3...: each once, inside the transaction that uses it."""
    number = int(get(connection, f"last {name}") or 0) + 1
    put(connection, f"last {name}", str(number))
    return number


def drop(connection: Connection, name: str) -> None:
    connection.execute(delete(facts).where(facts.c.name == name))
