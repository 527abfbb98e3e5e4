"""An IMAP server of a few lines that says at each stage what its script wants, in a thread, on loopback."""

from __future__ import annotations

import re
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

DROP, STALL, RESET = b"drop", b"stall", b"reset"
# Before an answer: it is the last thing said, it comes byte by byte, or the usual answer follows it.
CUT, DRIP, FIRST = b"cut ", b"drip ", b"first "

Script = dict[str, bytes | list[bytes]]

GREETING = b"* OK [CAPABILITY IMAP4rev1 IDLE] ready\r\n"
DATE = b'"09-Dec-2026 09:00:00 +0100"'
# What a FETCH asks for, and the stage that it is.
FETCHED = {b"HEADER.FIELDS": "heads", b"BODY": "bodies", b"SIZE": "sizes", b"": "dates"}
UIDS = re.compile(rb"UID FETCH (\S+) ")


def letter(n: int) -> bytes:
    head = f"From: c{n}@client.example\r\nMessage-ID: <m{n}@client.example>\r\nSubject: m{n}\r\n"
    return head.encode() + b"\r\nBonjour\r\n"


@dataclass
class ImapServer:
    """`says` maps a stage to an answer, in which ``{tag}`` stands for the command's, or to those of successive times.

    Stages: ``greeting capability starttls login examine noop search sizes dates heads bodies idle done logout``.
    `garbled` is the answer that the body of one UID always gets; `asked` is every command.
    """

    says: Script = field(default_factory=dict)
    mails: dict[int, bytes] = field(default_factory=lambda: {n: letter(n) for n in (1, 2, 3)})
    # the mails of other folders, each of which is of the special use of its name: "Sent", "Junk"
    others: dict[str, dict[int, bytes]] = field(default_factory=dict)
    garbled: dict[int, bytes] = field(default_factory=dict)
    uidvalidity: int = 7
    # seconds of a client's silence, after which it hangs up
    patience: float | None = 5
    asked: list[bytes] = field(default_factory=list)
    connections: int = 0
    # how many there are now, and have ever been at a time
    open: int = 0
    most_open: int = 0
    # how often the usual answer gave each body
    given: Counter[int] = field(default_factory=Counter)
    _idling: bytes = b""
    _folder: str = ""

    @contextmanager
    def running(self) -> Iterator[int]:
        """Answers the port."""
        self._over = threading.Event()
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.sockets = [listener]
            threads = [threading.Thread(target=self._accept, args=(listener,), daemon=True)]
            threads[0].start()
            try:
                yield int(listener.getsockname()[1])
            finally:
                self._over.set()
                with suppress(OSError):
                    listener.shutdown(socket.SHUT_RDWR)
                threads[0].join()

    def _accept(self, listener: socket.socket) -> None:
        handlers = []
        with suppress(OSError):
            while not self._over.is_set():
                connection, _ = listener.accept()
                connection.settimeout(self.patience)
                self.connections += 1
                self.sockets.append(connection)
                handlers.append(threading.Thread(target=self._serve, args=(connection,), daemon=True))
                handlers[-1].start()
        for handler in handlers:
            handler.join()

    def _serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as lines, self._counted(), suppress(OSError, _Gone):
            self._say(connection, "greeting", b"", GREETING)
            for line in lines:
                self.asked.append(line.rstrip())
                self._command(connection, line.rstrip())

    @contextmanager
    def _counted(self) -> Iterator[None]:
        end = time.monotonic() + 0.5
        while self.open and time.monotonic() < end:  # the one before may have been closed this very moment
            time.sleep(0.001)
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            yield
        finally:
            self.open -= 1

    def _command(self, connection: socket.socket, line: bytes) -> None:
        if line.upper() == b"DONE":
            self._say(connection, "done", self._idling, b"{tag} OK done\r\n")
            return
        tag, _, words = line.partition(b" ")
        verb = words.split(b" ")[0].decode("ascii", "replace").lower()
        stage = {"select": "examine", "authenticate": "login"}.get(verb, verb)
        if stage == "uid":
            stage, usual = self._of_uids(words)
        else:
            if stage == "examine":
                self._folder = words.split(b" ")[-1].strip(b'"').decode()
            usual = self._usual(stage)
        self._idling = tag
        self._say(connection, stage, tag, usual)
        if stage == "logout":
            raise _Gone

    @property
    def _here(self) -> dict[int, bytes]:
        return self.others.get(self._folder, self.mails)

    def _usual(self, stage: str) -> bytes:
        count = str(len(self._here)).encode()
        return {
            "capability": b"* CAPABILITY IMAP4rev1 IDLE\r\n{tag} OK done\r\n",
            "examine": b"* FLAGS (\\Seen)\r\n* " + count + b" EXISTS\r\n* OK [UIDVALIDITY "
            + str(self.uidvalidity).encode() + b"] x\r\n* OK [UIDNEXT 4] x\r\n{tag} OK [READ-ONLY] done\r\n",
            "list": b"".join(b'* LIST (\\%b) "/" "%b"\r\n' % (name.encode(), name.encode()) for name in self.others)
            + b"{tag} OK done\r\n",
            "idle": b"+ idling\r\n",
            "logout": b"* BYE bye\r\n{tag} OK done\r\n",
        }.get(stage, b"{tag} OK done\r\n")  # fmt: skip

    def _of_uids(self, words: bytes) -> tuple[str, bytes]:
        if words.startswith(b"UID SEARCH"):
            return "search", b"* SEARCH " + b" ".join(b"%d" % n for n in self._here) + b"\r\n{tag} OK done\r\n"
        stage = next(stage for word, stage in FETCHED.items() if word in words)
        rows = [self._row(stage, seq, uid) for seq, uid in enumerate(self._here, 1) if uid in self._named(words)]
        return stage, b"".join(rows) + b"{tag} OK done\r\n"

    def _named(self, words: bytes) -> set[int]:
        found = UIDS.match(words)
        return {int(n) for n in found[1].split(b",")} if found else set()

    def _row(self, stage: str, seq: int, uid: int) -> bytes:
        if stage == "bodies" and uid in self.garbled:
            return self.garbled[uid]
        if stage == "bodies" and self.says.get("bodies") is None:
            self.given[uid] += self._here is self.mails
        return row(stage, seq, uid, self._here[uid])

    def _say(self, connection: socket.socket, stage: str, tag: bytes, usual: bytes) -> None:
        said = self.says.get(stage, usual)
        if isinstance(said, list):
            said = said.pop(0) if said else usual
        if said.startswith(FIRST):
            said = said.removeprefix(FIRST) + usual
        last, dripping = said.startswith(CUT), said.startswith(DRIP)
        said = said.removeprefix(CUT).removeprefix(DRIP).replace(b"{tag}", tag)
        if said == STALL:
            self._over.wait(5)
            raise _Gone
        if said == RESET:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if said in (DROP, RESET):
            raise _Gone
        for piece in [said[n : n + 1] for n in range(len(said))] if dripping else [said]:
            connection.sendall(piece)
        if last:
            raise _Gone


def row(stage: str, seq: int, uid: int, raw: bytes) -> bytes:
    """One mail's answer to a FETCH."""
    if stage == "sizes":
        return b"* %d FETCH (UID %d RFC822.SIZE %d)\r\n" % (seq, uid, len(raw))
    if stage == "heads":
        fields = re.findall(rb"(?mi)^(?:In-Reply-To|References|To|Delivered-To):.*\r\n(?:[ \t].*\r\n)*", raw)
        text = b"".join(fields) + b"\r\n"
        return b"* %d FETCH (UID %d BODY[HEADER.FIELDS (TO)] {%d}\r\n%s)\r\n" % (seq, uid, len(text), text)
    if stage == "dates":
        return b"* %d FETCH (UID %d INTERNALDATE %s)\r\n" % (seq, uid, DATE)
    return b"* %d FETCH (UID %d INTERNALDATE %s BODY[] {%d}\r\n%s)\r\n" % (seq, uid, DATE, len(raw), raw)


class _Gone(Exception):
    pass
