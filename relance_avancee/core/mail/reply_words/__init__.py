"""By which words an intent is told: one file a language, one rule an intent."""

import re

from . import de, en, es, fr, it, nl
from .rule import Rule, compiled

_FILES = {"fr": fr, "en": en, "de": de, "es": es, "it": it, "nl": nl}
LANGUAGES = tuple(_FILES)
RULES = {lang: file.RULES for lang, file in _FILES.items()}
NAMES = {lang: file.NAMES for lang, file in _FILES.items()}
STOPWORDS = {lang: frozenset(file.STOPWORDS.split()) for lang, file in _FILES.items()}

# Who contests the reminder because he has paid contests no invoice; nor does who says so.
NO_DISPUTE = re.compile(
    r"\b(?:contest\w*|disput\w*|reclam\w*|widersprech\w*|betwist\w*|protest\w*|object to"
    r"|desaccord avec) (?:\S+ ){0,3}?(?:relances?|rappels?|mise en demeure|reminders?"
    r"|mahnung(?:en)?|zahlungserinnerung|recordatorios?|solleciti?|herinnering(?:en)?"
    r"|aanmaning(?:en)?)\b"
    r"|\bne (?:la |le |les )?contest\w+ (?:pas|rien|nullement)\b|\bsans contest\w+"
    r"|\b(?:not|n't|never) (?:disput\w+|contest\w+|disagree\w*)|\bnothing to dispute\b"
    r"|\bno (?:disputamos|reclamamos|discutimos)\b|\bnon contest\w+"
    r"|\bbestreite[nt]? (?:\S+ ){0,3}?nicht\b|\bbetwist\w* (?:\S+ ){0,3}?niet\b"
)
# Where a clause ends, in any of the languages.
CLAUSES = re.compile(
    r"[,;:()]\s|\s-\s"
    r"|\b(?:mais|but|aber|pero|ma|maar|sondern|however|cependant|toutefois|et|and|und|y|e"
    r"|en)\b\s(?=(?:ce|cela|nous|je|on|we|i|it|ich|wir|lo|il|la|le|dat|ik|the|payment|das"
    r"|will|would|shall|vais|allons|sera|der|den|werde|werden|el|pagar\w+|zal|zullen|de)\b)"
    r"|\b(?:mais|but|aber|pero|maar)\b\s"
)
