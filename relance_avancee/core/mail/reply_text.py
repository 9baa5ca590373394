"""What somebody has written himself in an answer, sentence by sentence.

Cut off are the quoted history, signatures and disclaimers of fr, en, de, es, it and nl.
Every expression is anchored or bounded: the time is linear in the size of the text.
(``mail-parser-reply`` 1.36 was measured on the same texts: no Spanish nor Dutch history,
lists taken for signatures, minutes for a page of line feeds.)
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

MAX_READ = 100_000  # characters of a message, history included
MAX_NEW = 6_000  # of what is new in it
MAX_SENTENCE = 600

_ODD = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2060\ufeff\ud800-\udfff]"
)
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/tr|/h\d|hr)\b[^<>]{0,200}>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^<>]{0,1000}>", re.IGNORECASE)
_HTML = re.compile(r"<(?:html|body|p|div|br|span)\b", re.IGNORECASE)
_SPECIAL = {
    "ß": "s", "œ": "o", "Œ": "o", "æ": "a", "Æ": "a", "ø": "o", "Ø": "o", "ł": "l",
    "’": "'", "‘": "'", "´": "'", "`": "'", "ʼ": "'", "–": "-", "—": "-", "‑": "-",
    "\u2212": "-", "*": " ", "“": '"', "”": '"', "«": '"', "»": '"', "…": ".",
}  # fmt: skip


class _Fold(dict):
    """One plain character for each: what a translation table asks for, once each."""

    def __missing__(self, code):
        char = chr(code)
        plain = _SPECIAL.get(char)
        if plain is None:
            plain = unicodedata.normalize("NFKD", char).lower()[:1]
            if not plain or plain.isspace() and plain != "\n":
                plain = " "
        self[code] = plain
        return plain


_FOLDED = _Fold()


def fold(text: str) -> str:
    """Without accents and capitals, and as long as the text: places are the same.

    >>> fold("Réglé « l’Été »")
    'regle " l\\'ete "'
    """
    return text.translate(_FOLDED)


# ---------------------------------------------------------------- history
_ORIGINAL = re.compile(
    r"^[-_ ]{2,}\s?(?:original message|message d'origine|message original"
    r"|message transfere|forwarded message|ursprungliche nachricht"
    r"|originalnachricht|weitergeleitete nachricht|mensaje (?:original|reenviado)"
    r"|messaggio (?:originale|inoltrato)|oorspronkelijk bericht"
    r"|doorgestuurd bericht)\b"
)
_FROM = re.compile(r"^\W{0,3}(?:from|de|von|da|van|expediteur|mittente|absender) ?:")
_HEADER = re.compile(
    r"^\W{0,3}(?:sent|date|to|subject|envoye|a|objet|cc|gesendet|datum|an|betreff"
    r"|enviado(?: el)?|fecha|para|asunto|inviato|data|oggetto|verzonden|aan|onderwerp"
    r") ?:"
)
_WROTE_START = re.compile(
    r"^(?:le|on|am|el|il|op|il giorno|em|vendeur)\b[^\n]{0,200}\d|^.{0,100}<[^<>\s]+@"
)
_WROTE_END = re.compile(
    r"(?:a ecrit|wrote|schrieb\b.{0,80}|escribio|ha scritto|schreef\b.{0,80}) ?:?\s*$"
)


def _is_headers(lines: list[str], index: int) -> bool:
    """Whether a copy of a message's headers starts here: Outlook, Lotus."""
    return bool(_FROM.match(lines[index])) and any(
        _HEADER.match(line) for line in lines[index + 1 : index + 4]
    )


def _attribution(lines: list[str], index: int) -> int:
    """How many lines say who wrote what follows, and when; 0: none."""
    if not _WROTE_START.match(lines[index][:300]):
        return 0
    joined = ""
    for count, line in enumerate(lines[index : index + 3], 1):
        joined = f"{joined} {line[:300]}".strip()
        if _WROTE_END.search(joined[-120:]):
            return count
    return 0


def _is_quoted(line: str) -> bool:
    return line.startswith((">", "|"))


def _without_history(lines: list[str], plain: list[str]) -> Iterator[int]:
    """Places of the lines that are no copy of an earlier message."""
    index = 0
    while index < len(lines):
        if _ORIGINAL.match(plain[index]) or _is_headers(plain, index):
            return
        if count := _attribution(plain, index):
            index += count
            rest = next((line for line in plain[index : index + 5] if line), "")
            if not _is_quoted(rest):
                return
            continue
        if not _is_quoted(plain[index]):
            yield index
        index += 1


