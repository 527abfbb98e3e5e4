"""What is said around a day, by classes of words: a word that no labelled reply has counts like those of its class."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

# Words as `normalise` spells them; `*` stands for any ending. Of two rows that hold a word, the first counts.
CLASSES: dict[str, str] = {
    "day": "pastday futureday someday everyday paperday weekday vagueday sinceday durationday untilday",
    "amount": "someamount restamount shareamount moitie half tiers third reste rest remainder reliquat complement",
    "bill": "billref facture factures invoice invoices note bill",
    "you": "vous tu te t toi votre vos ton ta tes you your yours",
    "me": "je j on nous i we mon ma mes notre nos our my us me moi m",
    "they": "il ils elle elles he she they him her",
    "had": "ai avons a avez ont avais avait avions aviez avaient etait etais etaient ete had was were been has did",
    "will": "serez seras sera seront serai serons etes es sois soyez soit aurez auras aura auront aurai aurons vais va "
    "allons vont will shall ll be",
    "arrive": "arrive arrivera arriveront arrivent recevrez recevras recevoir verrez verras voir trouverez trouveras "
    "parvien* parvenir valeur reaches reach see receive land lands hits hit show shows appear appears arriv*",
    "bid": "envoyez renvoyez transmettez adressez appelez rappelez dites faites donnez confirmez repondez please merci",
    "pay": "pai* paye payons payer payerai payerons payera pay pays payez regle reglons regler reglerai reglerons "
    "reglera reglent vire virons virer virerai virerons verse versons verser verserai verserons solde soldons solder "
    "solderai solderons acquitt* honor* transf* rembours* regularis* settle settles clear wire remit mandat* decaiss*",
    "paid": "payee payees payes reglee reglees regles viree virees vires versee versees verses soldee soldees soldes "
    "credit* debit* paid settled wired cleared remitted",
    "send": "envoie envoye envoyer enverrai enverrons envoyons poste poster posterai depose deposer deposerai apporte "
    "apporter amene ramene remets mets met mettre mettons mettrai file donne donner passe passer passerai glisse fais "
    "fait faire ferai ferons faisons send post drop bring put do doing make making hand issue",
    "leave": "part partira partiront partent partir sort sortira sortent go goes out leave leaves leaving release "
    "releases released execut* suivra suivront suit follow follows",
    "plan": "programm* planifi* prevu* cale calee cales fixe* saisi* enregistr* positionn* lance* inscrit* mis mise "
    "scheduled planned booked queued keyed set slotted lined pose posee",
    "means": "virement* cheque* reglement* paiement* versement* traite lcr prelevement* somme montant argent"
    " sous fonds "
    "transfer* payment* bacs money funds check remittance total totalite tout integralite ordre ordres effet balance",
    "run": "run runs batch cycle cycles campagne* lot lots train trains echeance* terme* bordereau vague paquet remise "
    "session tournee* decaissement* cutoff",
    "income": "encaiss* touche touchons recois recevons client* caf prime* subvention* salaire* paie recette* vente* "
    "loyer* aide aides tva tresor collecteur cooperative assurance mutuelle donneur customer* grant* wages"
    " salary income "
    "refund* acompte* tombe tombent",
    "away": "rentre* retour revien* reviens reprend* reprise conge* vacances absent* ferme* fermeture pont formation "
    "salon foire hopital maladie rouvr* reouver* reviendr* back holiday* away closed off return* absence festival "
    "mariage* deplacement weekend",
    "sign": "sign* valid* approuv* approv* approb* visa comite conseil assemblee reunion* bureau board"
    " meeting* committee "
    "directeur gerant patron boss president maire comptable presente examine*",
    "event": "livr* deliver* chantier* travaux commande* recolte* installation rendez appel* telephone mail courrier "
    "audience visit* controle* intervention* devis avoir contrat* rappel relance* conversation entretien convenu",
    "then": "puis ensuite apres after then once quand lorsque when des si if until before avant",
    "so": "donc alors ainsi so",
    "not": "pas ne n not jamais never no plus rien",
    "rule": "chaque tous toutes toujours habitude habituellement always usually every each",
    "promise": "promis promets engage engageons compter comptez sur faute parole garanti guarantee promise count",
}  # fmt: skip


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile("|".join(word.replace("*", r"\w*") for word in words.split()))


_PATTERNS = tuple((name, _pattern(words)) for name, words in CLASSES.items())


@lru_cache(maxsize=4096)
def turn_of(word: str) -> str | None:
    """The class of a normalised word, None for one of no class."""
    return next((name for name, pattern in _PATTERNS if pattern.fullmatch(word)), None)


def turns(words: str) -> Iterator[str]:
    """What the words before a day and behind it say, nearest first: for `words` around `thatday`."""
    before, _, behind = words.partition(" thatday ")
    left = [turn for word in reversed(before.split()) if (turn := turn_of(word))]
    right = [turn for word in behind.split() if (turn := turn_of(word))]
    for side, found in (("L", left), ("R", right)):
        near = [*found[:3], "-", "-", "-"]
        yield f"{side} {near[0]}"
        yield f"{side}2 {near[0]} {near[1]}"
        yield f"{side}3 {near[0]} {near[1]} {near[2]}"
        for turn in set(found):
            yield f"{side}* {turn}"
    yield f"LR {left[0] if left else '-'} {right[0] if right else '-'}"
    for turn in set(left) | set(right):
        yield f"T {turn}"
