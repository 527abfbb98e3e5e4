"""What ends several tasks at once is said in one word, and a store's failure is nobody else's fault."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from relanced.daemon.edge import cause
from relanced.errors import EdgeError

FULL = OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full"))


@pytest.mark.parametrize(
    "group",
    [
        ExceptionGroup("", [FULL]),
        ExceptionGroup("", [ValueError("x"), ExceptionGroup("", [FULL])]),
        ExceptionGroup("", [ExceptionGroup("", [EdgeError("the store failed: database or disk is full")])]),
    ],
)
def test_a_store_that_failed_is_named_however_deep_it_lies(group: ExceptionGroup[Exception]) -> None:
    found = cause(group)
    assert isinstance(found, EdgeError)
    assert str(found) == "the store failed: database or disk is full"


def test_a_fault_of_the_program_stays_one() -> None:
    twice = IntegrityError("INSERT", {}, sqlite3.IntegrityError("UNIQUE constraint failed"))
    assert cause(ExceptionGroup("", [twice])) is twice