# ---------------------------------------------------------------- signatures
_PHONE = re.compile(
    r"^(?:envoye (?:de|depuis) (?:mon|ma|l'|outlook|yahoo|gmail|orange)|"
    r"sent from (?:my|outlook|"
    r"yahoo|mail)|sent via|get outlook|obtenez outlook|telecharge[zr] outlook"
    r"|von meinem .{0,40}gesendet|gesendet (?:von|mit)|enviado desde|inviato da(?:l mio)?"
    r"|verzonden (?:vanaf|vanuit|met|via)|outlook (?:pour|for|fur|para|per|voor))\b"
)
_CLOSING = re.compile(
    r"^\W{0,3}(?:(?:bien |tres )?cordialement|cdt|cdlt|bien a vous|sinceres salutations"
    r"|salutations|(?:avec )?(?:mes|nos) (?:meilleures |sinceres )?salutations"
    r"|(?:je|nous) vous prie.{0,20}(?:agreer|croire|recevoir).{0,60}|veuillez agreer.{0,80}"
    r"|bonne (?:journee|reception|soiree)|respectueusement"
    r"|(?:kind|best|warm|many)(?:est)? regards|regards|(?:yours )?(?:sincerely|faithfully)"
    r"|yours|all the best|best wishes|best|cheers|rgds"
    r"|(?:mit )?(?:freundlichen?|besten?|herzlichen?|vielen|liebe|viele|schone) grus\w*"
    r"|mfg|hochachtungsvoll"
    r"|(?:un )?(?:cordial )?saludos?(?: cordial(?:es)?)?|atentamente|muy atentamente"
    r"|(?:cordiali |distinti )?saluti|cordialmente"
    r"|(?:met )?(?:vriendelijke|hartelijke) groet\w*|groet\w*|mvg|hoogachtend"
    r")(?: (?:a|to|an)? ?(?:vous|tous|you|all|toi|sie))?\s*[,.!]*\s*$"
)
_NOTE = re.compile(r"^p\.? ?s\.?\b ?[:.]?")
# ---------------------------------------------------------------- disclaimers
_DISCLAIMER = re.compile(
    r"^\W{0,5}(?:(?:ce (?:message|courriel|mail|e-mail)|this (?:e-?mail|message)"
    r"|diese (?:e-?mail|nachricht)|este (?:mensaje|correo)|questo? (?:messaggio|e-?mail)"
    r"|dit (?:bericht|e-?mail)|deze e-?mail|the information (?:contained "
    r")?in this)\b.{0,300}"
    r"(?:confiden|destin|intended|recipient|virus|vertraulich|bestimmt|empfanger|outside"
    r"|external|exterieur|bedoeld|vertrouwelijk|riservat)"
    r"|(?:avis de )?confidentialite ?:|confidentiality|disclaimer|caution "
    r"?:|attention ?: ?(?:ce|this)"
    r"|\[external\]|external email|virus-?free|sans virus|garanti sans virus"
    r"|pensez a l'environnement|please consider the environment|avant d'imprimer"
    r"|bitte denken sie an die umwelt)"
)


def _plain_text(text: str) -> str:
    if _HTML.search(text[:MAX_READ]):
        text = html.unescape(_TAG.sub(" ", _BREAK.sub("\n", text)))
    return _ODD.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def new_text(text: object) -> str:
    """What the sender wrote himself: no history, signature nor disclaimer.

    >>> new_text("Payé hier.\\n\\nCordialement\\nSophie\\n\\nLe 5 mars, A a écrit :\\n> Payez")
    'Payé hier.'
    """
    if not isinstance(text, str):
        return ""
    lines = [line.strip() for line in _plain_text(text[:MAX_READ]).split("\n")]
    plain = [fold(line[:1000]).strip() for line in lines]
    kept: list[str] = []
    signed = dropped = False
    for index in _without_history(lines, plain):
        line = plain[index]
        if not line.strip("-_=~ ") and line != "--":
            dropped = False
            kept.append("")
        elif line == "--" or _CLOSING.match(line[:120]):
            signed = bool("".join(kept).strip())
        elif _NOTE.match(line):
            signed = dropped = False
            kept.append(lines[index])
        elif _DISCLAIMER.match(line[:500]):
            dropped = True
        elif not (signed or dropped or _PHONE.match(line[:120])):
            kept.append(lines[index])
    return "\n".join(kept).strip()[:MAX_NEW]


