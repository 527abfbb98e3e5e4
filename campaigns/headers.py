"""Subjects and names in three languages decode to what was meant, hostile ones inject nothing, on each Python.

python -m campaigns.headers [SEED]

10,000 subjects and names are put together by chance from what French, English and German companies are called and write
about; 5,000 more carry line ends, in clear and in disguise. Each is read again as a receiver would, by the old and the
new reader of the standard library. The interpreters are those on PATH, and pyenv's.
"""

from __future__ import annotations

import json
import platform
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import compat32, default
from email.utils import parseaddr
from pathlib import Path

from relanced.errors import BadInput
from relanced.letters import headers

VERSIONS = ("3.11", "3.12", "3.13")
MEANT, HOSTILE = 10_000, 5_000
ADDRESS = "compta@lumen.example"
HERE = "--here"

# Subjects: {name}, {number}, {amount}, {day} are filled in.
SUBJECTS: dict[str, tuple[str, ...]] = {
    "fr": (
        "Facture {number} échue le {day} : {amount} restent dus",
        "Première relance — facture n° {number}, {name}",
        "MISE EN DEMEURE de payer {amount} (réf. {number})",
        "« {name} » : rappel de votre engagement du {day}",
        "Où en est le règlement de l’échéance du {day} ? {name}",
    ),
    "en": (
        "Invoice {number} was due on {day}: {amount} outstanding",
        "Second reminder – {name}, invoice no. {number}",
        "Formal notice to pay {amount} (our ref. {number})",
        "“{name}”: your promise of {day}; what shall we do?",
    ),
    "de": (
        "Zahlungserinnerung: Rechnung Nr. {number} über {amount}, fällig am {day}",
        "Letzte Mahnung vor Übergabe – {name} ({number})",
        "Außergerichtliches Mahnverfahren: {amount} gemäß §§ 286, 288 BGB",
        "Rückfrage zur Fälligkeit vom {day}, {name}",
    ),
}
STEMS: dict[str, tuple[str, ...]] = {
    "fr": (
        *("Boulangerie", "Menuiserie", "Société Générale d’Éclairage", "Hôtel de l’Œuvre", "Garage Noël", "Maçonnerie"),
        *(
            "Château d’Yquelon",
            "Ateliers Léïla & Fils",
            "Crêperie du Guéméné",
            "SCI L’Haÿ-les-Roses",
            "Bâti où ça pousse",
        ),
    ),
    "en": (
        *("Fish & Chips", "O'Brien", "Smith, Jones", 'The "Old" Forge', "Co-operative Stores", "Naïve Café", "Ltd."),
        *("A/S (Holdings)", "R=D = ?", "100% Organic; Local", "[external] Traders", "e-mail@home"),
    ),
    "de": (
        *(
            "Müller",
            "Größenwahn",
            "Donaudampfschifffahrtsgesellschaftskapitänsmützenfabrik",
            "Bäckerei Süß",
            "Straßenbau",
        ),
        *("Köhler & Söhne", "Übersee-Öl", "Fußpflege Jürgen Groß", "Gebrüder Weiß", "Häuser + Höfe"),
    ),
}
FORMS: dict[str, tuple[str, ...]] = {
    "fr": ("SARL", "S.A.S.", "EURL Frères", "et Cie", "(en liquidation)", "— Rhône-Alpes"),
    "en": ("Ltd", "PLC", "LLP", "& Sons", "(UK)", "Inc."),
    "de": ("GmbH", "GmbH & Co. KG", "AG", "e.K.", "UG (haftungsbeschränkt)", "e. V."),
}
AMOUNTS = ("1 234,56 €", "1\u202f234,56\u00a0€", "£1,234.56", "12.345,00 €", "40 €", "€ 99.999,–")
DAYS = ("1er août 2026", "31/12/2026", "3 February 2027", "Fri., 1 May", "12. März 2027", "2026-11-30")
SPICE = ("", "", "", " 🙂", "  deux espaces", "\u00a0!", " =?x?=", " Łódź", " 株式会社", " Ελλάς", "_", " ?", "\\", "…")

