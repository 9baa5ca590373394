"""QR codes as PNG pictures, for what is printed.

Error level M everywhere: the EPC standard (EPC069-12) asks for it, and a folded letter
can use it.
"""

import io

import qrcode

# Pixels of one module: printed at 30 mm the smallest module keeps 4 dots at 300 dpi.
MODULE_PIXELS = 6
# EPC069-12: no bigger code.
EPC_MAX_VERSION = 13


class QrTooBig(ValueError):
    """The text does not fit in a QR code of the version allowed."""


def qr_png(text: str, max_version: int = 40) -> bytes:
    """Return the QR code of ``text`` (UTF-8) as a PNG, white border included.

    >>> qr_png("https://example.com")[:4]
    b'\\x89PNG'

    :param max_version: 1 to 40; the size of the code, :data:`EPC_MAX_VERSION` for EPC
    :raise QrTooBig: the text needs a bigger code
    """
    code = qrcode.QRCode(
        error_correction=qrcode.constants.ERROR_CORRECT_M,
        box_size=MODULE_PIXELS,
        border=4,
    )
    # as bytes: by itself the library encodes a str of digits and letters otherwise
    code.add_data(text.encode(), optimize=0)
    try:
        code.make(fit=True)
    except (ValueError, qrcode.exceptions.DataOverflowError) as error:
        raise QrTooBig(str(error)) from error
    if code.version > max_version:
        raise QrTooBig(f"version {code.version}, at most {max_version}")
    stream = io.BytesIO()
    code.make_image().save(stream, "PNG")
    return stream.getvalue()
