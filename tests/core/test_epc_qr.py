"""EPC069-12: the example of the reference byte for byte, each limit and its excess."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance_avancee.core.pay.epc_qr import EpcError, epc_payload, fit

IBAN = "FR1420041010050500013M02606"
SWISS = "CH9300762011623852957"


def payload(**values):
    values = {"name": "Société Exemple SAS", "iban": IBAN, "amount": D(10)} | values
    return epc_payload(**values)


def code_of(**values):
    with pytest.raises(EpcError) as caught:
        payload(**values)
    assert isinstance(caught.value, ValueError)
    return caught.value.code


def test_example_of_the_reference():
    text = epc_payload(
        "Société Exemple SAS", IBAN, D("12473.74"), reference="RF33FAC2026000123"
    )
    assert text.encode() == (
        b"BCD\n002\n1\nSCT\n\nSoci\xc3\xa9t\xc3\xa9 Exemple SAS\n"
        b"FR1420041010050500013M02606\nEUR12473.74\n\nRF33FAC2026000123"
    )
    assert len(text.encode()) == 95


def test_all_lines_in_their_place():
    text = payload(
        bic="PSSTFRPPXXX", purpose="GDDS", text="FAC/2026/123", information="Merci"
    )
    assert text.split("\n") == [
        "BCD",
        "002",
        "1",
        "SCT",
        "PSSTFRPPXXX",
        "Société Exemple SAS",
        IBAN,
        "EUR10.00",
        "GDDS",
        "",
        "FAC/2026/123",
        "Merci",
    ]


@pytest.mark.parametrize(
    ("values", "last"),
    [
        ({"amount": None}, IBAN),
        ({}, "EUR10.00"),
        ({"purpose": "GDDS"}, "GDDS"),
        ({"text": "x"}, "x"),
        ({"information": "x"}, "x"),
    ],
)
def test_nothing_follows_the_last_line_used(values, last):
    assert payload(**values).split("\n")[-1] == last


# ------------------------------------------------------------------
# Fields
# ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "line"),
    [
        (D("0.01"), "EUR0.01"),
        (D("999999999.99"), "EUR999999999.99"),
        (D("1E+3"), "EUR1000.00"),
        (D("10.500"), "EUR10.50"),
        (40, "EUR40.00"),
    ],
)
def test_amount(amount, line):
    assert payload(amount=amount).split("\n")[7] == line


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        (D("0"), "amount_out_of_range"),
        (D("-1"), "amount_out_of_range"),
        (D("0.009"), "amount_out_of_range"),
        (D("1000000000"), "amount_out_of_range"),
        (D("1E+40"), "amount_out_of_range"),
        (D("10.005"), "amount_invalid"),
        (D("NaN"), "amount_invalid"),
        (D("Infinity"), "amount_invalid"),
        (10.0, "amount_invalid"),
        ("10", "amount_invalid"),
        (True, "amount_invalid"),
    ],
)
def test_wrong_amount(amount, code):
    assert code_of(amount=amount) == code


def test_iban_is_written_without_spaces():
    spaced = "fr14 2004 1010 0505 0001 3M02 606"
    assert payload(iban=spaced).split("\n")[6] == IBAN


@pytest.mark.parametrize(
    "iban",
    [
        "",
        None,
        "FR1420041010050500013M02607",  # check digits
        "FR142004101005050001M02606",  # length
        "FR1420041010050500013M026060",
        "FRA420041010050500013M02606",  # letter for a check digit
        "FR14-2004-1010-0505-0001-3M02-606",
        "FR1420041010050500013M0260é",
        "DE89370400440532013001",
        "garbage",
    ],
)
def test_wrong_iban(iban):
    assert code_of(iban=iban) == "iban_invalid"


@pytest.mark.parametrize(
    "iban", ["TR330006100519786457841326", "XX1420041010050500013M02606"]
)
def test_iban_outside_sepa(iban):
    assert code_of(iban=iban) == "iban_not_sepa"


@pytest.mark.parametrize(
    "iban",
    [
        # Examples of the ISO 13616 registry.
        "AT611904300234573201",
        "BE68539007547034",
        "BG80BNBG96611020345678",
        "CY17002001280000001200527600",
        "CZ6508000000192000145399",
        "DE89370400440532013000",
        "DK5000400440116243",
        "EE382200221020145685",
        "ES9121000418450200051332",
        "FI2112345600000785",
        "FR1420041010050500013M02606",
        "GR1601101250000000012300695",
        "HR1210010051863000160",
        "HU42117730161111101800000000",
        "IE29AIBK93115212345678",
        "IS140159260076545510730339",
        "IT60X0542811101000000123456",
        "LI21088100002324013AA",
        "LT121000011101001000",
        "LU280019400644750000",
        "LV80BANK0000435195001",
        "MT84MALT011000012345MTLCAST001S",
        "NL91ABNA0417164300",
        "NO9386011117947",
        "PL61109010140000071219812874",
        "PT50000201231234567890154",
        "RO49AAAA1B31007593840000",
        "SE4550000000058398257466",
        "SI56263300012039086",
        "SK3112000000198742637541",
    ],
)
def test_iban_of_each_country_of_the_economic_area(iban):
    assert payload(iban=iban).split("\n")[6] == iban
    assert code_of(iban=f"{iban}0") == "iban_invalid"


@pytest.mark.parametrize(
    "iban",
    [
        "AD1200012030200359100100",
        "AL47212110090000000235698741",
        "CH9300762011623852957",
        "GB29NWBK60161331926819",
        "GI75NWBK000000007099453",
        "MC5811222000010123456789030",
        "MD24AG000225100013104168",
        "ME25505000012345678951",
        "MK07250120000058984",
        "RS35260005601001611379",
        "SM86U0322509800000000270100",
        "VA59001123000012345678",
    ],
)
def test_iban_of_the_other_countries_of_sepa(iban):
    assert payload(iban=iban, bic="AAAAFRPP").split("\n")[6] == iban
    assert code_of(iban=iban) == "bic_missing"


def test_iban_of_the_wrong_length_with_good_check_digits():
    for country, length in (("LU", 19), ("LU", 21), ("FR", 26)):
        account = "0" * (length - 4)
        check = 98 - int(f"{account}{int(country[0], 36)}{int(country[1], 36)}00") % 97
        iban = f"{country}{check:02d}{account}"
        assert _remainder(iban) == 1
        assert code_of(iban=iban) == "iban_invalid"


def test_iban_check_digits_that_iso_never_writes():
    # 02 and 99 leave the same remainder.
    valid = next(
        iban
        for n in range(10_000)
        if (iban := f"LU02{n:016d}") and _remainder(iban) == 1
    )
    assert payload(iban=valid)
    assert _remainder(valid.replace("LU02", "LU99")) == 1
    assert code_of(iban=valid.replace("LU02", "LU99")) == "iban_invalid"


def _remainder(iban):
    return int("".join(str(int(c, 36)) for c in iban[4:] + iban[:4])) % 97


@pytest.mark.parametrize(
    ("bic", "line"),
    [("", ""), ("PSSTFRPP", "PSSTFRPP"), ("psst frpp xxx", "PSSTFRPPXXX")],
)
def test_bic(bic, line):
    assert payload(bic=bic).split("\n")[4] == line


@pytest.mark.parametrize("bic", ["PSSTFR", "PSSTFRPPXX", "PSST12PP", "PSSTFRPP\n"])
def test_wrong_bic(bic):
    assert code_of(bic=bic) == "bic_invalid"


def test_bic_is_needed_outside_the_economic_area():
    assert code_of(iban=SWISS) == "bic_missing"
    assert payload(iban=SWISS, bic="UBSWCHZH80A")


@pytest.mark.parametrize("purpose", ["GDDSX", "gdds", "GD S", "É"])
def test_wrong_purpose(purpose):
    assert code_of(purpose=purpose) == "purpose_invalid"


@pytest.mark.parametrize(
    ("reference", "line"),
    [
        ("RF18 5390 0754 7034", "RF18539007547034"),
        ("rf18539007547034", "RF18539007547034"),
        ("+++010/8068/17183+++", "+++010/8068/17183+++"),
        ("RFQ-2026-1", "RFQ-2026-1"),
    ],
)
def test_reference(reference, line):
    assert payload(reference=reference).split("\n")[9] == line


def test_wrong_reference():
    assert code_of(reference="RF19539007547034") == "reference_invalid"
    assert code_of(reference="RF18 FAC/2026") == "reference_invalid"
    assert code_of(reference="RF1853900754703400000000000") == "reference_invalid"


def test_reference_and_text_exclude_each_other():
    assert code_of(reference="RF18539007547034", text="x") == "reference_and_text"


@pytest.mark.parametrize(
    ("field", "limit"),
    [("name", 70), ("reference", 35), ("text", 140), ("information", 70)],
)
def test_limits_in_characters(field, limit):
    # é is one character and two bytes: the limit of a field counts characters.
    longest = "é" * 35 + "e" * (limit - 35)
    assert longest in payload(**{field: longest}).split("\n")
    assert code_of(**{field: f"{longest}e"}) == f"{field}_too_long"


def test_name_is_needed():
    assert code_of(name="") == "name_missing"
    assert code_of(name="  ") == "name_missing"


@pytest.mark.parametrize("field", ["name", "reference", "text", "information"])
@pytest.mark.parametrize("control", ["\n", "\r", "\t", "\x00", "\u2028", "\ud800"])
def test_no_line_break_or_control_character(field, control):
    # A line break would shift the lines that follow: another amount, another text.
    assert code_of(**{field: f"a{control}b"}) == "control_character"


def test_limit_of_the_whole_in_bytes():
    # 44 bytes of fixed lines and separators with IBAN and EUR10.00 (name apart).
    fixed = len(payload(name="x").encode()) - 1
    room = 331 - fixed - len("\n\n\n")
    text = "字" * (room // 3 - 20)
    name = "n" * (room - len(text.encode()))
    assert len(name) <= 70
    assert len(payload(name=name, text=text).encode()) == 331
    assert code_of(name=name + "n", text=text) == "payload_too_long"


def test_non_latin_names():
    for name in ("Ελληνική Εταιρεία", "شركة المثال", "株式会社サンプル"):
        assert payload(name=name).split("\n")[5] == name


# ------------------------------------------------------------------
# Cutting
# ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("short", 70, "short"),
        ("exact", 5, "exact"),
        ("Société", 4, "Soci"),
        ("Société", 5, "Socié"),
        ("a b", 2, "a"),
        (" two\r\nlines\t ", 70, "two lines"),
        ("Socie\u0301te\u0301", 5, "Soci"),  # e and its accent stay together
        ("Socie\u0301te\u0301", 6, "Socie\u0301"),
        ("\u0301\u0301", 1, ""),
        ("anything", 0, ""),
    ],
)
def test_fit(text, limit, expected):
    assert fit(text, limit) == expected


@given(st.text(), st.integers(1, 70))
def test_fitted_text_is_accepted(text, limit):
    fitted = fit(text, limit)
    assert len(fitted) <= limit
    assert fitted == fit(fitted, limit)
    assert payload(name=f"x{fitted}"[:70].strip(), amount=None)
