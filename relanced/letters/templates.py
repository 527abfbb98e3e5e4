"""The words of mails, in files that their owner may edit.

A step's file is a mail as one writes it: a first line « Objet : ... » (``Subject: ...``), a blank line, the text with
the conventions of `relanced.letters.prose`. It is written once and gives both the text and the HTML. A directory of the
owner's is searched before the packaged one, file by file.
"""

from __future__ import annotations

import html as markup
import importlib.resources
import json
import re
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

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

SUFFIXES = (".txt", ".html", ".json", ".typ")
PARTS = ("invoice_table", "how_to_pay", "statement")
SUBJECT = re.compile(r"(?:Objet|Subject)\s*:\s*(.+)", re.IGNORECASE)
SYNTAX = "see templates/README.md; a copy of the shipped file is a good start"
CODE = (
    "padding:1px 5px;border:1px solid #b4b8be;border-radius:4px;font-family:Menlo,Consolas,monospace;font-size:13px;"
    "display:inline-block;max-width:100%;overflow-wrap:anywhere"
)
# What stays on one line of a telephone: a number, and in a command a word.
SHORT, SHORT_CODE = 16, 32
NUMBER = re.compile(r"([^\s()«»,;:]*\d[^\s()«»,;:]*)")
NAMES = "templates/README.md lists the names that a template may use"


