"""The grammar of days: one row an expression, a pattern over the categories of `days_tokens` and its builder.

A pattern is a regular expression whose letters are whole words: category names in capitals, `@macro` for
the groups below. At a given place the first row that matches and means something wins, so the longer one stands first.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from relanced.reading import days_sense as sense
from relanced.reading.days_sense import Match, Sense
from relanced.reading.days_tokens import LETTER

Builder = Callable[[Match], Sense | None]

MACROS = {
    "mon": "[MONTH MONTHEN]",
    "dn": "[NUM ORD TH]",
    "dmy": "[DMY ISODAY]",
    "glue": "[LE LA LES THE DU DE AU WORDA EN IN CE FOR]*",
    "le": "[LE THE AU DU LES]?",
    "of": "[DE DU LE LA THE]*",
    # a number before these counts something
    "notday": "(?![COUNTED PAPER STREET MONEY DAYS HOUR WEEK MOIS WORKING YEARS QUARTER PLUS SCORE])",
    # a bare number is a day only behind one of these
    "prep": "(?<=[LE AU DU BEFORE UNTIL FROM LATEST AFTER SINCE WEEKDAY])",
    "day": "(?:WEEKDAY? COMMA? [LE THE]? (?:[DMY ISODAY WEAKDMY]|[NUM ORD TH FIRST] DE? @mon YEAR?|@dn)|WEEKDAY)",
    "monthday": "(?:WEEKDAY? COMMA? [LE THE]? (?:[DMY ISODAY]|[NUM ORD TH FIRST] DE? @mon YEAR?))",
    "weekof": "WEEKOF [LE THE]? (?:DMY|WEAKDMY|ISODAY|@dn (?:DE? @mon YEAR?)?)",
    "week": "(?:WEEKNO|@weekof|[NEXT COMING LASTEN AFTERNEXT] WEEK"
    "|WEEK (?:[NEXT COMING AFTERNEXT LAST THISONE]|NUMBERSIGN? [NUM BIG] @notday))",
    "turn": "[NEXT COMING LAST AFTERNEXT THISONE CURRENT]",
    "month": "(?:(?:[NEXT COMING LASTEN CE]? MOIS (?:DE @mon YEAR?|@turn)?)|@mon YEAR? [NEXT LAST]?)",
    "n": "[NUM BIG WORDNUM WORDA]",
    "count": "(?:(?:@n (?:[TO OR DASH AU AND WORDA] @n)?)|PAIR|WEAKDMY|DMY)",
    "unit": "[DAYS HOUR WEEK MOIS YEARS SCORE]",
    "in": "[WITHIN BEFORE IN] [LES THE LA LE WORDNUM AROUND NEXT COMING]*",
    "delay": "@count [NEXT COMING ENCORE]? WORKING? @unit WORKING? HALF?",
}

ROWS: tuple[tuple[str, Builder], ...] = (
    # Several days
    ("BETWEEN @day [AND AU] @day @notday", sense.between),
    ("[DU FROM] @day (?:AU|TO|DASH|UNTIL [LE AU THE]?) @day @notday", sense.between),
    ("(?<![NUMBERSIGN OTHER]) @dn (?:AU|TO|DASH) @monthday", sense.between),
    ("[DMY ISODAY WEAKDMY] (?:AU|TO|DASH|UNTIL [LE AU]?) [LE THE]? [DMY ISODAY WEAKDMY] @notday", sense.between),
    ("@day OR @day @notday", sense.between),
    ("[TODAY TOMORROW] OR (?:TOMORROW|@day)", sense.between),
    ("[WEAKDMY DMY PAIR] @mon", sense.hyphened),
    # A day of a week
    ("[TODAY TOMORROW] COMMA? [LE CE]? WEEKDAY (?:COMMA? LE? @dn @mon? YEAR?|[DMY WEAKDMY])?", sense.today_weekday),
    ("WEEKDAY COMMA? TODAY", sense.today_weekday),
    ("[FIRST SECOND LAST LASTEN] WEEKDAY @of @month", sense.nth_weekday),
    ("[FIRST SECOND LAST LASTEN] [WEEK WEEKOF] @of @month", sense.nth_week),
    ("CHAQUE WEEKDAY", sense.recurring),
    ("WEEKDAY @glue @week", sense.weekday_of_week),
    ("@week COMMA? LATEST? [LE FOR DE]? WEEKDAY (?! COMMA? LE? [NUM ORD TH DMY WEAKDMY])", sense.weekday_of_week),
    ("WORDA WEEK FOR? WEEKDAY", sense.weekday_in_eight),
    # A numbered day
    ("[LE AU LES] @dn [AND COMMA] [LE AU]? @dn (?: DE? @mon)", sense.borrowing),
    ("LES @dn (?= AND @dn @notday)", sense.numbered),
    ("(?<= [NUM ORD TH] AND) @dn @notday (?! OTHER)", sense.numbered),
    ("(?:WEEKDAY COMMA?)? @le (?:@dn|FIRST) DE? @mon (?:COMMA? YEAR)? [NEXT LAST]?", sense.numbered),
    ("(?:WEEKDAY COMMA?)? MONTHEN THE? [NUM TH] (?! @mon) @notday (?:COMMA? YEAR)?", sense.numbered),
    ("@le @dn @of CHAQUE MOIS", sense.recurring),
    ("CHAQUE @dn (?:@of MOIS)? @notday", sense.recurring),
    ("CHAQUE MOIS FOR? [LE THE]? @dn @notday", sense.recurring),
    ("@le @dn [DE DU] [LE THE]* [CE NEXT LASTEN COMING]? MOIS @turn?", sense.number_of_month),
    ("[LE AU] @dn CURRENT", sense.number_of_month),
    ("[LE AU] @dn [NEXT LAST COMING] (?! [WEEK MOIS])", sense.numbered),
    ("(?:WEEKDAY COMMA?)? @le @dmy", sense.numbered),
    ("(?:WEEKDAY LE?|@prep) WEAKDMY @notday", sense.numbered),
    ("[NEXT CE]? WEEKDAY NEXT? COMMA? [LE THE]? @dn @notday", sense.numbered),
    ("[LE AU] @dn @notday", sense.numbered),
    ("@prep @dn @notday", sense.numbered),
    ("(?<! NUMBERSIGN) TH @notday (?! OTHER)", sense.numbered),
    # Weekdays
    ("WEEKDAY INEIGHT", sense.weekday_in_eight),
    ("WEEKDAY WEEK", sense.weekday_in_eight),
    ("CE? WEEKDAY COMING|CE? COMING WEEKDAY", sense.coming_weekday),
    ("WEEKDAY NEXT|NEXT WEEKDAY", sense.next_weekday),
    ("WEEKDAY LAST|WEEKDAY LASTEN (?! [COUNTED WEEK MOIS])|LASTEN WEEKDAY", sense.last_weekday),
    ("CE? WEEKDAY", sense.weekday),
    # Days counted from the mail
    ("TODAY", sense.today),
    ("JUSTNOW", sense.just_now),
    ("TOMORROW", sense.tomorrow),
    ("YESTERDAY", sense.yesterday),
    # Lengths of time
    ("WORDA? @count DAYS @of (?:END @of MOIS|ENDOFMONTH) (?:LE NUM)?", sense.terms),
    ("ILYA AROUND? @n (?:@unit)", sense.ago),
    ("@n @unit AGO", sense.ago),
    ("SINCE [LES LA AROUND]? @n? @unit", sense.since_length),
    ("SINCE [LA LE LES]? [LAST LASTEN]? @mon", sense.since_length),
    ("@in @delay [WORDA TO OR] @delay", sense.later_delay),
    ("@in @delay", sense.in_delay),
    ("[WITHIN BEFORE IN WORDA] [WORDNUM WORDA LA LE THE]? SCORE (?! @of @mon)", sense.in_delay),
    ("DAYS PLUS [NUM BIG]", sense.in_delay),
    ("WORDA @count DAYS", sense.terms),
    ("@n HOUR WORKING?", sense.bare_hours),
    (
        "(?<! SINCE) (?! WORDA DAYS) ENCORE? @count ENCORE? WORKING? [DAYS WEEK MOIS YEARS SCORE]"
        " (?! LATE) (?:WORKING|ENCORE)*",
        sense.duration,
    ),
    # Weeks
    ("[DEBUT MIDDLE END LATER] @glue (?:@week|[NEXT COMING LASTEN CE]? WEEK THISONE?)", sense.part_of_week),
    ("ENDOFWEEK", sense.part_of_week),
    ("[BEFORE UNTIL] @glue NEXT? WEEKEND NEXT?", sense.before_weekend),
    ("[CE LE THE AU] NEXT? WEEKEND [NEXT LAST]?|[NEXT LASTEN] WEEKEND", sense.weekend),
    ("CURRENT @glue (?:@week|CE? WEEK THISONE?)", sense.week),
    ("(?:CE|IN LA|WITHIN LA) WEEK THISONE?", sense.week),
    ("@week", sense.week),
    # Months, quarters, years
    ("[FIRST SECOND] SCORE @glue @month", sense.fortnight_of_month),
    ("[DEBUT MIDDLE END LATE CURRENT] @glue @month", sense.part_of_month),
    ("END CURRENT", sense.end_of_month),
    ("ENDOFMONTH [NEXT]?", sense.end_of_month),
    ("[DEBUT END] @glue [CE NEXT]? YEARS [NEXT LAST]?|END @of YEAR|DEBUT YEAR|ENDOFYEAR", sense.year),
    ("[NEXT LASTEN CE] YEARS|YEARS [NEXT LAST]|EN YEAR", sense.year),
    ("END? @of QUARTERNO YEAR?|END @of CE? NEXT? QUARTER NEXT?|NEXT QUARTER|QUARTER NEXT", sense.quarter),
    ("[EN IN] @mon YEAR?", sense.month),
    ("(?:CE|NEXT|LASTEN|COMING|IN LE) MOIS THISONE?|MOIS (?:@turn|DE @mon YEAR?)", sense.month),
    # Feasts, and what has no day
    ("BEFORE @glue FEAST", sense.before_feast),
    ("(?<= [WORDA UNTIL]) FEAST", sense.feast),
    ("[AFTER BEFORE FROM UNTIL] @glue [HOLIDAYS FEAST]", sense.vague),
    ("ENDOFDAY (?! @glue [WEEKDAY TOMORROW TODAY NUM DMY COMMA])", sense.today),
    ("VAGUE|LONGAGO", sense.vague),
)  # fmt: skip


def _letters(pattern: str) -> str:
    """A row's pattern as a regular expression over the tape."""
    while "@" in pattern:
        pattern = re.sub(r"@([a-z]+)", lambda macro: MACROS[macro[1]], pattern)
    pattern = re.sub(r"[A-Z]{2,}", lambda word: LETTER[word[0]], pattern)
    return pattern.replace(" ", "")


GRAMMAR = re.compile("|".join(f"(?P<r{rank}>{_letters(pattern)})" for rank, (pattern, _) in enumerate(ROWS)))
EACH = tuple((re.compile(_letters(pattern)), builder) for pattern, builder in ROWS)
