"""A mail of which nobody knows whether it left: asked about, or sent once more where the owner wants it so."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from campaigns.desk import Desk
from relanced.config.models import WhenUncertain
from relanced.core.events import Noted
from relanced.core.tasks import TaskKind
from relanced.daemon import change
from relanced.daemon.login.accounts import mailbox_account
from relanced.daemon.mailbox.imap import Mailbox
from relanced.daemon.replies.inbox import handle_batch
from relanced.daemon.replies.reader import Reader
from relanced.daemon.sending import doubts, outbox, proof
from relanced.daemon.sending.doubts import PATIENCE
from relanced.store import mails, schema
from tests.support.smtp_server import DROP, SmtpServer

LONG_AFTER = PATIENCE + timedelta(seconds=1)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """One reminder, lost after the final dot."""
    desk = Desk(tmp_path)
    send(desk, SmtpServer({"body": DROP}))
    assert desk.states() == ("uncertain",)
    yield desk
    desk.close()


def send(desk: Desk, server: SmtpServer) -> SmtpServer:
    async def main() -> None:
        async with server.running():
            object.__setattr__(desk.app.settings.need_smtp(), "port", server.port)
            await outbox.Sender(desk.app, "test").send_due()

    desk.look()
    asyncio.run(main())
    outbox.tell_outcomes(desk.app)
    return server


def choose(desk: Desk, policy: WhenUncertain, *, proved: bool = False) -> None:
    object.__setattr__(desk.app.settings.sending, "when_uncertain", policy)
    if proved:
        with desk.app.store.begin() as connection:
            proof.remember(desk.app, connection, "INBOX")


def look(desk: Desk, found: bool | None, after: timedelta = LONG_AFTER) -> None:
    desk.clock.advance(after)
    doubts.resolve(desk.app, lambda _: found)


def asked(desk: Desk) -> bool:
    return desk.dossier(desk.references[0]).has_task(TaskKind.CHECK_SENT)


@pytest.mark.parametrize(
    ("policy", "proved", "found", "again"),
    [
        (WhenUncertain.HOLD, True, False, False),
        (WhenUncertain.RECONCILE, False, False, False),
        (WhenUncertain.RECONCILE, True, None, False),  # the folder could not be looked into
        (WhenUncertain.RECONCILE, True, False, True),
        (WhenUncertain.RESEND, False, False, True),
        (WhenUncertain.RESEND, False, None, True),
    ],
)
def test_what_is_not_found_is_a_person_s_or_leaves_once_more(
    desk: Desk, policy: WhenUncertain, proved: bool, found: bool | None, again: bool
) -> None:
    choose(desk, policy, proved=proved)
    look(desk, found)
    assert asked(desk) is not again
    server = send(desk, SmtpServer())
    assert len(server.mails) == again
    assert desk.states() == ("sent" if again else "uncertain",)


@pytest.mark.parametrize("policy", WhenUncertain)
def test_what_is_found_has_left_whatever_the_setting(desk: Desk, policy: WhenUncertain) -> None:
    choose(desk, policy, proved=True)
    look(desk, True)
    assert send(desk, SmtpServer()).mails == []
    assert (desk.states(), asked(desk)) == (("sent",), False)


def test_the_second_copy_has_the_bytes_of_the_first(desk: Desk) -> None:
    choose(desk, WhenUncertain.RESEND)
    with desk.app.store.begin() as connection:
        [before] = connection.execute(schema.outbox.select()).all()
    look(desk, False)
    [mail] = send(desk, SmtpServer()).mails
    assert mail.removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n.") == before.raw


def test_nothing_is_sent_again_before_a_slow_copy_has_had_its_time(desk: Desk) -> None:
    choose(desk, WhenUncertain.RESEND)
    look(desk, False, after=PATIENCE - timedelta(minutes=1))
    assert (desk.states(), asked(desk)) == (("uncertain",), False)
    look(desk, False, after=timedelta(minutes=1))
    assert desk.states() == ("retry",)


def test_what_is_in_doubt_a_second_time_is_a_person_s(desk: Desk) -> None:
    choose(desk, WhenUncertain.RESEND)
    look(desk, False)
    send(desk, SmtpServer({"body": DROP}))
    look(desk, False)
    assert (desk.states(), asked(desk)) == (("uncertain",), True)


def test_a_formal_notice_is_never_sent_again_by_itself(desk: Desk) -> None:
    choose(desk, WhenUncertain.RESEND)
    with desk.app.store.begin() as connection:
        connection.execute(update(schema.outbox).values(step="formal_notice"))
    look(desk, False)
    assert (desk.states(), asked(desk)) == (("uncertain",), True)


def test_nothing_is_sent_again_once_the_dossier_has_changed(desk: Desk) -> None:
    choose(desk, WhenUncertain.RESEND)
    change.happen(desk.app, desk.references[0], Noted("vu au salon"))
    look(desk, False)
    assert (desk.states(), asked(desk)) == (("uncertain",), True)


def test_a_doubt_that_a_person_has_been_asked_about_is_his(desk: Desk) -> None:
    look(desk, False)
    choose(desk, WhenUncertain.RESEND)
    look(desk, False)
    assert desk.states() == ("uncertain",)


def test_a_proof_holds_for_the_accounts_that_it_was_made_with(desk: Desk) -> None:
    choose(desk, WhenUncertain.RECONCILE, proved=True)
    object.__setattr__(desk.app.settings.need_smtp(), "bcc", "archive@creancier.example")
    look(desk, False)
    assert (desk.states(), asked(desk)) == (("uncertain",), True)


def test_where_copies_are_the_proof_no_mail_leaves_without_one(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    choose(desk, WhenUncertain.RECONCILE)
    object.__setattr__(desk.app.settings.need_smtp(), "bcc", "archive@creancier.example")
    server = send(desk, SmtpServer({"rcpt": ["250 ok", "550 5.2.2 full"]}))
    assert (server.mails, desk.states()) == ([], ("retry",))
    desk.clock.advance(timedelta(hours=1))
    assert len(send(desk, SmtpServer()).mails) == 1
    desk.close()


class Planted(Mailbox):
    """Holds in the watched folder, and nowhere else, what somebody has put there under the name of a mail of ours."""

    def has_message(self, message_id: str) -> bool:
        return True

    def sent_folder(self) -> str | None:
        return None


def copies(desk: Desk) -> None:
    object.__setattr__(desk.app.settings.need_smtp(), "bcc", "compta@creancier.example")


def test_a_mail_in_the_watched_folder_ends_a_doubt_only_where_copies_go_there(desk: Desk) -> None:
    planted = Planted(mailbox_account(desk.app.settings, desk.app.env))
    assert not doubts.searching(desk.app, planted)("<relanced.RL-0001.second.1.token@creancier.example>")
    copies(desk)
    assert doubts.searching(desk.app, planted)("<relanced.RL-0001.second.1.token@creancier.example>")


@pytest.mark.parametrize("copied", [False, True])
def test_a_mail_that_arrives_under_our_name_ends_a_doubt_only_where_copies_are_asked_for(
    desk: Desk, copied: bool
) -> None:
    if copied:
        copies(desk)
    with desk.app.store.begin() as connection:
        [message_id] = connection.execute(select(schema.outbox.c.message_id)).scalars()
        raw = f"From: compta@creancier.example\r\nMessage-ID: {message_id}\r\n\r\nBonjour\r\n".encode()
        mails.store(connection, "INBOX", 1, mails.Arrival(1, raw, desk.clock.now()), desk.clock.now())
    reader = Reader()
    handle_batch(desk.app, reader)
    reader.close()
    assert desk.states() == ("sent" if copied else "uncertain",)
