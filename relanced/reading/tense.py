"""How a clause speaks: past or to come, denied, asked, conditional, and whether it speaks of paying."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

# Tables of normalised words and phrases (see normalise.py); `*` stands for any ending, a comma separates phrases.
_HAVE = """
ai, as, a, avons, avez, ont, avait, avais, avaient, aurait, aurais, aurions, auraient, aviez, avions, est,
sont, etait, ete, suis, sommes, vient, viens, venons
"""
_BETWEEN = """
deja, bien, donc, pourtant, normalement, tous, tout, toutes, integralement, totalement, ete, vous, pas, te,
enfin, aussi, juste, encore, jamais, rien, toujours, plus, meme, de, la, le, les
"""
_DONE = """
paye, regle, vire, verse, solde, acquitte, honore, transfere, debite, preleve, encaisse, credite, mandate,
decaisse, regularise, fait, effectue, execute, emis, parti, envoye, poste, expedie, passe, realise, transmis,
depose, adresse, lance, remis, signe, sorti, quitte, donne, mis
"""
_DONE_EN = """
have, has, had, was, were, been, did, got, went, left, paid, sent, made, transferred, settled, posted, wired,
debited, cleared, taken, cashed
"""
_COMING = """
prevu, prevue, prevus, prevues, programme, programmee, programmes, planifie, planifiee, cale, calee,
scheduled, due, planned, promis, promets, engage, engageons, sans faute, d ici, au plus tard, sous
"""
_CONDITIONAL = """
si, s il, s ils, tant que, des que, lorsque, quand, aussitot que, une fois que, a condition, sous reserve, a
reception, apres reception, if, once, when, as soon as, unless, until, provided, depending, avant que, sitot,
le temps que, en attendant
"""
_HYPOTHETICAL = """
peut etre, j espere, esperons, j essaie, j essaye, essayer, if, hopefully, hope, maybe, might, sans doute,
tout depend, selon, en fonction, theoriquement, try to
"""
_NEGATIVE = """
pas, jamais, rien, aucun, aucune, ni, impossible, not, never, no, nothing, unable, none, nor
"""
_ASKING = """
pouvez vous, peux tu, pourriez vous, pourrais tu, pourrait on, peut on, pouvons nous, puis je, est il
possible, serait il, est ce, accepteriez vous, acceptez vous, voulez vous, auriez vous, seriez vous, serais
tu, can you, could you, can we, could we, would you, may we, may i, could i, can i, would it, is it possible,
merci de, merci d, veuillez, please, je vous prie, prie de, demande, demandons, sollicite, sollicitons,
souhaite, souhaiterais, souhaitons, souhaiterions, aimerais, aimerions, voudrais, voudrions, accordez,
accorder, laissez, envisageable, accepter, permettez, d accord pour, propose, proposons, s il vous plait, s il
te plait
"""
_PAYING = """
pai*, pay*, regl*, vir, vire*, viro*, virai*, verse*, verso*, versa, sold*, acquitt*, honor*, transf*, debit*,
prelev*, encaiss*, cheque*, cb, carte, rib, espece*, mandat*, banque, bancaire, argent, sous, balles, acompte,
decaiss*, wire*, settl*, remit*, bank, money, funds, cash*, bacs, someamount, restamount, shareamount,
rembours*, echeance, campagne, tresor*, regularis*, ordonnanc*, release*, run
"""
_DOING = """
fait, fais, fera*, ferons, faire, part, parti*, envoi*, envoy*, enverr*, poste*, passe*, tombe*, suivr*,
send*, sent, do, done, go, goes, went, get, have, sort*, executed, issued, posted, depos*, necessaire, ordre,
compte*, sera, est, aur*, recev*
"""


def _words(table: str) -> str:
    return "(?:" + "|".join(" ".join(word.split()).replace("*", r"\w*") for word in table.split(",")) + ")"


def _any(table: str) -> re.Pattern[str]:
    return re.compile(f" {_words(table)} ")


PAST = re.compile(
    rf" {_words(_HAVE)} (?:{_words(_BETWEEN)} ){{0,4}}{_words(_DONE)}(?:e|s|es)? |"
    r" (?:vient|viens|venons|viennent) (?:\S+ )?(?:de|d) |"
    rf" {_words(_HAVE)} (?:{_words(_BETWEEN)} ){{0,3}}\w+(?:er|re|ir) (?=hier|pastday)| {_words(_DONE_EN)} "
)
FUTURE = re.compile(
    r" (?!(?:cordialement|vrai|restera) )\w{2,}(?:rai|ras|ra|rons|rez|ront) | (?:vais|vas|va|allons|allez|vont) "
    r"(?:\S+ ){0,2}?\w+(?:er|ir|re|oir) | (?:will|shall|going to|gonna) "
)
COMING = _any(_COMING)
CONDITIONAL = _any(_CONDITIONAL)
HYPOTHETICAL = re.compile(
    rf" (?:si (?!possible|vous|besoin|c est ok|cela vous)|s il (?!vous|te)|{_words(_HYPOTHETICAL)} )"
)
NEGATIVE = re.compile(
    rf" (?:{_words(_NEGATIVE)}|plus (?!tard|tot|vite|rapidement)\S+|sans (?!faute|souci|probleme|doute)\S+) "
)
ASKING = _any(_ASKING)
PAYING = _any(_PAYING)
DOING = _any(_DOING)


@dataclass(frozen=True, slots=True)
class Manner:
    """`tense` is "past", "future" or "present"; the rest read as sentences."""

    tense: str
    negative: bool
    asks: bool
    conditional: bool
    hypothetical: bool
    pays: bool
    does: bool


@lru_cache(maxsize=256)
def manner(words: str) -> Manner:
    """How a clause (its normalised words, masked or not) speaks."""
    past, coming = PAST.search(words), FUTURE.search(words) or COMING.search(words)
    return Manner(
        tense="past" if past and not coming else "future" if coming else "present",
        negative=bool(NEGATIVE.search(words)),
        asks="?" in words or bool(ASKING.search(words)),
        conditional=bool(CONDITIONAL.search(words)),
        hypothetical=bool(HYPOTHETICAL.search(words)),
        pays=bool(PAYING.search(words)),
        does=bool(DOING.search(words)),
    )
