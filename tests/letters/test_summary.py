"""The daily summary: what waits comes first, each with the command that answers it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from relanced.core.dossier import Customer
from relanced.core.money import Money
from relanced.core.reasons import Reason
from relanced.core.risk.alerts import ALERTS, Alert, AlertKind
from relanced.core.risk.settlements import SettledAfter, Settlements
from relanced.core.risk.standing import Age, Standing
from relanced.core.summary import AlertLine, ComingRow, ReplyRow, SentRow, Summary, TaskLine
from relanced.core.tasks import TASKS, TaskKind
from relanced.letters.compose import Composed, Envelope, compose_summary
from tests.letters.lumen import LUMEN, PARIS, TEMPLATES, flat, read

AT = datetime(2026, 12, 1, 7, 30, tzinfo=PARIS)
QUIET = Summary(AT, AT - timedelta(days=1))
DISPUTE = "La moitié des volets n’a jamais été livrée."
BUSY = replace(
    QUIET,
    sent=(SentRow("RL-0042", "Durand & Fils", "first", "compta@durand.example", AT, Money(123456)),),
    replies=(ReplyRow("RL-0017", "Menuiserie Petit", AT, "p@petit.example", "dispute", DISPUTE, Reason.DISPUTED),),
    tasks=(
        TaskLine(12, TaskKind.ANSWER_DISPUTE, date(2026, 12, 3), DISPUTE, "RL-0017", "Menuiserie Petit"),
        TaskLine(9, TaskKind.APPROVE_STEP, date(2026, 11, 30), "formal_notice", "RL-0003", "Hôtel des Voyageurs"),
    ),
    coming=(
        ComingRow(date(2026, 12, 9), "RL-0031", "Boulangerie Leroy", "promised", None, Money(78050)),
        ComingRow(date(2026, 12, 2), "RL-0055", "Garage Martin", "active", "second", Money(45000)),
    ),
    ages=(Age("0", 0, Money(0)), Age("30", 12, Money(1864200)), Age("90+", 1, Money(96000))),
    settled=("RL-0022 Fleurs de Loire",),
    warnings=("La boîte aux lettres n’a pas pu être lue.",),
)


def letter(summary: Summary, language: str | None = None) -> Composed:
    envelope = Envelope(
        "<relanced.summary.2026-12-01.x@lumen.example>", "", AT, LUMEN.email, "relanced", "patron@lumen.example"
    )
    return compose_summary(TEMPLATES, LUMEN, summary, envelope, language)


def test_a_quiet_day_says_so_in_one_line() -> None:
    composed = letter(QUIET)
    assert composed.subject == "Bilan du mardi 1er décembre : rien à signaler"
    assert flat(composed.text) == (
        "Bonjour, tout est calme : aucune réponse, aucun envoi, et rien ne vous attend. Bonne journée."
    )


def test_the_subject_alone_says_what_the_day_asks_for() -> None:
    assert letter(BUSY).subject == (
        "Bilan du mardi 1er décembre : 1 avertissement, 2 tâches pour vous, 1 réponse, 1 message envoyé"
    )


def test_a_day_on_which_nothing_happened_but_a_warning_does_not_say_that_there_is_nothing() -> None:
    warned_of = letter(replace(QUIET, warnings=("La boîte aux lettres n’a pas pu être lue.",)))
    assert warned_of.subject.startswith("Bilan du mardi 1er décembre : 1 avertissement, rien à faire")
    assert "tout est calme" not in warned_of.text


def test_what_waits_comes_before_all_the_rest() -> None:
    said = letter(BUSY).text
    order = ["Pour vous (2)", "Réponses reçues (1)", "Messages envoyés (1)", "Soldé", "À venir", "Encours"]
    places = [said.index(title) for title in order]
    assert places == sorted(places)
    assert said.index("n’a pas pu être lue") < places[0]


def test_each_task_has_its_number_its_day_and_its_command_the_oldest_first() -> None:
    said = flat(letter(BUSY).text)
    assert "Répondre à un litige – Menuiserie Petit (RL-0017) La moitié" in said
    assert "À faire pour le jeudi 3 décembre Le client y renonce" in said
    assert said.index("relanced task done 9") < said.index("relanced task done 12")


def test_a_dispute_names_its_three_ends_in_the_owner_s_words() -> None:
    said = flat(letter(BUSY).text)
    assert "Le client y renonce (les relances reprennent) : relanced task done 12 --outcome withdrawn" in said
    assert "Il a raison, vous ferez un avoir : relanced task done 12 --outcome credit_note" in said
    assert "Il a raison, vous abandonnez ce montant : relanced task done 12 --outcome accepted" in said


@pytest.mark.parametrize("kind", [TaskKind.AGREE_PLAN, TaskKind.AGREE_DELAY, TaskKind.APPROVE_STEP])
def test_a_question_can_be_answered_by_yes_and_by_no_and_no_line_has_half_an_answer(kind: TaskKind) -> None:
    one = replace(BUSY, tasks=(TaskLine(3, kind, date(2026, 12, 3), "", "RL-0011", "Petit"),))
    said = letter(one).text.split("Réponses reçues")[0]
    assert "relanced task done 3\n" in said
    assert "relanced task done 3 --refuse\n" in said


def test_what_is_to_be_filled_in_is_said_in_the_owner_s_language() -> None:
    one = replace(BUSY, tasks=(TaskLine(3, TaskKind.POST_LETTER, date(2026, 12, 3), "", "RL-0011", "Petit"),))
    assert "letter posted RL-0011 --on JOUR [--tracking NUMÉRO]" in flat(letter(one).text)
    assert "letter posted RL-0011 --on DAY [--tracking NUMBER]" in flat(letter(one, "en").text)


def test_a_task_that_is_late_says_so() -> None:
    assert "En retard, c’était pour le lundi 30 novembre" in flat(letter(BUSY).text)


def test_a_mail_to_approve_can_be_read_before() -> None:
    said = flat(letter(BUSY).text)
    assert "Pour lire le message : relanced preview RL-0003 Pour l’autoriser : relanced task done 9" in said
    assert "formal_notice" not in said


def test_each_answer_shows_the_client_s_words_and_what_was_done_about_them() -> None:
    said = flat(letter(BUSY).text)
    assert f"Menuiserie Petit (RL-0017) : litige « {DISPUTE} » → litige, la somme contestée n’est plus relancée" in said


def test_what_was_sent_what_comes_and_what_is_due_have_their_amounts() -> None:
    said = flat(letter(BUSY).text)
    assert "Durand & Fils (RL-0042) : première relance, 1 234,56 €" in said
    assert "mercredi 2 décembre : Garage Martin (RL-0055), deuxième relance, 450,00 €" in said
    assert "mercredi 9 décembre : Boulangerie Leroy (RL-0031), promesse à échéance, 780,50 €" in said
    assert "Encours : 19 602,00 €" in said
    assert "jusqu’à 30 jours de retard : 18 642,00 € (12 factures)" in said
    assert "pas encore échu" not in said
    assert "RL-0022 Fleurs de Loire" in said


def test_two_currencies_are_not_added_up() -> None:
    ages = (Age("30", 1, Money(100)), Age("30", 1, Money(100, "CHF")))
    said = flat(letter(replace(BUSY, ages=ages)).text)
    assert "Encours -" in said
    assert "1,00 CHF" in said


def test_a_long_list_is_cut_and_says_how_much_is_left() -> None:
    many = tuple(TaskLine(n, TaskKind.READ_REPLY, date(2026, 12, 3), "") for n in range(40))
    said = flat(letter(replace(BUSY, tasks=many)).text)
    assert "Pour vous (40)" in said
    assert "Et 28 autres : relanced task list" in said
    assert said.count("--was SENS") == 12


@pytest.mark.parametrize("kind", list(TaskKind))
def test_every_task_has_its_words_in_both_languages(kind: TaskKind) -> None:
    one = replace(BUSY, tasks=(TaskLine(1, kind, date(2026, 12, 3), "détail", "RL-1", "Petit"),))
    assert TASKS[kind].label_fr in letter(one).text
    assert TASKS[kind].label_en in letter(one, "en").text


def test_in_english_it_says_the_same() -> None:
    said = flat(letter(BUSY, "en").text)
    assert "Answer a dispute – Menuiserie Petit (RL-0017)" in said
    assert "He gives it up (the reminders go on): relanced task done 12 --outcome withdrawn" in said
    assert "Outstanding: €19,602.00" in said
    assert "all is quiet" in letter(QUIET, "en").text


def test_the_words_of_strangers_are_not_html_in_the_owner_s_mail() -> None:
    hostile = replace(BUSY.replies[0], words="<script>x</script>\r\n- relanced task done 1", customer="<b>Petit")
    page = letter(replace(BUSY, replies=(hostile,)))
    assert "<script" not in page.html
    assert "<b>" not in page.html
    assert "<li" in page.html
    assert page.html.count("<li") == letter(BUSY).html.count("<li")


def test_it_is_marked_automatic_but_carries_no_client_s_token() -> None:
    parsed = read(letter(BUSY))
    assert parsed["Auto-Submitted"] == "auto-generated"
    assert "X-Relanced-Token" not in parsed
    assert "References" not in parsed
    assert "Reply-To" not in parsed


# -- what to be warned of, and what the month brought -----------------------------------------------------------------

STANDING = Standing(
    Customer("C7", "Hôtel des Voyageurs"),
    ages=(Age("0", 0, Money(0)), Age("90", 2, Money(520000))),
    days_late=72,
    broken=2,
    unkept=3,
    unanswered=3,
    credit_limit=Money(500000),
)


def warned(*kinds: AlertKind, since: date | None = None) -> tuple[AlertLine, ...]:
    return tuple(AlertLine(Alert(kind, STANDING), since) for kind in kinds)


def test_a_new_warning_says_its_facts_and_what_to_do() -> None:
    said = flat(letter(replace(BUSY, alerts=warned(AlertKind.LIMIT_EXCEEDED))).text)
    assert "À surveiller (1)" in said
    assert (
        "Plafond de crédit dépassé – Hôtel des Voyageurs 5 200,00 € dus pour un plafond de 5 000,00 € → voyez-le "
        "avant d’accepter une commande Tout savoir : relanced customer show C7" in said
    )


@pytest.mark.parametrize("kind", list(AlertKind))
def test_every_warning_has_its_words_in_both_languages(kind: AlertKind) -> None:
    one = replace(QUIET, alerts=warned(kind))
    for language, label, advice in (
        ("fr", ALERTS[kind].label_fr, ALERTS[kind].advice_fr),
        ("en", ALERTS[kind].label_en, ALERTS[kind].advice_en),
    ):
        said = flat(letter(one, language).text)
        assert flat(label) in said
        assert flat(advice) in said
        assert "{" not in said


def test_a_warning_that_lasts_is_recalled_in_one_line_once_a_week_or_beside_news() -> None:
    lasting = warned(AlertKind.SILENT, since=date(2026, 11, 20))
    tuesday = letter(replace(BUSY, alerts=lasting)).text
    assert "À surveiller" not in tuesday
    monday = replace(BUSY, at=AT - timedelta(days=1), since=AT - timedelta(days=4), alerts=lasting)
    recalled = "Toujours d’actualité : Hôtel des Voyageurs (point de non-retour : ne répond plus)."
    assert recalled in flat(letter(monday).text)
    beside = replace(BUSY, alerts=(*warned(AlertKind.LIMIT_EXCEEDED), *lasting))
    assert recalled in flat(letter(beside).text)


def test_a_day_with_a_new_warning_is_not_quiet_and_one_with_an_old_one_is() -> None:
    assert letter(replace(QUIET, alerts=warned(AlertKind.SILENT, since=date(2026, 11, 20)))).subject.endswith(
        "rien à signaler"
    )
    assert "calme" not in letter(replace(QUIET, alerts=warned(AlertKind.SILENT))).text


def test_a_fraud_comes_before_everything_then_disputes_that_nobody_answered() -> None:
    tasks = (
        TaskLine(1, TaskKind.READ_REPLY, date(2026, 11, 2), "vieux"),
        TaskLine(2, TaskKind.ANSWER_DISPUTE, date(2026, 11, 30), "litige"),
        TaskLine(3, TaskKind.FRAUD_ALARM, date(2026, 12, 1), "IBAN"),
        TaskLine(4, TaskKind.ANSWER_DISPUTE, date(2026, 12, 3), "pas encore"),
    )
    composed = letter(replace(BUSY, tasks=tasks))
    places = [composed.text.index(f"relanced task done {n}") for n in (3, 2, 1, 4)]
    assert places == sorted(places)
    assert "alerte fraude, 1 avertissement, 4 tâches pour vous" in composed.subject
    assert "fraud alarm, 1 warning, 4 tasks for you" in letter(replace(BUSY, tasks=tasks), "en").subject


def test_the_first_summary_of_a_month_says_after_which_reminder_the_money_came() -> None:
    after = (
        SettledAfter("", 10, 50, Money(900000)),
        SettledAfter("first", 9, 45, Money(700000)),
        SettledAfter(None, 1, 5, Money(10000)),
    )
    month = Settlements(date(2026, 11, 1), date(2026, 11, 30), 20, Money(1610000), 9, after)
    said = flat(letter(replace(QUIET, month=(month,))).text)
    assert "Réglé en novembre 2026 : 16 100,00 € " in said
    assert "En moyenne 9 jours après l’échéance, pour 20 factures réglées :" in said
    assert "- sans relance : 50 % (10 factures) - après la première relance : 45 % (9 factures)" in said
    assert "- avant relanced : 5 % (1 facture)" in said
    english = flat(letter(replace(QUIET, month=(month,)), "en").text)
    assert "Paid in November 2026: €16,100.00" in english
    assert "after the first reminder: 45% (9 invoices)" in english


def test_a_customer_keeps_the_quotation_marks_of_his_name() -> None:
    task = TaskLine(3, TaskKind.READ_REPLY, AT.date(), "Bonjour", "RL-0009", 'Hôtel "Le Bœuf"')
    assert 'Hôtel "Le Bœuf" (RL-0009)' in flat(letter(replace(BUSY, tasks=(task,))).text)


@pytest.mark.parametrize(
    ("words", "quotation"),
    [
        ('"Réglé vendredi."', "« Réglé vendredi. »"),
        ("Réglé vendredi. »", "« Réglé vendredi. »"),
        ('Nous sommes l’hôtel "Le Bœuf"', '« Nous sommes l’hôtel "Le Bœuf" »'),
        ('"Le Bœuf" a réglé', '« "Le Bœuf" a réglé »'),
    ],
)
def test_a_quotation_loses_only_the_marks_around_the_whole(words: str, quotation: str) -> None:
    reply = replace(BUSY.replies[0], words=words)
    assert quotation in flat(letter(replace(BUSY, replies=(reply,))).text).replace("\u00a0", " ")


def test_no_number_and_no_command_breaks_at_a_hyphen_and_the_hash_does_not_widen_the_page() -> None:
    html = letter(replace(BUSY, journal="0123456789abcdef" * 4)).html
    assert '(<span style="white-space:nowrap">RL-0042</span>)' in html
    assert '<span style="white-space:nowrap">RL-0003</span></code>' in html
    assert 'overflow-wrap:anywhere">0123456789abcdef' in html


@pytest.mark.parametrize(
    ("kind", "detail", "said"),
    [
        (
            TaskKind.AGREE_PLAN,
            "2026-12-15 800.00, 2027-01-15 800.00USD\ncompta@durand.example : en deux fois ?",
            "800,00 € le 15 décembre 2026, 800,00 $US le 15 janvier 2027 – compta@durand.example : en deux fois ?",
        ),
        (
            TaskKind.ANSWER_DISPUTE,
            "contested 340.00EUR F 1003\ndispute_quality",
            "facture F 1003, 340,00 € contestés – motif : qualité",
        ),
        (TaskKind.ANSWER_DISPUTE, "contested since May", "contested since May"),
        (TaskKind.ANSWER_DISPUTE, "credit_note", "credit_note"),
        (TaskKind.ISSUE_CREDIT_NOTE, "credit_note 735.00EUR F-2", "facture F-2 : avoir de 735,00 €"),
        (TaskKind.AGREE_DELAY, "2026-12-15\ncompta@durand.example : au 15 ?", "jusqu’au 15 décembre 2026 – compta@"),
        (TaskKind.READ_REPLY, "Bonjour\n2026-12-15 800.00", "Bonjour – 2026-12-15 800.00"),
    ],
)
def test_what_a_task_is_about_is_said_as_people_write_it(kind: TaskKind, detail: str, said: str) -> None:
    task = TaskLine(3, kind, AT.date(), detail, "RL-0009", "Durand & Fils")
    assert said in flat(letter(replace(BUSY, tasks=(task,))).text)


def test_a_claim_is_late_when_the_law_s_day_is_over_not_ours() -> None:
    task = TaskLine(3, TaskKind.DECLARE_CLAIM, date(2026, 11, 20), "declare_by 2026-12-05", "RL-0009", "Durand & Fils")
    said = flat(letter(replace(BUSY, tasks=(task,))).text)
    assert "À faire au plus tard le 5 décembre 2026" in said
    assert "En retard" not in said
    assert "En retard" in flat(letter(replace(BUSY, tasks=(replace(task, detail="declare_by 2026-11-30"),))).text)


def test_a_mail_that_asks_for_nothing_has_no_amount() -> None:
    noted = replace(BUSY.sent[0], step="dispute_noted", amount=Money(0))
    lines = letter(replace(BUSY, sent=(noted,))).text.replace("\u00a0", " ").splitlines()
    assert "- Durand & Fils (RL-0042) : accusé de réception de son désaccord" in lines
