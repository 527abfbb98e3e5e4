"""What the daemon writes down about itself, and what ``relanced status`` concludes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from campaigns.desk import NOW, Desk
from relanced.commands.status import _code
from relanced.daemon import restored
from relanced.daemon.health import status
from relanced.daemon.health.metrics import page, serve
from relanced.daemon.health.pulse import Pulse
from relanced.daemon.health.status import DEAD_AFTER, Heartbeat, Trouble
from relanced.daemon.health.vitals import Vitals
from relanced.daemon.login.accounts import mailbox_account
from relanced.daemon.login.breaker import ACCOUNT_PAUSE
from relanced.daemon.mailbox.listener import Listener
from relanced.daemon.once import once
from relanced.daemon.sending.outbox import Sender
from relanced.store import figures
from tests.support.commands import COMPANY, Shell
from tests.support.processes import wait_for

MINUTE = timedelta(minutes=1)
SERVERS = """\
mailbox: {host: 127.0.0.1, security: plain, password: {env: HOME}}
smtp: {host: 127.0.0.1, security: plain}
"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path, 2)
    yield desk
    desk.close()


def vitals(desk: Desk) -> Vitals:
    listener = Listener(desk.app, mailbox_account(desk.app.settings, desk.app.env), lambda: None, lambda: None)
    listener.reads = True
    return Vitals(desk.app, listener, Sender(desk.app, "host:1"), Pulse(desk.clock.ticks, {}))


def verdict(desk: Desk) -> tuple[int, set[str]]:
    with desk.app.store.snapshot() as connection:
        health = status.health(desk.app, connection)
    return int(_code(health)), {trouble.value for trouble in health.troubles}


def test_a_daemon_that_reads_and_writes_its_heartbeat_is_well(desk: Desk) -> None:
    vitals(desk).note()
    assert verdict(desk) == (0, set())


def test_where_none_has_ever_run_nothing_is_well(desk: Desk) -> None:
    assert verdict(desk) == (1, {"not_running"})


def test_a_daemon_that_gives_no_sign_of_life_is_not_running(desk: Desk) -> None:
    vitals(desk).note()
    desk.clock.advance(DEAD_AFTER + MINUTE)
    desk.look()
    assert verdict(desk) == (1, {"not_running"})


def test_a_daemon_that_was_stopped_is_said_at_once_not_to_run(desk: Desk) -> None:
    alive = vitals(desk)
    alive.note()
    alive.note_end()
    assert verdict(desk) == (1, {"not_running"})


def test_a_mailbox_that_was_not_read_for_a_quarter_of_an_hour_is_a_fault(desk: Desk) -> None:
    alive = vitals(desk)
    for minutes in (15, 1):
        desk.clock.advance(minutes * MINUTE)
        alive.note()
        expected = (0, set()) if minutes == 15 else (1, {"mailbox_silent"})
        assert verdict(desk) == expected


def test_words_from_the_future_say_nothing_of_now(desk: Desk) -> None:
    vitals(desk).note()
    desk.clock.move_to(NOW - MINUTE)
    assert verdict(desk) == (0, set()), "another instance's clock is a little ahead"
    desk.clock.move_to(NOW - timedelta(days=1))
    assert verdict(desk) == (1, {"not_running", "mailbox_silent"})


def test_a_daemon_that_has_just_started_is_given_its_time(desk: Desk) -> None:
    desk.clock.advance(timedelta(days=7))
    alive = vitals(desk)
    alive.note()
    assert verdict(desk) == (75, {"mailbox_silent"})
    alive.listener.fault = "imap.provider.example:993 refuses the login"
    alive.note()
    assert verdict(desk) == (1, {"mailbox_silent"}), "it has said that it cannot"


def test_sending_that_fails_again_after_its_pause_is_a_fault(desk: Desk) -> None:
    alive = vitals(desk)
    for failures in (1, 2):
        alive.sender.breaker.trip(desk.clock.now(), "relay access denied")
        alive.note()
        assert verdict(desk) == ((0, set()) if failures == 1 else (1, {"sending_paused"}))
        desk.clock.advance(ACCOUNT_PAUSE / 3)


