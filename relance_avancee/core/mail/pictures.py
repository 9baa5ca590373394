"""How big a picture is, told by its first bytes: it is not unpacked for that."""

import io
import warnings

from PIL import Image

# Two photos of a good telephone, or a page scanned in colour at 600 dpi.
MAX_PIXELS = 50_000_000
FORMATS = ("PNG", "JPEG")


def count_pixels(content: bytes) -> int | None:
    """Width by height as the header says; None when there is no readable header.

    A picture of half a megabyte may unpack to hundreds: what it claims is looked at
    before anything reads it further.
    """
    try:
        with warnings.catch_warnings():
            # PIL warns of big ones, which is what we are here for
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
                width, height = picture.size
    except Image.DecompressionBombError:
        return MAX_PIXELS * 1000
    except (OSError, ValueError, SyntaxError, OverflowError, EOFError):
        return None
    return width * height
