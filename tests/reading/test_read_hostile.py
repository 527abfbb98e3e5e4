"""A reply that is made to be costly is understood in bounded time; what is not understood of it goes to a person."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from relanced.core.intents import Intent
from relanced.core.reading import Reading
from relanced.reading.beginning import LONGEST, MOST, facts_of_beginning
from relanced.reading.mail.mime import parse
from relanced.reading.read import read

HEAD = b"From: a@b.example\nContent-Type: text/plain; charset=utf-8\n\nBonjour,\n"
WEDNESDAY = datetime(2026, 12, 9, 10, tzinfo=UTC)

# Each of these, repeated up to what a mail may hold, kept the reader busy from half a minute to hours.
COSTLY = ("le 12 mars ", "100 € le 12 mars, ", "48 h à compter du 5, ", "puis deux jours après ", "1/", "100 € ")


def understood(text: str) -> Reading:
    return read(parse(HEAD + text.encode()), sent_at=WEDNESDAY, quick=True)


@pytest.mark.parametrize("piece", COSTLY)
@pytest.mark.timeout(40)
def test_a_reply_of_nothing_but_days_and_amounts_is_read_in_bounded_time(piece: str) -> None:
    assert understood(piece * (180_000 // len(piece))).needs_person


def test_of_more_days_than_anybody_names_the_first_are_looked_at() -> None:
    found = facts_of_beginning("le 12 mars " * 200, date(2026, 12, 9), ())
    assert len(found.days) == MOST


def test_what_stands_beyond_the_first_pages_goes_to_a_person_whole() -> None:
    promise = "Nous vous réglerons la facture le 18 décembre 2026.\n"
    filling = "Merci encore pour votre accueil de la semaine passée.\n" * 200
    short, long = understood(promise), understood(promise + filling + "Nous contestons le reste.\n")
    assert (short.primary, short.needs_person) == (Intent.PAYMENT_PROMISE, False)
    assert (long.promised_on, long.needs_person) == (short.promised_on, True)
    assert len(long.new_text) > LONGEST
    assert "Nous contestons le reste." in long.new_text


def test_an_alarm_is_heard_wherever_it_stands() -> None:
    said = understood("Merci.\n" * 3_000 + "Nous avons réglé sur votre nouveau RIB.\n")
    assert "nouveau RIB" in said.alarm
