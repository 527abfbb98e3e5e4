"""The words of mails, in files that their owner may edit.

A step's file is a mail as one writes it: a first line « Objet : ... » (``Subject: ...``), a blank line, the text with
the conventions of `relanced.letters.prose`. It is written once and gives both the text and the HTML. A directory of the
owner's is searched before the packaged one, file by file.
"""

from __future__ import annotations

import html as markup
import importlib.resources
import re
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import (
    Environment,
    FunctionLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
    pass_context,
)
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.runtime import Context
from markupsafe import Markup

from relanced.errors import BadConfig, Fault
from relanced.letters import prose
from relanced.letters.formats import Formats, formats

SUFFIXES = (".txt", ".html")
PARTS = ("invoice_table", "how_to_pay", "statement")
SUBJECT = re.compile(r"(?:Objet|Subject)\s*:\s*(.+)", re.IGNORECASE)
SYNTAX = "see templates/README.md; a copy of the shipped file is a good start"
CODE = (
    "padding:1px 5px;border:1px solid #b4b8be;border-radius:4px;font-family:Menlo,Consolas,monospace;font-size:13px;"
    "white-space:nowrap"
)
NAMES = "templates/README.md lists the names that a template may use"


@dataclass(frozen=True, slots=True)
class Rendered:
    subject: str
    text: str
    html: str


def packaged_directory() -> Path:
    """Where the shipped templates are: in the installed package, or beside it in a checkout."""
    inside = Path(str(importlib.resources.files("relanced"))) / "templates"
    return inside if inside.is_dir() else inside.parent.parent / "templates"


class Templates:
    """Every template, read once; rendering touches no file.

    `sources` maps a name (``fr/first.txt``) to its words, `places` to the file it came from.
    """

    def __init__(self, sources: Mapping[str, str], places: Mapping[str, str] | None = None) -> None:
        self.sources = dict(sources)
        self.places = {name: (places or {}).get(name, name) for name in sources}
        self._environments: dict[tuple[str, bool], Environment] = {}

    @classmethod
    def load(cls, *directories: Path) -> Templates:
        """Read `directories` (the owner's, first wins) and the packaged one. Raises BadConfig."""
        sources: dict[str, str] = {}
        places: dict[str, str] = {}
        for directory in (*directories, packaged_directory()):
            if not directory.is_dir():
                raise BadConfig([Fault(str(directory), "this directory of templates does not exist", "create it")])
            for path in sorted(p for p in directory.rglob("*") if p.suffix in SUFFIXES):
                name = path.relative_to(directory).as_posix()
                if name not in sources:
                    sources[name], places[name] = _read(path), str(path)
        return cls(sources, places)

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(sorted({name.split("/")[0] for name in self.sources if "/" in name}))

    def steps(self, language: str) -> tuple[str, ...]:
        """The steps that have a template in this language."""
        names = (
            n.removeprefix(f"{language}/").removesuffix(".txt") for n in self.sources if n.startswith(f"{language}/")
        )
        return tuple(sorted(n for n in names if not n.startswith("_")))

    def render(self, step: str, language: str, values: Mapping[str, object]) -> Rendered:
        """Raises BadConfig with the file and the line of what is wrong in the template."""
        name = f"{language}/{step}.txt"
        subject, body = self._split(name, self._mail(name, language, values, html=False))
        _, rich = self._split(name, self._mail(name, language, values, html=True))
        text = self._part("_layout.txt", language, {**values, "body": prose.to_text(body)}, html=False)
        page = {**values, "subject": subject, "body": Markup(prose.to_html(rich))}
        html = self._part("_layout.html", language, page, html=True)
        return Rendered(subject, _tidy(text), _tidy(html))

    def _mail(self, name: str, language: str, values: Mapping[str, object], html: bool) -> str:
        if name not in self.sources:
            raise BadConfig([self._missing(name)])
        return self._part(name, language, values, html)

    def _part(self, name: str, language: str, values: Mapping[str, object], html: bool) -> str:
        try:
            return self._environment(language, html).get_template(name).render(values)
        except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
            raise BadConfig([self._fault(name, error)]) from error

    def _environment(self, language: str, html: bool) -> Environment:
        key = (language, html)
        if key not in self._environments:
            self._environments[key] = self._new_environment(language, html)
        return self._environments[key]

    def _new_environment(self, language: str, html: bool) -> Environment:
        environment = Environment(
            loader=FunctionLoader(self._source),
            autoescape=html,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            extensions=[Words],
        )
        environment.filters |= _filters(formats(language), html)
        for part in PARTS:
            environment.globals[part] = self._inserted(part, language, html)
        environment.globals["w"] = environment.get_template(f"{language}/_words.txt").module
        return environment

    def _source(self, name: str) -> tuple[str, str, Callable[[], bool]] | None:
        return (self.sources[name], self.places[name], lambda: True) if name in self.sources else None

    def _inserted(self, part: str, language: str, html: bool) -> Callable[[Context], str]:
        """A block of the layout as a function: ``{{ invoice_table() }}``. Blank lines would end it in `prose`."""

        @pass_context
        def insert(context: Context) -> str:
            text = self._part(f"_{part}.{'html' if html else 'txt'}", language, context.get_all(), html)
            return Markup("\n".join(line for line in text.split("\n") if line.strip())) if html else text

        return insert

    def _split(self, name: str, mail: str) -> tuple[str, str]:
        first, _, body = mail.lstrip().partition("\n")
        found = SUBJECT.fullmatch(first.strip())
        if not found:
            hint = "the first line is « Objet : ... » or “Subject: ...”, then a blank line, then the text"
            raise BadConfig([Fault(f"{self.places[name]}:1", f"no subject in {first.strip()[:60]!r}", hint)])
        return " ".join(found[1].split()), body

    def _missing(self, name: str) -> Fault:
        known = ", ".join(self.steps(name.partition("/")[0])) or "none: the language has no folder"
        return Fault(f"templates/{name}", "there is no template for this step", f"create this file; there are: {known}")

    def _fault(self, name: str, error: Exception) -> Fault:
        if isinstance(error, TemplateNotFound):
            return self._missing(str(error.name or name))
        if isinstance(error, TemplateSyntaxError):
            return Fault(
                f"{error.filename or self.places[name]}:{error.lineno}", error.message or "wrong syntax", SYNTAX
            )
        files = set(self.places.values())
        frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename in files]
        place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else self.places[name]
        return Fault(place, str(error), NAMES if isinstance(error, UndefinedError) else SYNTAX)


