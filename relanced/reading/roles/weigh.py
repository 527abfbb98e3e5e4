"""How likely each day of a reply plays each role: what tells it, and the regression that weighs that."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from relanced.reading.days.mention import Mention
from relanced.reading.facts import Facts, day_word
from relanced.reading.model.heard import Heard
from relanced.reading.model.regressions import Model, logistic, mixed
from relanced.reading.roles.candidates import HERE, Candidate, candidates
from relanced.reading.roles.role import ROLES, value
from relanced.reading.roles.turns import turns
from relanced.reading.tense import manner

Features = dict[str, float]
Weighed = Sequence[tuple[Candidate, tuple[float, ...]]]
_OTHERS = re.compile(
    r" (?:clients?|caf|mairie|banque|donneur|customers?|federation|subvention|salaires?|paye|notre client|assurance|"
    r"etat|region|ecole|encaisse|encaissons|recois|recevons|touche|touchons|me doit|nous doit|nous versent|"
    r"me verse|me paie|nous paie|nous paient|tombe|tombent|get paid) "
)
_MINE = re.compile(
    r" (?:je|j|on|nous|we|i|ca|cela|c est|virement|cheque|reglement|paiement|payment|transfer|vous|tu|you|il|elle|it|"
    r"yours|le votre|la votre) "
)
# « Envoyez-le-moi d'ici mardi »: a day set to the creditor.
_BIDDEN = re.compile(
    r" (?:envoyez|envoie|dites|dis|transmettez|adressez|renvoyez|faites|appelez|rappelez|joignez|send|let|call|give|"
    r"resend|ring) (?:(?:le|la|les|moi|nous|me|us|it|nous) )*"
)
_ACTS = frozenset({"pay", "paid", "leave", "means", "plan", "run"})
_FOREIGN = frozenset({"income", "away", "sign", "event"})
_DISTANCES = (0, 1, 3, 7, 14, 31, 60, 100, 200)
_MONTH_AND_HALF = 45
ENCODER_SHARE = 0.5  # of the log-odds


def role_features(candidate: Candidate) -> Features:
    """What tells the role of a day."""
    day, statement = candidate.day, candidate.statement
    found: Features = {}
    found.update(dict.fromkeys(_near(candidate.segment), 1.0))
    for name, words in (("s", candidate.segment), ("c", statement.masked)):
        way = manner(words)
        signs = "".join(
            mark
            for mark, is_so in (("n", way.negative), ("?", way.asks), ("i", way.hypothetical), ("c", way.conditional))
            if is_so
        )
        acts = "pays" if way.pays else "does" if way.does else "idle"
        for feature in (f"{name} {way.tense}", f"{name} {acts}", f"{name} {way.tense} {acts}", f"{name} {signs}"):
            found[feature] = 2.0
        found[f"{name} {day_word(day)} {way.tense}"] = 2.0
        found[f"{name} others"] = 2.0 * bool(_OTHERS.search(words))
        found[f"{name} mine"] = 2.0 * bool(_MINE.search(words))
        found[f"{name} amount"] = 1.0 * ("someamount" in words)
    found["settles"] = 2.0 * candidate.settles
    found["bidden"] = 2.0 * bool(_BIDDEN.search(candidate.segment.partition(HERE)[0]))
    found[f"kind {day.kind}"] = 2.0
    found[f"word {day_word(day)}"] = 2.0
    found.update(dict.fromkeys(turns(candidate.segment), 1.0))
    found.update(_when(candidate))
    found.update(_where(candidate))
    found.update(_beside_others(candidate))
    return found


def _when(candidate: Candidate) -> Features:
    """How far ahead the day is, and whether the same words mean a day that went by not long ago."""
    found: Features = {"invoice day": 2.0 * candidate.of_invoice}
    if candidate.on:
        past, ahead = candidate.day.past_reading, candidate.ahead
        found[f"far {sum(ahead > limit for limit in _DISTANCES)}"] = 2.0
        nearer = past is not None and (candidate.on - past).days < 2 * ahead
        found[f"nearer past {nearer and ahead > _MONTH_AND_HALF}"] = 2.0
    return found


def _where(candidate: Candidate) -> Features:
    """Its place among the days and the sentences."""
    sentences = dict.fromkeys(other.statement.clause.sentence for other in candidate.among)
    here = list(sentences).index(candidate.statement.clause.sentence)
    found = {
        f"alone {len(candidate.among) == 1}": 2.0,
        f"last {candidate.place == len(candidate.among) - 1}": 1.0,
        f"first {candidate.place == 0}": 1.0,
        f"sentences {min(len(sentences), 4)} {min(here, 3)}": 1.0,
    }
    for name, step in (("prev", -1), ("next", 1)):
        if other := candidate.beside(step):
            found[f"{name} {_order(other.on, candidate.on)}"] = 1.0
    return found


def _order(other: date | None, on: date | None) -> str:
    if other is None or on is None:
        return "none"
    return "same" if other == on else "before" if other < on else "after"


def _beside_others(candidate: Candidate) -> Features:
    """Whether another day has better words for a promise: of paying, with a sum, or of somebody else's affairs."""
    rivals, own = candidate.rivals, candidate.turns
    acts = max((len(other.turns & _ACTS) for other in rivals), default=-1)
    found = {
        f"acts {min(len(own & _ACTS), 2)} {min(acts, 2)}": 2.0,
        f"foreign {bool(own & _FOREIGN)} {any(o.turns & _FOREIGN for o in rivals)} {bool(rivals)}": 2.0,
        f"amounts {'amount' in own} {any('amount' in other.turns for other in rivals)}": 1.0,
    }
    if candidate.on:
        found["earliest"] = 1.0 * all(other.on is None or other.on > candidate.on for other in rivals)
        found["latest"] = 1.0 * all(other.on is None or other.on < candidate.on for other in rivals)
        found["only"] = 2.0 * (not rivals)
        found["twice"] = 2.0 * (sum(other.on == candidate.on for other in candidate.among) > 1)
    return found


def _near(segment: str) -> Iterator[str]:
    words = ["^", "^", *segment.split(), "$", "$"]
    for word in words:
        yield f"w {word}"
    at = words.index(HERE) if HERE in words else 1
    yield f"l {words[at - 1]}"
    yield f"ll {words[at - 2]} {words[at - 1]}"
    yield f"r {words[at + 1]}"
    yield f"rr {words[at + 1]} {words[min(at + 2, len(words) - 1)]}"
    for a, b in pairwise(words):
        yield f"b {a} {b}"


def weighed(facts: Facts, model: Model, heard: Heard | None = None) -> Weighed:
    """Each day that the reply names with the probability of each of `ROLES`; zero for a role that it cannot play."""
    return [(candidate, _probabilities(candidate, facts.anchor, model, heard)) for candidate in candidates(facts)]


def _probabilities(candidate: Candidate, anchor: date, model: Model, heard: Heard | None) -> tuple[float, ...]:
    day = candidate.day
    own = model.scores(role_features(candidate))
    others = (heard and heard.roles_of(day)) or own
    scores = [mixed(*pair, ENCODER_SHARE) for pair in zip(own, others, strict=True)]
    return tuple(
        logistic(score) if value(day, role, anchor) else 0.0 for role, score in zip(ROLES, scores, strict=True)
    )


def day_roles(facts: Facts, model: Model) -> dict[Mention, tuple[float, ...]]:
    """For each day, the probability of each of `ROLES`."""
    return {candidate.day: likely for candidate, likely in weighed(facts, model)}