def test_the_heartbeat_is_written_once_a_minute_or_when_something_changes(desk: Desk) -> None:
    alive = vitals(desk)
    written: list[Heartbeat] = []
    for second in range(0, 180, 20):
        desk.clock.move_to(NOW + timedelta(seconds=second))
        if second == 100:
            alive.listener.fault = "the connection was lost"
        alive.note()
        with desk.app.store.snapshot() as connection:
            beat = status.last(connection)
        if beat is not None and (not written or written[-1] != beat):
            written.append(beat)
    assert [(beat.at - NOW).seconds for beat in written] == [0, 60, 100, 160]


def test_of_several_instances_only_the_one_that_reads_speaks(desk: Desk) -> None:
    standing_by = vitals(desk)
    standing_by.listener.reads = False
    standing_by.note()
    assert verdict(desk) == (1, {"not_running"})


def passed(desk: Desk, mailbox: str = "", sending: str = "") -> None:
    """A pass of `once`; it has read the mailbox unless that failed."""
    if not mailbox:
        desk.look()
    status.note_pass(desk.app, mailbox, sending)


def test_after_a_pass_from_cron_all_is_well_until_the_next_is_overdue(desk: Desk) -> None:
    for _ in range(3):
        passed(desk)
        desk.clock.advance(15 * MINUTE)
        assert verdict(desk) == (0, set())
    desk.clock.advance(MINUTE)
    assert verdict(desk) == (1, {"not_running", "mailbox_silent"})


def test_a_pass_that_could_not_read_the_mailbox_does_not_hide_it(desk: Desk) -> None:
    passed(desk)
    desk.clock.advance(16 * MINUTE)
    passed(desk, mailbox="imap.provider.example:993 refuses the login")
    assert verdict(desk) == (1, {"mailbox_silent"})


def test_two_passes_that_could_not_send_are_a_fault_and_one_is_not(desk: Desk) -> None:
    passed(desk, sending="relay access denied")
    assert verdict(desk) == (0, set())
    passed(desk, sending="relay access denied")
    assert verdict(desk) == (1, {"sending_paused"})
    passed(desk)
    assert verdict(desk) == (0, set())


def test_a_pass_beside_a_daemon_that_lives_leaves_it_the_word(desk: Desk) -> None:
    alive = vitals(desk)
    alive.listener.fault = "the connection was lost"
    alive.note()
    passed(desk)
    with desk.app.store.snapshot() as connection:
        beat = status.last(connection)
    assert beat is not None
    assert (beat.once, beat.mailbox) == (False, "the connection was lost")


async def test_a_pass_of_once_is_noted_with_its_faults(desk: Desk) -> None:
    """Nobody answers at the ports of this desk."""
    done = await once(desk.app)
    with desk.app.store.snapshot() as connection:
        beat = status.last(connection)
    assert beat is not None
    assert beat.once
    assert beat.mailbox == done.errors[0]
    assert "mailbox" in beat.mailbox


def test_a_store_that_came_back_from_a_backup_is_a_trouble_until_it_is_released(desk: Desk) -> None:
    vitals(desk).note()
    with desk.app.store.begin() as connection:
        restored.hold(connection, desk.clock.now())
    assert verdict(desk) == (1, {"held"})
    with desk.app.store.begin() as connection:
        restored.release(connection, desk.clock.now())
    assert verdict(desk) == (0, set())


