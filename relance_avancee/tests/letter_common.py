"""Letters in tests: made by the real engines, read back by real readers."""

import io
import subprocess
import tempfile
from pathlib import Path

import pypdf
import zxingcpp
from lxml import html
from PIL import Image

from .common import TODAY, RealLifeCommon

ENGINES = ("weasyprint", "wkhtmltopdf")
IBAN = "FR7630006000011234567890189"
POINTS_TO_MM = 25.4 / 72


class LetterCommon(RealLifeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(
            {
                "name": "Atelier Boréal",
                "street": "14 rue des Copeaux",
                "zip": "69007",
                "city": "Lyon",
                "country_id": cls.env.ref("base.fr").id,
                "company_registry": "73282932000074",
                "vat": False,
                "dunning_legal_form": "SAS",
                "dunning_share_capital": 50000,
                "dunning_registry_city": "Lyon",
            }
        )
        cls.company.partner_id.lang = "en_US"
        cls.bank = cls.env["res.partner.bank"].create(
            {
                "acc_number": IBAN,
                "partner_id": cls.company.partner_id.id,
                "allow_out_payment": True,
            }
        )
        cls.scenario = cls.make_scenario(5, 30)
        cls.company.dunning_scenario_id = cls.scenario
        cls.reminder, cls.notice = cls.scenario.step_ids
        cls.scenario.step_ids.write({"send_email": False, "send_letter": True})
        cls.notice.write(
            {"kind": "formal_notice", "letter_post": "registered", "payment_days": 12}
        )

    @classmethod
    def make_partner(cls, name="Client", **values):
        address = {
            "lang": "en_US",
            "street": "1 rue de l'Exemple",
            "zip": "38000",
            "city": "Grenoble",
        }
        return super().make_partner(name, **(address | values))

    def plan_letter(self, step=None, partner=None, today=TODAY):
        """The letter action of a debtor, at this step."""
        return self.env["dunning.planner"]._plan_by_hand(
            partner or self.partner,
            self.company,
            step or self.reminder,
            "letter",
            today=today,
        )

    # === READING BACK ===

    def pages(self, content):
        """Text of each page, on one line each."""
        return [" ".join(page.split()) for page in self._read_text(content)]

    def _read_text(self, content):
        # poppler and not pypdf, which reads some subset fonts as if they were UTF-16
        with tempfile.NamedTemporaryFile(suffix=".pdf") as source:
            source.write(content)
            source.flush()
            found = subprocess.run(
                ["pdftotext", source.name, "-"],
                check=True,
                stdout=subprocess.PIPE,
            )
        text = found.stdout.decode()
        count = len(pypdf.PdfReader(io.BytesIO(content)).pages)
        pages = text.split("\f")[:-1]
        self.assertEqual(len(pages), count)
        return pages

    def text(self, content):
        return " ".join(self.pages(content))

    def codes(self, content):
        """Texts of the QR codes on the pages, as a phone would read them."""
        found = []
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder, "letter.pdf")
            source.write_bytes(content)
            subprocess.run(
                ["pdftoppm", "-r", "200", "-png", source, Path(folder, "page")],
                check=True,
            )
            for page in sorted(Path(folder).glob("page*.png")):
                found += [
                    code.text for code in zxingcpp.read_barcodes(Image.open(page))
                ]
        return found

    def words(self, content):
        """(word, left, top, right, bottom) of the first page, in millimetres."""
        with tempfile.NamedTemporaryFile(suffix=".pdf") as source:
            source.write(content)
            source.flush()
            found = subprocess.run(
                ["pdftotext", "-l", "1", "-bbox", source.name, "-"],
                check=True,
                stdout=subprocess.PIPE,
            )
        return [
            (
                word.text,
                *(
                    float(word.get(side)) * POINTS_TO_MM
                    for side in ("xmin", "ymin", "xmax", "ymax")
                ),
            )
            for word in html.fromstring(found.stdout).iter("word")
        ]