class Words(Extension):
    """In a language's folder there are words, no HTML: « Durand & Fils » is typed as it is read. The author of a French
    template types plain spaces and apostrophes. Values are not touched."""

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        language, slash, _ = (stream.name or "").partition("/")
        for token in stream:
            yield token if token.type != "data" or not slash else self._set(token, language)

    def _set(self, token: Token, language: str) -> Token:
        words = prose.typeset(token.value) if language == "fr" else token.value
        return Token(
            token.lineno, token.type, markup.escape(words, quote=False) if self.environment.autoescape else words
        )


def _filters(words: Formats, html: bool) -> dict[str, Callable[..., str]]:
    names = ("money", "day", "weekday", "short_day", "hour", "percent", "listing", "plural", "iban")
    marks = (_strong, _code) if html else (str, str)
    return {name: getattr(words, name) for name in names} | {
        "strong": marks[0],
        "code": marks[1],
        "lines": _lines,
        "wrapped": prose.wrapped,
        "unbroken": lambda text: text.replace(" ", "\u00a0"),
        "capfirst": lambda text: text[:1].upper() + text[1:],
    }


def _strong(value: object) -> str:
    return Markup("<strong>{}</strong>").format(value)


def _code(value: object) -> str:
    return Markup('<code style="{}">{}</code>').format(CODE, value)


def _lines(value: str) -> str:
    """The lines of an address or a signature, for HTML."""
    return Markup("<br>").join(value.strip().split("\n"))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadConfig([Fault(str(path), str(error), "save the file as UTF-8")]) from error


def _tidy(text: str) -> str:
    """What conditions leave behind: spaces at line ends, more than one blank line."""
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", text)).strip("\n") + "\n"
