"""The grammar of days: one row an expression, a pattern over the categories of `days_tokens` and its builder.

A pattern is a regular expression whose letters are whole words: category names in capitals, `@macro` for
the groups below. At a given place the first row that matches and means something wins, so the longer one stands first.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from relanced.reading.days import lengths, periods, single
from relanced.reading.days.sense import Match, Sense
from relanced.reading.days.tokens import LETTER

Builder = Callable[[Match], Sense | None]

MACROS = {
    "mon": "[MONTH MONTHEN]",
    "dn": "[NUM ORD TH] ER?",
    "dmy": "[DMY ISODAY]",
    "glue": "[LE LA LES THE DU DE AU WORDA EN IN CE FOR]*",
    "le": "[LE THE AU DU LES]?",
    "of": "[DE DU LE LA THE EN IN]*",
    # a number before these counts something
    "notday": "(?![COUNTED MEANS PAPER STREET MONEY DAYS HOUR WEEK MOIS WORKING YEARS QUARTER PLUS SCORE MINUTE])",
    # a bare number is a day only behind one of these
    "prep": "(?<=[LE AU DU BEFORE UNTIL FROM LATEST AFTER SINCE WEEKDAY])",
    "day": "(?:WEEKDAY? COMMA? [LE THE]? (?:[DMY ISODAY WEAKDMY]|[NUM ORD TH FIRST] DE? @mon YEAR?|@dn)|WEEKDAY)",
    "monthday": "(?:WEEKDAY? COMMA? [LE THE]? (?:[DMY ISODAY]|[NUM ORD TH FIRST] DE? @mon YEAR?))",
    "weekof": "WEEKOF [LE THE]? WEEKDAY? THE? (?:DMY|WEAKDMY|ISODAY|MONTHEN THE? [NUM TH]|@dn (?:DE? @mon YEAR?)?)",
    "week": "(?:WEEKNO|WEEKNUMBER [NUM BIG] @notday|@weekof|[NEXT COMING LASTEN AFTERNEXT] WEEK"
    "|WEEK (?:[NEXT COMING AFTERNEXT LAST THISONE]|NUMBERSIGN? [NUM BIG] (?: (?= MEANS)|@notday)))",
    "turn": "[NEXT COMING LAST AFTERNEXT THISONE CURRENT]",
    "month": "(?:(?:[NEXT COMING LASTEN CE]? MOIS (?:DE @mon YEAR?|@turn)?)|@mon YEAR? [NEXT LAST]?)",
    "n": "[NUM BIG WORDNUM WORDA]",
    "count": "(?:(?:@n (?:[TO OR DASH AU AND WORDA] @n)?)|PAIR|WEAKDMY|DMY)",
    "unit": "[DAYS HOUR WEEK MOIS YEARS SCORE]",
    "in": "[WITHIN BEFORE IN] [LES THE LA LE WORDNUM AROUND NEXT COMING LATEST]*",
    "delay": "@count [NEXT COMING ENCORE AROUND]? WORKING? @unit WORKING? HALF?",
}

ROWS: tuple[tuple[str, Builder], ...] = (
    # Several days
    ("BETWEEN @day [AND AU] @day @notday", single.between),
    ("[DU FROM] @day [HOURS TIME]* (?:AU|TO|DASH|UNTIL [LE AU THE]?) @day @notday", single.between),
    ("(?<![NUMBERSIGN OTHER]) @dn (?:AU|TO|DASH) @monthday", single.between),
    ("[DMY ISODAY WEAKDMY] (?:AU|TO|DASH|UNTIL [LE AU]?) [LE THE]? [DMY ISODAY WEAKDMY] @notday", single.between),
    ("WEEKOF [LE THE]? WEEKDAY? @dn @mon? (?:AU|TO|DASH) @day @notday", single.between),
    ("@day OR @day NEXT? @notday", single.between),
    ("WEEKDAY WEEKDAY (?! [NUM ORD TH DMY WEAKDMY LE])", single.between_weekdays),
    ("[TODAY TOMORROW] OR (?:TOMORROW|@day)", single.between),
    ("[WEAKDMY DMY PAIR] @mon", single.hyphened),
    # A day of a week
    ("[TODAY TOMORROW] COMMA? [LE CE]? WEEKDAY (?:COMMA? LE? @dn @mon? YEAR?|[DMY WEAKDMY])?", single.today_weekday),
    ("WEEKDAY COMMA? TODAY", single.today_weekday),
    ("[FIRST SECOND LAST LASTEN] WEEKDAY @of @month", periods.nth_weekday),
    ("[LAST LASTEN] WORKING? DAYS WORKING? @of @month", periods.last_day),
    ("[FIRST SECOND LAST LASTEN] [WEEK WEEKOF] @of @month", periods.nth_week),
    ("CHAQUE WEEKDAY|[LES FOR CHAQUE]? WEEKDAYS", single.recurring),
    ("WEEKDAY @glue @week|WEEKDAY DE? CE WEEK", periods.weekday_of_week),
    ("@week COMMA? LATEST? [LE FOR DE]? WEEKDAY (?! COMMA? LE? [NUM ORD TH DMY WEAKDMY])", periods.weekday_of_week),
    ("WORDA WEEK (?:FOR|NEXT|THISONE|COMING)? WEEKDAY", single.weekday_in_eight),
    ("@n [WEEK SCORE] FROM? (?:TODAY|TOMORROW)|SCORE FROM (?:TODAY|TOMORROW)|TODAY INEIGHT", single.weeks_from),
    ("(?:[NEXTDAY EVE] [DU DE]|[DAYAFTER DAYBEFORE]) (?! COMMA) @day @notday", single.beside),
    # A numbered day
    ("[LE AU LES] @dn [AND COMMA] [LE AU]? @dn (?: DE? @mon)", single.borrowing),
    ("LES @dn (?= AND @dn @notday)", single.numbered),
    ("(?<= [NUM ORD TH] AND) @dn @notday (?! OTHER)", single.numbered),
    ("(?:WEEKDAY COMMA?)? @le (?:@dn|FIRST) DE? @mon (?:COMMA? YEAR)? [NEXT LAST]?", single.numbered),
    ("(?:WEEKDAY COMMA?)? MONTHEN THE? [NUM TH] (?! @mon) @notday (?:COMMA? YEAR)?", single.numbered),
    ("[LE AU DU] WORDNUM @mon YEAR?", single.numbered),
    ("(?<= [DE FOR]) TH @notday", single.numbered),
    ("@le @dn @of CHAQUE MOIS", single.recurring),
    ("CHAQUE @dn (?:@of MOIS)? @notday", single.recurring),
    ("CHAQUE MOIS FOR? [LE THE]? @dn @notday", single.recurring),
    ("@le (?:@dn|FIRST) [DE DU] [LE THE]* [CE NEXT LASTEN COMING]? MOIS @turn?", single.number_of_month),
    ("[LE AU] WORDNUM (?:[DE DU] [LE THE]* CE? MOIS @turn?)? @notday (?! [OTHER AND NEXT LAST])", single.spelled),
    ("[LE AU] @dn CURRENT", single.number_of_month),
    ("[LE AU] @dn [NEXT LAST COMING] (?! [WEEK MOIS])", single.numbered),
    ("(?<! NUMBERSIGN) (?:WEEKDAY COMMA?)? @le @dmy", single.numbered),
    ("(?:WEEKDAY LE?|@prep) WEAKDMY @notday|(?<= THE) WEAKDMY (?= STOP)", single.numbered),
    ("FOR THE? WEAKDMY @notday|FOR NUM (?= [STOP COMMA])", single.on_numbered),
    ("(?<= STOP) WEAKDMY (?= [STOP COMMA])", single.numbered),
    ("[NEXT CE]? WEEKDAY NEXT? COMMA? [LE THE]? @dn @notday", single.numbered),
    ("[LE AU] @dn @notday", single.numbered),
    ("@prep @dn @notday", single.numbered),
    ("(?<= FOR THE) NUM (?= STOP)|(?<= COMMA THE) NUM (?= [STOP COMMA])", single.numbered),
    ("(?<= FOR THE) TH @notday", single.late_in_month),
    ("(?<! NUMBERSIGN) TH @notday (?! OTHER)|(?<= THE) TH (?= RUN)", single.numbered),
    # Weekdays
    ("WEEKDAY INEIGHT", single.weekday_in_eight),
    ("WEEKDAY EN NUM @notday", single.weekday_in_eight),
    ("WEEKDAY WEEK", single.weekday_in_eight),
    ("WEEKDAY AFTERNEXT|AFTERNEXT WEEKDAY", single.coming_weekday),
    ("CE? WEEKDAY COMING|CE? COMING WEEKDAY", single.coming_weekday),
    ("WEEKDAY NEXT|NEXT WEEKDAY", single.next_weekday),
    ("WEEKDAY LAST|WEEKDAY LASTEN (?! [COUNTED MEANS WEEK MOIS])|LASTEN WEEKDAY", single.last_weekday),
    ("CE? WEEKDAY", single.weekday),
    # Days counted from the mail
    ("TODAY", single.today),
    ("[WITHIN IN] TIME", single.today),
    ("JUSTNOW", single.just_now),
    ("TOMORROW", single.tomorrow),
    ("YESTERDAY", single.yesterday),
    ("[NEXTDAY DAYAFTER] (?! OR)", single.next_day),
    # Lengths of time
    ("WORDA? @count DAYS @of (?:END @of MOIS|ENDOFMONTH) (?:LE NUM)?", lengths.terms),
    ("ILYA AROUND? @n (?:@unit)", lengths.ago),
    ("@n @unit AGO", lengths.ago),
    ("ILYA AROUND? @n MINUTE|@n MINUTE AGO", single.just_now),
    ("[IN WITHIN] AROUND? [LES THE]? @n MINUTE", single.today),
    ("CHAQUE @n @unit", lengths.every),
    ("SINCE [LES LA AROUND]? @n? @unit", lengths.since_length),
    ("SINCE [LA LE LES]? [LAST LASTEN]? @mon", lengths.since_length),
    ("@in @delay [WORDA TO OR] @delay", lengths.later_delay),
    ("@in @n @unit OR [NUM WORDNUM]", lengths.in_delay),
    ("@in @delay", lengths.in_delay),
    ("[WITHIN BEFORE IN WORDA] [WORDNUM WORDA LA LE THE]? SCORE (?! @of @mon)", lengths.in_delay),
    ("DAYS PLUS [NUM BIG]", lengths.in_delay),
    ("WORDA @count WORKING? DAYS WORKING?|NET [NUM BIG] DAYS?|[NUM BIG] DAYS NET", lengths.terms),
    ("@n HOUR WORKING?", lengths.bare_hours),
    (
        "(?<! SINCE) (?! WORDA DAYS) ENCORE? @count ENCORE? WORKING? [DAYS WEEK MOIS YEARS SCORE]"
        " (?! LATE) (?:WORKING|ENCORE)*",
        lengths.duration,
    ),
    # Weeks
    ("[DEBUT MIDDLE END LATER] @glue (?:@week|[NEXT COMING LASTEN CE]? WEEK THISONE?)", periods.part_of_week),
    ("ENDOFWEEK", periods.part_of_week),
    ("[BEFORE UNTIL] @glue NEXT? WEEKEND NEXT?", periods.before_weekend),
    ("[CE LE THE AU] NEXT? WEEKEND [NEXT LAST]?|[NEXT LASTEN] WEEKEND", periods.weekend),
    ("CURRENT @glue (?:@week|CE? WEEK THISONE?)", periods.week),
    ("(?:CE|[IN WITHIN] LA|[WITHIN EN] [THE CE]) WEEK (?! [NEXT COMING AFTERNEXT LAST]) THISONE?", periods.week),
    ("@week", periods.week),
    # Months, quarters, years
    ("[FIRST SECOND] [SCORE HALVES] @glue @month", periods.fortnight_of_month),
    ("[DEBUT MIDDLE END LATE CURRENT] @glue @month|ENDOFMONTH @mon", periods.part_of_month),
    ("END CURRENT", periods.end_of_month),
    ("ENDOFMONTH [NEXT]?", periods.end_of_month),
    ("[DEBUT END] @glue [CE NEXT]? YEARS [NEXT LAST]?|END @of YEAR|DEBUT YEAR|ENDOFYEAR", periods.year),
    ("[NEXT LASTEN CE] YEARS|YEARS [NEXT LAST]|EN YEAR", periods.year),
    ("END? @of QUARTERNO YEAR?|END @of CE? NEXT? QUARTER NEXT?|NEXT QUARTER|QUARTER NEXT", periods.quarter),
    ("(?:END @of)? [FIRST SECOND LAST] QUARTER (?:DE? YEAR)?", periods.quarter),
    ("BEFORE YEAR", periods.before_year),
    ("[EN IN] @mon YEAR?|@mon YEAR", periods.month),
    ("(?:CE|NEXT|LASTEN|COMING|[IN WITHIN] [LE THE]) MOIS (?! DE @mon| @turn) THISONE?", periods.month),
    ("MOIS (?:@turn|DE @mon YEAR?)", periods.month),
    # Feasts, and what has no day
    ("BEFORE @glue [FEAST SEASON]", lengths.before_feast),
    ("(?<= [WORDA UNTIL FOR]) [FEAST SEASON]|FEASTDAY", lengths.feast),
    ("[AFTER BEFORE FROM UNTIL] @glue [HOLIDAYS FEAST SEASON]", lengths.vague),
    ("ENDOFDAY (?! @glue [WEEKDAY TOMORROW TODAY NUM DMY])", single.today),
    ("VAGUE|LONGAGO|TILLTHEN", lengths.vague),
)  # fmt: skip


def _letters(pattern: str) -> str:
    """A row's pattern as a regular expression over the tape."""
    while "@" in pattern:
        pattern = re.sub(r"@([a-z]+)", lambda macro: MACROS[macro[1]], pattern)
    pattern = re.sub(r"[A-Z]{2,}", lambda word: LETTER[word[0]], pattern)
    return pattern.replace(" ", "")


# No row begins with these, the greater part of any text: the search steps over them.
NEVER_FIRST = (
    "[OTHER STOP COMMA DASH MONEY PAPER COUNTED MEANS STREET ISSUED NUMBERSIGN WISH DE HOURS TIME YEAR AND OR TO PLUS"
    " RUN HALVES THENCE AFOOT]"
)
_ROWS = "|".join(f"(?P<r{rank}>{_letters(pattern)})" for rank, (pattern, _) in enumerate(ROWS))
GRAMMAR = re.compile(f"(?!{_letters(NEVER_FIRST)})(?:{_ROWS})")


@cache
def row(rank: int) -> re.Pattern[str]:
    """One row alone, for when those before it matched an impossible day; compiled when first needed."""
    return re.compile(_letters(ROWS[rank][0]))
