"""One SMTP transaction at a time, and an exact word on what became of it.

aiosmtplib speaks the protocol; the steps are made one by one here, because only so is it known whether the final dot
was on its way when the link broke (RFC 5321 4.5.3.2, RFC 1047).
"""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import aiosmtplib
from aiosmtplib import errors
from aiosmtplib.protocol import SMTPProtocol, normalize_message_line_endings

from relanced.daemon.login.xoauth2 import smtp_login
from relanced.daemon.sending.verdict import About, Stage, about

if TYPE_CHECKING:
    from relanced.daemon.login.oauth import Access, Tokens

CONNECT_TIMEOUT = 30.0
COMMAND_TIMEOUT = 120.0
# A server that has the mail may take ten minutes to say so; giving up earlier makes duplicates.
FINAL_DOT_TIMEOUT = 600.0


class Security(StrEnum):
    TLS = "tls"
    STARTTLS = "starttls"
    PLAIN = "plain"


class Fate(StrEnum):
    """What is known of a mail after an attempt. REFUSED: the recipient's address is; UNFIT: this mail is, whoever it is
    for; ACCOUNT: the fault is ours or the server's, not the mail's."""

    SENT = "sent"
    RETRY = "retry"
    REFUSED = "refused"
    UNFIT = "unfit"
    UNCERTAIN = "uncertain"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Answer:
    """`text` is the server's own words, or the fault's, safe to store; `code` is 0 when it said none."""

    fate: Fate
    text: str
    code: int = 0
    about: About = About.MAIL


@dataclass(frozen=True, slots=True)
class Account:
    """`password` is empty when the server wants none (loopback)."""

    host: str
    port: int
    security: Security
    username: str | None = None
    password: str = ""
    ca_file: str | None = None
    local_hostname: str = "localhost"
    # instead of the password
    tokens: Tokens | None = None

    def __repr__(self) -> str:
        return f"Account({self.username or ''}@{self.host}:{self.port} {self.security})"


class AccountFault(Exception):
    """Connecting or logging in failed. `permanent`: the settings are wrong, not the weather."""

    def __init__(self, message: str, *, permanent: bool) -> None:
        super().__init__(message)
        self.permanent = permanent


