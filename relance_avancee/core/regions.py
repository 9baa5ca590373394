"""Which part of its country an address is in, where parts have holidays of their own.

Data by country: the first characters of a post code, and the parts they may belong to,
as the ``holidays`` package names them. The longest beginning that is listed speaks. A
country without a table is known by the state of the address alone.
"""

import re

# Alsace-Moselle (Good Friday, 26 December), and overseas the days of the abolition.
_FRANCE = {
    "57": "57",
    "67": "6AE",
    "68": "6AE",
    "971": "971",
    "97133": "BL",
    "97150": "MF",
    "972": "972",
    "973": "973",
    "974": "974",
    "975": "PM",
    "976": "976",
    "977": "BL",
    "978": "MF",
    "984": "TF",
    "986": "WF",
    "987": "PF",
    "988": "NC",
}
# Post codes cross the borders of the Länder: several where it may be either.
_GERMANY = {
    **dict.fromkeys(("01", "09"), "SN"),
    "02": "SN BB",
    "03": "BB SN",
    "04": "SN BB ST TH",
    "06": "ST SN TH",
    "07": "TH SN",
    "08": "SN TH",
    "10": "BE",
    "12": "BE BB",
    "13": "BE",
    "14": "BB BE",
    **dict.fromkeys(("15", "16"), "BB"),
    "17": "MV BB",
    "18": "MV",
    "19": "MV BB",
    "20": "HH",
    "21": "HH NI SH",
    "22": "HH SH",
    "23": "SH MV",
    **dict.fromkeys(("24", "25"), "SH"),
    "26": "NI",
    "27": "NI HB HH",
    "28": "HB NI",
    "29": "NI ST",
    **dict.fromkeys(("30", "31"), "NI"),
    "32": "NW",
    "33": "NW NI",
    "34": "HE NI NW",
    "35": "HE",
    "36": "HE TH",
    "37": "NI TH HE NW",
    "38": "NI ST",
    "39": "ST",
    **dict.fromkeys(("40", "41", "42", "44", "45", "46", "47"), "NW"),
    **dict.fromkeys(("48", "49"), "NW NI"),
    **dict.fromkeys(("50", "52", "58"), "NW"),
    **dict.fromkeys(("51", "53", "57", "59"), "NW RP"),
    **dict.fromkeys(("54", "56"), "RP"),
    "55": "RP HE",
    **dict.fromkeys(("60", "61"), "HE"),
    "63": "HE BY",
    "64": "HE BW",
    "65": "HE RP",
    "66": "SL RP",
    "67": "RP",
    **dict.fromkeys(("68", "69"), "BW HE"),
    **dict.fromkeys(("70", "71", "72", "73", "75", "77", "78", "79"), "BW"),
    "74": "BW BY",
    "76": "BW RP",
    **dict.fromkeys(("80", "81", "82", "83", "84", "85", "86", "87"), "BY"),
    **dict.fromkeys(("88", "89", "97"), "BW BY"),
    **dict.fromkeys(("90", "91", "92", "93", "94", "95"), "BY"),
    "96": "BY TH",
    **dict.fromkeys(("98", "99"), "TH"),
}
# By province, 01 to 52.
_SPAIN = dict(
    zip(
        (f"{number:02}" for number in range(1, 53)),
        (
            "PV CM VC AN CL EX IB CT CL EX AN VC CM AN GA CM CT AN CM PV AN AR AN CL CT"
            " RI GA MD AN MC NC GA AS CL CN GA CL CN CB CL AN CL CT AR CM VC CL PV CL AR"
            " CE ML"
        ).split(),
        strict=True,
    )
)
# Post towns: Scotland and Northern Ireland; the rest rests with England and Wales.
_BRITAIN = {
    "": "ENG",
    "BT": "NIR",
    **dict.fromkeys(
        "AB DD DG EH FK G IV HS KA KW KY ML PA PH ZE".split(),
        "SCT",
    ),
    "TD": "SCT ENG",
    **dict.fromkeys(("GL", "GU", "GY"), "ENG"),
}
TABLES = {"FR": _FRANCE, "DE": _GERMANY, "ES": _SPAIN, "GB": _BRITAIN}
# "F-67000", "D-80331": the country before the code, as it is still written.
_PREFIX = re.compile(r"^[A-Z]{1,3}-(?=\d)")


def regions_of(country: str, state: str | None, code: str | None) -> tuple[str, ...]:
    """Parts of the country an address may be in; empty when nothing tells.

    The post code speaks where the country has a table, else the state of the address.

    >>> regions_of("FR", None, "67000"), regions_of("DE", "BY", ""), regions_of("FR", "57", "")
    (('6AE',), ('BY',), ('57',))
    >>> regions_of("FR", None, "75001")
    ()
    """
    table = TABLES.get(country, {})
    # Odoo's "DE-BY", and "ZH-FR": the canton of Zürich, in French
    state = (state or "").upper().removeprefix(f"{country}-").partition("-")[0]
    code = _PREFIX.sub("", "".join((code or "").upper().split()))
    found = _longest(table, code) if code else ""
    # a state is surer than a post code that crosses its border
    if state and len(found.split()) != 1:
        found = _longest(table, state) if country == "FR" else state
    return tuple(found.split())


def _longest(table, text):
    for length in range(len(text), -1, -1):
        if text[:length] in table:
            return table[text[:length]]
    return ""
