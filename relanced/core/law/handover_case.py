"""A claim as the conditions of recovery look at it, and what each look finds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from relanced.core.dossier import CustomerKind, Dossier, Status
from relanced.core.law.limitation import Limitation
from relanced.core.law.statement import Statement
from relanced.core.money import Money

SMALL_CLAIM = Money.of("5000.00")  # C. pr. exéc. R125-1, principal and interest

Fact = Money | date | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Known:
    """What only a person can tell of a claim; None: nobody has.

    `contract`: it comes from a contract or from statutes. `traders`: both sides are commerçants, which a craftsman, a
    doctor or an association is not. `mandate`: a collection firm has its written agreement.
    """

    contract: bool | None = None
    traders: bool | None = None
    in_france: bool | None = None
    mandate: bool | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """What the conditions look at: the invoices that are late, and the first of their limitation dates. `planned`:
    those that a plan of instalments in force has put off, and that are left out.
    """

    at: date
    kind: CustomerKind
    principal: Money
    interest: Money
    late: tuple[str, ...]
    disputed: tuple[str, ...]
    planned: tuple[str, ...]
    insolvent: bool
    limitation_on: date | None
    known: Known


def case(dossier: Dossier, debt: Statement, limits: Iterable[Limitation], known: Known | None = None) -> Case:
    planned = dossier.open_plan.invoices if dossier.open_plan else ()
    overdue = [line for line in debt.lines if line.days_late and line.balance.cents > 0]
    late = [line for line in overdue if line.number not in planned]
    numbers = tuple(line.number for line in late)
    return Case(
        debt.at,
        debt.kind,
        principal=Money(sum(line.balance.cents for line in late), debt.currency),
        interest=Money(sum(line.late_interest.cents for line in late), debt.currency),
        late=numbers,
        disputed=tuple(line.number for line in late if line.disputed),
        planned=tuple(line.number for line in overdue if line.number in planned),
        insolvent=dossier.status is Status.INSOLVENT,
        limitation_on=min((row.limitation_on for row in limits if row.number in numbers), default=None),
        known=known or Known(),
    )


class Verdict(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


VERDICTS: dict[Verdict, tuple[str, str]] = {
    Verdict.MET: ("remplie", "met"),
    Verdict.NOT_MET: ("non remplie", "not met"),
    Verdict.UNKNOWN: ("à vérifier", "to be checked"),
}

assert set(VERDICTS) == set(Verdict)

Reason = tuple[str, str]

# Why: French and English, with the fact in the place of `{}`.
UNKNOWN: Reason = ("le dossier ne le dit pas", "the dossier does not say")
TOLD: Reason = ("indiqué par vous", "as you told")
OF_KIND: Reason = ("d’après la nature du client", "from the kind of customer")
PLANNED: Reason = ("échéancier accordé\u00a0: {}", "instalments were granted: {}")
LATE: Reason = ("factures échues\u00a0: {}", "overdue invoices: {}")
NONE_LATE: Reason = ("aucune facture échue", "no invoice is overdue")
NO_DISPUTE: Reason = ("aucune contestation connue", "no dispute is known")
IN_DISPUTE: Reason = ("factures contestées\u00a0: {}", "disputed invoices: {}")
OPENED: Reason = ("une procédure collective est ouverte", "an insolvency procedure is open")
NONE_OPENED: Reason = ("aucune procédure collective connue", "no insolvency procedure is known")
UNTIL: Reason = ("prescription le {}", "limitation on {}")
AMOUNT: Reason = ("principal et intérêts\u00a0: {}", "principal and interest: {}")
OTHER_CURRENCY: Reason = ("montant dans une autre monnaie\u00a0: {}", "the amount is in another currency: {}")


@dataclass(frozen=True, slots=True)
class Finding:
    verdict: Verdict
    reason: Reason
    fact: Fact = None

    @classmethod
    def of(cls, met: bool, reason: Reason, fact: Fact = None) -> Finding:
        return cls(Verdict.MET if met else Verdict.NOT_MET, reason, fact)


def told(answer: bool | None) -> Finding:
    if answer is None:
        return Finding(Verdict.UNKNOWN, UNKNOWN)
    return Finding.of(answer, TOLD)


def due(case: Case) -> Finding:
    """What has been put off is not due before its day (C. civ. 1305-2)."""
    if case.planned and not case.late:
        return Finding.of(False, PLANNED, case.planned)
    return Finding.of(bool(case.late), LATE if case.late else NONE_LATE, case.late or None)


def undisputed(case: Case) -> Finding:
    return Finding.of(not case.disputed, IN_DISPUTE if case.disputed else NO_DISPUTE, case.disputed or None)


def solvent(case: Case) -> Finding:
    return Finding.of(not case.insolvent, OPENED if case.insolvent else NONE_OPENED)


def in_time(case: Case) -> Finding:
    if case.limitation_on is None:
        return Finding(Verdict.UNKNOWN, UNKNOWN)
    return Finding.of(case.at <= case.limitation_on, UNTIL, case.limitation_on)


def small(case: Case) -> Finding:
    claimed = case.principal + case.interest
    if claimed.currency != SMALL_CLAIM.currency:
        return Finding(Verdict.UNKNOWN, OTHER_CURRENCY, claimed)
    return Finding.of(claimed.cents <= SMALL_CLAIM.cents, AMOUNT, claimed)


def traders(case: Case) -> Finding:
    if case.kind is not CustomerKind.BUSINESS:
        return Finding.of(False, OF_KIND)
    return told(case.known.traders)


def not_for_traders(case: Case) -> Finding:
    """What L126-1 takes (undisputed, between traders) is out of L125-1 since the law of 23 April 2026, as reported."""
    if case.disputed:
        return Finding.of(True, IN_DISPUTE, case.disputed)
    found = traders(case)
    swapped = {Verdict.MET: Verdict.NOT_MET, Verdict.NOT_MET: Verdict.MET, Verdict.UNKNOWN: Verdict.UNKNOWN}
    return Finding(swapped[found.verdict], found.reason)


def private(case: Case) -> Finding:
    return Finding.of(case.kind is not CustomerKind.PUBLIC, OF_KIND)