def test_a_store_that_does_not_answer_is_a_trouble_of_its_own(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("relanced.daemon.health.vitals.PATIENCE", 0.05)
    alive = vitals(desk)
    pool = desk.app.store.engine.pool
    taken = [pool.connect() for _ in range(15)]  # all that the pool has: the question waits for one
    assert set(alive.troubles()) == {Trouble.STORE_SILENT}
    assert set(alive.troubles()) == {Trouble.STORE_SILENT}, "no second thread is lost to it"
    for connection in taken:
        connection.close()
    monkeypatch.undo()
    wait_for(lambda: not alive.troubles(), "it has answered")


async def test_a_question_right_after_an_answer_is_no_silence(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has answered may still be busy with closing his connection."""
    snapshot, closing = desk.app.store.snapshot, Event()

    @contextmanager
    def slow_to_close() -> Iterator[Connection]:
        with snapshot() as connection:
            yield connection
            closing.wait(30)

    alive = vitals(desk)
    monkeypatch.setattr(desk.app.store, "snapshot", slow_to_close)
    said = await alive.page()
    closing.set()
    assert 'relanced_trouble{name="store_silent"} 0' in said.splitlines()


# -- the figures ------------------------------------------------------------------------------------------------------


def test_the_metrics_count_what_there_is(desk: Desk) -> None:
    with desk.app.store.snapshot() as connection:
        text = page(figures.figures(connection, "INBOX"), {Trouble.MAILBOX_SILENT: "…"})
    lines = text.splitlines()
    assert 'relanced_dossiers{status="active"} 2' in lines
    assert 'relanced_outbox{state="queued"} 2' in lines
    assert "relanced_tasks_open 0" in lines
    assert "relanced_mails_read_total 0" in lines
    assert f"relanced_mailbox_read_timestamp_seconds {NOW.timestamp()}" in lines
    assert 'relanced_trouble{name="mailbox_silent"} 1' in lines
    assert 'relanced_trouble{name="store_silent"} 0' in lines
    names = {line.split()[2] for line in lines if line.startswith("# TYPE")}
    assert {line.partition("{")[0].split()[0] for line in lines if line[0] != "#"} <= names


async def ask(port: int, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    writer.write_eof()
    answer = await reader.read()
    writer.close()
    return answer


@pytest.mark.parametrize(
    ("request_", "answer"),
    [
        (b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n", b"HTTP/1.1 200 OK"),
        (b"GET /metrics?a=b HTTP/1.0\r\n\r\n", b"HTTP/1.1 200 OK"),
        (b"GET / HTTP/1.1\r\n\r\n", b"HTTP/1.1 404 Not Found"),
        (b"POST /metrics HTTP/1.1\r\n\r\n", b"HTTP/1.1 404 Not Found"),
        (b"\r\n\r\n", b"HTTP/1.1 404 Not Found"),
        (b"GET /metrics", b""),
        (b"GET /" + b"x" * 40_000 + b"\r\n\r\n", b""),
    ],
)
async def test_the_port_answers_one_question(request_: bytes, answer: bytes) -> None:
    async def current() -> str:
        return "relanced_tasks_open 0\n"

    async with await serve(0, current) as server:
        [socket] = server.sockets
        assert socket.getsockname()[0] == "127.0.0.1"
        said = await ask(socket.getsockname()[1], request_)
    assert said.split(b"\r\n")[0] == answer


@pytest.mark.parametrize("fault", [TimeoutError(), OperationalError("", {}, Exception("database is locked"))])
async def test_a_store_that_hangs_or_fails_is_a_503(fault: Exception) -> None:
    async def current() -> str:
        raise fault

    async with await serve(0, current) as server:
        said = await ask(server.sockets[0].getsockname()[1], b"GET /metrics HTTP/1.1\r\n\r\n")
    assert said.startswith(b"HTTP/1.1 503")


# -- the command ------------------------------------------------------------------------------------------------------


def test_where_no_mailbox_is_set_none_is_missed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = Shell(tmp_path, capsys, COMPANY)("status", "--json").object
    assert set(said["faults"]) == {"not_running"}
    assert said["notes"] == []


def test_the_command_says_it_in_lines_and_in_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shell = Shell(tmp_path, capsys, COMPANY + SERVERS)
    told = shell("status")
    assert told.code == 1
    assert "FAULT: the daemon has never run" in told.out
    assert "FAULT: the mailbox has not been read yet" in told.out
    assert "where it is not known whether a mail left, it waits, and a task asks you" in told.out
    said = shell("status", "--json")
    assert said.code == 1
    assert (said.object["running"], set(said.object["faults"])) == (False, {"not_running", "mailbox_silent"})


def test_a_store_out_of_reach_is_69(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shell = Shell(tmp_path, capsys, COMPANY + SERVERS + "store: {url: 'postgresql://nobody@127.0.0.1:1/none'}\n")
    assert shell("status").code == 69


def test_a_hook_that_is_not_there_is_noted_at_the_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shell = Shell(tmp_path, capsys, COMPANY + SERVERS + "monitoring: {hook: /nowhere/call-me}\n")
    assert "monitoring.hook: there is no program /nowhere/call-me" in shell("check").out


def test_a_silence_shorter_than_the_pause_between_two_looks_is_noted_at_the_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for minutes, noted in ((5, True), (6, False)):
        shell = Shell(tmp_path, capsys, COMPANY + SERVERS + f"monitoring: {{silence_minutes: {minutes}}}\n")
        assert ("a quiet mailbox is taken for a fault" in shell("check").out) is noted


def test_owners_who_cannot_give_orders_yet_are_told_so_at_the_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shell = Shell(tmp_path, capsys, COMPANY + "owners: claire@mercier.example\n")
    assert "owners is set: no order is taken by mail yet" in shell("check").out
