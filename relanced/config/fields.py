"""The kinds of value that settings hold; each refuses what it cannot be, and says how to mend it."""

from __future__ import annotations

import re
from datetime import time
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import AfterValidator, BeforeValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from relanced.core.money import Money

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
ATOM, LABEL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+", r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"
ADDRESS = re.compile(rf"{ATOM}(\.{ATOM})*@{LABEL}(\.{LABEL})*")
HOST = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9])?|[0-9A-Fa-f:]+")
CLOCK = re.compile(r"(\d{1,2})[:hH](\d{2})")
STORES = ("sqlite:///", "postgresql://", "postgresql+psycopg://")
FROM_HERE = "a path from the folder of the configuration file, or from /"
LONGEST_ADDRESS = 254  # RFC 5321 4.5.3.1.3, less the angle brackets
DAYS = (
    ("monday", "mon", "lundi"),
    ("tuesday", "tue", "mardi"),
    ("wednesday", "wed", "mercredi"),
    ("thursday", "thu", "jeudi"),
    ("friday", "fri", "vendredi"),
    ("saturday", "sat", "samedi"),
    ("sunday", "sun", "dimanche"),
)


def wrong(what: str, hint: str = "") -> PydanticCustomError:
    """A fault of a value, in an owner's words."""
    return PydanticCustomError("setting", "{what}", {"what": what, "hint": hint})


def did_you_mean(word: str, known: list[str]) -> str:
    close = get_close_matches(word.lower(), known, n=1, cutoff=0.6)
    return f"did you mean {close[0]}?" if close else ""


def _line(text: str) -> str:
    if CONTROL.search(text):
        raise wrong("holds a line break or another control character", "write it on one line")
    if not text.strip():
        raise wrong("is empty")
    return text.strip()


def _lines(text: str) -> str:
    if CONTROL.search(text.replace("\n", "")):
        raise wrong("holds a control character", "only letters, signs and line breaks")
    return text.strip()


def _address(text: str) -> str:
    if CONTROL.search(text) or len(text) > LONGEST_ADDRESS or not ADDRESS.fullmatch(text.strip()):
        raise wrong("is not an e-mail address", "one address alone, such as compta@atelier-dubois.example")
    return text.strip()


def _host(text: str) -> str:
    if not HOST.fullmatch(text.strip()):
        raise wrong("is not a server's name", "a name such as imap.provider.example, without https:// and without port")
    return text.strip()


def is_loopback(host: str) -> bool:
    if host.lower() in ("localhost", "localhost.localdomain", "ip6-localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _siren(text: str) -> str:
    from stdnum.fr import siren

    number: str = siren.compact(text.replace("\u00a0", " "))
    if not siren.is_valid(number):
        raise wrong("is not a SIREN", "nine digits; it is on your Kbis or your avis Sirene")
    return number


def _iban(text: str) -> str:
    from stdnum import iban

    number: str = iban.compact(text.replace("\u00a0", " "))
    if not iban.is_valid(number):
        raise wrong("is not an IBAN", "copy it again from your RIB: a digit is wrong, missing or too many")
    return number


def _bic(text: str) -> str:
    from stdnum import bic

    number: str = bic.compact(text)
    if not bic.is_valid(number):
        raise wrong("is not a BIC", "8 or 11 letters and digits, such as AGRIFRPP; it is on your RIB")
    return number


def _clock(value: Any) -> time:
    found = CLOCK.fullmatch(str(value).strip())
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise wrong("is not a time of day", 'write it as "07:30"')
    return time(int(found[1]), int(found[2]))


def _day(value: Any) -> int:
    for number, names in enumerate(DAYS):
        if str(value).strip().lower() in names:
            return number
    known = [name for names in DAYS for name in names]
    raise wrong("is not a day of the week", did_you_mean(str(value), known) or "monday, tuesday… sunday")


def _zone(value: Any) -> ZoneInfo:
    try:
        return ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise wrong("is not a time zone", _likely_zone(str(value)) or "a name such as Europe/Paris") from None


def _likely_zone(word: str) -> str:
    names = {name.lower(): name for name in available_timezones()}
    close = get_close_matches(word.lower(), names, n=1, cutoff=0.6)
    return f"did you mean {names[close[0]]}?" if close else ""


def _holidays(text: str) -> str:
    """``FR``, ``FR-57`` (a part of the country with its own days), or ``none``."""
    if text.lower() == "none":
        return "none"
    from holidays import list_supported_countries

    countries = list_supported_countries()
    country, _, part = text.strip().upper().partition("-")
    if len(country) != 2 or country not in countries:
        raise wrong("is not a country whose public holidays are known", "a two-letter code such as FR, or none")
    if part and part not in countries[country]:
        raise wrong(f"is not a part of {country}", "one of " + ", ".join(countries[country]))
    return f"{country}-{part}" if part else country


def _store(url: str) -> str:
    if not url.startswith(STORES) or CONTROL.search(url):
        raise wrong("is not a database URL", "sqlite:////path/to/file.db or postgresql://user@host/name")
    return url


def _path(value: Any, info: ValidationInfo) -> Path:
    """Relative paths start at the configuration file's folder."""
    text = _line(str(value))
    return Path(info.context["folder"], Path(text).expanduser()) if info.context else Path(text)


def _file(path: Path) -> Path:
    if not path.is_file():
        raise wrong(f"names a file that is not there: {path}", FROM_HERE)
    return path


def _folder(path: Path) -> Path:
    if not path.is_dir():
        raise wrong(f"names a folder that is not there: {path}", FROM_HERE)
    return path


def _cents(value: Any) -> int:
    """An amount such as 1500 or "1 500,50", in cents."""
    words = str(value).replace("\u00a0", "").replace(" ", "").replace(",", ".").removesuffix("€")
    if not re.fullmatch(r"\d{1,12}(\.\d{1,2})?", words):
        raise wrong("is not an amount", "such as 1500 or 1500.50")
    return Money.of(words).cents


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Amount = Annotated[int, BeforeValidator(_cents)]
Line = Annotated[str, AfterValidator(_line)]
Lines = Annotated[str, AfterValidator(_lines)]
Address = Annotated[str, AfterValidator(_address)]
Addresses = Annotated[tuple[Address, ...], BeforeValidator(_listed)]
Host = Annotated[str, AfterValidator(_host)]
Siren = Annotated[str, AfterValidator(_siren)]
Iban = Annotated[str, AfterValidator(_iban)]
Bic = Annotated[str, AfterValidator(_bic)]
Clock = Annotated[time, BeforeValidator(_clock)]
Day = Annotated[int, BeforeValidator(_day)]
Zone = Annotated[ZoneInfo, BeforeValidator(_zone)]
Holidays = Annotated[str, AfterValidator(_holidays)]
StoreUrl = Annotated[str, AfterValidator(_store)]
Item = TypeVar("Item")
Listed = Annotated[tuple[Item, ...], BeforeValidator(_listed)]
SomePath = Annotated[Path, BeforeValidator(_path)]
File = Annotated[SomePath, AfterValidator(_file)]
Folder = Annotated[SomePath, AfterValidator(_folder)]
