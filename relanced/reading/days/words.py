"""The vocabulary of time: each phrase, as folded by `fold`, with its category and its value.

A category is a letter of the alphabet in which `days_rules` writes its grammar. To teach a word, add it to a row.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator

WEEKDAYS = (
    "lundi | lundy | lindi | lumdi | monday",
    "mardi | tuesday | tues | tue",
    "mercredi | wednesday | wensday | weds | wed",
    "jeudi | jeufi | jeydi | thursday | thurs | thur | thu",
    "vendredi | vendr | vdredi | vdd | friday | fri",
    "samedi | saturday",
    "dimanche | sunday",
)
# « Les jeudis », "on Thursdays": a habit.
WEEKDAYS_EACH = (
    "lundis | mondays",
    "mardis | tuesdays",
    "mercredis | wednesdays",
    "jeudis | thursdays",
    "vendredis | fridays",
    "samedis | saturdays",
    "dimanches | sundays",
)
MONTHS_FR = (
    "janvier | janv | janveir",
    "fevrier | fev | fevr | fevirer",
    "mars",
    "avril | avr",
    "mai",
    "juin",
    "juillet | juil | juill | jul",
    "aout",
    "septembre | sptembre",
    "octobre",
    "novembre | novemebre",
    "decembre | decmbre | decemebre",
)
# English names, and abbreviations of both languages: only these may stand before their day, as in "Dec 5".
MONTHS_EN = (
    "january | jan",
    "february | feb",
    "march",
    "april | apr",
    "may",
    "june | jun",
    "july",
    "august | aug",
    "september | sept | sep",
    "october | oct",
    "november | nov",
    "december | dec",
)
NUMBERS = (
    "deux | two",
    "trois | three",
    "quatre | four",
    "cinq | five",
    "six",
    "sept | seven",
    "huit | eight",
    "neuf | nine",
    "dix | ten",
    "onze | eleven",
    "douze | twelve",
    "treize | thirteen",
    "quatorze | fourteen",
    "quinze | fifteen",
)
# Days of a month in English words, from the 4th: "second" and "third" count weeks too and have rows of their own.
ORDINALS_EN = """
fourth | fifth | sixth | seventh | eighth | ninth | tenth | eleventh | twelfth | thirteenth | fourteenth | fifteenth |
sixteenth | seventeenth | eighteenth | nineteenth | twentieth | twenty first | twenty second | twenty third |
twenty fourth | twenty fifth | twenty sixth | twenty seventh | twenty eighth | twenty ninth | thirtieth | thirty first
"""
UNITS_FR = ("deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf")
# A weekday only beside a number (« mar. 12 », "sat 5"): « mon », « mer », "sun" mean other things alone.
SHORT_WEEKDAYS = {
    word: value
    for value, words in enumerate(
        (("lun", "mon"), ("mar",), ("mer",), ("jeu",), ("ven", "vend"), ("sam", "sat"), ("dim", "sun"))
    )
    for word in words
}

VOCABULARY: tuple[tuple[str, int, str], ...] = (
    *(("WEEKDAY", value, words) for value, words in enumerate(WEEKDAYS)),
    *(("WEEKDAYS", value, words) for value, words in enumerate(WEEKDAYS_EACH)),
    *(("TH", value, words) for value, words in enumerate(ORDINALS_EN.split("|"), 4)),
    *(("MONTH", value, words) for value, words in enumerate(MONTHS_FR, 1)),
    *(("MONTHEN", value, words) for value, words in enumerate(MONTHS_EN, 1)),
    *(("WORDNUM", value, words) for value, words in enumerate(NUMBERS, 2)),
    ("WORDNUM", 17, "dix sept"),
    ("WORDNUM", 18, "dix huit"),
    ("WORDNUM", 19, "dix neuf"),
    *(("WORDNUM", 20 + value, f"vingt {words}") for value, words in enumerate(UNITS_FR, 2)),
    ("WORDNUM", 31, "trente et un"),
    ("WORDNUM", 45, "quarante cinq"),
    ("WORDNUM", 60, "soixante | sixty"),
    ("WORDNUM", 20, "vingt | twenty"),
    ("WORDNUM", 21, "vingt et un | vingt et une"),
    ("WORDNUM", 30, "trente | thirty"),
    ("WORDNUM", 2, "a couple of | couple of | une paire de"),
    ("WORDNUM", 1, "un | une | one | another"),
    ("WORDA", 1, "a"),
    ("FIRST", 1, "premier | premiere | 1ere | first"),
    ("SECOND", 2, "deuxieme | seconde | second | 2e | 2eme | 2nde"),
    ("SECOND", 3, "troisieme | third | 3e | 3eme"),
    ("SECOND", 4, "quatrieme | 4e | 4eme"),
    # Days counted from the mail
    ("TODAY", 0, "aujourd hui | aujourdhui | aujourd | aujourdui | aujourdhuis | ajd | auj | ce jour | ce jour meme"),
    ("TODAY", 0, "today"),
    ("TODAY", 0, "ce matin | this morning | ce midi | cet apres midi | cet aprem | cette apres midi"),
    ("TODAY", 0, "c t apres midi | c t aprem | tt a l heure | this mornin | this avo"),
    ("TODAY", 0, "this afternoon | this aft | tonite | 2nite | 2day | ojd | se soir | ce soire"),
    ("TODAY", 0, "ce soir | ce soir meme | cette nuit | tonight | this evening | dans la journee | tout a l heure"),
    (
        "TODAY",
        0,
        "a l instant | a linstant | tantot | avant minuit | before midnight | by midnight | before the day is out",
    ),
    ("TODAY", 0, "this very day | this arvo | within the hour | in the next hour | d ici une petite heure"),
    ("TODAY", 0, "dans la minute | dans l apres midi | dans la soiree"),
    ("TODAY", 0, "tout de suite | de suite | immediatement | right away | straight away | right now | just now"),
    ("TODAY", 0, "immediately"),
    ("TODAY", 0, "dans l heure | dans la foulee | dans la soiree | dans la matinee | en fin de matinee"),
    ("JUSTNOW", 0, "viens de | viens d | vient de | venons de | venons d | have just | ve just | has just"),
    ("JUSTNOW", 0, "just paid | just sent"),
    (
        "TOMORROW",
        1,
        "demain | dmain | dmn | dem | demin | demian | deamin | 2main | 2m1 | tomorrow | tomorow | tommorow",
    ),
    ("TOMORROW", 1, "tommorrow | tmrw | tmr | tmw | tomo | tomoz | 2moz"),
    ("TOMORROW", 1, "2moro"),
    ("TOMORROW", 2, "apres demain | apre demain | apres dem | apresdemain | ap demain | apdemain"),
    ("TOMORROW", 2, "the day after tomorrow"),
    ("TOMORROW", 2, "day after tomorrow"),
    # Counted from the day named before
    ("NEXTDAY", 1, "lendemain | the next day | the following day"),
    ("DAYAFTER", 1, "the day after"),
    ("NEXTDAY", 2, "surlendemain"),
    ("EVE", -1, "veille"),
    ("DAYBEFORE", -1, "the day before"),
    ("YESTERDAY", 1, "hier | yesterday | last night | last nite"),
    ("YESTERDAY", 2, "avant hier | avanthier | the day before yesterday | day before yesterday"),
    ("HOURS", 0, "matin | soir | apres midi | aprem | apm | midi | morning | afternoon | evening | noon | lunchtime"),
    ("HOURS", 0, "night | nite | mornin | a matin"),
    ("HOURS", 0, "dans la journee de | dans la journee du | dans l apres midi | en soiree | a la premiere heure"),
    ("HOURS", 0, "premiere heure | first thing"),
    ("HOURS", 0, "en fin de matinee | fin de matinee | en debut d apres midi | en fin d apres midi | sans faute"),
    ("HOURS", 0, "au soir"),
    ("HOURS", 0, "au matin"),
    ("ENDOFDAY", 0, "eod | cob | close of business | close of play | end of day | end of the day | end of play"),
    ("ENDOFDAY", 0, "fin de journee | en fin de journee | la fin de journee | la fin de la journee"),
    # Units
    ("DAYS", 0, "jour | jours | jrs | jr | j | day | days"),
    ("HOUR", 0, "heure | heures | h | hrs | hour | hours | o clock | oclock"),
    ("WEEK", 0, "semaine | semaines | sem | semaien | smaine | week | weeks | wk | wks"),
    ("MOIS", 0, "mois | month | months | mth"),
    ("YEARS", 0, "an | ans | annee | annees | year | years"),
    ("QUARTER", 0, "trimestre | quarter"),
    ("WORKING", 0, "ouvre | ouvres | ouvree | ouvrees | working | business | bank working | ouvrables | ouvrable"),
    ("SCORE", 8, "huitaine | huitaine de jours"),
    ("SCORE", 10, "dizaine de jours | dizaine"),
    ("SCORE", 14, "fortnight | fortnights"),
    ("SCORE", 15, "quinzaine de jours | quinzaine"),
    ("SCORE", 20, "vingtaine de jours"),
    ("SCORE", 30, "trentaine de jours"),
    ("WEEKEND", 0, "weekend | week end | weekends"),
    # Words that turn
    ("NEXT", 1, "prochain | prochaine | prochaines | prochains | proch | prochian | pro | proc | prox | next | nxt"),
    ("COMING", 1, "qui vient | qui arrive | a venir | coming | this coming | upcoming"),
    ("AFTERNEXT", 2, "after next"),
    ("AFTERNEXT", 1, "suivant | suivante | d apres | following"),
    # « sorti mardi d'après ma banque » says who told it
    ("TOLD", 0, "d apres ma | d apres mon | d apres mes | d apres la banque | d apres notre | d apres nos"),
    ("TOLD", 0, "d apres votre | d apres vos | d apres ce | d apres le releve | d apres l appli"),
    ("LAST", 1, "dernier | derniere | derniers | passe | passee | ecoule | ecoulee | precedente | precedent"),
    # « passe vendredi » is a verb: only the English words may stand before the day
    ("LASTEN", 1, "last | past | previous"),
    ("INEIGHT", 7, "en huit"),
    ("INEIGHT", 14, "en quinze"),
    ("CURRENT", 0, "courant | crt | au cours de | au cours du | en cours de | in the course of | during the course of"),
    ("ER", 0, "er"),
    ("CHAQUE", 0, "chaque | every | each | tous les | toutes les"),
    ("CE", 0, "ce | cet | cette | this | current"),
    ("THISONE", 0, "en cours | ci"),
    ("DEBUT", 0, "debut | deb | tout debut | beginning | start | early | premiers jours | first days"),
    ("DEBUT", 0, "first few days"),
    ("MIDDLE", 0, "milieu | mi | mid | middle | midweek"),
    ("END", 0, "fin | toute fin | end | derniers jours | close of | last days"),
    ("ENDOFWEEK", 0, "eow | week s end | week end run | the week is out"),
    ("ENDOFMONTH", 0, "eom | fdm | month end | month s end | the month is out"),
    ("ENDOFYEAR", 0, "eoy | year end | year s end | the year is out"),
    ("HALVES", 0, "half of | half of the | moitie de | moitie du"),
    ("WEEKOF", 0, "semaine du | sem du | week of | week of the | week commencing | week commencing the"),
    ("WEEKOF", 0, "w c | wc | w b"),
    ("WEEKOF", 0, "week beginning | week beginning the | week starting | week starting the | week ending"),
    ("WEEKOF", 0, "week ending the | w e"),
    ("LATER", 0, "later"),
    ("HALF", 0, "et demi | et demie | and a half"),
    ("AGO", 0, "ago"),
    ("ILYA", 0, "il y a | y a"),
    ("ENCORE", 0, "encore | supplementaires | supplementaire | de plus | more | extra | additional"),
    ("LATE", 0, "de retard | late | overdue | en retard | old"),
    # Prepositions
    ("TILLTHEN", 0, "d ici la | dici la"),
    ("BEFORE", 0, "avant | before | by | d ici | d ici a | d ici au | d ici aux | dici | dici a | dici au"),
    ("LATEST", 0, "au plus tard | plus tard | au + tard | no later than | not later than | at the latest | latest"),
    ("LATEST", 0, "at latest"),
    ("LATEST", 0, "dernier delai | dernier carat | grand max | au maximum | au max | maximum | max"),
    ("LATEST", 0, "at the very latest | maxi"),
    ("UNTIL", 0, "jusqu | jusque | jusqua | jusquau | until | till | til | up to | through | thru"),
    ("AFTER", 0, "apres | after | pas avant | not before | not until | passe le"),
    # « est passé le 28 » is a payment, « passé le 28 » its time limit
    ("WENT", 0, "est passe | est bien passe | etait passe | est deja passe"),
    ("WHEN", 0, "when | as | because | which | once | then | if | but"),
    ("FROM", 0, "a partir | a compter | des | from | as of | as from | starting | starting from | depart"),
    ("SINCE", 0, "depuis | since"),
    (
        "AROUND",
        0,
        "vers | autour | aux alentours | environ | around | about | circa | petite | petits | petites | nearly",
    ),
    ("AROUND", 0, "almost | roughly | presque | quelque"),
    ("FOR", 0, "pour | on | for"),
    ("WITHIN", 0, "sous | ss | within | within the next | inside | under | sous un delai de | endeans"),
    ("WEEKNUMBER", 0, "kw | cw"),
    ("WITHIN", 0, "sous un delai maximum de | dans un delai maximum de | dans un delai de"),
    ("IN", 0, "dans | in"),
    ("EN", 0, "en | during | sur"),
    ("LE", 0, "le | l"),
    ("LA", 0, "la"),
    ("LES", 0, "les"),
    ("THE", 0, "the"),
    ("AU", 0, "au | aux"),
    ("DU", 0, "du"),
    ("DE", 0, "de | d | of | s"),
    ("BETWEEN", 0, "entre | between"),
    ("AND", 0, "et | and | puis | then"),
    ("OR", 0, "ou | or | voire"),
    ("TO", 0, "to"),
    ("INCLUDED", 0, "inclus | included | inclusive | compris"),
    # Feasts, month and day in four figures (Easter: 0): only after a preposition, for « Joyeux Noël » dates nothing
    ("FEAST", 1225, "noel | christmas | xmas"),
    ("FEAST", 1224, "christmas eve | xmas eve | la veille de noel"),
    ("FEAST", 0, "paques | easter"),
    ("FEAST", 1101, "la toussaint | toussaint"),
    # these mean a season or a year to come: before them is their eve
    ("SEASON", 101, "le jour de l an | nouvel an | new year | new years day | le nouvel an"),
    ("SEASON", 1225, "les fetes"),
    ("HOLIDAYS", 0, "les vacances | les conges | nos conges | mes conges | mes vacances | nos vacances | les fetes"),
    ("HOLIDAYS", 0, "les ponts | le pont"),
    ("HOLIDAYS", 0, "la rentree | the holidays | my holiday | my holidays | my leave | our holidays | holidays"),
    # No day can be computed
    ("VAGUE", 0, "des que possible | aussi vite que possible | aussitot que possible | au plus vite | au plus tot"),
    ("VAGUE", 0, "des que je peux"),
    ("VAGUE", 0, "rapidement | prochainement | tres prochainement | bientot | sous peu | incessamment | sans delai"),
    ("VAGUE", 0, "sans tarder"),
    ("VAGUE", 0, "dans les meilleurs delais | dans les plus brefs delais | dans les prochains jours"),
    ("VAGUE", 0, "ces prochains jours"),
    ("VAGUE", 0, "ces jours ci | dans quelques jours | sous quelques jours | d ici quelques jours | d ici peu"),
    ("VAGUE", 0, "au plus + vite"),
    ("VAGUE", 0, "dans les jours qui viennent | dans les jours a venir | dans les semaines a venir"),
    ("VAGUE", 0, "dans quelques semaines"),
    ("VAGUE", 0, "asap | as soon as possible | as soon as we can | as soon as i can | shortly | soon"),
    ("VAGUE", 0, "in due course | in a few days"),
    ("VAGUE", 0, "in the coming days | in the next few days | over the next few days | in a few weeks"),
    ("VAGUE", 0, "in the near future | promptly"),
    ("VAGUE", 0, "les prochains jours | les prochaines semaines | les prochains mois | coming days | coming weeks"),
    ("VAGUE", 0, "coming months | next few days | next few weeks | un de ces jours | entre temps"),
    ("LONGAGO", 0, "l autre jour | recemment | dernierement | il y a quelque temps | il y a quelques jours"),
    ("LONGAGO", 0, "il y a longtemps"),
    ("LONGAGO", 0, "some weeks ago | some time ago | a while ago | recently | the other day | a few days ago"),
    ("LONGAGO", 0, "a few weeks ago"),
    ("LONGAGO", 0, "il y a quelques semaines | some days ago | ages ago"),
    # What a number or a date belongs to, when it is no day of payment
    ("PAPER", 0, "facture | factures | fact | mail | mails | email | emails | courriel | message | messages"),
    ("PAPER", 0, "courrier"),
    # the post that our payment goes with, no letter of ours
    ("OTHER", 0, "est dans le courrier | sont dans le courrier | cheque dans le courrier | mis au courrier"),
    ("OTHER", 0, "remis au courrier | est au courrier | part au courrier"),
    ("OTHER", 0, "cheque au courrier | parti au courrier | sera au courrier | partira au courrier | sont au courrier"),
    ("PAPER", 0, "relance | relances | rappel | rappels | commande | devis | bon de commande | bon de livraison"),
    ("PAPER", 0, "avoir"),
    ("PAPER", 0, "releve | invoice | invoices | letter | reminder | lettre | order | quote | statement | livraison"),
    ("PAPER", 0, "bl"),
    ("PAPER", 0, "contrat | appel | note"),
    # « bonne fin d'année » wishes, it dates nothing
    ("WISH", 0, "bon | bonne | bonnes | belle | belles | beau | excellent | excellente | joyeux | joyeuses"),
    ("WISH", 0, "tres bonne | tres bon"),
    ("WISH", 0, "happy | merry | nice | great | good | lovely | have a good | have a nice | have a great"),
    ("THENCE", 0, "ensuite | thereafter"),
    ("AFOOT", 0, "en route | mise en route | en place | mis en place | mise en place | sur place | en chemin"),
    ("FEASTDAY", 1225, "le jour de noel | jour de noel | christmas day"),
    ("FEASTDAY", 1231, "saint sylvestre | new year s eve | le reveillon du nouvel an"),
    ("RUN", 0, "run | batch | cycle | payment run | pay run | payment batch | payment cycle | bacs run"),
    ("NET", 0, "net"),
    ("PLUS", 0, "+"),
    ("ISSUED", 0, "date | datee | dated | emise | emis | echue | echu | issued"),
    ("STREET", 0, "rue | avenue | av | boulevard | bd | place | chemin | allee | route | quai | impasse | street"),
    ("STREET", 0, "road"),
    ("NUMBERSIGN", 0, "n | no | num | numero | number | nr"),
    ("MEANS", 0, "virement | virements | cheque | cheques | paiement | paiements | versement | versements"),
    ("MEANS", 0, "payment | payments"),
    (
        "COUNTED",
        0,
        "fois | piece | pieces | autres | echeance | echeances | personnes | avertissement | avertissements | lot",
    ),
    ("COUNTED", 0, "acompte | lots | etage | envoi | instalment | instalments | mensualites"),
    ("COUNTED", 0, "floor | party | class | time | times | century | warning | mensualite | cartons"),
    ("MINUTE", 0, "minute | minutes | mn | min | mins"),
    ("COUNTED", 0, "kg | tonnes | euros | euro | eur | cents | balles | k | ke | pour cent | percent"),
    ("COUNTED", 0, "ht | ttc"),
    # what may follow "the 15th", unlike the floor or the reminder that it counts
    ("BESIDE", 0, "with | along | alongside | together | via | through | out | so | while | unless | provided | like"),
    ("BESIDE", 0, "you | we | i | it | they | please | thanks | cheers | sharp | direct | straight | instead | too"),
    (
        "BESIDE",
        0,
        "there | yes | no | def | definitely | certain | its | it s | either | anyway | regardless | cos | coz | cuz",
    ),
    (
        "BESIDE",
        0,
        "rather | easy | guaranteed | vous | je | nous | tu | il | c",
    ),
)

# Letters left out of the small words that a phrase begins with, as they are typed on a telephone.
SHORTENED = {"ds": "dans", "pr": "pour", "jsq": "jusque", "jusk": "jusque"}

# One typing error is forgiven in names at least that long.
FUZZY = {"WEEKDAY": 5, "MONTH": 6, "MONTHEN": 7, "TOMORROW": 6, "NEXT": 8, "WEEK": 7, "TODAY": 9}
SHORT = 5  # in so short a name letters may be swapped or doubled; one changed or lost makes « mari » of « mardi »
NOT_TYPOS = frozenset(
    {"levrier", "sundry", "auguste", "augusta", "augustin", "fridge", "vendrai", "domain", "prochainement"}
)

_ACCENTS = str.maketrans(
    "àâäáãåçéèêëíîïìñóôöòõúùûüÿýœæ’‘ʼ´`\u00a0\u202f\u2009\u2007\u2011\u2010", "aaaaaaceeeeiiiinooooouuuuyyea'''''    --"
)


def fold(text: str) -> str:
    """`text` in lower case, without accents, with plain spaces and apostrophes: character for character."""
    lower = text.lower()
    if len(lower) != len(text):  # « İ » becomes two characters
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return lower.translate(_ACCENTS)


def bare(word: str) -> str:
    """`word` without combining accents: mail composed on macOS types « é » as two characters."""
    return word if word.isascii() else "".join(c for c in word if not unicodedata.combining(c))


def _phrases() -> Iterator[tuple[tuple[str, ...], str, int]]:
    for category, value, row in VOCABULARY:
        for phrase in row.split(" | "):
            yield tuple(re.findall(r"[^\W_]+|\+", phrase)), category, value


def _typos(word: str) -> set[str]:
    """Every word one typing error away: a letter dropped, doubled, changed, added or swapped with its neighbour."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    cuts = [(word[:i], word[i:]) for i in range(1, len(word) + 1)]
    swapped = {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    if len(word) <= SHORT:
        return swapped | {a + a[-1] + b for a, b in cuts}
    return {
        *swapped,
        *(a + b[1:] for a, b in cuts if b),
        *(a + c + b[1:] for a, b in cuts if b for c in letters),
        *(a + c + b for a, b in cuts for c in letters),
    }


Entry = tuple[tuple[str, ...], str, int]


def _lexicon() -> dict[str, tuple[Entry, ...]]:
    """First word -> the phrases it begins (rest, category, value), longest first, the first row of equals first."""
    lexicon: dict[str, list[Entry]] = defaultdict(list)
    for words, category, value in _phrases():
        if not any(rest == words[1:] for rest, *_ in lexicon[words[0]]):
            lexicon[words[0]].append((words[1:], category, value))
    known = set(lexicon) | NOT_TYPOS
    for words, category, value in _phrases():
        if len(words) == 1 and len(words[0]) >= FUZZY.get(category, 99):
            for typo in _typos(words[0]) - known:
                lexicon[typo].append(((), category, value))
    return {word: tuple(sorted(entries, key=lambda e: -len(e[0]))) for word, entries in lexicon.items()}


LEXICON = _lexicon()
