"""A page that makes whoever prints it fetch nothing: only what it holds stays in it."""

import re

from lxml import etree
from lxml import html as parser

# What brings other documents or writes some: gone with what is in it …
_DROPPED = frozenset("script iframe noscript template".split())
# … or without: the parser takes some of them for holding all that follows.
_UNWRAPPED = frozenset(
    "frame frameset object embed applet base link audio video source track portal"
    " fencedframe form input button".split()
)
# Attributes that are fetched for the page to be drawn; an address to click is not.
_FETCHED = frozenset(
    "src srcset imagesrcset background poster data href xlink:href lowsrc dynsrc longdesc"
    " manifest action formaction code archive classid codebase icon profile ping".split()
)
_XLINK = "{http://www.w3.org/1999/xlink}href"
_DATA = re.compile(r"data:(image/(png|jpeg|gif|webp)|font/[\w+-]+)[;,]", re.IGNORECASE)
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?|\\(.)", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_COMMENT = re.compile(r"/\*.*?(\*/|\Z)", re.DOTALL)
_IMPORT = re.compile(r"@(import|namespace|document|charset)[^;{}]*;?", re.IGNORECASE)
_URL = re.compile(
    r"""(url|src|image-set|-webkit-image-set|image|cross-fade|element)\s*\(
        \s*(?:"([^"]*)"|'([^']*)'|([^)]*))\s*[^)]*\)?""",
    re.IGNORECASE | re.VERBOSE,
)
_BEHAVIOUR = re.compile(
    r"(behavior|-moz-binding|expression)\s*[:(][^;}]*", re.IGNORECASE
)


def _unescape(found: re.Match) -> str:
    if not found[1]:
        return found[2]
    number = int(found[1], 16)
    known = 0x20 <= number < 0x110000 and not 0xD800 <= number < 0xE000
    return chr(number) if known and number not in (0xFFFE, 0xFFFF) else " "


def _keep_data(found: re.Match) -> str:
    address = (found[2] or found[3] or found[4] or "").strip().strip("\"'")
    plain = found[1].lower() == "url" and _DATA.match(address) and ")" not in address
    return f'url("{address}")' if plain and '"' not in address else "none"


def clean_style(style: str) -> str:
    """A sheet of styles, or the styles of one element, without addresses.

    >>> clean_style("background: url(http://x/y) red; color: blue")
    'background: none red; color: blue'
    >>> clean_style(r"@\\69mport 'file:///etc/passwd'; p { color: red }")
    '  p { color: red }'
    >>> clean_style(r"background: u\\72l(//x)"), clean_style("@im@import 'a';port 'b'")
    ('background: none', "@im port 'b'")
    >>> clean_style('background: url("data:image/png;base64,AAAA")')
    'background: url("data:image/png;base64,AAAA")'
    """
    # a space in place of what goes: what is left must not join into something new
    style = _COMMENT.sub(" ", _CONTROL.sub(" ", style))
    if "\\" in style:
        style = _COMMENT.sub(" ", _ESCAPE.sub(_unescape, style)).replace("\\", " ")
    style = _BEHAVIOUR.sub(" ", _IMPORT.sub(" ", style))
    return _URL.sub(_keep_data, style)


def only_inside(page: str) -> str:
    """The same page, with pictures it holds itself and no address to fetch.

    >>> only_inside('<html><body><p>a</p><img src="file:///etc/passwd"></body></html>')
    '<html><body><p>a</p><img></body></html>'
    """
    tree = parser.document_fromstring(page)
    for element in list(tree.iter()):
        if not isinstance(element.tag, str):
            # comments and instructions: some engines read conditions in them
            _drop(element)
        elif _name(element) in _DROPPED or _refreshes(element):
            _drop(element)
        elif _name(element) in _UNWRAPPED and element.getparent() is not None:
            element.drop_tag()
        else:
            _clean(element)
    doctype = "<!DOCTYPE html>" if page.lstrip()[:9].lower() == "<!doctype" else None
    return etree.tostring(tree, method="html", encoding="unicode", doctype=doctype)


def _name(element) -> str:
    return element.tag.lower().rpartition(":")[2]


def _refreshes(element) -> bool:
    equivalent = (element.get("http-equiv") or "").strip().lower()
    return element.tag == "meta" and equivalent not in ("", "content-type")


def _drop(element) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _clean(element) -> None:
    if element.tag == "style":
        # what is inside is text to the parser, and an end of the element to a browser
        element.text = clean_style(element.text or "").replace("<", "")
    for name, value in list(element.attrib.items()):
        low = name.lower()
        if low.startswith("on"):
            del element.attrib[name]
        elif low == "style":
            element.set(name, clean_style(value))
        elif low in _FETCHED or name == _XLINK:
            if not _is_inside(element.tag, low, value):
                del element.attrib[name]
        elif "url(" in value.replace(" ", "").lower() or "\\" in value:
            # drawings refer to others by attributes that are styles
            element.set(name, clean_style(value))


def _is_inside(tag: str, name: str, value: str) -> bool:
    value = value.strip()
    if name == "href" and tag == "a":
        # followed by who reads, never by who prints
        return value.lower().startswith(("http://", "https://", "mailto:", "tel:", "#"))
    if name in ("href", "xlink:href", _XLINK) and value.startswith("#"):
        return True
    return bool(_DATA.match(value)) and name in ("src", "href", "xlink:href")
