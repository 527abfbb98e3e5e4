"""Amounts as debtors type them: « 1 500 € », "1.5k", « mille euros », « la moitié », « le solde »."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from relanced.core.money import Money
from relanced.reading import amounts_words as words
from relanced.reading.days.words import fold


@dataclass(frozen=True, slots=True)
class AmountMention:
    """`text[start:end] == words`. Either `money`, or a `share` of something (« la moitié » is 1/2, « 30 % » is 3/10).

    `rest`: « le solde », « le reste »: whatever is left when the other amounts are taken away; its `share` is 1.
    `currency_written`: a currency stands beside the number; without one the number was only shaped like money.
    """

    start: int
    end: int
    words: str
    money: Money | None = None
    share: Fraction | None = None
    rest: bool = False
    currency_written: bool = False


# Digits in groups of three with one separator throughout, or in one run; then cents.
NUMBER = re.compile(
    r"[0-9](?<![\w/.,'+#°*-].)"  # first a digit: the search leaps to it
    r"(?:[0-9]{0,2}(?P<by>[ .,'])[0-9]{3}(?![0-9])(?:(?P=by)[0-9]{3}(?![0-9]))*+|[0-9]*+)"
    r"(?:[.,][0-9]{1,2}(?![0-9]))?"
)
CURRENCIES = {
    "€": "EUR", "e": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "balles": "EUR",
    "ttc": "EUR", "ht": "EUR", "boules": "EUR", "£": "GBP", "gbp": "GBP", "pounds": "GBP", "$": "USD", "usd": "USD",
    "dollars": "USD", "chf": "CHF", "francs": "CHF", "fcfa": "XOF", "xof": "XOF",
}  # fmt: skip
_NAMES = "|".join(name for name in sorted(CURRENCIES, key=len, reverse=True) if name.isalpha() and name != "e")
BEFORE = re.compile(r"(?<![^\W\d_])(eur|€|£|\$|chf|gbp|usd) ?$")
AFTER = re.compile(
    r"(?P<kilo> ?k(?![^\W\d_])| ?k(?=e\b|eur))? ?"
    rf"(?P<name>[€£$](?:uros?)?|(?:{_NAMES})(?![^\W\d_])|(?<=[0-9k])e\b)?"
)
CENTS = re.compile(r"[0-9]{2}(?![\w.,])")
PERCENT = re.compile(r" ?(?:%|pour ?cents?\b|percent\b|per cent\b)")
# Rates and rebates, not a share that somebody pays.
RATE = re.compile(
    r"penalit|interet|taux|tva|remise|rabais|ristourne|escompte|majoration|retenue|garantie|reduction|marge|hausse"
    r"|discount|vat|interest|rate|rebate|d'accord|sur a"
)
# A number that names a thing: « facture n° 1862 », « SIRET 123 456 789 ».
NAMING = re.compile(
    r"(?:\bn|\bno|\bnum|\bnumero|\bsire[nt]|\brcs|\btva|\biban|\brib|\btel|\btelephone|\bref|\bdossier|\bcheque n"
    r"|\bfactures?|\binvoices?|\bfax|\bmobile|\bport|\bcode|\bticket|\bcommande|\border|\bpo|\bdevis)[ .:°]*$"
)
# After a number without a currency: a word of the sentence, not the thing that is counted.
FUNCTION_WORD = re.compile(
    r"""
    [ ]?(?: $ | § | \n | [,;:!?.)/-](?![0-9])
    | (?: le|la|les|l'|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|demain|apres|avant|hier|aujourd'hui|ce|cette
        | par|pour|sur|et|en|au|aux|a|de[ ](?:plus|moins|difference)|d'ici|qui|que|restants?|restent|manquants?|dus?
        | comme|maintenant|tout|ttc|ht|puis|chaque|tous|des|fin|debut|mi|courant|contre|dans|vers|chez|il|je|on|nous
        | (?:est|sont|sera|seront)[ ](?:parti|pay|vir|regl|envoy|vers)\w* | autres?[ ](?:je|on|nous)
        | part|partent|partira|partiront|suit|suivent|suivra|suivront|arrive|arrivent
        | by|on|for|at|this|to|and|which|that|today|tomorrow|next|now|from|per|in|of[ ]it|end|is|was|has|will|went|goes
        | instead|left|monday|tuesday|wednesday|thursday|friday|saturday|yesterday|last|before|until )\b )
    """,
    re.VERBOSE,
)
PAYING = re.compile(
    r"""
    \b (?: fait|fais|faire|ferai|vire|virer|virerai|verse|verser|verserai|paie|paye|payer|paierai|payerai|regle|regler
        | reglerai|envoie|envoyer|envoye|donne|donner|mets|mettre|les|encore|deja|seulement
        | (?: virement|cheque|acompte|versement|somme|montant|solde|total|paiement|reglement|versements|mensualites
            | fois|echeances )[ ]de
        | paid|pay|send|sent|transfer|transferred|payment[ ]of|deposit[ ]of|another
        | apporte|depose|remets|enleve|touches? )
    (?: [ ](?:deja|bien|donc|encore) )? [ ]$
    """,
    re.VERBOSE,
)
# « 500 le 5 », « 350 lundi » (where a day stands hidden, §), « 600 par mois »
INSTALMENT = re.compile(
    r" (?:§|le [0-9]|par mois|chaque mois|tous les mois|maintenant|tout de suite|a month|per month|now\b)"
)
BEHIND_A_DAY = re.compile(r"§ ?\($")  # « lundi (900) »
# « Il reste 450 : », "the other 312 goes Tuesday"; « les autres 150 sont cassés » counts something
LEFT = re.compile(r"\b(?:reste|restent|restants|autres|remaining|other|the last) $")
LEFT_TO_PAY = re.compile(
    r"[ ]?(?:$|§|[,;:!?.)](?![0-9])|(?:je|on|nous|et|partira|partiront|part|partent|suivra|suivront|will|goes|i|we"
    r"|a (?:vous|te|payer|regler|verser|donner))\b)"
)
DAY_BEFORE = re.compile(r"\b(?:le|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) $")
YEAR = re.compile(r"(?:19|20)[0-9]{2}")
LARGEST = Decimal(10) ** 10


def find_amounts(text: str, known: Sequence[Money] = ()) -> list[AmountMention]:
    """Every amount in `text`, in order, none overlapping.

    A bare number counts when shaped like money, behind a verb of paying, or when equal to one of `known`.
    """
    folded = fold(text)
    found = list(_in_digits(text, folded, known))
    taken = [(mention.start, mention.end) for mention in found]
    for mention in (*_in_words(text, folded), *_shares(text, folded)):
        if all(mention.end <= start or mention.start >= end for start, end in taken):
            found.append(mention)
            taken.append((mention.start, mention.end))
    return sorted(_without_introduced(found, folded), key=lambda mention: mention.start)


def share_of(share: Fraction, balance: Money) -> Money:
    """That share of a balance, half cents up: share_of(Fraction(1, 3), Money(10000)) is 33.33."""
    cents = (balance.cents * share.numerator * 2 + share.denominator) // (share.denominator * 2)
    return Money(cents, balance.currency)


def _in_digits(text: str, folded: str, known: Sequence[Money]) -> Iterator[AmountMention]:
    free = 0  # where the last amount ended: its « € » is not the next one's
    for match in NUMBER.finditer(folded):
        mention = _percentage(text, folded, match) or _money(text, folded, match, known, free)
        if mention:
            free = mention.end
            yield mention


def _percentage(text: str, folded: str, match: re.Match[str]) -> AmountMention | None:
    sign = PERCENT.match(folded, match.end())
    value = _decimal(match[0]) if sign else Decimal(0)
    if not sign or not 0 < value < 100:
        return None
    around = re.split(r"[.;!?\n]", folded[max(0, match.start() - 40) : match.start()])[-1]
    if RATE.search(around + folded[sign.end() : sign.end() + 20]):
        return None
    return AmountMention(match.start(), sign.end(), text[match.start() : sign.end()], share=Fraction(value) / 100)


def _money(text: str, folded: str, match: re.Match[str], known: Sequence[Money], free: int) -> AmountMention | None:
    if PERCENT.match(folded, match.end()):
        return None
    start, end = _after_a_day(folded, match, known), match.end()
    value = _decimal(folded[start:end])
    before = BEFORE.search(folded, max(free, start - 5), start)
    after = AFTER.match(folded, end)
    kilo = bool(after and after["kilo"]) and value < 1000
    name = (after and after["name"]) or (before and before[1])
    name = name.removesuffix("uros").removesuffix("uro") if name and name[0] == "€" else name
    if after and after["name"] == "e" and value < 32:
        name = None  # « 2e rappel »
    currency = CURRENCIES.get(name or "", "EUR")
    if not 0 < value < LARGEST:
        return None
    money = Money.of(value * 1000 if kilo else value, currency)
    if not (name or kilo) and not _shaped(folded, start, end, money, known):
        return None
    if name or kilo:
        end = after.end() if after and (after["name"] or kilo) else end
        start = before.start() if before and not (after and after["name"]) else start
        end, money = _with_cents(folded, end, money)
    return AmountMention(start, end, text[start:end].rstrip(), money, currency_written=bool(name))


def _after_a_day(folded: str, match: re.Match[str], known: Sequence[Money]) -> int:
    """Where the amount begins: « le 30 500 € » has a day first; in « facture 112 500 € » the known balance decides."""
    groups = match[0].split(" ")
    if len(groups) != 2:
        return match.start()
    tail = match.start() + len(groups[0]) + 1
    day = (
        2 <= int(groups[0]) <= 31  # the first of a month is « 1er »
        and groups[1][0] != "0"
        and DAY_BEFORE.search(folded, max(0, match.start() - 10), match.start())
    )
    whole, rest = Money.of(_decimal(match[0])), Money.of(_decimal(groups[1]))
    return tail if (day and whole not in known) or (rest in known and whole not in known) else match.start()


def _with_cents(folded: str, end: int, money: Money) -> tuple[int, Money]:
    """« 12€50 »."""
    cents = CENTS.match(folded, end) if folded[end - 1 : end] == "€" else None
    if cents and money.cents % 100 == 0:
        return cents.end(), Money(money.cents + int(cents[0]), money.currency)
    return end, money


def _shaped(folded: str, start: int, end: int, money: Money, known: Sequence[Money]) -> bool:
    """Whether a number without a currency is an amount."""
    number, before = folded[start:end], folded[max(0, start - 30) : start]
    if re.match(r"[\w/:°]|[-/.,:'][0-9]| [0-9]", folded[end : end + 2]) or NAMING.search(before):
        return False
    cents = re.search(r"[.,][0-9]{2}$", number)
    if money in known and (money.cents >= 3200 or cents):
        return True
    if cents and re.fullmatch(r"[0-9]{1,2}\.[0-9]{2}", number):
        return False  # 15.12 is a day
    if cents and money.cents >= 1000:
        return True
    if BEHIND_A_DAY.search(before) and folded[end : end + 1] == ")" and money.cents >= 3200:
        return not YEAR.fullmatch(number)
    if not FUNCTION_WORD.match(folded, end) or money.cents >= 10**9:
        return False
    if re.search(r"[ .,'][0-9]{3}$", number):
        return True
    left = LEFT.search(before) and LEFT_TO_PAY.match(folded, end)
    paying = left or PAYING.search(before) or INSTALMENT.match(folded, end)
    return money.cents >= 3200 and not YEAR.fullmatch(number) and bool(paying)


def _decimal(number: str) -> Decimal:
    """« 1.500,00 », "1,500.00", "1,500", « 1500,5 »: the last sign parts the cents unless three digits follow."""
    digits = re.sub(r"[ ']", "", number)[:24]
    head, sign, tail = digits.rpartition("," if digits.rfind(",") > digits.rfind(".") else ".")
    if not sign:
        return Decimal(digits)
    whole = re.sub(r"[.,]", "", head)
    return Decimal(whole + tail) if len(tail) == 3 else Decimal(f"{whole}.{tail}")


WORD_CURRENCY = re.compile(r" (?:d')?(euros?|eur|balles|boules|pounds|dollars|€)(?![^\W\d_])")


def _in_words(text: str, folded: str) -> Iterator[AmountMention]:
    for start, end, value in words.numbers(folded):
        currency = WORD_CURRENCY.match(folded, end)
        # « deux mille » alone is an amount, « deux mille vingt-six » a year, « mille mercis » neither
        large = value >= 1000 and not 2000 < value < 2100 and FUNCTION_WORD.match(folded, end)
        if value and (currency or large):
            end = currency.end() if currency else end
            money = Money.of(value, CURRENCIES[currency[1]] if currency else "EUR")
            yield AmountMention(start, end, text[start:end], money, currency_written=bool(currency))


def _shares(text: str, folded: str) -> Iterator[AmountMention]:
    for start, end, share, rest in words.shares(folded):
        yield AmountMention(start, end, text[start:end], share=share, rest=rest)


def _without_introduced(found: Sequence[AmountMention], folded: str) -> Iterator[AmountMention]:
    """« Le solde de 5 900 € » is one amount, and the figure says it."""
    starts = {mention.start for mention in found if mention.money}
    for mention in found:
        link = re.compile(r"(?:,? soit| d[eu'](?: la facture)?| of|,| :| \()? ?").match(folded, mention.end)
        if not (mention.share and link and link.end() > mention.end and link.end() in starts):
            yield mention