def clean(text: str) -> str:
    """aiosmtplib hands over bytes that are not UTF-8 as surrogates, which no database takes."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def tls_context(ca_file: str | None) -> ssl.SSLContext:
    """Certificates and names are always verified."""
    return ssl.create_default_context(cafile=ca_file)


class Session:
    """One connection, used for a batch of mails and closed. After any surprise it is closed at once: a client whose
    command was interrupted pairs the next answer with the wrong command."""

    def __init__(
        self, account: Account, *, final_dot_timeout: float = FINAL_DOT_TIMEOUT, copy_needed: bool = False
    ) -> None:
        self.account = account
        # no mail leaves without its blind copy, where what has none is taken for what did not leave
        self.copy_needed = copy_needed
        self.final_dot_timeout = final_dot_timeout
        # what an interruption now would mean for the mail in hand
        self.if_lost = Fate.RETRY
        self._client: aiosmtplib.SMTP | None = None

    @property
    def is_open(self) -> bool:
        return self._client is not None and self._client.is_connected

    @property
    def extensions(self) -> dict[str, str]:
        return dict(self._client.esmtp_extensions) if self._client else {}

    async def open(self) -> None:
        """Raises AccountFault."""
        account = self.account
        access = await asyncio.to_thread(account.tokens.access) if account.tokens else None
        client = aiosmtplib.SMTP(
            hostname=account.host,
            port=account.port,
            timeout=CONNECT_TIMEOUT,
            use_tls=account.security is Security.TLS,
            start_tls=account.security is Security.STARTTLS,
            tls_context=None if account.security is Security.PLAIN else tls_context(account.ca_file),
            local_hostname=account.local_hostname,
        )
        try:
            await client.connect()
            if client.is_ehlo_or_helo_needed:
                await client.ehlo()
            await self._log_in(client, access)
        except BaseException as error:
            _abandon(client)
            if isinstance(error, Exception) and not isinstance(error, AccountFault):
                raise _account_fault(account, error) from error
            raise
        client.timeout = COMMAND_TIMEOUT
        self._client = client

    async def _log_in(self, client: aiosmtplib.SMTP, access: Access | None) -> None:
        """One mechanism, and a refusal is final: three tries a connection lock an account out three times as fast."""
        account = self.account
        if not account.username:
            return
        if account.tokens and access:
            await smtp_login(client, account.username, account.tokens, access)
            return
        offered = {m.lower() for m in client.supported_auth_methods}
        if "plain" in offered:
            log_in = client.auth_plain
        elif "login" in offered:
            log_in = client.auth_login
        else:
            raise errors.SMTPNotSupported(f"neither PLAIN nor LOGIN is offered, only {sorted(offered) or 'nothing'}")
        try:
            await log_in(account.username, account.password)
        except errors.SMTPAuthenticationError as error:
            if error.code // 100 != 4:
                raise
            # not of the password: Postfix says 454 once, to whoever comes first after Dovecot was started again
            await log_in(account.username, account.password)

    async def send(self, sender: str, recipient: str, raw: bytes, copy_to: str | None = None) -> Answer:
        """One recipient a transaction; `copy_to` is our own blind copy, whose refusal is no refusal of the mail."""
        client = self._client
        self.if_lost = Fate.RETRY
        if client is None or client.protocol is None:
            return Answer(Fate.RETRY, "not connected")
        if (limit := _size_limit(client)) and len(raw) > limit:
            too_large = f"552 the mail has {len(raw)} bytes, the server takes {limit}"
            return Answer(Fate.UNFIT, too_large, 552, About.MAIL)
        try:
            return await self._transaction(client, client.protocol, sender, recipient, raw, copy_to)
        except BaseException:
            self.close()
            raise

    async def _transaction(
        self,
        client: aiosmtplib.SMTP,
        protocol: SMTPProtocol,
        sender: str,
        recipient: str,
        raw: bytes,
        copy_to: str | None,
    ) -> Answer:
        try:
            await client.mail(sender, options=[f"SIZE={len(raw)}"] if client.supports_extension("size") else [])
            await client.rcpt(recipient)
            refusal = await self._copy(client, copy_to) if copy_to else None
        except (errors.SMTPException, OSError, ValueError) as error:
            return await self._before_data(client, error)
        if refusal and self.copy_needed:
            await self._reset(client)
            return Answer(Fate.ACCOUNT, f"the blind copy to {copy_to} is refused: {refusal}", 0, About.US)
        return await self._data(client, protocol, raw)

    async def _copy(self, client: aiosmtplib.SMTP, copy_to: str) -> str | None:
        """The server's words when it refuses."""
        try:
            await client.rcpt(copy_to)
        except errors.SMTPRecipientRefused as error:
            if error.code == 421:
                raise
            return clean(f"{error.code} {error.message}")
        return None

    async def _before_data(self, client: aiosmtplib.SMTP, error: Exception) -> Answer:
        """Nothing of the mail has left: it can be tried again without a doubt."""
        answer = _judge(error, lost=Fate.RETRY)
        if answer.code == 0 or answer.fate is Fate.ACCOUNT:
            self.close()
        else:
            await self._reset(client)
        return answer

    async def _data(self, client: aiosmtplib.SMTP, protocol: SMTPProtocol, raw: bytes) -> Answer:
        """The server's 354 divides the two worlds: before it nothing has left, after it the link's loss is a doubt."""
        try:
            ready = await _command(protocol, b"DATA\r\n", COMMAND_TIMEOUT)
            if ready.code != 354:
                raise errors.SMTPDataError(ready.code, ready.message)
            self.if_lost = Fate.UNCERTAIN
            done = await _command(protocol, _dotted(raw), self.final_dot_timeout)
            if done.code // 100 != 2:
                raise errors.SMTPDataError(done.code, done.message)
        except (errors.SMTPException, OSError) as error:
            answer = _judge(error, lost=self.if_lost)
            self.close() if answer.code in (0, 421) else await self._reset(client)
            return answer
        return Answer(Fate.SENT, clean(f"{done.code} {done.message}"), done.code)

    async def _reset(self, client: aiosmtplib.SMTP) -> None:
        try:
            await client.rset()
        except (errors.SMTPException, OSError):
            self.close()

    async def quit(self) -> None:
        client, self._client = self._client, None
        if client is None:
            return
        transport = client.transport
        try:
            await client.quit(timeout=5)
        except (errors.SMTPException, OSError, asyncio.CancelledError):
            client.close()
        _abort(transport)

    def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            _abandon(client)


def _abandon(client: aiosmtplib.SMTP) -> None:
    _abort(client.transport)
    client.close()


def _abort(transport: asyncio.BaseTransport | None) -> None:
    """Closing politely would leave a TLS transport half open until the peer answers."""
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()


