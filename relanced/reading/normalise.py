"""One spelling for what people type: no accents, no apostrophes, no contractions, telephone shorthand written out."""

from __future__ import annotations

import re
import unicodedata

# What clients type on a telephone, and English contractions once the apostrophe is a space. Both sides are plain.
_TYPED = """
jai=j ai, jten=je t en, jte=je te, jvous=je vous, jvs=je vous, jle=je le, jfais=je fais, jpeux=je peux,
jsuis=je suis, jpaye=je paye, jpaie=je paie, jregle=je regle, jvais=je vais, jattends=j attends,
jattend=j attends, jete=j etais, jetais=j etais, jtoublie=je t oublie, jm=je m, jme=je me, jmen=je m en,
jen=j en, cest=c est, cetait=c etait, sest=s est, ca=cela, nai=n ai, navons=n avons, navez=n avez, na=n a,
nest=n est, yavait=y avait, g=j ai, ya=y a, yaura=y aura, svp=s il vous plait, stp=s il te plait, pls=please,
plz=please, tjs=toujours, tjrs=toujours, tjr=toujours, pb=probleme, pbs=problemes, qd=quand, ds=dans,
bcp=beaucoup, vs=vous, ns=nous, pr=pour, dsl=desole, ke=que, ki=qui, koi=quoi, pcq=parce que, chq=cheque,
cheq=cheque, chek=cheque, vrt=virement, virt=virement, vir=virement, virmt=virement, virment=virement,
fact=facture, fac=facture, fct=facture, fctr=facture, factur=facture, fe=fais, rdv=rendez vous,
asap=as soon as possible, mnt=maintenant, auj=aujourd hui, ajd=aujourd hui, aujourdhui=aujourd hui, dem=demain,
tt=tout, ts=tous, cmd=commande, cde=commande, bdc=bon de commande, bl=bon de livraison, pj=piece jointe, dc=donc,
ac=avec, mm=meme, msg=message, tel=telephone, sem=semaine, rglt=reglement, regl=reglement, rgt=reglement,
dj=deja, wont=will not, dont=do not, didnt=did not, cant=can not, cannot=can not, havent=have not, isnt=is not,
doesnt=does not, ive=i have, im=i am, thats=that is, inv=invoice, pmt=payment, pymt=payment, acct=account,
po=purchase order, tmrw=tomorrow, tomorow=tomorrow, tmr=tomorrow, wk=week,
dmn=demain, 2main=demain, demin=demain, vou=vous, kan=quand, mtn=maintenant, tkt=t inquiete pas, cbon=c est bon,
jpeu=je peux, jve=je vais, jvois=je vois, jai=j ai, gai=j ai, pck=parce que, bsr=bonsoir, bjr=bonjour
"""
SHORTHAND: dict[str, str] = {
    typed.strip(): written
    for typed, _, written in (pair.partition("=") for pair in _TYPED.replace("\n", " ").split(","))
}
CONTRACTIONS = (
    (re.compile(r"\bwon t\b"), "will not"),
    (re.compile(r"\b(wouldn|shouldn|couldn|didn|doesn|don|isn|aren|wasn|weren|haven|hasn|hadn|can) t\b"), r"\1 not"),
    (re.compile(r"\b(would|should|could|did|does|do|is|are|was|were|have|has|had)n not\b"), r"\1 not"),
    (re.compile(r"\b(i|we|you|they|he|she|it|that|there|this) ll\b"), r"\1 will"),
    (re.compile(r"\b(i|we|you|they) ve\b"), r"\1 have"),
    (re.compile(r"\b(we|you|they) re\b"), r"\1 are"),
    (re.compile(r"\bi m\b"), "i am"),
    (re.compile(r"\b(it|that|there|here|what|he|she|payment|invoice|cheque) s\b"), r"\1 is"),
    (re.compile(r"\b(i|we|they|you|he|she) d\b"), r"\1 would"),
)  # fmt: skip
_NOT_WORD = re.compile(r"[^a-z0-9?%€@#]+")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "’": "'", "ʼ": "'", "‘": "'"})


def bare(text: str) -> str:
    """Lower case without accents or ligatures; spaces and punctuation stay."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(_LIGATURES))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def normalise(text: str) -> str:
    """The words of `text` in one spelling, separated and surrounded by single spaces; a question mark is a word."""
    words = _NOT_WORD.sub(" ", bare(text).replace("?", " ? ")).split()
    line = " ".join(SHORTHAND.get(word, word) for word in words)
    for pattern, written in CONTRACTIONS:
        line = pattern.sub(written, line)
    return f" {line} "
