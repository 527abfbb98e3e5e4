"""A mail read whole: what a careful credit controller would have understood."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relanced.core.intents import Intent
from relanced.core.money import Money
from relanced.core.reading import OpenInvoice, Reading
from relanced.reading.model.confidence import STOPS
from relanced.reading.read import read_bytes, to_json

TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
INVOICE = OpenInvoice("F-2026-112", date(2026, 10, 1), date(2026, 10, 31), Money.of("1200.00"), Money.of("1200.00"))
OTHER_INVOICE = OpenInvoice("F-2026-113", date(2026, 10, 5), date(2026, 11, 5), Money.of("300.00"), Money.of("300.00"))


def reply(text: str, subject: str = "Re: Facture F-2026-112", **headers: str) -> bytes:
    extra = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in headers.items())
    return (
        f"From: Paul Martin <paul@client.example>\nTo: compta@nous.example\nSubject: {subject}\n"
        f"Date: Tue, 24 Nov 2026 10:00:00 +0100\n{extra}Content-Type: text/plain; charset=utf-8\n\n{text}\n"
    ).encode()


def heard(text: str, *invoices: OpenInvoice) -> Reading:
    return read_bytes(reply(text), sent_at=TUESDAY, invoices=invoices or (INVOICE,))


def test_a_promise_holds_until_its_last_day():
    reading = heard("Bonjour,\n\nLe virement part vendredi.\n\nCordialement\nPaul Martin")
    assert reading.intents == (Intent.PAYMENT_PROMISE,)
    assert reading.promised_on == date(2026, 11, 27)
    assert reading.promised_amount is None


def test_a_promise_of_a_part_says_which_part():
    reading = heard("Je vous vire 500 € le 5 décembre.")
    assert (reading.promised_on, reading.promised_amount) == (date(2026, 12, 5), Money.of("500.00"))


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("Je vous vire 300 demain et pour le reste on verra.", "300.00"),
        ("200 vendredi et 300 le 5 janvier.", "200.00"),
        ("I can do 250 tomorrow, the rest when I can.", "250.00"),
    ],
)
def test_a_sum_beside_its_day_needs_no_currency(text: str, amount: str):
    assert heard(text).promised_amount == Money.of(amount)


def test_of_two_dated_promises_the_earlier_counts():
    assert heard("500 € le 5 décembre, le reste le 20 décembre.").promised_on == date(2026, 12, 5)


def test_the_day_of_a_return_is_not_that_of_the_promise():
    reading = heard("Je suis absente jusqu'à mercredi, je vous règle vendredi.")
    assert reading.promised_on == date(2026, 11, 27)


def test_the_invoice_that_a_promise_names_says_how_much_it_covers():
    reading = heard("La 113 sera payée le 10 décembre.", INVOICE, OTHER_INVOICE)
    assert reading.promised_amount == Money.of("300.00")


def test_the_address_to_write_to_is_nobodys_of_ours():
    reading = heard("Je ne suis pas la bonne personne, écrivez à compta@client.example")
    assert (reading.primary, reading.contact) == (Intent.WRONG_CONTACT, "compta@client.example")


def test_time_asked_for_is_no_promise():
    reading = heard("Pourriez-vous patienter jusqu'au 15 janvier ?")
    assert reading.primary is Intent.DELAY_REQUEST
    assert (reading.requested_until, reading.promised_on) == (date(2027, 1, 15), None)


def test_a_payment_made_is_no_promise():
    reading = heard("Bonjour, le virement a été fait hier.")
    assert reading.primary is Intent.ALREADY_PAID
    assert reading.paid_on == date(2026, 11, 23)


def test_a_payment_that_the_balance_lacks_already_is_no_new_one():
    text = "J'ai versé 900 € le 5 novembre, le reste suit le 20 décembre."
    booked = replace(INVOICE, balance=Money.of("300.00"))
    assert heard(text, booked).intents == (Intent.PAYMENT_PROMISE,)
    assert heard(text).intents == (Intent.ALREADY_PAID, Intent.PAYMENT_PROMISE)


def test_a_payment_that_hangs_on_another_is_underway():
    assert heard("Si mon client me paie, je vous règle vendredi.").promised_on is None


def test_a_dispute_outranks_the_promise_of_the_rest():
    reading = heard("La machine est en panne depuis la livraison, je ne paierai pas tant qu'elle n'est pas réparée.")
    assert reading.primary is Intent.DISPUTE
    assert reading.reason == "quality"


@pytest.mark.parametrize(
    "stop",
    [
        "La facture est contestée.",
        "Nous contestons le montant.",
        "Cette facture est en litige.",
        "Le montant est faux.",
        "Double facturation.",
        "Le travail est mal fait.",
        "We are disputing this invoice.",
        "The goods never arrived.",
        "Nous saisissons le tribunal.",
        "My lawyer will contact you.",
        "We are in administration.",
        "Nous sommes en liquidation judiciaire.",
        "Nous avons déjà payé.",
    ],
)
@pytest.mark.parametrize("beside", ["Nous paierons vendredi.", "Virement le 5 décembre.", "Je regarde ça."])
def test_a_stop_said_outright_is_read_or_brings_a_person(stop: str, beside: str):
    for text in (f"{stop} {beside}", f"{beside} {stop}"):
        reading = heard(text)
        assert STOPS & set(reading.intents) or reading.needs_person


def test_each_invoice_may_have_its_own_fate():
    reading = heard(
        "La 112 est payée depuis le 3 novembre.\nLa 113 est contestée, nous n'avons jamais reçu la marchandise.",
        INVOICE,
        OTHER_INVOICE,
    )
    fates = {found.number: found.intents for found in reading.by_invoice}
    assert Intent.ALREADY_PAID in fates["F-2026-112"]
    assert Intent.DISPUTE in fates["F-2026-113"]
    assert reading.references == ("F-2026-112", "F-2026-113")


def test_the_words_that_convinced_are_the_clients_own():
    reading = heard("Bonjour,\nVotre rappel est bien arrivé.\nNous avons réglé cette facture le 12 par virement.")
    assert reading.quoted(Intent.ALREADY_PAID) in reading.new_text
    assert "réglé" in reading.quoted(Intent.ALREADY_PAID)


def test_what_we_wrote_ourselves_is_nobodys_intent():
    quoted = "Merci.\n\nLe 24/11/2026 à 09:02, Compta a écrit :\n> Sans règlement vendredi, nous saisirons un avocat.\n"
    assert Intent.LEGAL not in heard(quoted).intents
    assert heard(quoted).promised_on is None


def test_an_absence_notice_stands_alone_and_says_when_it_ends():
    raw = reply(
        "Je suis en congés jusqu'au 4 décembre.", "Réponse automatique : Facture", Auto_Submitted="auto-replied"
    )
    reading = read_bytes(raw, sent_at=TUESDAY, invoices=(INVOICE,))
    assert reading.automatic
    assert reading.intents == (Intent.OUT_OF_OFFICE,)
    assert reading.back_on == date(2026, 12, 7)


@pytest.mark.parametrize("nothing", ["", "   \n", "> seulement une citation\n> de notre rappel"])
def test_an_empty_reply_is_for_a_person(nothing: str):
    reading = heard(nothing)
    assert reading.primary is Intent.OTHER
    assert reading.needs_person


def test_a_mail_without_a_date_promises_nothing():
    raw = reply("Je paie vendredi.").replace(b"Date: Tue, 24 Nov 2026 10:00:00 +0100\n", b"")
    reading = read_bytes(raw, invoices=(INVOICE,))
    assert reading.promised_on is None
    assert reading.needs_person


def test_the_printed_reading_has_the_fields_of_the_contract():
    assert set(to_json(heard("ok"))) == {
        "automatic", "intents", "primary", "confidence", "needs_person", "promised_on", "promised_amount",
        "means", "instalments", "instalment", "first_instalment_on", "disputed_amount",
        "requested_until", "paid_on", "paid_amount", "reason", "contact", "back_on", "recipient", "permanent",
        "references", "evidence", "new_text", "alarm", "defects",
    }  # fmt: skip
    assert set(to_json(heard("ok"))) <= {field.name for field in fields(Reading)}


@given(st.binary(max_size=2000))
def test_any_bytes_are_read_without_an_error(rubbish: bytes):
    reading = read_bytes(rubbish)
    assert 0.0 <= reading.confidence <= 1.0
    assert reading.intents


@given(st.text(max_size=600))
def test_any_text_is_read_without_an_error(text: str):
    reading = heard(text)
    assert all(evidence.text in reading.new_text for evidence in reading.evidence)


@given(st.integers(0, 400), st.binary(max_size=40))
def test_a_mail_cut_and_spoilt_is_read_without_an_error(at: int, rubbish: bytes):
    raw = reply("Bonjour,\n\nLe virement de 500 € part vendredi, le solde le 15.")
    assert read_bytes(raw[:at] + rubbish + raw[at:], sent_at=TUESDAY, invoices=(INVOICE,)).intents


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Je vous règle la semaine prochaine, disons mardi.", date(2026, 12, 1)),
        ("Le virement part fin de semaine, mettons jeudi.", date(2026, 11, 26)),
        ("We will pay you next week, say Wednesday.", date(2026, 12, 2)),
    ],
)
def test_the_day_that_settles_a_vaguer_one_is_the_promise(text: str, day: date):
    assert heard(text).promised_on == day


def test_a_payment_made_at_a_time_of_day_is_of_the_day_of_the_mail():
    assert heard("C'est approuvé, le virement est parti à 18 h 02.").paid_on == date(2026, 11, 24)


def test_the_day_of_a_mail_is_not_that_of_the_payment():
    assert heard("On a bien lu votre mail du 10 et on vous a payé le 17.").paid_on == date(2026, 11, 17)


@pytest.mark.parametrize(
    ("subject", "text", "references"),
    [
        ("Re: Facture F-2026-101", "Je paie vendredi.", ("F-2026-101",)),
        ("Re: [RL-0042]", "Une copie de la F-2026-110 svp.", ("RL-0042", "F-2026-110")),
        ("Re: relance", "Tel. 04 71 00 00 18, le 12/11/2026.", ()),
    ],
)
def test_the_references_of_subject_and_text_are_told(subject: str, text: str, references: tuple[str, ...]) -> None:
    raw = f"From: a@b.example\nSubject: {subject}\nDate: Tue, 24 Nov 2026 10:00:00 +0100\n\n{text}\n".encode()
    assert read_bytes(raw).references == references


def notice(text: str, subject: str, **headers: str) -> Reading:
    return read_bytes(reply(text, subject, **headers), sent_at=TUESDAY, invoices=(INVOICE,))


def test_a_notice_without_any_mark_is_read_by_its_words():
    text = "L'atelier hiberne : fermeture jusqu'au 6 décembre. On rallume le four le lundi 7 !\nL'équipe du fournil"
    reading = notice(text, "On est fermés")
    assert (reading.primary, reading.automatic, reading.back_on) == (Intent.OUT_OF_OFFICE, True, date(2026, 12, 7))


def test_an_acknowledgement_without_any_mark_is_nobodys_answer():
    text = "Merci ! Votre message nous est bien parvenu. Notre équipe le lira et vous répondra sous deux jours ouvrés."
    reading = notice(text, "Bien reçu !")
    assert (reading.primary, reading.automatic, reading.promised_on) == (Intent.AUTO_REPLY, True, None)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Parti voir les baleines. Je redeviens joignable le 9 décembre.", Intent.OUT_OF_OFFICE),
        (
            "Thanks for writing! Away or not, we read it all: the team will answer you within two days.",
            Intent.AUTO_REPLY,
        ),
    ],
)
def test_of_a_marked_notice_the_words_say_which_kind(text: str, kind: Intent):
    assert notice(text, "Re: Facture", Auto_Submitted="auto-replied").primary is kind


def test_a_person_who_is_away_is_a_person():
    reading = notice("Je suis en congés jusqu'au 4, le virement partira lundi 7 décembre à mon retour.", "Re: Facture")
    assert (reading.primary, reading.automatic, reading.promised_on) == (
        Intent.PAYMENT_PROMISE,
        False,
        date(2026, 12, 7),
    )


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Absence of PO number", "We are returning the invoice: it does not bear our PO number, we cannot pay it."),
        (
            "Nous sommes absents de vos tournées",
            "Vous nous facturez trois fermetures, rien n'a été livré, nous contestons.",
        ),
    ],
)
def test_a_subject_like_a_notices_hides_no_dispute(subject: str, text: str):
    assert Intent.DISPUTE in notice(text, subject).intents


def test_a_notice_keeps_its_days_under_the_signature():
    text = "Bonjour,\nl'atelier est fermé pour congés.\n-- \nFermeture jusqu'au 6 décembre, absences@four.example"
    reading = notice(text, "Re: Facture")
    assert (reading.primary, reading.back_on) == (Intent.OUT_OF_OFFICE, date(2026, 12, 7))
