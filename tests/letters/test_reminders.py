"""What a reminder says to a client, step by step: the rules of the trade, in the words of the mails themselves."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest

from relanced.core.dossier import Contact, CustomerKind, Promise, PromiseState, ReminderState
from relanced.core.money import Money
from relanced.errors import BadInput
from relanced.letters.compose import Attachment, Composed
from tests.letters.lumen import BLINDS, LUMEN, REMINDERS, SHUTTERS, dossier, envelope, flat, mail, sent

OVERDUE = tuple(step for step in REMINDERS if step != "courtesy")
EARLIER = (sent("courtesy", date(2026, 11, 9)), sent("first", date(2026, 11, 21)))
WORDS = "Je vous fais le virement samedi <sans faute>."
PROMISE = Promise(date(2026, 11, 28), date(2026, 11, 23), state=PromiseState.BROKEN, words=WORDS)


def visible(html: str) -> str:
    """What a person sees of the HTML."""
    return flat(unescape(re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<head>.*</head>|<!--.*?-->", "", html))))


def both(composed: Composed) -> list[str]:
    return [flat(composed.text), visible(composed.html)]


@pytest.mark.parametrize("step", REMINDERS)
@pytest.mark.parametrize("language", ["fr", "en"])
class TestEveryMail:
    """Holds for each step in each language, in the text and in the HTML."""

    def test_names_the_invoice_its_amount_and_the_dossier(self, step: str, language: str) -> None:
        composed = mail(step, language=language)
        amount = "1 234,56 €" if language == "fr" else "€1,234.56"
        for said in both(composed):
            for fact in (BLINDS.number, amount, "RL-0042", "BC-8841", "Durand & Fils", "Atelier Lumen"):
                assert fact in said
        assert "[RL-0042]" in composed.subject

    def test_says_when_the_invoice_was_due(self, step: str, language: str) -> None:
        day = "14 novembre 2026" if language == "fr" else "14 November 2026"
        assert all(day in said for said in both(mail(step, language=language)))

    def test_lists_several_invoices_with_what_remains_of_each_and_the_total(self, step: str, language: str) -> None:
        french = language == "fr"
        amounts = ("1 234,56 €", "880,00 €", "2 114,56 €") if french else ("€1,234.56", "€880.00", "€2,114.56")
        for said in both(mail(step, dossier(BLINDS, SHUTTERS), language=language)):
            assert [a for a in (BLINDS.number, SHUTTERS.number, *amounts) if a not in said] == []

    def test_says_how_to_pay_and_that_bank_details_never_change_by_mail(self, step: str, language: str) -> None:
        warning = (
            "Nos coordonnées bancaires ne changent jamais par courriel."
            if language == "fr"
            else "Our bank details never change by e-mail."
        )
        composed = mail(step, language=language)
        for said in both(composed):
            for fact in ("FR76 3000 6000 0112 3456 7890 189", "AGRIFRPP", warning):
                assert fact in said
        assert BLINDS.payment_url
        assert BLINDS.payment_url in composed.text
        assert BLINDS.payment_url.replace("&", "&amp;") in composed.html

    def test_is_signed_and_says_what_becomes_of_personal_data(self, step: str, language: str) -> None:
        data = "Vos coordonnées ne servent ici" if language == "fr" else "Your contact details are used here only"
        for said in both(mail(step, language=language)):
            assert "Claire Vasseur Comptabilité clients" in said
            assert data in said

    def test_calls_nothing_from_elsewhere_and_runs_nothing(self, step: str, language: str) -> None:
        html = mail(step, language=language).html
        assert not re.search(r"<img|<script|<link|<style|@import|url\(|\bon\w+=|<iframe|<form", html, re.IGNORECASE)
        assert re.findall(r'(?:href|src)="([^"]*)"', html) == ["https://pay.lumen.example/f/0117?a=1&amp;b=2"]

    def test_has_no_odd_space_in_its_subject(self, step: str, language: str) -> None:
        subject = mail(step, language=language).subject
        assert not re.search(r"[^\S ]|  |^ | $", subject)
        assert len(subject) <= 120

    def test_keeps_its_text_within_the_width(self, step: str, language: str) -> None:
        for of in (dossier(), dossier(BLINDS, SHUTTERS)):
            assert max(map(len, mail(step, of, language=language).text.split("\n"))) <= 72

    def test_shows_a_client_s_name_as_text_not_as_html(self, step: str, language: str) -> None:
        hostile = '<script>alert("x")</script>'
        composed = mail(step, dossier(contacts=(Contact("compta@durand.example", hostile, "Mme"),)), language=language)
        assert "<script" not in composed.html


@pytest.mark.parametrize("step", REMINDERS)
class TestEveryFrenchMail:
    def test_uses_the_formal_you(self, step: str) -> None:
        assert not re.search(r"\b(tu|te|toi|ton|ta|tes)\b", flat(mail(step).text), re.IGNORECASE)

    def test_has_no_exclamation_and_no_reproach(self, step: str) -> None:
        said = flat(mail(step, dossier(reminders=EARLIER, promises=(PROMISE,))).text).lower()
        for word in ("!", "inadmissible", "inacceptable", "mauvaise foi", "huissier", "contentieux", "négligence"):
            assert word not in said

    def test_has_the_spaces_that_hold(self, step: str) -> None:
        composed = mail(step, dossier(reminders=EARLIER, promises=(PROMISE,)), words="Samedi")
        for written in (composed.text, re.sub(r"<[^>]+>", "", composed.html.partition("<body")[2])):
            assert not re.search(r"[^\W\d_] [:;!?%€»]|« |\d €|n° |\w'\w", unescape(written))


@pytest.mark.parametrize("step", OVERDUE)
def test_a_mail_about_a_late_invoice_asks_for_an_answer_by_a_day_and_hears_disputes(step: str) -> None:
    said = flat(mail(step).text)
    assert "8 décembre 2026" in said or "9 décembre 2026" in said
    assert re.search(r"contest|désaccord|pas d’accord", said)


@pytest.mark.parametrize("step", REMINDERS)
def test_who_has_paid_already_may_disregard_it(step: str) -> None:
    assert re.search(r"entre-temps|déjà effectué|déjà parti|pas en tenir compte", flat(mail(step).text))


@pytest.mark.parametrize("step", ["first", "second", "third", "formal_notice"])
def test_a_late_invoice_says_how_many_days(step: str) -> None:
    for said in both(mail(step)):
        assert "17 jours de retard" in said


def test_a_part_payment_shows_what_the_invoice_was() -> None:
    for said in both(mail("first")):
        assert "2 400,00 €" in said
    assert "880,00 €" not in flat(mail("first").text)


def test_a_credit_note_is_deducted_and_named() -> None:
    credit = replace(SHUTTERS, number="A-2026-9", total=Money(-20000), balance=Money(-20000))
    for said in both(mail("first", dossier(BLINDS, credit), invoices=(BLINDS.number,))):
        assert "avoir n° A-2026-9" in said
        assert "1 034,56 €" in said


def test_the_courtesy_mail_is_no_reminder() -> None:
    composed = mail("courtesy", envelope=envelope("courtesy", on=date(2026, 11, 10)))
    assert not re.search(r"relance|retard|impayé", composed.subject + flat(composed.text))
    assert "arrive à échéance le 14 novembre 2026" in flat(composed.text)


@pytest.mark.parametrize("step", ["courtesy", "first", "second"])
def test_nothing_is_threatened_before_the_third(step: str) -> None:
    said = flat(mail(step).text + mail(step).subject).lower()
    for threat in ("mise en demeure", "pénalités", "indemnité", "juridiction", "tribunal", "l441-10"):
        assert threat not in said


def test_the_second_recalls_the_last_mail_that_really_left() -> None:
    lost = sent("first", date(2026, 11, 25), state=ReminderState.UNCERTAIN)
    said = flat(mail("second", dossier(reminders=(*EARLIER, lost))).text)
    assert "notre message du 21 novembre 2026" in said
    assert "25 novembre" not in said


@pytest.mark.parametrize("step", ["second", "third", "formal_notice"])
def test_nobody_is_reminded_of_a_mail_that_he_was_not_sent(step: str) -> None:
    said = flat(mail(step).text)
    assert not re.search(r"[Nn]otre message du|[Nn]os messages|nous vous avons écrit", said)


def test_a_mail_about_other_invoices_is_not_recalled() -> None:
    other = (sent("first", date(2026, 11, 21), "F-2025-0001"),)
    assert "21 novembre" not in flat(mail("second", dossier(reminders=other)).text)


def test_a_mail_of_an_earlier_chase_is_not_recalled() -> None:
    of = dossier(reminders=EARLIER, since=date(2026, 11, 20))
    said = flat(mail("third", of).text)
    assert "notre précédent message : première relance le 21 novembre 2026." in said
    assert "9 novembre" not in said


def test_the_third_has_the_chronology_a_last_day_and_the_step_that_follows() -> None:
    for said in both(mail("third", dossier(reminders=EARLIER))):
        told = "rappel avant échéance le 9 novembre 2026, première relance le 21 novembre 2026."
        assert f"nos précédents messages : {told}" in said
        assert "au plus tard le 8 décembre 2026" in said
        assert "nous serons amenés à vous adresser une mise en demeure" in said


def test_the_third_has_what_he_announced_among_the_mails() -> None:
    said = flat(mail("third", dossier(reminders=EARLIER, promises=(PROMISE,))).text)
    assert "le 21 novembre 2026 : première relance ; - le 23 novembre 2026 : votre annonce d’un règlement" in said


def test_the_formal_notice_names_the_days_of_our_mails_once_and_whether_he_has_answered() -> None:
    both_numbers = (BLINDS.number, SHUTTERS.number)
    days = {"first": date(2026, 11, 5), "second": date(2026, 11, 14)}
    reminders = tuple(sent(step, day, *both_numbers) for step, day in days.items())
    silent = flat(mail("formal_notice", dossier(SHUTTERS, reminders=reminders)).text)
    assert "Nos messages des 5 et 14 novembre 2026 sont restés sans suite." in silent
    answered = dossier(SHUTTERS, reminders=reminders, replied_on=date(2026, 11, 16))
    for heard in (answered, dossier(BLINDS, reminders=reminders)):
        assert "sont restés sans règlement complet." in flat(mail("formal_notice", heard).text)


def test_who_has_contested_something_is_asked_for_other_points_only() -> None:
    noted = sent("dispute_noted", date(2026, 11, 23))
    assert "Si un autre point de cette facture" in flat(mail("second", dossier(reminders=(*EARLIER, noted))).text)
    assert "Si un point de cette facture" in flat(mail("second", dossier(reminders=EARLIER)).text)


def test_the_sums_stand_below_the_amounts() -> None:
    credit = replace(BLINDS, number="AV-77", total=Money(-73500), balance=Money(-73500), payment_url=None)
    lines = mail("first", dossier(BLINDS, credit), invoices=(BLINDS.number,)).text.splitlines()
    rows = [next(line for line in lines if line.startswith(f"  {label}")) for label in ("Reste", "À déduire", "Total")]
    assert len({len(row) for row in rows}) == 1
    assert rows[1].endswith(" \u2212735,00\u00a0€")


def test_the_formal_notice_has_what_makes_it_one() -> None:
    composed = mail("formal_notice", dossier(reminders=EARLIER))
    assert composed.subject.startswith("MISE EN DEMEURE")
    for said in both(composed):
        for fact in (
            "MISE EN DEMEURE",
            "Destinataire : Durand & Fils Le 1er décembre 2026",
            "1 234,56 € en principal",
            "nous vous mettons en demeure de nous régler",
            "dans un délai de 8 jours",
            "au plus tard le 9 décembre 2026",
            "saisir la juridiction compétente",
            "Nous vous prions d’agréer, Madame, l’expression",
        ):
            assert fact in said


def test_a_formal_notice_never_grants_less_than_eight_days_but_may_grant_more() -> None:
    assert "délai de 8 jours" in flat(mail("formal_notice", answer_by=date(2026, 12, 3)).text)
    longer = flat(mail("formal_notice", answer_by=date(2026, 12, 16)).text)
    assert "délai de 15 jours" in longer
    assert "le 16 décembre 2026" in longer


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("step", REMINDERS)
def test_a_consumer_is_never_asked_for_what_only_professionals_owe(step: str, language: str) -> None:
    """C. com. L441-10 II and D441-5: between professionals; a consumer may not even be told of it."""
    said = flat(mail(step, dossier(kind=CustomerKind.CONSUMER), language=language).text)
    assert not re.search(r"L441-10|\b40 €|€40\b|pénalités|indemni|recouvrement|recovery", said)


@pytest.mark.parametrize(
    ("kind", "law"),
    [
        (CustomerKind.BUSINESS, "article L441-10 du code de commerce"),
        (CustomerKind.PUBLIC, "code de la commande publique"),
        (CustomerKind.CONSUMER, "articles 1231-6 et 1344-1 du code civil"),
    ],
)
def test_a_formal_notice_names_the_law_of_its_debtor_alone(kind: CustomerKind, law: str) -> None:
    said = flat(mail("formal_notice", dossier(kind=kind)).text)
    assert law in said
    assert said.count(" code ") == 1


def test_a_business_is_told_of_the_indemnity_for_each_invoice() -> None:
    assert "indemnité forfaitaire pour frais de recouvrement de 40 € par facture" in flat(mail("formal_notice").text)


def test_a_broken_promise_is_answered_with_the_client_s_own_words_and_both_days() -> None:
    for said in both(mail("broken_promise", dossier(promises=(PROMISE,)), words=WORDS)):
        assert f"Le 23 novembre 2026, vous nous écriviez : « {WORDS} »" in said
        assert "pour le 28 novembre 2026" in said


def test_a_promise_kept_in_part_says_what_came() -> None:
    part = replace(PROMISE, amount=Money(50000), paid=Money(20000))
    said = flat(mail("broken_promise", dossier(promises=(part,)), words=WORDS).text)
    assert "un règlement de 500,00 € pour le 28 novembre 2026" in said
    assert "nous n’en avons reçu à ce jour que 200,00 €" in said


def test_a_promise_made_by_telephone_is_recalled_without_words() -> None:
    said = flat(mail("broken_promise", dossier(promises=(PROMISE,))).text)
    assert "Le 23 novembre 2026, vous nous aviez annoncé un règlement pour le 28 novembre 2026" in said
    assert "«" not in said


def test_a_question_quotes_the_answer_and_asks_for_a_day() -> None:
    for said in both(mail("question", words="C’est en cours.")):
        assert "vous nous indiquez : « C’est en cours. »" in said
        assert "la date à laquelle nous pouvons attendre le règlement" in said


@pytest.mark.parametrize("words", ["a\r\n\r\nb\x07c\u2028d", "« a b c d »", "a\u202eb\u2066 c d", "  a b c d  "])
def test_a_stranger_s_words_stay_on_their_line(words: str) -> None:
    said = mail("question", words=words).text
    assert re.search("«\u00a0[a-d ]+\u00a0»", said)


def test_a_long_quotation_is_cut_between_words() -> None:
    said = flat(mail("question", words="virement " * 100).text)
    assert "virement… »" in said
    assert said.count("virement") < 40


def test_somebody_else_s_name_is_not_used() -> None:
    of = dossier(contacts=(Contact("autre@durand.example", "Martin", "M."),))
    assert "Martin" not in mail("first", of).text
    assert mail("first", of).text.startswith("Madame, Monsieur,")


def test_attached_invoices_are_announced_and_only_then() -> None:
    with_file = mail("first", attachments=[Attachment("F.pdf", b"%PDF-1.7")])
    assert "pièce jointe" in flat(with_file.text)
    assert "pièce jointe" not in flat(mail("first").text)


def test_a_link_that_pays_one_invoice_of_two_says_which() -> None:
    for said in both(mail("first", dossier(BLINDS, SHUTTERS))):
        assert re.search(r"Régler en ligne (\(|– )F-2026-0117", said)


def test_without_bank_details_nothing_is_said_of_them() -> None:
    said = flat(mail("first", creditor=replace(LUMEN, iban=None, bic=None)).text)
    assert "virement" not in said
    assert "IBAN" not in said


def test_the_language_is_the_customer_s() -> None:
    of = dossier()
    english = replace(of, customer=replace(of.customer, language="en-GB"))
    assert mail("first", english).text.startswith("Dear Ms Dupont,")


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"balance": Money(0)}, "is settled"),
        ({"disputed": True}, "is disputed"),
        ({"payment_url": "javascript:alert(1)"}, "no web address"),
        ({"payment_url": "https://a.example/ b"}, "no web address"),
    ],
)
def test_the_last_look_refuses_what_must_not_be_asked_for(changes: dict[str, object], what: str) -> None:
    of = dossier(replace(BLINDS, **changes), SHUTTERS)  # type: ignore[arg-type]
    with pytest.raises(BadInput, match=what):
        mail("first", of, invoices=(BLINDS.number, SHUTTERS.number))


def test_an_unknown_invoice_two_currencies_or_nothing_to_ask_for_is_refused() -> None:
    with pytest.raises(BadInput, match="not in this dossier"):
        mail("first", invoices=("F-0",))
    with pytest.raises(BadInput, match="two currencies"):
        mail("first", dossier(BLINDS, replace(SHUTTERS, balance=Money(88000, "CHF"))))
    credit = replace(SHUTTERS, total=Money(-900000), balance=Money(-900000))
    with pytest.raises(BadInput, match="nothing to ask for"):
        mail("first", dossier(BLINDS, credit), invoices=(BLINDS.number,))
