"""Pages of a PDF: counted, and numbered where the engine cannot."""

import io

from odoo.tools.pdf import PdfFileReader, PdfFileWriter


def number_pages(content):
    """Write "1/3" at the foot of each page, which only patched builds can do."""
    from reportlab.lib.units import mm
    from reportlab.pdfgen import canvas

    reader = PdfFileReader(io.BytesIO(content), strict=False)
    count = reader.getNumPages()
    if count < 2:
        return content
    layer = io.BytesIO()
    drawing = canvas.Canvas(layer, pagesize=(210 * mm, 297 * mm))
    for number in range(1, count + 1):
        drawing.setFont("Helvetica", 8)
        drawing.drawRightString(190 * mm, 9 * mm, f"{number}/{count}")
        drawing.showPage()
    drawing.save()
    numbers = PdfFileReader(layer, strict=False)
    writer = PdfFileWriter()
    for index in range(count):
        # added first: only a page of the writer may be drawn on
        writer.addPage(reader.getPage(index))
        writer.getPage(index).mergePage(numbers.getPage(index))
    result = io.BytesIO()
    writer.write(result)
    return result.getvalue()


def count_pages(content):
    """How many pages a PDF has."""
    return PdfFileReader(io.BytesIO(content), strict=False).getNumPages()
