"""When the store itself fails (away, locked, full, broken): nobody's fault but its own, and worth another try."""

from __future__ import annotations

from sqlalchemy.exc import DatabaseError, InterfaceError, InternalError, OperationalError

from relanced.errors import EdgeError

# Not DatabaseError itself: a value or a constraint that does not hold is a fault of the program.
STORE_FAULTS: tuple[type[DatabaseError | InterfaceError], ...] = (OperationalError, InternalError, InterfaceError)


def store_failed(error: BaseException) -> EdgeError:
    return EdgeError(f"the store failed: {getattr(error, 'orig', None) or error}")


def cause(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """What ended several tasks at once, in one word: the store's failure if it was one, else the first fault."""
    leaves = list(_leaves(group))
    failed = next((leaf for leaf in leaves if isinstance(leaf, (*STORE_FAULTS, EdgeError))), leaves[0])
    return store_failed(failed) if isinstance(failed, STORE_FAULTS) else failed


def _leaves(group: BaseExceptionGroup[BaseException]) -> list[BaseException]:
    found: list[BaseException] = []
    for error in group.exceptions:
        found += _leaves(error) if isinstance(error, BaseExceptionGroup) else [error]
    return found
