"""QR codes drawn here and read back by a real reader."""

import io

import pytest
import zxingcpp
from PIL import Image

from relance_avancee.core.pay.qr_image import EPC_MAX_VERSION, QrTooBig, qr_png


def read(png):
    [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))
    return code


@pytest.mark.parametrize(
    "text",
    [
        "https://example.com/my/dunning/12?access_token=0a1b",
        "BCD\n002\n1\nSCT\n\nSociété Exempł SAS\nFR1420041010050500013M02606\nEUR1.00",
        "x" * 331,
    ],
)
def test_read_back(text):
    code = read(qr_png(text))
    assert code.text.replace("\r\n", "\n") == text
    assert code.ec_level == "M"


def test_biggest_epc_code_fits_its_version():
    assert qr_png("é" * 165 + "x", EPC_MAX_VERSION)
    with pytest.raises(QrTooBig):
        qr_png("é" * 170, EPC_MAX_VERSION)


def test_too_much_for_any_code():
    with pytest.raises(QrTooBig):
        qr_png("x" * 5000)
