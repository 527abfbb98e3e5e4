"""When reminders are over: which conditions of each way of recovery a claim meets. Facts, never advice.

A way is a row of `WAYS`. What the dossier does not say is unknown, not assumed; nothing is ranked, nothing recommended.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from relanced.core.law.handover_case import (
    Case,
    Finding,
    due,
    in_time,
    not_for_traders,
    private,
    small,
    solvent,
    told,
    traders,
    undisputed,
)


@dataclass(frozen=True, slots=True)
class Condition:
    """A row: `article`, what it asks, and how the case answers."""

    name: str
    article: str
    label_fr: str
    label_en: str
    look: Callable[[Case], Finding]


DUE = Condition("due", "C. civ. 1305-2", "créance exigible", "the claim is due", due)
SOLVENT = Condition(
    "no_insolvency",
    "C. com. L622-7, L622-21",
    "pas de procédure collective",
    "no insolvency procedure",
    solvent,
)
IN_TIME = Condition(
    "not_time_barred", "C. com. L110-4, C. conso. L218-2", "créance non prescrite", "the claim is in time", in_time
)
PRIVATE = Condition(
    "private_debtor",
    "CCP L6",
    "débiteur de droit privé (une personne publique relève du juge administratif)",
    "a private debtor (a public body is for the administrative courts)",
    private,
)


def _contract(article: str) -> Condition:
    return Condition(
        "contract",
        article,
        "créance née d’un contrat ou d’une obligation statutaire",
        "the claim comes from a contract or from statutes",
        lambda case: told(case.known.contract),
    )


def _in_france(article: str) -> Condition:
    return Condition(
        "debtor_in_france",
        article,
        "débiteur domicilié en France",
        "the debtor lives in France",
        lambda case: told(case.known.in_france),
    )


class Procedure(StrEnum):
    COLLECTION_FIRM = "collection_firm"
    SMALL_CLAIMS = "small_claims"
    UNCONTESTED_CLAIMS = "uncontested_claims"
    PAYMENT_ORDER = "payment_order"


@dataclass(frozen=True, slots=True)
class Way:
    """A row: a way of recovery, and what the law asks of the claim."""

    procedure: Procedure
    article: str
    label_fr: str
    label_en: str
    conditions: tuple[Condition, ...]


WAYS: dict[Procedure, Way] = {
    way.procedure: way
    for way in (
        Way(
            Procedure.COLLECTION_FIRM,
            "C. pr. exéc. L124-1, R124-1 à R124-7",
            "recouvrement amiable par un tiers",
            "amicable recovery by a collection firm",
            (
                DUE,
                SOLVENT,
                IN_TIME,
                Condition(
                    "mandate",
                    "C. pr. exéc. R124-3",
                    "convention écrite donnant pouvoir de recevoir le paiement",
                    "a written agreement that lets the firm receive the payment",
                    lambda case: told(case.known.mandate),
                ),
            ),
        ),
        Way(
            Procedure.SMALL_CLAIMS,
            "C. pr. exéc. L125-1, R125-1 à R125-8",
            "procédure simplifiée de recouvrement des petites créances",
            "simplified recovery of small claims",
            (
                DUE,
                _contract("C. pr. exéc. L125-1"),
                Condition(
                    "up_to_5000",
                    "C. pr. exéc. R125-1",
                    "5\u202f000\u00a0€ au plus, en principal et intérêts",
                    "at most 5,000 €, principal and interest",
                    small,
                ),
                Condition(
                    "not_uncontested_commercial",
                    "C. pr. exéc. L125-1, L126-1 (loi n°\u00a02026-307)",
                    "créance qui ne relève pas des créances commerciales incontestées",
                    "not one of the uncontested commercial claims",
                    not_for_traders,
                ),
                _in_france("C. pr. exéc. R125-1"),
                PRIVATE,
                SOLVENT,
                IN_TIME,
            ),
        ),
        Way(
            Procedure.UNCONTESTED_CLAIMS,
            "C. pr. exéc. L126-1 à L126-5 (loi n°\u00a02026-307 du 23 avril 2026)",
            "recouvrement des créances commerciales incontestées",
            "recovery of uncontested commercial claims",
            (
                DUE,
                Condition(
                    "between_traders",
                    "C. pr. exéc. L126-1",
                    "facturation entre commerçants",
                    "invoiced between traders",
                    traders,
                ),
                Condition(
                    "undisputed",
                    "C. pr. exéc. L126-1",
                    "créance certaine, non contestée",
                    "certain, not disputed",
                    undisputed,
                ),
                SOLVENT,
                IN_TIME,
            ),
        ),
        Way(
            Procedure.PAYMENT_ORDER,
            "CPC 1405 à 1422",
            "injonction de payer",
            "payment order",
            (DUE, _contract("CPC 1405"), _in_france("CPC 1406"), PRIVATE, SOLVENT, IN_TIME),
        ),
    )
}

assert set(WAYS) == set(Procedure)


def findings(case: Case) -> dict[Procedure, tuple[tuple[Condition, Finding], ...]]:
    """Of every way of recovery, each condition with what the case says of it."""
    return {procedure: tuple((c, c.look(case)) for c in way.conditions) for procedure, way in WAYS.items()}
