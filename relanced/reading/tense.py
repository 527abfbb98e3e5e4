"""How a clause speaks: past or to come, denied, asked, conditional, and whether it speaks of paying."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HAVE = r"(?:ai|as|a|avons|avez|ont|avait|avais|avaient|aurait|aurais|aurions|auraient|aviez|avions|est|sont|etait|ete|suis|sommes|vient|viens|venons)"
_ADVERB = r"(?:deja|bien|donc|pourtant|normalement|tous|tout|toutes|integralement|totalement|ete|vous|pas|te|enfin|aussi|juste|tout juste|encore|jamais|rien|toujours|plus|meme|d ores et|de|la|le|les)"
_PARTICIPLE = (
    r"(?:paye|regle|vire|verse|solde|acquitte|honore|transfere|debite|preleve|encaisse|credite|mandate|decaisse|regularise|"
    r"fait|effectue|execute|emis|parti|envoye|poste|expedie|passe|realise|transmis|depose|adresse|lance|remis|signe|sorti|quitte|donne|cashe|mis)(?:e|s|es)?"
)
PAST = re.compile(
    rf" {_HAVE} (?:{_ADVERB} ){{0,4}}{_PARTICIPLE} | (?:vient|viens|venons|viennent) (?:\S+ )?(?:de|d) | {_HAVE} (?:{_ADVERB} ){{0,3}}\w+(?:er|re|ir) (?=hier|pastday)|"
    r" (?:have|has|had|was|were|been|did|got|went|left|paid|sent|made|transferred|settled|posted|wired|debited|cleared|taken|cashed) "
)
FUTURE = re.compile(
    r" (?!(?:cordialement|vrai|restera) )\w{2,}(?:rai|ras|ra|rons|rez|ront) | (?:vais|vas|va|allons|allez|vont) (?:\S+ ){0,2}?\w+(?:er|ir|re|oir) |"
    r" (?:will|shall|going to|gonna) "
)
COMING = re.compile(
    r" (?:prevu|prevue|prevus|prevues|programme|programmee|programmes|planifie|planifiee|cale|calee|scheduled|due|planned|promis|promets|"
    r"engage|engageons|sans faute|d ici|au plus tard|sous) "
)
CONDITIONAL = re.compile(
    r" (?:si|s il|s ils|tant que|des que|lorsque|quand|aussitot que|une fois que|a condition|sous reserve|a reception|apres reception|if|once|when|"
    r"as soon as|unless|until|provided|depending|avant que|sitot|le temps que|en attendant) "
)
HYPOTHETICAL = re.compile(
    r" (?:si (?!possible|vous|besoin|c est ok|cela vous)|s il (?!vous|te)|peut etre|j espere|esperons|j essaie|j essaye|essayer|if |hopefully|hope|maybe|might|"
    r"sans doute|tout depend|selon|en fonction|theoriquement|try to)"
)
NEGATIVE = re.compile(
    r" (?:pas|jamais|rien|aucun|aucune|plus (?!tard|tot|vite|rapidement)|ni|impossible|sans (?!faute|souci|probleme|doute)|not|never|no|nothing|unable|none|nor) "
)
MODAL = re.compile(r" (?:peux|peut|pouvons|pouvez|pourrai|pourrais|pourrez|pourriez|pourra|pourrait|pourrons|possible|can|could|may|might|would) ")
ASKING = re.compile(
    r" (?:pouvez vous|peux tu|pourriez vous|pourrais tu|pourrait on|peut on|pouvons nous|puis je|est il possible|serait il|est ce|"
    r"accepteriez vous|acceptez vous|voulez vous|auriez vous|seriez vous|serais tu|can you|could you|can we|could we|would you|may we|may i|"
    r"could i|can i|would it|is it possible|merci de|merci d|veuillez|please|je vous prie|prie de|demande|demandons|sollicite|sollicitons|"
    r"souhaite|souhaiterais|souhaitons|souhaiterions|aimerais|aimerions|voudrais|voudrions|accordez|accorder|laissez|envisageable|"
    r"accepter|permettez|d accord pour|propose|proposons|svp|s il vous plait|s il te plait) "
)
PAYING = re.compile(
    r" (?:pai\w*|pay\w*|regl\w*|vir|vire\w*|viro\w*|virai\w*|verse\w*|verso\w*|versa|sold\w*|acquitt\w*|honor\w*|transf\w*|debit\w*|prelev\w*|encaiss\w*|cheque\w*|chequier|"
    r"cb|carte|rib|espece\w*|mandat\w*|banque|bancaire|argent|sous|balles|acompte|decaiss\w*|wire\w*|settl\w*|remit\w*|bank|money|funds|cash\w*|bacs|"
    r"cheque\w*|someamount|restamount|shareamount|rembours\w*|echeance|campagne|tresor\w*|regularis\w*|ordonnanc\w*|release\w*|run) "
)
DOING = re.compile(r" (?:fait|fais|fera\w*|ferons|faire|part|parti\w*|partira\w*|envoi\w*|envoy\w*|enverr\w*|poste\w*|passe\w*|tombe\w*|suivr\w*|send\w*|sent|do|done|go|goes|went|get|have|sort\w*|executed|issued|posted|depos\w*|necessaire|ordre|compte\w*|sera|est|aur\w*|recev\w*) ")


@dataclass(frozen=True, slots=True)
class Manner:
    """`tense` is "past", "future" or "present"; the rest read as sentences."""

    tense: str
    negative: bool
    asks: bool
    conditional: bool
    hypothetical: bool
    modal: bool
    pays: bool
    does: bool


def manner(words: str) -> Manner:
    """How a clause (its normalised words, masked or not) speaks."""
    past, coming = PAST.search(words), FUTURE.search(words) or COMING.search(words)
    return Manner(
        tense="past" if past and not coming else "future" if coming else "present",
        negative=bool(NEGATIVE.search(words)),
        asks="?" in words or bool(ASKING.search(words)),
        conditional=bool(CONDITIONAL.search(words)),
        hypothetical=bool(HYPOTHETICAL.search(words)),
        modal=bool(MODAL.search(words)),
        pays=bool(PAYING.search(words)),
        does=bool(DOING.search(words)),
    )