class Form(StrEnum):
    """What the words become; the value is the suffix of the frame and of the parts that go with it."""

    TEXT = "txt"
    HTML = "html"
    PAPER = "json"


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

    `sources` maps a name (``fr/first.txt``) to its words, `places` to the file it came from, `ranks` to the place of
    its directory in the search.
    """

    def __init__(
        self,
        sources: Mapping[str, str],
        places: Mapping[str, str] | None = None,
        ranks: Mapping[str, int] | None = None,
    ) -> None:
        self.sources = dict(sources)
        self.ranks = dict(ranks or {})
        self.places = {name: (places or {}).get(name, name) for name in sources}
        self._environments: dict[tuple[str, Form], Environment] = {}

    @classmethod
    def load(cls, *directories: Path) -> Templates:
        """Read `directories` (the owner's, first wins) and the packaged one. Raises BadConfig."""
        sources: dict[str, str] = {}
        places: dict[str, str] = {}
        ranks: dict[str, int] = {}
        for rank, directory in enumerate((*directories, packaged_directory())):
            if not directory.is_dir():
                raise BadConfig([Fault(str(directory), "this directory of templates does not exist", "create it")])
            for path in sorted(p for p in directory.rglob("*") if p.suffix in SUFFIXES):
                name = path.relative_to(directory).as_posix()
                if name not in sources:
                    sources[name], places[name], ranks[name] = _read(path), str(path), rank
        return cls(sources, places, ranks)

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(sorted({name.split("/")[0] for name in self.sources if "/" in name}))

    def fitting(self, step: str, variant: str | None, language: str) -> str:
        """`variant`, unless the owner has written words of his own for `step` and none for the variant of it."""
        name, other = f"{language}/{step}.txt", f"{language}/{variant}.txt"
        if variant is None or other not in self.sources:
            return step
        return step if self._rank(name) < self._rank(other) else variant

    def _rank(self, name: str) -> int:
        """Whose words they are: the owner's before the shipped ones."""
        return self.ranks.get(name, len(self.ranks))

    def steps(self, language: str) -> tuple[str, ...]:
        """The steps that have a template in this language."""
        names = (
            n.removeprefix(f"{language}/").removesuffix(".txt") for n in self.sources if n.startswith(f"{language}/")
        )
        return tuple(sorted(n for n in names if not n.startswith("_")))

    def render(self, step: str, language: str, values: Mapping[str, object]) -> Rendered:
        """Raises BadConfig with the file and the line of what is wrong in the template."""
        name = f"{language}/{step}.txt"
        subject, body = self._split(name, self._mail(name, language, values, Form.TEXT))
        _, rich = self._split(name, self._mail(name, language, values, Form.HTML))
        text = self._part("_layout.txt", language, {**values, "body": prose.to_text(body)}, Form.TEXT)
        page = {**values, "subject": subject, "body": Markup(prose.to_html(rich))}
        html = self._part("_layout.html", language, page, Form.HTML)
        return Rendered(subject, _tidy(text), _tidy(html))

    def words(self, step: str, language: str, values: Mapping[str, object]) -> tuple[str, str]:
        """The first line and the text alone, without a frame. Raises BadConfig."""
        name = f"{language}/{step}.txt"
        subject, body = self._split(name, self._mail(name, language, values, Form.TEXT))
        return subject, _tidy(prose.to_text(body))

    def paper(self, step: str, language: str, values: Mapping[str, object]) -> tuple[str, list[prose.Block]]:
        """The same words for a letter: its first line, and the blocks that `_letter.typ` sets. Raises BadConfig."""
        name = f"{language}/{step}.txt"
        subject, body = self._split(name, self._mail(name, language, values, Form.PAPER))
        return subject, prose.to_blocks(body)

    def paper_frame(self, language: str, values: Mapping[str, object]) -> dict[str, Any]:
        """What stands around a letter's words. Raises BadConfig."""
        return self._object("_letter.json", self._part("_letter.json", language, values, Form.PAPER))

    def _mail(self, name: str, language: str, values: Mapping[str, object], form: Form) -> str:
        if name not in self.sources:
            raise BadConfig([self._missing(name)])
        return self._part(name, language, values, form)

    def _object(self, name: str, text: str) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads(text)
        except ValueError as error:
            hint = "each value through |json, commas between them"
            raise BadConfig([Fault(self.places[name], f"does not make JSON: {error}", hint)]) from error
        return found

    def _part(self, name: str, language: str, values: Mapping[str, object], form: Form) -> str:
        try:
            return self._environment(language, form).get_template(name).render(values)
        except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
            raise BadConfig([self._fault(name, error)]) from error

    def _environment(self, language: str, form: Form) -> Environment:
        key = (language, form)
        if key not in self._environments:
            self._environments[key] = self._new_environment(language, form)
        return self._environments[key]

    def _new_environment(self, language: str, form: Form) -> Environment:
        environment = Environment(
            loader=FunctionLoader(self._source),
            autoescape=form is Form.HTML,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            extensions=[Words],
        )
        environment.filters |= _filters(formats(language), form)
        for part in PARTS:
            environment.globals[part] = self._inserted(part, language, form)
        environment.globals["w"] = environment.get_template(f"{language}/_words.txt").module
        return environment

    def _source(self, name: str) -> tuple[str, str, Callable[[], bool]] | None:
        return (self.sources[name], self.places[name], lambda: True) if name in self.sources else None

    def _inserted(self, part: str, language: str, form: Form) -> Callable[[Context], str]:
        """A block of the layout as a function: ``{{ invoice_table() }}``. Blank lines would end it in `prose`."""

        @pass_context
        def insert(context: Context) -> str:
            name = f"_{part}.{form}"
            text = self._part(name, language, context.get_all(), form)
            if form is Form.PAPER:
                return prose.READY + json.dumps(self._object(name, text))
            return Markup("\n".join(line for line in text.split("\n") if line.strip())) if form is Form.HTML else text

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


def _filters(words: Formats, form: Form) -> dict[str, Callable[..., str]]:
    names = (
        "money",
        "day",
        "days",
        "weekday",
        "short_day",
        "month",
        "hour",
        "percent",
        "listing",
        "plural",
        "iban",
        "siren",
    )
    strong, code = MARKS[form]
    return {name: getattr(words, name) for name in names} | {
        "strong": strong,
        "code": code,
        "whole": _whole if form is Form.HTML else str,
        "json": _json,
        "lines": _lines,
        "wrapped": prose.wrapped,
        "unbroken": lambda text: text.replace(" ", "\u00a0"),
        "capfirst": lambda text: text[:1].upper() + text[1:],
        "lower_first": lambda text: text[:1].lower() + text[1:],
    }


def _strong(value: object) -> str:
    return Markup("<strong>{}</strong>").format(value)


def _whole(value: str) -> str:
    """A number on one line, hyphens and all; a long one may break, or it would widen a telephone's page. Of a sentence,
    each number that has a hyphen."""
    if len(value) <= SHORT:
        return _one_line(value)
    pieces = NUMBER.split(value)
    return Markup("").join(_one_line(piece) if "-" in piece and len(piece) <= SHORT else piece for piece in pieces)


def _one_line(value: str) -> Markup:
    return Markup('<span style="white-space:nowrap">{}</span>').format(value)


def _code(value: object) -> str:
    """A command breaks at its spaces only; a word that is longer than a telephone's line, such as a hash, anywhere."""
    words = (_one_line(word) if len(word) <= SHORT_CODE else word for word in str(value).split(" "))
    return Markup('<code style="{}">{}</code>').format(CODE, Markup(" ").join(words))


def _marked(value: object) -> str:
    return f"{prose.STRONG}{value}{prose.PLAIN}"


MARKS: dict[Form, tuple[Callable[[object], str], Callable[[object], str]]] = {
    Form.TEXT: (str, lambda value: str(value).replace(" ", prose.HELD)),
    Form.HTML: (_strong, _code),
    Form.PAPER: (_marked, str),
}


def _json(value: object) -> str:
    """Any value as JSON; what has been put together from words is a string too."""
    return json.dumps(value if isinstance(value, list) else str(value), default=str)


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