# What ends a line for somebody: in clear, in disguise, and alone.
ENDS = ("\r\n", "\n", "\r", "\n\n", "\r\n\r\n", "\0", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029", "\x1b[2K")
DISGUISES = (
    "=?utf-8?q?=0D=0A{}?=",
    "=?utf-8?Q?=0a{}?=",
    "=?iso-8859-1?q?=0d=0a{}?=",
    "=?unknown-8bit?q?=0A{}?=",
    "=?utf-8?q?a=E2=80=A8{}?=",
    "=?utf-8?q?a=C2=85{}?=",
)
ORDERS = (
    "Bcc: evil@y.example",
    "Subject: other",
    "From: boss@y.example",
    "X-A: b",
    "Content-Type: text/html",
    ".",
    "QUIT",
)
BASE64 = ("=?utf-8?b?YQ0KQmNjOiBldmlsQHkuZXhhbXBsZQ==?=", "=?UTF-8?B?YQpCY2M6IGV2aWxAeS5leGFtcGxl?=")


def name(chance: random.Random) -> str:
    language = chance.choice(tuple(STEMS))
    words = [chance.choice(STEMS[language]), *([chance.choice(FORMS[language])] * (chance.random() < 0.7))]
    return " ".join(words) + chance.choice(SPICE)


def subject(chance: random.Random) -> str:
    language = chance.choice(tuple(SUBJECTS))
    number = f"F{chance.choice('-/_ ')}{chance.randint(2019, 2027)}{chance.choice('-/.')}{chance.randint(1, 99999)}"
    values = {"number": number, "amount": chance.choice(AMOUNTS), "day": chance.choice(DAYS), "name": name(chance)}
    return chance.choice(SUBJECTS[language]).format(**values) + chance.choice(SPICE)


def hostile(chance: random.Random) -> str:
    """An innocent value with a line end somewhere, and an order behind it."""
    innocent = chance.choice((name, subject))(chance)
    order = chance.choice(ORDERS)
    end, disguise = chance.choice(ENDS) + order, chance.choice(DISGUISES).format(order.replace(" ", "_"))
    poison = chance.choice((end, disguise, " " + disguise, chance.choice(BASE64)))
    place = chance.randint(0, len(innocent))
    return innocent[:place] + poison + innocent[place:]


# -- reading again ----------------------------------------------------------------------------------------------------


def old_reader(line: str) -> str:
    [value] = message_from_bytes(line.encode("ascii") + b"\r\n", policy=compat32).values()
    return str(make_header(decode_header(value)))


def new_reader(line: str) -> str:
    [value] = message_from_bytes(line.encode("ascii") + b"\r\n", policy=default).values()
    return str(value)


def read_name(line: str) -> tuple[str, str]:
    [value] = message_from_bytes(line.encode("ascii") + b"\r\n", policy=compat32).values()
    phrase, address = parseaddr(value)
    return str(make_header(decode_header(phrase))), address


def misread(value: str, as_name: bool) -> bool:
    if as_name:
        return read_name(headers.mailbox("From", value, ADDRESS)) != (value, ADDRESS)
    line = headers.unstructured("Subject", value)
    return old_reader(line) != value or new_reader(line) != value


def injects(value: str) -> bool:
    """Whether anything but one header of this name comes of it, or a line end inside it."""
    return any(_escapes(make, value) for make in (_subject, _from, _to))


def _subject(value: str) -> str:
    return headers.unstructured("Subject", value)


def _from(value: str) -> str:
    return headers.mailbox("From", value, ADDRESS)


def _to(value: str) -> str:
    return headers.mailbox("To", "", value)


def _escapes(make: Callable[[str], str], value: str) -> bool:
    try:
        line = make(value)
    except BadInput:
        return False
    block = line.encode("ascii") + b"Date: x\r\n\r\nbody"
    for policy in (compat32, default):
        mail = message_from_bytes(block, policy=policy)
        if len(mail.keys()) != 2 or mail.get_payload() != "body" or headers.CONTROL.search(old_reader(line)):
            return True
    return False


# -- one interpreter, and each ----------------------------------------------------------------------------------------


def here(seed: int) -> dict[str, object]:
    chance = random.Random(seed)
    meant = [(name(chance), True) if n % 2 else (subject(chance), False) for n in range(MEANT)]
    wrong = [value for value, as_name in meant if misread(value, as_name)]
    poisoned = [hostile(chance) for _ in range(HOSTILE)]
    let_in = [value for value in poisoned if injects(value)]
    return {"python": platform.python_version(), "wrong": wrong[:5], "misread": len(wrong), "injected": len(let_in)}


def interpreter(version: str) -> str | None:
    """One that runs: on PATH, else pyenv's newest of this version."""
    if sys.version_info[:2] == tuple(map(int, version.split("."))):
        return sys.executable
    found = [p for p in (shutil.which(f"python{version}"),) if p]
    if pyenv := shutil.which("pyenv"):
        root = Path(subprocess.run([pyenv, "root"], capture_output=True, text=True, check=True).stdout.strip())
        found += [str(p) for p in sorted(root.glob(f"versions/{version}.*/bin/python{version}"), reverse=True)]
    works = (p for p in found if subprocess.run([p, "-c", ""], capture_output=True, check=False).returncode == 0)
    return next(works, None)


def each(seed: int) -> int:
    failed = 0
    for version in VERSIONS:
        program = interpreter(version)
        if program is None:
            print(f"Python {version} is not on this machine")
            continue
        command = [program, "-m", "campaigns.headers", HERE, str(seed)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1])
        result = json.loads(done.stdout)
        print(
            f"Python {result['python']}, seed {seed}: {MEANT} subjects and names, {result['misread']} misread; "
            f"{HOSTILE} hostile ones, {result['injected']} injected {result['wrong'] or ''}",
            flush=True,
        )
        failed += bool(result["misread"] or result["injected"])
    return failed


def main() -> None:
    arguments = sys.argv[1:]
    seed = int(arguments[-1]) if arguments and arguments[-1] != HERE else 1
    if HERE in arguments:
        print(json.dumps(here(seed)))
        return
    sys.exit(1 if each(seed) else 0)


if __name__ == "__main__":
    main()
