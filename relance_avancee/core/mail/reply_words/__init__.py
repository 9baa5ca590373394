"""By which words an intent is told: one file a language, one rule an intent."""

import re

from . import de, en, es, fr, it, nl
from .rule import Rule, compiled

_FILES = {"fr": fr, "en": en, "de": de, "es": es, "it": it, "nl": nl}
LANGUAGES = tuple(_FILES)
RULES = {lang: file.RULES for lang, file in _FILES.items()}
NAMES = {lang: file.NAMES for lang, file in _FILES.items()}
STOPWORDS = {lang: frozenset(file.STOPWORDS.split()) for lang, file in _FILES.items()}

# Who contests the reminder because he has paid contests no invoice.
REMINDER_CONTESTED = re.compile(

        r"\b(?:contest\w*|disput\w*|reclam\w*|widersprech\w*|betwist\w*|"
        r"protest\w*|object to|desaccord avec) (?:\S+ ){0,3}?(?:relances?|"
        r"rappels?|mise en demeure|reminders?|mahnung(?:en)?|zahlungserinnerung|"
        r"recordatorios?|solleciti?|herinnering(?:en)?|aanmaning(?:en)?)\b"
)
# Where a clause ends, in any of the languages.
CLAUSES = re.compile(

        r"[,;:()]\s|\s-\s|\b(?:mais|but|aber|pero|ma|maar|sondern|however|"
        r"cependant|toutefois|et|and|und|y|e|en)\b\s(?=(?:ce|cela|nous|je|on|we|i|"
        r"it|ich|wir|lo|il|la|le|dat|ik|the|payment|das)\b)|\b(?:mais|but|aber|"
        r"pero|maar)\b\s"
)
