"""The three sorts of trouble: bad input is a value with its place, a failing edge knows whether it will pass, and a bug
is left to be loud."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Exit(IntEnum):
    """What the command line answers to its caller; the numbers are those of sysexits.h."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    BAD_INPUT = 65
    UNREACHABLE = 69
    TRY_LATER = 75
    BAD_CONFIG = 78


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of an input: where it is (``"invoices.csv:12 due_on"``, ``"smtp.port"``), what, how to mend."""

    place: str
    what: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.what}" + (f" ({self.hint})" if self.hint else "")


class BadInput(Exception):
    """An input with all its faults at once; nothing of it has been taken."""

    exit = Exit.BAD_INPUT

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


class BadConfig(BadInput):
    exit = Exit.BAD_CONFIG


class EdgeError(Exception):
    """A server, a disk or a peer failed. `permanent`: trying again later will not help."""

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent

    @property
    def exit(self) -> Exit:
        return Exit.UNREACHABLE


class TryLater(Exception):
    """Somebody else is at it (a second daemon on one store)."""

    exit = Exit.TRY_LATER
