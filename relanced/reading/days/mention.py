"""`Mention`: one expression of time found in a text, with both of its readings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class DayKind(StrEnum):
    """How an expression bounds a day. The word before or after it decides first, its own grain second."""

    EXACT = "exact"  # one day: « vendredi », « le 5 », "in 10 days"
    DEADLINE = "deadline"  # up to that day: avant, d'ici, au plus tard, sous; by, within
    UNTIL = "until"  # « jusqu'au 25 »: what a delay or an absence lasts to
    START = "start"  # open-ended: à partir du, dès, après, pas avant; from, after, not before
    SINCE = "since"  # « depuis le 3 », "since Monday": never a day of payment
    INTERVAL = "interval"  # « entre le 5 et le 10 », « du 5 au 10 », « lundi ou mardi »
    WEEK = "week"  # a week or a part of one
    PERIOD = "period"  # a month, a year, or a part of one
    DURATION = "duration"  # a bare length, « encore deux semaines »: counts only where time is asked for
    TERMS = "terms"  # « 30 jours fin de mois », here from the mail: read the words again from the invoice's day
    VAGUE = "vague"  # no day can be computed: « dès que possible », « après les fêtes »


FAR = 240  # days: « pour le 15 novembre », said on the 22nd, is the 15th that went by; no promise is as long as that


@dataclass(frozen=True, slots=True)
class Mention:
    """`text[start:end] == words`, read from the mail's own day.

    `first`..`last` is the reading of a promise: `last` is the last day on which it is still kept (None when no day can
    be computed; for `START`, the day from which it holds). `past_reading` is the reading of a finished payment: the
    nearest day not after the mail, None for anything wider than a day. The tense of the sentence says which one holds.

    `explicitly_past`: the words alone exclude the future (« hier », « vendredi dernier », « il y a 3 jours »).
    `explicitly_future`: the words alone exclude the past (« demain », « lundi prochain », « sous huitaine »).
    `has_year`: a year is written. `contradictory`: the weekday written is not that of the day, and the number won.
    `of_document`: the day of a paper or a mail, « votre facture du 2 mars ».
    `of_paper`: the paper stands right before it, so that no payment has that day. `recurring`: « le 5 de chaque mois ».
    """

    start: int
    end: int
    words: str
    kind: DayKind
    first: date | None
    last: date | None
    past_reading: date | None = None
    explicitly_past: bool = False
    explicitly_future: bool = False
    has_year: bool = False
    contradictory: bool = False
    of_document: bool = False
    recurring: bool = False
    of_paper: bool = False
