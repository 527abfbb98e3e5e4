"""The small language model that reads along, and the reader that does without it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from relanced.core.intents import DisputeReason, Intent
from relanced.reading import read as reader
from relanced.reading.days import find_days
from relanced.reading.facts import facts
from relanced.reading.mail.mime import parse
from relanced.reading.model.encoder import LONGEST, Encoder, rounded, shipped_encoder, unpacked
from relanced.reading.model.pieces import BEGIN, END, SPACE, UNKNOWN, Vocabulary
from relanced.reading.model.regressions import WRITTEN
from relanced.reading.roles.role import ROLES, Role

np = pytest.importorskip("numpy")
MAIL = "From: Client <c@client.example>\nSubject: Re: Facture\nContent-Type: text/plain; charset=utf-8\n\n{}"
SENT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    found = shipped_encoder()
    assert found
    return found


def likeliest(encoder: Encoder, text: str) -> Intent:
    said = encoder.hear(facts(text, SENT.date())).intents
    return WRITTEN[said.index(max(said))]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Le toit goutte encore sur mes sacs de farine, que vos gars remontent.", Intent.DISPUTE),
        ("J'ai mis les billets dans la main de votre chauffeur mardi, il a compté devant moi.", Intent.ALREADY_PAID),
        ("Ma sœur vous apporte l'argent samedi au marché, c'est juré.", Intent.PAYMENT_PROMISE),
        ("Que diriez-vous de couper la note en quatre, un bout chaque mois ?", Intent.PAYMENT_PLAN_REQUEST),
    ],
)
def test_a_turn_of_phrase_that_no_cue_has_is_understood(encoder: Encoder, text: str, intent: Intent):
    assert likeliest(encoder, text) is intent


def test_every_intent_and_every_reason_has_a_score(encoder: Encoder):
    heard = encoder.hear(facts("Bonjour, la facture est fausse.", SENT.date()))
    assert (len(heard.intents), len(heard.reasons)) == (len(WRITTEN), len(DisputeReason))


@pytest.mark.parametrize(
    ("text", "promised"),
    [
        ("Mon associé passe au garage le 7, le virement sera fait le 12.", "le 12"),
        ("Le virement sera fait le 7, mon associé passe au garage le 12.", "le 7"),
        ("Our van collects the pallets on the 7th, your money goes out on the 12th.", "the 12th"),
    ],
)
def test_of_two_days_the_one_promised_is_heard(encoder: Encoder, text: str, promised: str):
    heard, days = encoder.hear(facts(text, SENT.date())), find_days(text, SENT.date())
    odds = {day.words: heard.roles_of(day) for day in days}
    assert max(odds, key=lambda words: (odds[words] or [-99])[ROLES.index(Role.PROMISED)]).endswith(promised)


def promised(encoder: Encoder, text: str, sent_on: date) -> float:
    heard = encoder.hear(facts(text, sent_on))
    return heard.intents[WRITTEN.index(Intent.PAYMENT_PROMISE)] - heard.intents[WRITTEN.index(Intent.ALREADY_PAID)]


@pytest.mark.parametrize(
    "text", ["Virement du 12 novembre, référence FOURN-88.", "BACS run of 12 November, you are in it."]
)
def test_when_the_mail_was_sent_says_whether_a_day_is_promised_or_past(encoder: Encoder, text: str):
    assert promised(encoder, text, date(2026, 11, 10)) > promised(encoder, text, date(2026, 11, 16)) + 1


def test_a_word_stands_where_the_text_has_it(encoder: Encoder):
    text = "  Payé\u00a0le\t12´ — ﬁn ½"
    words = [text[start:end] for start, end, _ in encoder.vocabulary.words(text)]
    assert words == text.split()


def test_of_a_day_beyond_what_the_encoder_reads_it_says_nothing(encoder: Encoder):
    text = "Le virement part vendredi. " * 200
    first, *_, last = find_days(text, SENT.date())
    heard = encoder.hear(facts(text, SENT.date()))
    assert heard.roles_of(first)
    assert heard.roles_of(last) is None


def test_a_long_reply_is_read_from_its_beginning(encoder: Encoder):
    text = "Le virement part vendredi. " * 200
    assert encoder.hidden(text).shape[0] == LONGEST


@pytest.mark.parametrize("text", ["", " \n\t", "\x00\ufffd", "漢字", "€" * 5000, "a" * 3000, "le 12 " * 900])
def test_any_text_has_finite_scores(encoder: Encoder, text: str):
    assert np.isfinite(encoder.hear(facts(text, SENT.date())).intents).all()


def test_the_likeliest_cut_of_a_word_wins():
    vocabulary = Vocabulary(
        ["", "", "", "", SPACE, "p", "a", "y", SPACE + "pa", "ye"], [0, 0, 0, 0, -9, -9, -9, -9, -3, -2]
    )
    assert vocabulary.identifiers("pay  paye") == [BEGIN, 8, 7, 8, 9, END]


def test_a_letter_that_no_piece_has_is_unknown():
    vocabulary = Vocabulary(["", "", "", "", SPACE, "p"], [0, 0, 0, 0, -9, -9])
    assert vocabulary.identifiers("pé") == [BEGIN, 4, 5, UNKNOWN, END]


def test_a_table_in_eight_bits_keeps_its_weights_within_a_two_hundredth_of_the_largest():
    table = np.random.default_rng(1).normal(size=(7, 64)).astype(np.float32)
    steps, scale = rounded(table)
    off = np.abs(steps * scale[:, None].astype(np.float32) - table).max(1)
    assert (off <= np.abs(table).max(1) / 200).all()


def test_a_block_in_four_bits_is_its_scale_times_what_exceeds_minus_eight():
    scale = np.array([0.5], np.float16).view(np.uint8)
    block = np.concatenate([scale, np.full(16, 0x9F, np.uint8)])  # low half 15, high half 9
    assert unpacked(block[None]).tolist() == [[3.5] * 16 + [0.5] * 16]


def test_the_reader_does_without_the_encoder(monkeypatch: pytest.MonkeyPatch):
    mail = MAIL.format("Bonjour,\nle virement partira vendredi.").encode()
    monkeypatch.setattr(reader, "shipped_encoder", lambda: None)
    reading = reader.read_bytes(mail, sent_at=SENT)
    assert (reading.primary, str(reading.promised_on)) == (Intent.PAYMENT_PROMISE, "2026-11-27")


def test_a_hurried_reading_does_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    mail = parse(b"From: a@b.example\nDate: Tue, 24 Nov 2026 10:00:00 +0100\n\nLe virement partira vendredi.\n")
    hurried = reader.read(mail, quick=True)
    assert hurried != reader.read(mail)
    monkeypatch.setattr(reader, "shipped_encoder", lambda: None)
    assert hurried == reader.read(mail)
