"""Replies written by real mail programs, from the client's mailbox, over IMAP and submission, without a person.

The program reads the mail, quotes it and sends its answer as it would at a desk: what arrives is what it writes.
Its Date is the real clock's, so a promise such as « vendredi » is meant from today.
"""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
import textwrap
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.utils import quote
from pathlib import Path
from tempfile import mkdtemp

from tests.support.hosts import Hosts
from tests.support.needs import need
from tests.support.processes import PATIENCE, run

_EDITOR = """\
#!/bin/sh
# What most people do: keep the headers, answer above the quoted text.
{ sed -n '1,/^$/p' "$1"; cat "$(dirname "$0")/text"; echo; sed '1,/^$/d' "$1"; } > "$1.new" && mv "$1.new" "$1"
"""

_MUTT = """\
set realname="@name@" from="@user@" use_from=yes envelope_from=no hostname="@domain@"
set spoolfile="imaps://@login@@@address@:@imaps@/INBOX" imap_user="@user@" imap_pass="@password@"
set smtp_url="smtps://@login@@@address@:@submissions@" smtp_pass="@password@"
set ssl_force_tls=yes ssl_ca_certificates_file="@ca@" certificate_file="@ca@" ssl_verify_host=no
set editor="@home@/editor" edit_headers=yes autoedit=yes fast_reply=yes include=yes abort_unmodified=no
set folder="@home@" record="" copy=no recall=no mark_old=no delete=no quit=yes wait_key=no sleep_time=0
set sort=mailbox-order charset="utf-8" send_charset="us-ascii:utf-8" attribution_locale="fr_FR.UTF-8"
set attribution="Le %{%a %d %b %Y à %H:%M}, %n a écrit :"
alternative_order text/plain text/html
push "<jump>@number@<enter><reply><send-message><quit>"
"""

_SNAIL = """\
set v15-compat nosave nokeep
unset record ask askcc askbcc
# s-nail compares certificates with names only, and these servers are addressed by number
set tls-ca-file=@ca@ tls-verify=ignore imap-auth=login smtp-auth=login
set from="@name@ <@user@>" hostname=@domain@
set mta=smtps://@login@:@password@@@address@:@submissions@
set ttycharset=utf-8 sendcharsets=utf-8 reply-in-same-charset=no
set quote quote-inject-head=$'Le %d, %f a écrit :\\n\\n'
set indentprefix="> "
"""


def reply_with_mutt(hosts: Hosts, who: str, which: int | str, text: str, name: str = "Jeanne Martin") -> None:
    """`who` answers a mail of its INBOX, given by number (1 is the oldest) or by Message-ID; the text goes above."""
    need(["mutt"])
    with desk(hosts) as home:
        (home / "text").write_text(text.rstrip("\n") + "\n")
        (home / "editor").write_text(_EDITOR)
        (home / "editor").chmod(0o700)
        (home / "rc").write_text(_filled(_MUTT, hosts, who, which, name, home))
        _in_terminal(["mutt", "-n", "-F", str(home / "rc")], surroundings(hosts, home))


def reply_with_snail(hosts: Hosts, who: str, which: int | str, text: str, name: str = "Jeanne Martin") -> None:
    """As `reply_with_mutt`, by s-nail, which puts the answer under the quoted text."""
    need(["s-nail"])
    provider = hosts.provider(who)
    with desk(hosts) as home:
        (home / "rc").write_text(_filled(_SNAIL, hosts, who, which, name, home))
        mailbox = f"imaps://{_login(who)}:{hosts.password(who)}@{provider.address}:{provider.imap.imaps}/INBOX"
        orders = f"reply {_number(hosts, who, which)}\n{text.rstrip()}\n~.\nexit\n"
        environment = {**surroundings(hosts, home), "MAILRC": str(home / "rc")}
        words = ["s-nail", "-#", "-:u", "-S", "imap-auth=login", "-f", mailbox]
        done = subprocess.run(words, input=orders, env=environment, text=True, capture_output=True, timeout=PATIENCE)
        if done.returncode:
            raise AssertionError(f"s-nail: status {done.returncode}\n{done.stdout}{done.stderr}")


def _number(hosts: Hosts, who: str, which: int | str) -> int:
    if isinstance(which, int):
        return which
    with hosts.mailbox(who) as session:
        session.use_uid = False
        (number,) = session.search(["HEADER", "Message-ID", which])
        return int(number)


def _filled(template: str, hosts: Hosts, who: str, which: int | str, name: str, home: Path) -> str:
    provider = hosts.provider(who)
    values = {
        "name": quote(name),
        "user": who,
        "login": _login(who),
        "domain": who.partition("@")[2],
        "password": hosts.password(who),
        "address": provider.address,
        "imaps": provider.imap.imaps,
        "submissions": provider.smtp.submissions,
        "ca": hosts.ca_file,
        "home": home,
        "number": _number(hosts, who, which),
    }
    for key, value in values.items():
        template = template.replace(f"@{key}@", str(value))
    return template.replace("@@", "@")


def _login(user: str) -> str:
    """As a URL wants it."""
    return user.replace("@", "%40")


@contextmanager
def desk(hosts: Hosts) -> Iterator[Path]:
    """A home folder for one run of a mail program."""
    home = Path(mkdtemp(dir=hosts.folder))
    try:
        yield home
    finally:
        shutil.rmtree(home)


def surroundings(hosts: Hosts, home: Path) -> dict[str, str]:
    locale = "fr_FR.UTF-8"
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "TERM": "linux",
        "LOCPATH": str(_french(hosts.folder / "locale", locale)),
        "LC_ALL": locale,
    }


def _french(folder: Path, locale: str) -> Path:
    """A French locale compiled in a folder of ours: the machine's own list stays as it is."""
    if not (folder / locale).exists():
        folder.mkdir(exist_ok=True)
        run(["localedef", "--no-warnings=ascii", "-i", "fr_FR", "-f", "UTF-8", folder / locale])
    return folder


def _in_terminal(words: list[str], environment: dict[str, str], seconds: float = 30) -> None:
    """Run a full-screen program on a terminal that nobody looks at, until it ends; AssertionError with its screen."""
    ours, theirs = pty.openpty()
    screen: list[bytes] = []
    with subprocess.Popen(
        words, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True
    ) as program:
        os.close(theirs)
        reader = threading.Thread(target=_read_screen, args=(ours, screen))
        reader.start()
        try:
            status = program.wait(seconds)
        except subprocess.TimeoutExpired:
            program.kill()
            status = -1
        reader.join()
    os.close(ours)
    if status:
        shown = b"".join(screen).decode(errors="replace")
        raise AssertionError(f"{words[0]}: status {status}\n{textwrap.shorten(shown, 4000)}")


def _read_screen(terminal: int, screen: list[bytes]) -> None:
    """A terminal whose program has ended answers EIO."""
    with suppress(OSError):
        while data := os.read(terminal, 65536):
            screen.append(data)