# ---------------------------------------------------------------- sentences
class Sentence(NamedTuple):
    """A sentence as written, on one line, and folded: same length, same places."""

    text: str
    plain: str

    @property
    def is_question(self) -> bool:
        """Whether it ends with a question mark."""
        return self.text.rstrip(" \"'»”)").endswith("?")


_HELLO = (
    r"^\W*(?:bonjour|bonsoir|hello|hi|hey|dear|chere?s?|madame|monsieur|"
    r"messieurs|hallo|moin"
    r"|guten (?:tag|morgen)|sehr geehrter?|liebe[rs]?|buen[oa]s? (?:dias|tardes)|hola"
    r"|estimad[oa]s?|buongiorno|buonasera|salve|gentil[ei]|egregio|spett|beste|geachte"
    r"|good (?:morning|afternoon))\b"
)
_GREETING = re.compile(
    _HELLO
    + r"(?:(?: [^\s,]+){0,5}\s*[,:]|(?: (?:madame|monsieur|a tous|all|team|there|sir"
    r"|damen und herren|herr \w+|frau \w+)){0,2}[\s!.]*)\s*$"
)
_ABBREVIATIONS = frozenset(
    "m mm mme mmes mlle mr mrs ms dr me nr no n st ste ref inv fact fra ft ca bzw etc hr"
    " fr herr dhr mevr sig sra srta d dna vs env approx tel art z b u a i e g rg re".split()
)
_MONTHS = (
    r"(?:jan|feb|fev|mar|mrt|maa|apr|avr|abr|may|mai|mei|mag|jun|jui|giu|jul|lug|aug|aou"
    r"|ago|sep|set|oct|okt|ott|nov|dec|dez|dic)"
)
_END = re.compile(r"(?<=[.!?;])[\"'»”)]?\s+(?=\S)|\n")
_LAST_WORD = re.compile(r"(\w+)\.[\"']?$")
_MONTH_NEXT = re.compile(_MONTHS)


def _ends(before: str, after: str) -> bool:
    """Whether a sentence ends between these, after a full stop that may be none."""
    word = _LAST_WORD.search(fold(before))
    if not word:
        return True
    last = word[1]
    if last.isdecimal() and len(last) <= 2:
        # an ordinal: "am 5. März", "für den 20.03. vorgemerkt"
        return after[:1].isupper() and not _MONTH_NEXT.match(fold(after))
    return last not in _ABBREVIATIONS


def _unwrapped(text: str) -> str:
    """Line feeds of the mail program become spaces, those of the writer stay."""
    parts: list[str] = []
    previous = ""
    for line in text.split("\n"):
        wrapped = (
            previous
            and line
            and previous[-1] not in ".!?;:"
            and not line.startswith(("-", "*", "•"))
            and (
                len(previous) >= 60
                or not (
                    line[0].isupper() or previous.endswith(",") and len(previous) < 40
                )
            )
            and not _GREETING.match(fold(previous[:100]))
        )
        if parts:
            parts.append(" " if wrapped else "\n")
        parts.append(line)
        previous = line
    return "".join(parts)


def sentences(text: str) -> list[Sentence]:
    """The sentences of a new text, greetings left out, each at most so long.

    >>> [s.text for s in sentences("Bonjour,\\nPayé le 5. März. Merci à M. Petit !")]
    ['Payé le 5. März.', 'Merci à M. Petit !']
    """
    body = _unwrapped(text)
    plain = fold(body)
    found = []
    start = 0
    cuts = [
        match
        for match in _END.finditer(plain)
        if match[0].startswith("\n")
        or _ends(
            body[max(0, match.start() - 30) : match.start()], body[match.end() :][:10]
        )
    ]
    for stop, following in [(m.start(), m.end()) for m in cuts] + [(len(body),) * 2]:
        piece = " ".join(body[start:stop].split())
        start = following
        for index in range(0, len(piece), MAX_SENTENCE):
            part = piece[index : index + MAX_SENTENCE]
            folded = fold(part)
            if any(char.isalnum() for char in part) and not _GREETING.match(
                folded[:120]
            ):
                found.append(Sentence(part, folded))
    return found
