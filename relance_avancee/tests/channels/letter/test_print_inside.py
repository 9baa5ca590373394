"""Printing fetches nothing: neither from the network nor from the disk of the server."""

import io
import socket
import tempfile
import threading

import pypdf

from odoo.tests import TransactionCase, tagged

from ....models.channels.letter import dunning_pdf

SECRET = "Contenu-du-disque-42"
PAGE = """<!DOCTYPE html><html><head>
<meta charset="utf-8"><meta http-equiv="refresh" content="0;url={web}refresh">
<base href="{web}"><link rel="stylesheet" href="{web}sheet.css">
<style>@import "{web}import.css"; @\\69mport url({web}escaped.css);
@font-face {{ font-family: x; src: url({web}font.ttf); }}
p {{ font-family: x; background: url('{web}style.png'); }}
li {{ list-style: u\\72l({web}escaped.png); cursor: url(file://{file}), auto; }}</style>
<script>document.write('<img src="{web}written.png">'); fetch('{web}fetched');</script>
</head><body background="{web}body.png" onload="new Image().src='{web}load'">
<p style="background-image: url({web}inline.png)">Bonjour à tous</p>
<img src="{web}img.png" srcset="{web}set.png 2x"><img src="file://{file}">
<iframe src="file://{file}"></iframe><iframe src="{web}frame"></iframe>
<iframe srcdoc="&lt;img src='{web}doc.png'&gt;"></iframe>
<object data="file://{file}"></object><embed src="{web}embed">
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">
<image xlink:href="{web}svg.png" href="{web}svg2.png" width="9" height="9"/>
<use href="{web}use.svg#a"/><rect fill="url({web}fill.svg#a)" width="9" height="9"/></svg>
<table background="{web}table.png"><tr><td>fin</td></tr></table>
<input type="image" src="{web}input.png"><video src="{web}v" poster="{web}poster.png"></video>
<a href="https://example.com/suite">Suite</a>
</body></html>"""


@tagged("post_install", "-at_install")
class TestPrintInside(TransactionCase):
    def setUp(self):
        super().setUp()
        self.asked = []
        self.server = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(self.server.close)
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()
        self.file = tempfile.NamedTemporaryFile("w", suffix=".html")
        self.file.write(SECRET)
        self.file.flush()
        self.addCleanup(self.file.close)

    def _listen(self):
        while True:
            try:
                caller, _address = self.server.accept()
            except OSError:
                return
            with caller:
                self.asked.append(caller.recv(200).partition(b"\r\n")[0])
                caller.sendall(b"HTTP/1.0 404 Not Found\r\nContent-Length: 0\r\n\r\n")

    def page(self):
        web = f"http://127.0.0.1:{self.server.getsockname()[1]}/"
        return PAGE.format(web=web, file=self.file.name)

    def test_neither_engine_fetches_anything(self):
        pdf = self.env["dunning.pdf"]
        for engine in dunning_pdf.ENGINES:
            if not pdf._is_installed(engine):
                continue
            with self.subTest(engine):
                content = pdf._render(self.page(), engine)
                text = "".join(
                    page.extract_text()
                    for page in pypdf.PdfReader(io.BytesIO(content)).pages
                )
                self.assertIn("Bonjour à tous", " ".join(text.split()))
                self.assertNotIn(SECRET, text)
                self.assertEqual(self.asked, [])

    def test_page_is_cleaned_before_the_browser_sees_it(self):
        cleaned = dunning_pdf.inside.only_inside(self.page())
        self.assertNotIn("127.0.0.1", cleaned)
        self.assertNotIn(self.file.name, cleaned)
        self.assertIn("https://example.com/suite", cleaned)
        picture = '<img src="data:image/png;base64,AAAA">'
        self.assertIn(picture, dunning_pdf.inside.only_inside(f"<p>{picture}</p>"))

    def test_engine_is_closed_too(self):
        report = self.env["ir.actions.report"].with_context(dunning_letter=True)
        command = report._build_wkhtmltopdf_args(
            self.env.ref("base.paperformat_euro"), False
        )
        for wanted in (
            "--disable-javascript",
            "--disable-local-file-access",
            "--proxy",
        ):
            self.assertIn(wanted, command)
        self.assertNotIn("--enable-local-file-access", command)
