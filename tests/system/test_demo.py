"""The demonstration, whole: what became of each character, by the store it leaves and by its page."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import unquote

import pytest
from sqlalchemy import select

from relanced.commands import demo as command
from relanced.commands.demo import demo
from relanced.config import load
from relanced.core.dossier import CallOutcome, Dossier, PromiseState, Status
from relanced.core.reasons import Reason
from relanced.core.tasks import TaskKind
from relanced.daemon.demo.cast import DAYS, FIRST_DAY
from relanced.daemon.demo.play import play
from relanced.daemon.demo.view import Plain
from relanced.errors import BadInput, Exit
from relanced.store import Store, dossiers, journal, mails, open_store, schema


@dataclass(frozen=True)
class Left:
    """What the demonstration left behind."""

    folder: Path
    store: Store
    errors: tuple[str, ...]

    def dossier(self, customer: str) -> Dossier:
        with self.store.begin() as connection:
            found = (dossiers.load(connection, r) for r in dossiers.references(connection))
            return next(d for d in found if d.customer.name == customer)

    def course(self, customer: str) -> list[str]:
        """The reasons in the journal of a customer, but those of quiet days."""
        reference = self.dossier(customer).reference
        with self.store.begin() as connection:
            rows = list(journal.entries(connection, reference))
        return [r.reason for r in rows if r.reason not in (Reason.NOTHING_DUE, Reason.WAITING)]

    def steps(self, customer: str) -> list[str]:
        return [r.step for r in self.dossier(customer).reminders if r.state == "sent"]

    def reasons(self, customer: str) -> list[str]:
        """What relanced did about each mail of a customer."""
        reference = self.dossier(customer).reference
        with self.store.begin() as connection:
            return [row.reason for row in mails.of_dossier(connection, reference)]


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Left]:
    folder = tmp_path_factory.mktemp("demonstration") / "demo-output"
    played = play(folder, Plain("fr"), "fr")
    store = open_store(f"sqlite:///{folder / 'state' / 'relanced.db'}")
    yield Left(folder, store, played.errors)
    store.close()


def test_no_pass_of_the_sixty_days_failed(left: Left) -> None:
    assert left.errors == ()
    assert not re.search(r"\b(warning|error|critical)\b", (left.folder / "relanced.log").read_text())


def test_who_pays_after_the_first_reminder_is_settled(left: Left) -> None:
    assert left.dossier("Boulangerie Moreau").status is Status.SETTLED
    assert left.steps("Boulangerie Moreau") == ["first", "thanks"]


def test_a_promise_for_friday_is_kept_and_nobody_was_reminded_meanwhile(left: Left) -> None:
    dossier = left.dossier("Garage Petit")
    assert dossier.status is Status.SETTLED
    assert [(p.promised_on, p.state) for p in dossier.promises] == [(date(2026, 10, 16), PromiseState.KEPT)]
    assert left.steps("Garage Petit") == ["courtesy", "first", "promise_noted", "thanks"]


def test_a_broken_promise_is_recalled_with_the_clients_own_words(left: Left) -> None:
    dossier = left.dossier("Hôtel des Voyageurs")
    assert dossier.status is Status.SETTLED
    assert [(p.promised_on, p.state) for p in dossier.promises] == [(date(2026, 10, 20), PromiseState.BROKEN)]
    assert left.steps("Hôtel des Voyageurs") == ["first", "promise_noted", "broken_promise", "thanks"]
    assert left.reasons("Hôtel des Voyageurs") == [Reason.PROMISE_NOTED, Reason.PAYMENT_CLAIMED]
    recalled = next(left.folder.glob("mails/*-broken_promise.txt")).read_text()
    assert "« Nous réglerons cette facture le 20 octobre. »" in recalled.replace("\u00a0", " ").replace("\u202f", " ")


def test_a_dispute_stops_the_reminders_until_the_owner_has_answered_it(left: Left) -> None:
    dossier = left.dossier("Menuiserie Lambert")
    assert dossier.status is Status.SETTLED
    assert left.reasons("Menuiserie Lambert") == [Reason.DISPUTED]
    assert left.steps("Menuiserie Lambert") == ["first", "dispute_noted", "second", "thanks"]
    course = left.course("Menuiserie Lambert")
    answered = max(course.index(reason) for reason in (Reason.DISPUTED, Reason.CREDIT_NOTE_AWAITED))
    assert course[:answered].count(Reason.MAIL_SENT) == 2
    second = next(r for r in dossier.reminders if r.step == "second")
    assert second.invoices == ("F-2026-102",)


def test_who_says_it_is_paid_is_left_alone_until_the_bank_has_it(left: Left) -> None:
    assert left.dossier("Cabinet Roussel").status is Status.SETTLED
    assert left.reasons("Cabinet Roussel") == [Reason.PAYMENT_CLAIMED]
    assert left.steps("Cabinet Roussel") == ["first", "claim_noted", "thanks"]


def test_a_vague_answer_is_asked_for_a_day_which_is_then_kept(left: Left) -> None:
    dossier = left.dossier("SCI Les Tilleuls")
    assert dossier.status is Status.SETTLED
    assert left.steps("SCI Les Tilleuls") == ["courtesy", "first", "question", "promise_noted", "thanks"]
    assert left.reasons("SCI Les Tilleuls") == [Reason.DATE_ASKED, Reason.PROMISE_NOTED]
    assert [(p.promised_on, p.state) for p in dossier.promises] == [(date(2026, 10, 20), PromiseState.KEPT)]


def test_who_never_answers_gets_a_formal_notice_once_the_owner_has_approved_it(left: Left) -> None:
    dossier = left.dossier("Transports Garnier")
    assert dossier.status is Status.ESCALATED
    assert left.steps("Transports Garnier") == ["second", "third", "formal_notice"]
    course = left.course("Transports Garnier")
    assert (
        course.index(Reason.APPROVAL_NEEDED) < course.index(Reason.STEP_APPROVED) < course.index(Reason.SCENARIO_OVER)
    )
    assert [t.kind for t in dossier.tasks] == [TaskKind.CHASE_OVER]
    assert [c.outcome for c in dossier.calls] == [CallOutcome.VOICEMAIL, CallOutcome.VOICEMAIL]


def test_a_formal_notice_that_nobody_approves_never_leaves(left: Left) -> None:
    dossier = left.dossier("Atelier Bertin")
    assert dossier.status is Status.ACTIVE
    assert left.steps("Atelier Bertin") == ["courtesy", "first", "second", "third"]
    assert [t.kind for t in dossier.tasks] == [TaskKind.CALL, TaskKind.APPROVE_STEP]


def test_an_address_that_fails_is_not_written_to_again(left: Left) -> None:
    dossier = left.dossier("Librairie du Parc")
    assert dossier.status is Status.SETTLED
    assert left.reasons("Librairie du Parc") == [Reason.ADDRESS_FAILED]
    assert [r.to.partition("@")[0] for r in dossier.reminders] == ["comptabilite", "contact", "contact"]


def test_an_absence_postpones_the_next_reminder_to_the_return(left: Left) -> None:
    dossier = left.dossier("Pépinières Fontaine")
    assert dossier.status is Status.SETTLED
    assert left.reasons("Pépinières Fontaine") == [Reason.ABSENCE]
    last = next(r for r in dossier.reminders if r.step == "second").sent_at
    assert last is not None
    assert last.date() > date(2026, 10, 30)


def test_a_plan_is_granted_with_one_word_and_its_instalments_are_watched(left: Left) -> None:
    dossier = left.dossier("Brasserie du Pont")
    assert dossier.status is Status.ON_PLAN
    assert left.steps("Brasserie du Pont")[-1] == "plan_confirmed"
    assert dossier.plan is not None
    assert [str(i.amount) for i in dossier.plan.instalments] == ["800.00"] * 3
    assert (str(dossier.plan.paid), str(dossier.balance)) == ("1600.00", "800.00")


def test_an_insolvency_stops_everything_and_asks_for_the_claim_to_be_declared(left: Left) -> None:
    dossier = left.dossier("Imprimerie Vidal")
    assert dossier.status is Status.INSOLVENT
    assert left.steps("Imprimerie Vidal") == ["first"]
    assert [t.kind for t in dossier.tasks] == [TaskKind.DECLARE_CLAIM]


def test_what_was_promised_on_the_telephone_is_confirmed_in_writing(left: Left) -> None:
    dossier = left.dossier("Pressing Lumière")
    assert dossier.status is Status.SETTLED
    assert left.steps("Pressing Lumière") == ["third", "call_recap", "thanks"]
    assert [(p.promised_on, p.state) for p in dossier.promises] == [(date(2026, 10, 23), PromiseState.KEPT)]


def test_no_client_got_a_mail_twice(left: Left) -> None:
    with left.store.begin() as connection:
        rows = connection.execute(select(schema.outbox)).all()
    sent = [row for row in rows if row.state == "sent"]
    assert {row.state for row in rows} <= {"sent", "cancelled"}
    assert Counter(row.message_id for row in sent).most_common(1)[0][1] == 1
    assert Counter((row.dossier, row.step, row.round) for row in sent if row.dossier).most_common(1)[0][1] == 1


def test_the_owner_got_one_summary_each_business_day(left: Left) -> None:
    settings = load(left.folder / "config.yaml", {})
    days = (FIRST_DAY + timedelta(days=n) for n in range(DAYS))
    expected = [day.isoformat() for day in days if settings.workdays.is_open(day)]
    assert sorted(path.stem for path in left.folder.glob("summaries/*.html")) == expected
    assert "2026-11-11" not in expected


def test_every_mail_of_the_page_is_there_to_open(left: Left) -> None:
    page = (left.folder / "index.html").read_text()
    links = [unquote(link) for link in re.findall(r'href="([^"#]+)"', page)]
    assert links
    assert [link for link in links if not (left.folder / link).is_file()] == []
    on_disk = {str(p.relative_to(left.folder)) for p in left.folder.glob("mails/*.html")}
    assert on_disk <= set(links)


def test_the_invoice_that_travels_with_a_reminder_is_a_real_pdf(left: Left) -> None:
    mail = message_from_bytes(next(left.folder.glob("mails/*RL-0001-first.eml")).read_bytes(), policy=policy.default)
    attached = next(iter(mail.iter_attachments()))  # type: ignore[attr-defined]
    assert attached.get_filename() == "F-2026-101.pdf"
    assert attached.get_content().startswith(b"%PDF-1.4")


def test_the_command_line_reads_what_the_demonstration_left(left: Left) -> None:
    asked = [sys.executable, "-m", "relanced", "--config", str(left.folder / "config.yaml"), "dossier", "list"]
    shown = subprocess.run(asked, capture_output=True, text=True, check=True)
    assert "Transports Garnier" in shown.stdout


def test_a_folder_of_somebody_elses_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(BadInput, match="--output"):
        play(tmp_path, Plain("fr"), "fr")
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_without_its_packages_one_sentence_says_which_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "PACKAGES", ("a_package_that_is_not_installed",))
    assert demo(tmp_path, False, True, "fr") == Exit.FAILED
    assert "pip install 'relanced[demo]'" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
