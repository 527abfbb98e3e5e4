"""The judgment that opens an insolvency procedure: read from a mail, told by a person, and what stops."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from relanced.core.dossier import Insolvency, Status
from relanced.core.events import InsolvencyOpened, ReplyRead, Resumed, Settled, Trust
from relanced.core.intents import Intent
from relanced.core.law.judgment import judgment_day
from relanced.core.reading import Reading
from relanced.core.reasons import Reason
from relanced.core.tasks import Task, TaskKind
from relanced.letters.labels import task_detail
from tests.support.chase import Chase, bill

TODAY = date(2026, 12, 1)
FOUND = date(2026, 11, 3)


@pytest.mark.parametrize(
    "said",
    [
        "placée en redressement judiciaire par jugement du 3 novembre 2026",
        "par jugement du tribunal de commerce de Lyon en date du 3 novembre 2026",
        "par jugement rendu le 03/11/2026 par le tribunal de commerce de Lille",
        "Liquidation judiciaire : jugement du tribunal de commerce\nde Nantes du 3 novembre\n2026. Merci de déclarer.",
        "was placed in receivership by a judgment of 3 November 2026",
        "Jugement du 03.11.2026. Votre facture du 12/09/2026 est antérieure.",
    ],
)
def test_a_day_that_the_mail_gives_to_the_judgment_is_taken(said: str) -> None:
    assert judgment_day(said, TODAY) == FOUND


@pytest.mark.parametrize(
    "said",
    [
        "notre société est en redressement judiciaire depuis le 3 novembre 2026",
        "par jugement du 3 novembre",
        "par jugement du 31 novembre 2026",
        "par jugement du 3 décembre 2026",
        "par jugement du 3 novembre 2021",
        "jugement du 4 mars 2026, puis jugement du 3 novembre 2026",
        "jugement du 3 novembre 2026 prononçant la conversion en liquidation",
        "le jugement arrêtant le plan du 3 novembre 2026",
        "suite au jugement votre facture du 3 novembre 2026 ne peut être payée",
        "Le jugement est tombé. Depuis le 3 novembre 2026 nous ne payons plus.",
    ],
)
def test_where_the_mail_is_not_clear_a_person_is_asked(said: str) -> None:
    assert judgment_day(said, TODAY) is None


# -- what stops --------------------------------------------------------------------------------------------------------


@pytest.fixture
def chase() -> Chase:
    return Chase("2026-12-01", bill("F-1", "2026-11-01"))


def declaring(chase: Chase) -> list[tuple[str, str]]:
    """The days and the details of the open tasks."""
    kind = TaskKind.DECLARE_CLAIM
    return [(str(task.due_on), task.detail) for task in chase.dossier.tasks if task.kind is kind]


def opens(chase: Chase, judgment: str | None = None, published: str | None = None, declared: str | None = None) -> None:
    days = [date.fromisoformat(text) if text else None for text in (judgment, published, declared)]
    chase.happens(InsolvencyOpened(*days))


def written(said: str) -> Chase:
    """A dossier whose client has written this."""
    chase = Chase("2026-12-01", bill("F-1", "2026-11-01"))
    reading = Reading(False, (Intent.INSOLVENCY,), Intent.INSOLVENCY, 0.9, False, new_text=said)
    chase.happens(ReplyRead(reading, "compta@bertin.example", Trust.CONTACT, "message_id", "<r@bertin.example>"))
    return chase


def test_a_mail_that_names_the_day_of_the_judgment_stops_everything_and_asks_for_the_bodacc() -> None:
    said = "redressement judiciaire par jugement du 3 novembre 2026"
    chase = written(said)
    assert chase.dossier.status is Status.INSOLVENT
    assert chase.dossier.insolvency == Insolvency(FOUND)
    assert declaring(chase) == [("2026-12-02", f"declare_by_unpublished 2027-01-03\nsaid {said}")]


def test_a_mail_without_a_day_stops_everything_and_asks_for_the_judgment() -> None:
    chase = written("nous sommes en liquidation judiciaire")
    assert chase.dossier.insolvency == Insolvency()
    assert declaring(chase) == [("2026-12-02", "judgment_unknown\nsaid nous sommes en liquidation judiciaire")]


def test_the_publication_moves_the_last_day_and_the_task_with_it(chase: Chase) -> None:
    opens(chase, "2026-11-03")
    assert declaring(chase) == [("2026-12-02", "declare_by_unpublished 2027-01-03")]
    opens(chase, published="2026-11-20")
    assert declaring(chase) == [("2027-01-06", "declare_by 2027-01-20")]
    assert chase.dossier.insolvency == Insolvency(FOUND, date(2026, 11, 20))
    opens(chase, declared="2026-12-01")
    assert declaring(chase) == []
    assert chase.dossier.status is Status.INSOLVENT


def test_a_last_day_that_is_near_is_for_at_once(chase: Chase) -> None:
    opens(chase, "2026-10-01", "2026-10-09")
    assert declaring(chase) == [("2026-12-02", "declare_by 2026-12-09")]


def test_nothing_leaves_and_no_promise_counts_after_the_judgment(chase: Chase) -> None:
    chase.promises("2026-12-10")
    opens(chase, "2026-11-30")
    assert chase.dossier.promise is None
    before = len(chase.mails)
    chase.until("2027-03-31")
    assert len(chase.mails) == before


def test_what_was_to_be_approved_needs_no_word_any_more(chase: Chase) -> None:
    chase.until("2027-01-05")
    assert "approve_step" in chase.tasks
    opens(chase, "2027-01-04")
    assert chase.tasks == ["declare_claim"]


def test_a_letter_that_was_to_be_posted_is_not_after_the_client_has_named_the_judgment(chase: Chase) -> None:
    chase.until("2027-01-05")
    task = Task(1, TaskKind.POST_LETTER, chase.today, "formal_notice")
    chase.dossier = replace(chase.dossier, tasks=(*chase.dossier.tasks, task))
    chase.says(Intent.INSOLVENCY)
    assert chase.tasks == ["declare_claim"]


def test_where_nothing_is_due_there_is_nothing_to_declare(chase: Chase) -> None:
    chase.happens(Settled())
    assert chase.happens(InsolvencyOpened(FOUND)).reason is Reason.STATUS_FORBIDS


def test_a_dossier_that_is_resumed_was_in_no_procedure(chase: Chase) -> None:
    opens(chase, "2026-11-03")
    chase.happens(Resumed())
    assert chase.dossier.insolvency is None
    assert chase.dossier.status is Status.ACTIVE


def test_the_task_says_the_day_in_people_s_words() -> None:
    french = task_detail("declare_by 2027-01-20\nsaid Nous sommes en liquidation", "fr").replace("\u00a0", " ")
    day, words = french.split("\n")
    assert day == "créance à déclarer au plus tard le 20 janvier 2027 (simple calcul, et non conseil juridique)"
    assert words == "le client écrit : « Nous sommes en liquidation »"
    assert "by 3 January 2027: counted from the judgment" in task_detail("declare_by_unpublished 2027-01-03", "en")
    assert "BODACC" in task_detail("judgment_unknown", "fr")
    assert task_detail("formal_notice", "fr") == "mise en demeure"
