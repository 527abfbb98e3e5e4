"""The page that opens a lawyer's file: HTML without script, picture or link, that any browser shows and prints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

STYLE = """\
body { font: 11pt/1.4 serif; max-width: 60em; margin: 2em auto; padding: 0 1em }
table { border-collapse: collapse; width: 100%; font-size: 10pt }
th, td { border: 1px solid #999; padding: .25em .5em; text-align: left; vertical-align: top; overflow-wrap: anywhere }
.n { text-align: right; white-space: nowrap }
"""


@dataclass(frozen=True, slots=True)
class Section:
    """A title, what is said below it, and a table; `right`: the columns of figures."""

    title: str
    columns: tuple[str, ...] = ()
    rows: Sequence[Sequence[object]] = ()
    right: tuple[int, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def page(language: str, title: str, lines: Iterable[str], sections: Iterable[Section]) -> str:
    """Everything in it is text, whoever wrote it."""
    body = [_tag("h1", title), *_paragraphs(lines)]
    for section in sections:
        body += [_tag("h2", section.title), *_paragraphs(section.before)]
        body += [*_table(section), *_paragraphs(section.after)]
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}</style>'
    return (
        f'<!doctype html>\n<html lang="{escape(language)}"><head>{head}</head>\n<body>\n'
        + "\n".join(body)
        + "\n</body></html>\n"
    )


def _tag(name: str, text: object, css: str = "") -> str:
    shown = escape(str(text)).replace("\n", "<br>")
    return f'<{name} class="{css}">{shown}</{name}>' if css else f"<{name}>{shown}</{name}>"


def _paragraphs(lines: Iterable[str]) -> list[str]:
    return [_tag("p", line) for line in lines if line]


def _table(section: Section) -> list[str]:
    if not section.rows:
        return []
    head = "".join(_tag("th", column) for column in section.columns)
    return ["<table>", f"<tr>{head}</tr>", *(_row(section, row) for row in section.rows), "</table>"]


def _row(section: Section, row: Sequence[object]) -> str:
    cells = (_tag("td", "" if c is None else c, "n" if n in section.right else "") for n, c in enumerate(row))
    return f"<tr>{''.join(cells)}</tr>"
