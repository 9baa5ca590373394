"""Dated statutory rates and the late-payment rules of each country, as values.

A statutory rate is published for one calendar semester (1 January to 30 June,
1 July to 31 December) and says nothing of the next one: a lookup outside the table
raises :class:`MissingRate`, it never falls back on the last known rate.

Sources: Directive 2011/7/EU art. 2(6), 2(7), 3, 4 and 6; FR art. L441-10 II and D441-5
C. com., art. R2192-31 Code de la commande publique, art. 1231-6 and 1344-1 C. civ.;
BE loi du 2 août 2002, art. 5; DE §§ 247, 288 BGB; ES Ley 3/2004, art. 7 and 8;
IT D.Lgs. 231/2002, art. 5 and 6; LU loi du 18 avril 2004; NL art. 6:119a, 6:120 BW.

All rates are annual percentages as ``Decimal`` (``Decimal("12.15")`` is 12.15 %).
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal
from types import MappingProxyType
from typing import NamedTuple

#: European Central Bank, main refinancing operations: one rate for the euro area.
ECB_MRO = "ecb_mro"
#: General legal rate owed to a creditor acting for professional needs. France: "tous
#: autres cas", also when the debtor is a consumer: the creditor's quality decides.
LEGAL_PRO = "legal_pro"
#: Legal rate owed to a creditor who is a private individual: kept for information, no
#: rule below uses it, since the creditor here is always a business.
LEGAL_INDIVIDUAL = "legal_individual"
#: Reference rate of the central bank of a country that has not the euro (Directive
#: 2011/7/EU art. 2(7)(b)): Denmark, Sweden, Poland…
NATIONAL_BANK = "national_bank"
KINDS = (ECB_MRO, LEGAL_PRO, LEGAL_INDIVIDUAL, NATIONAL_BANK)

#: Country of the rates common to the euro area.
EURO_AREA = ""

COMPANY = "company"
PUBLIC = "public"
CONSUMER = "consumer"
DEBTORS = (COMPANY, PUBLIC, CONSUMER)


class MissingRate(LookupError):
    """No rate is recorded for the semester of ``day``: nothing may be computed.

    :ivar country: ISO 3166 code, or ``""`` for the euro area
    :ivar kind: one of :data:`KINDS`
    :ivar day: the first day without a rate
    """

    def __init__(self, country: str, kind: str, day: dt.date):
        self.country, self.kind, self.day = country, kind, day
        super().__init__(
            f"no {kind} rate of {country or 'the euro area'} "
            f"for the semester starting {semester_start(day)}"
        )


class MissingPack(LookupError):
    """No late-payment rules are known for ``country`` (ISO 3166 code)."""

    def __init__(self, country: str):
        self.country = country
        super().__init__(f"no late-payment rules for country {country!r}")


class Rate(NamedTuple):
    """One published rate, valid for the semester that starts on ``date_from``."""

    country: str
    kind: str
    date_from: dt.date
    rate: Decimal


@dataclass(frozen=True)
class RateTable:
    """Published rates, looked up by country, kind and semester.

    :raise TypeError: a rate is not a ``Decimal``
    :raise ValueError: unknown kind, a date that starts no semester, a rate that is not
        a number, or two different rates for one semester. A rate dated within a
        semester is refused because the law ignores it until the next one.
    """

    rates: tuple[Rate, ...] = ()
    _index: Mapping = field(init=False, repr=False, compare=False)

    def __post_init__(self):
        object.__setattr__(self, "rates", tuple(self.rates))
        index: dict[tuple, Decimal] = {}
        for rate in self.rates:
            key = _checked_key(rate)
            if index.setdefault(key, rate.rate) != rate.rate:
                raise ValueError(f"two different rates for {key}")
        object.__setattr__(self, "_index", MappingProxyType(index))

    def get(self, country: str, kind: str, semester: dt.date) -> Decimal | None:
        """Return the rate of the semester that starts on ``semester``, or None."""
        return self._index.get((_rate_country(country, kind), kind, semester))


def _rate_country(country: str, kind: str) -> str:
    return EURO_AREA if kind == ECB_MRO else country


def _checked_key(rate: Rate) -> tuple[str, str, dt.date]:
    if not isinstance(rate.rate, Decimal):
        raise TypeError(f"a rate must be a Decimal: {rate}")
    if not rate.rate.is_finite():
        raise ValueError(f"a rate must be a number: {rate}")
    if rate.kind not in KINDS:
        raise ValueError(f"unknown kind of rate: {rate}")
    if rate.date_from != semester_start(rate.date_from):
        raise ValueError(f"a rate must start on 1 January or 1 July: {rate}")
    return _rate_country(rate.country, rate.kind), rate.kind, rate.date_from


def semester_start(day: dt.date) -> dt.date:
    """Return 1 January or 1 July, the first day of the semester of ``day``."""
    return dt.date(day.year, 1 if day.month <= 6 else 7, 1)


def semester_end(day: dt.date) -> dt.date:
    """Return 30 June or 31 December, the last day of the semester of ``day``."""
    return dt.date(day.year, 6, 30) if day.month <= 6 else dt.date(day.year, 12, 31)


def rate_on(
    table: RateTable, kind: str, day: dt.date, country: str = EURO_AREA
) -> Decimal:
    """Return the published annual rate (percent) of the semester of ``day``.

    :param country: ISO 3166 code; without effect for :data:`ECB_MRO`
    :raise MissingRate: the table has no rate for that semester
    """
    rate = table.get(country, kind, semester_start(day))
    if rate is None:
        raise MissingRate(_rate_country(country, kind), kind, day)
    return rate


@dataclass(frozen=True)
class RateRule:
    """How the statutory rate follows from a published one.

    :ivar kind: published rate to start from
    :ivar margin: points added to it
    :ivar step: round the sum up to a multiple of this, or None
    :ivar frozen: True keeps for ever the rate of the semester in which interest
        started; False takes, for each day, the rate of the semester of that day
    """

    kind: str
    margin: Decimal = Decimal(0)
    step: Decimal | None = None
    frozen: bool = False


@dataclass(frozen=True)
class CountryPack:
    """Late-payment rules of the law that governs the contract.

    :ivar country: ISO 3166 code of that law
    :ivar company: rule between professionals, without an agreed rate
    :ivar public: rule for a public body, which no agreement replaces
    :ivar consumer: rule for a consumer, only after a formal notice
    :ivar fixed_fee: flat recovery cost per late invoice in ``fee_currency``, companies
        and public bodies only (Directive 2011/7/EU art. 6(1): 40 EUR minimum)
    :ivar fee_currency: ISO 4217 code: a country that has not the euro fixes its own sum
    :ivar floor_multiple: an agreed rate may not be below that many times
        :data:`LEGAL_PRO`; None where the law sets no figure
    :ivar consumer_grace_days: days after the formal notice during which a consumer may
        still pay without interest
    """

    country: str
    company: RateRule
    public: RateRule
    consumer: RateRule
    fixed_fee: Decimal = Decimal(40)
    fee_currency: str = "EUR"
    floor_multiple: Decimal | None = None
    consumer_grace_days: int = 0

    def rule(self, debtor: str) -> RateRule:
        """Return the rule for a kind of debtor (:data:`DEBTORS`)."""
        if debtor not in DEBTORS:
            raise ValueError(f"unknown kind of debtor: {debtor!r}")
        return getattr(self, debtor)


def statutory_rate(
    table: RateTable, pack: CountryPack, debtor: str, day: dt.date
) -> Decimal:
    """Return the annual rate (percent) that the law gives for the semester of ``day``.

    For a frozen rule pass the first day of interest.

    :raise MissingRate: the published rate of that semester is not recorded
    :raise ValueError: unknown kind of debtor
    """
    rule = pack.rule(debtor)
    rate = rate_on(table, rule.kind, day, pack.country) + rule.margin
    if rule.step is None:
        return rate
    return (rate / rule.step).to_integral_value(ROUND_CEILING) * rule.step


def legal_floor(table: RateTable, pack: CountryPack, day: dt.date) -> Decimal | None:
    """Return the lowest lawful agreed rate (percent) on ``day``, None if not fixed.

    France: three times the legal rate (art. L441-10 II C. com.). It bounds an *agreed*
    rate only: in 2024 it was above the default rate, which stayed what it is.

    :raise MissingRate: the legal rate of that semester is not recorded
    """
    if pack.floor_multiple is None:
        return None
    return pack.floor_multiple * rate_on(table, LEGAL_PRO, day, pack.country)


def _ecb(margin: str, step: str | None = None, frozen: bool = False) -> RateRule:
    return RateRule(ECB_MRO, Decimal(margin), Decimal(step) if step else None, frozen)


# § 247 BGB moves the Basiszinssatz by the same points as the ECB rate, each semester:
# since 2002 it has stayed 0.88 below (-0.88 while the ECB rate was 0, 1.27 at 2.15).
_BASISZINS = Decimal("-0.88")

# Outside France and Germany the legal rate owed by a consumer is not in our data: the
# rule reads LEGAL_PRO of that country, so that the claim of interest is refused with
# MissingRate until somebody records the rate, instead of guessing one.
_LEGAL_RATE = RateRule(LEGAL_PRO)


def _directive_pack(country: str, consumer_grace_days: int = 0) -> CountryPack:
    """ECB + 8 points, re-anchored each semester, for companies and public bodies."""
    rule = _ecb("8")
    return CountryPack(
        country,
        company=rule,
        public=rule,
        consumer=_LEGAL_RATE,
        consumer_grace_days=consumer_grace_days,
    )


def _packs() -> Iterable[CountryPack]:
    yield CountryPack(
        "FR",
        company=_ecb("10"),  # art. L441-10 II C. com.
        # Art. R2192-31 CCP: rate of the semester in which interest started to run.
        public=_ecb("8", frozen=True),
        consumer=_LEGAL_RATE,  # art. 1231-6, 1344-1 C. civ.
        floor_multiple=Decimal(3),
    )
    # Loi du 2 août 2002 art. 5: rounded up to the half point. Code de droit économique
    # XIX.2: a consumer has 14 days after a first, free reminder.
    half_point = _ecb("8", step="0.5")
    yield CountryPack(
        "BE",
        company=half_point,
        public=half_point,
        consumer=_LEGAL_RATE,
        consumer_grace_days=14,
    )
    # § 288 (1) and (2) BGB: 5 or 9 points above the Basiszinssatz; § 288 (5): 40 EUR.
    professional = RateRule(ECB_MRO, _BASISZINS + 9)
    yield CountryPack(
        "DE",
        company=professional,
        public=professional,
        consumer=RateRule(ECB_MRO, _BASISZINS + 5),
    )
    yield _directive_pack("ES")
    yield _directive_pack("IT")
    yield _directive_pack("LU")
    # Art. 6:96 (6) BW: a consumer has 14 days after the notice.
    yield _directive_pack("NL", consumer_grace_days=14)


PACKS: Mapping[str, CountryPack] = MappingProxyType(
    {pack.country: pack for pack in _packs()}
)


def pack_for(country: str) -> CountryPack:
    """Return the rules of the country whose law governs the contract.

    :param country: ISO 3166 code, usually the creditor's
    :raise MissingPack: no rules are known for it
    """
    if country not in PACKS:
        raise MissingPack(country)
    return PACKS[country]
