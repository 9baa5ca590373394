"""Company, consumer or public body: what the numbers of a debtor say."""

import pytest

from relance_avancee.core.law.debtor_kind import guess


@pytest.mark.parametrize(
    ("is_company", "vat", "registry", "country", "kind"),
    [
        pytest.param(True, None, None, "FR", "company", id="a company"),
        pytest.param(False, None, None, "FR", "consumer", id="a person"),
        pytest.param(False, "FR40303265045", None, "FR", "company", id="sole trader"),
        # the city of Paris, its SIREN, SIRET and VAT number
        pytest.param(True, None, "217500016", "FR", "public", id="SIREN"),
        pytest.param(True, None, "217 500 016 00019", "FR", "public", id="SIRET"),
        pytest.param(True, "FR 59 217500016", None, "FR", "public", id="VAT number"),
        pytest.param(True, None, "110 000 015", "FR", "public", id="the State"),
        pytest.param(True, None, "217500017", "FR", "company", id="a typing error"),
        pytest.param(True, None, "217500016", "BE", "company", id="Belgian number"),
        pytest.param(True, None, "21750001", "FR", "company", id="too short"),
        pytest.param(True, "ESP2807900B", None, "ES", "public", id="city of Madrid"),
        pytest.param(True, "ESA28015865", None, "ES", "company", id="Spanish company"),
        pytest.param(True, None, "FR", "FR", "company", id="not a number"),
    ],
)
def test_the_kind_of_debtor(is_company, vat, registry, country, kind):
    assert guess(is_company, vat, registry, country) == kind
