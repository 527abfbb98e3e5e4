"""The scenarios that serve who sets none: common practice by kind of customer.

The days are those of the practice articles behind T1 to T11 of docs/practice.md; everyone may set others.
"""

from __future__ import annotations

from relanced.core.chase.scenario import Channel, Pace, Scenario, Step, Unit
from relanced.core.chase.situation import Situation
from relanced.core.dossier import CustomerKind

LARGE = 10_000_00
WORTH_A_CALL = 200_00

FASTER = (Pace(Situation(repeat_late=True), 70), Pace(Situation(amount_from=LARGE), 70))
SLOWER = (Pace(Situation(reliable=True), 130),)


def _steps(courtesy: int, first: int, second: int, third: int, call: int, notice: int) -> tuple[Step, ...]:
    return (
        Step("courtesy", -courtesy, Unit.BUSINESS),
        Step("first", first),
        Step("second", second),
        Step("third", third),
        Step("call", call, channel=Channel.CALL, floor=WORTH_A_CALL),
        Step("formal_notice", notice, needs_approval=True, letter=True),
    )


DEFAULT = Scenario("default", _steps(3, 7, 15, 30, 34, 45), pace=FASTER + SLOWER)

SHIPPED = (
    # T7: fifteen days to three weeks between two reminders to an administration
    Scenario("public", _steps(5, 10, 25, 45, 52, 75), when=Situation(kind=(CustomerKind.PUBLIC,))),
    Scenario("consumer", _steps(3, 5, 15, 30, 36, 45), when=Situation(kind=(CustomerKind.CONSUMER,))),
    # T6, T8: a structured customer answers in seven to ten days, and is worth waiting for
    Scenario(
        "key_account",
        _steps(5, 7, 17, 35, 40, 60),
        when=Situation(segment=("key account", "grand compte", "grands comptes", "stratégique", "strategic")),
    ),
    # T6: a small firm forgets; five days at most between the first two
    Scenario(
        "small_business",
        _steps(3, 4, 9, 20, 24, 40),
        when=Situation(segment=("tpe", "artisan", "very small business", "small business")),
        pace=FASTER + SLOWER,
    ),
    DEFAULT,
)
