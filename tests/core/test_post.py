"""Letters on paper: who is asked to post them, and what became of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from relanced.core.dossier import Posting
from relanced.core.events import InvoicesImported, LetterPosted, LetterReceived, TaskDone
from relanced.core.reasons import Reason
from relanced.core.tasks import TaskKind
from tests.support.chase import CONTACT, CUSTOMER, Chase, bill

NOTICE = "formal_notice"


def noticed() -> Chase:
    """The formal notice has left, with a person's word."""
    chase = Chase("2026-09-01", bill("F-1", "2026-09-01"))
    chase.until("2026-10-30")
    chase.happens(TaskDone(TaskKind.APPROVE_STEP))
    chase.until("2026-10-30")
    assert chase.mails[-1][1] == NOTICE
    return chase


def test_a_formal_notice_never_leaves_without_a_persons_word() -> None:
    chase = Chase("2026-09-01", bill("F-1", "2026-09-01"))
    chase.until("2027-03-01")
    assert NOTICE not in chase.steps()
    assert chase.tasks == ["call", "approve_step"]


def test_a_letter_that_left_by_mail_waits_to_be_posted() -> None:
    chase = noticed()
    assert "post_letter" in chase.tasks
    assert [t.detail for t in chase.dossier.tasks if t.kind is TaskKind.POST_LETTER] == ["formal_notice\nno_address"]


def test_the_task_says_nothing_of_an_address_that_is_known() -> None:
    chase = Chase("2026-09-01", bill("F-1", "2026-09-01"))
    known = replace(CUSTOMER, address="24 avenue de la République\n75011 Paris")
    chase.happens(InvoicesImported(known, (CONTACT,), chase.dossier.invoices))
    chase.until("2026-10-30")
    chase.happens(TaskDone(TaskKind.APPROVE_STEP))
    chase.until("2026-10-30")
    assert [t.detail for t in chase.dossier.tasks if t.kind is TaskKind.POST_LETTER] == ["formal_notice"]


def test_a_file_without_postal_addresses_takes_none_away() -> None:
    chase = Chase("2026-09-01", bill("F-1", "2026-09-01"))
    known = replace(CUSTOMER, address="24 avenue de la République\n75011 Paris")
    chase.happens(InvoicesImported(known, (CONTACT,), chase.dossier.invoices))
    chase.imported(*chase.dossier.invoices)
    assert chase.dossier.customer.address == known.address


def test_a_reminder_is_no_letter() -> None:
    chase = Chase("2026-09-01", bill("F-1", "2026-09-01"))
    chase.until("2026-09-10")
    assert chase.steps()[-1:] == ["first"]
    assert chase.tasks == []


def test_a_letter_posted_is_remembered_until_it_is_signed_for() -> None:
    chase = noticed()
    assert chase.happens(LetterPosted(date(2026, 10, 31), NOTICE, "1A 234")).reason is Reason.LETTER_POSTED
    assert "post_letter" not in chase.tasks
    chase.happens(LetterReceived(date(2026, 11, 3)))
    assert chase.dossier.postings == (Posting(NOTICE, date(2026, 10, 31), "1A 234", date(2026, 11, 3)),)


def test_a_posting_that_is_said_twice_is_one_letter() -> None:
    chase = noticed()
    chase.happens(LetterPosted(date(2026, 10, 31), NOTICE))
    chase.happens(LetterPosted(date(2026, 10, 31), NOTICE, "1A 234"))
    assert chase.dossier.postings == (Posting(NOTICE, date(2026, 10, 31), "1A 234"),)


def test_nothing_is_received_that_was_not_posted() -> None:
    assert noticed().happens(LetterReceived(date(2026, 11, 3))).reason is Reason.STATUS_FORBIDS


def test_a_letter_to_post_holds_no_reminder_back() -> None:
    chase = noticed()
    chase.until("2026-12-31")
    assert "chase_over" in chase.tasks