async def _command(protocol: SMTPProtocol, data: bytes, timeout: float) -> aiosmtplib.SMTPResponse:
    """Write and wait for the answer. `SMTPProtocol.data` does DATA and body in one with one time-out, and does not
    tell which of the two was lost; hence its own private flag is set here (aiosmtplib is pinned, the tests watch it).
    """
    protocol._response_pending = True
    protocol.write(data)
    return await protocol.read_response(timeout=timeout)


def _dotted(raw: bytes) -> bytes:
    """Dot-stuffing (RFC 5321 4.5.2) over lines that end in CRLF and nothing else, closed by the final dot."""
    body = normalize_message_line_endings(raw).replace(b"\r\n.", b"\r\n..")
    return (b"." if body.startswith(b".") else b"") + body + b".\r\n"


def _size_limit(client: aiosmtplib.SMTP) -> int:
    text = client.esmtp_extensions.get("size", "")
    return int(text) if text.isdigit() else 0


# Microsoft takes no passwords any more, or no mail from programs: the settings' fault, at whatever stage it is said.
ACCOUNT_CODES = ("5.7.30 ", "5.7.139 ")
# The server closes, or wants a login that it has not got (RFC 4954, 6).
ACCOUNT_ANSWERS = frozenset({421, 530, 535})
STAGES: tuple[tuple[type[errors.SMTPException], Stage], ...] = (
    (errors.SMTPSenderRefused, Stage.MAIL),
    (errors.SMTPRecipientRefused, Stage.RCPT),
)
# What a refusal for good makes of the mail, by what it speaks of; one for now is always tried again.
FOR_GOOD: dict[About, Fate] = {
    About.RECIPIENT: Fate.REFUSED,
    About.FULL: Fate.RETRY,
    About.MAIL: Fate.UNFIT,
    About.US: Fate.ACCOUNT,
}


def _of_the_account(error: errors.SMTPResponseException) -> bool:
    return error.code in ACCOUNT_ANSWERS or error.message.startswith(ACCOUNT_CODES)


def _verdict(error: errors.SMTPResponseException) -> Answer:
    text = clean(f"{error.code} {error.message}")
    stage = next((stage for kind, stage in STAGES if isinstance(error, kind)), Stage.BODY)
    of = about(stage, error.code, error.message)
    if _of_the_account(error):
        return Answer(Fate.ACCOUNT, text, error.code, About.US)
    return Answer(FOR_GOOD[of] if error.code // 100 == 5 else Fate.RETRY, text, error.code, of)


def _judge(error: Exception, lost: Fate) -> Answer:
    if isinstance(error, errors.SMTPResponseException):
        if error.code // 100 in (4, 5):
            return _verdict(error)
        return Answer(lost, clean(f"{error.code} {error.message}"))  # no answer at all says nothing of the mail
    if isinstance(error, ValueError):
        return Answer(Fate.REFUSED, clean(str(error)), 553)
    return Answer(lost, clean(f"{type(error).__name__}: {error}"))


def _account_fault(account: Account, error: Exception) -> AccountFault:
    where = f"{account.host}:{account.port}"
    words = clean(str(error)) or type(error).__name__
    if isinstance(error, errors.SMTPAuthenticationError):
        return AccountFault(
            f"{where} refuses the login of {account.username}: {words}; {_login_hint(account, error)}",
            permanent=error.code >= 500,
        )
    if isinstance(error.__cause__, ssl.SSLCertVerificationError) or isinstance(error, ssl.SSLCertVerificationError):
        return AccountFault(
            f"{where} shows a certificate that cannot be trusted: {words}; "
            "check smtp.host, or name your own authority with smtp.ca_file",
            permanent=True,
        )
    if isinstance(error, errors.SMTPNotSupported) or "STARTTLS" in words.upper():
        return AccountFault(
            f"{where} does not offer what the settings ask for: {words}; check smtp.security and smtp.port",
            permanent=True,
        )
    return AccountFault(f"{where} cannot be reached: {words}; check smtp.host and smtp.port", permanent=False)


def _login_hint(account: Account, error: errors.SMTPAuthenticationError) -> str:
    if error.message.startswith(ACCOUNT_CODES):
        return "check that authenticated SMTP is on for this mailbox, and that oauth takes the place of smtp.password"
    if account.tokens:
        return "check smtp.username, or sign in again: relanced check --login"
    return "check smtp.username and smtp.password"
