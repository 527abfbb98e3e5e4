"""Why a server cannot be used, in words that help somebody who has never heard of TLS."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Iterator

from relanced.daemon.sending.smtp import AccountFault
from relanced.errors import Fault

SILENT = "check {section}.host and {section}.port; is a firewall in between?"

# OpenSSL's X509_V_ERR_* numbers.
CERTIFICATES: dict[int, tuple[str, str]] = {
    9: ("the server's certificate is not valid yet", "is the clock of this machine right?"),
    10: ("the server's certificate has expired", "whoever runs the server must renew it; nothing is sent until then"),
    18: ("the server made its certificate itself", "name that certificate in {section}.ca_file"),
    19: ("the server's certificate comes from an unknown authority", "name the authority in {section}.ca_file"),
    20: ("the server's certificate comes from an unknown authority", "name the authority in {section}.ca_file"),
    62: (
        "the server's certificate is for another name",
        "write in {section}.host the name that your provider gives, not an alias or a number",
    ),
    64: ("the server's certificate is for another address", "write the server's name in {section}.host"),
}
LINKS: tuple[tuple[type[BaseException], str, str], ...] = (
    (socket.gaierror, "there is no server of this name, or no network", "check {section}.host"),
    (ConnectionRefusedError, "nobody answers on this port", "check {section}.host and {section}.port"),
    (TimeoutError, "the server does not answer", SILENT),
    (ssl.SSLError, "the server does not speak TLS here", "check {section}.port and {section}.security"),
    (OSError, "the server cannot be reached", "check {section}.host, {section}.port and the network"),
)
# Of tokens: whatever the cause was, the trouble is not this server's.
TOKENS: tuple[tuple[str, str, str], ...] = (
    (r"nobody has signed in", "nobody has signed in yet", "relanced check --login"),
    (r"does not renew the token", "the provider does not renew the token", "relanced check --login, and check oauth"),
    (r"token cannot be renewed", "the provider's token endpoint does not answer", "check oauth and the network"),
    (r"XOAUTH2 is not offered", "the server takes no tokens", "check {section}.host and oauth.provider"),
    (r"\b5\.7\.(30|139) ", "Microsoft takes no password here", "see oauth in docs/settings.md"),
    (r"sign in again", "the login is refused", "check {section}.username, or relanced check --login"),
)
# With OSError and the like on both sides of a library's border, its words are what is left.
WORDS: tuple[tuple[str, str, str], ...] = (
    (r"refuses the login", "the login is refused", "check {section}.username and {section}.password"),
    (r"does not open the folder", "there is no such folder", "check {section}.folder"),
    (r"timed? ?out", "the server does not answer", SILENT),
)  # fmt: skip


def explained(section: str, where: str, fault: AccountFault) -> Fault:
    """`section` is that of the configuration; the server's own words come last."""
    what, hint = _found(fault)
    return Fault(f"{section} {where}", what, f"{hint.format(section=section)}; {_words(fault)}")


def _found(fault: AccountFault) -> tuple[str, str]:
    causes = list(_causes(fault))
    for pattern, what, hint in TOKENS:
        if re.search(pattern, str(fault)):
            return what, hint
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return CERTIFICATES.get(
                cause.verify_code, ("the server's certificate cannot be trusted", "check {section}.host")
            )
    for pattern, what, hint in WORDS:
        if re.search(pattern, str(fault)):
            return what, hint
    for kind, what, hint in LINKS:
        if any(isinstance(cause, kind) for cause in causes):
            return what, hint
    return "the server cannot be used", "check {section}.host, {section}.port and {section}.security"


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__


def _words(fault: AccountFault) -> str:
    """What the server or the system said, without our own advice."""
    return "it was said: " + str(fault).partition(": ")[2].partition("; check ")[0]
