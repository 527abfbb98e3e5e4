"""Days as debtors write them, French first and English, counted from the day of their mail.

`days_words` is the vocabulary, `days_tokens` turns a text into categories, `days_rules` is the grammar over them,
`days_sense` says what each row means, `days_calendar` counts.
"""

from relanced.reading.days.absence import back_on
from relanced.reading.days.calendar import end_of_month_terms
from relanced.reading.days.find import find_days
from relanced.reading.days.mention import DayKind, Mention

__all__ = ["DayKind", "Mention", "back_on", "end_of_month_terms", "find_days"]
