"""The story of the demo, as data: who owes what, since when, and what happened.

All names, numbers and addresses are invented: `.example` domains, phone numbers that
the French regulator keeps for fiction, company numbers nobody has. Every date is a
number of days before the night of the demo, so that the story is always fresh:
``late=10`` is due ten days before it, ``late=-4`` four days after it.
"""

from typing import NamedTuple

# Price without tax of what the company sells.
PRODUCTS = {
    "desk": ("Bureau chêne massif 160 cm", 490.0),
    "chair": ("Fauteuil ergonomique réglable", 289.0),
    "cabinet": ("Armoire de rangement métallique", 345.0),
    "table": ("Table de réunion 8 places", 1190.0),
    "counter": ("Comptoir d'accueil sur mesure", 2450.0),
    "shelf": ("Étagère modulable en hêtre", 96.0),
    "lamp": ("Lampe de bureau LED", 49.0),
    "handle": ("Poignée de tiroir (remplacement)", 4.0),
    "fitting": ("Pose et installation (heure)", 65.0),
    "service": ("Contrat d'entretien annuel", 720.0),
}


class Bill(NamedTuple):
    """An invoice due ``late`` days ago, made ``term`` days before that."""

    late: int
    lines: dict
    term: int = 30
    instalments: bool = False
    currency: str = "EUR"
    no_followup: bool = False

    @property
    def ago(self):
        """Days before the demo's night on which it was made."""
        return self.late + self.term


class Payment(NamedTuple):
    """Money for the customer's ``bill``-th invoice, or for nothing in particular."""

    ago: int
    amount: float = 0.0
    bill: int | None = 0


class CreditNote(NamedTuple):
    """A credit note; ``bill`` says which invoice it was matched with, if any."""

    ago: int
    lines: dict
    bill: int | None = None


class Hold(NamedTuple):
    """A suspension from ``ago`` on for ``days``; without a bill, of the customer."""

    ago: int
    reason: str
    note: str
    days: int | None = None
    bill: int | None = None
    amount: float = 0.0


class Promise(NamedTuple):
    """The customer promised to pay an invoice ``days`` days later."""

    ago: int
    days: int
    bill: int = 0


class Transaction(NamedTuple):
    """An online payment of an invoice, started and not confirmed yet."""

    ago: int
    bill: int = 0


class BankLine(NamedTuple):
    """An incoming bank line nobody has matched; the text names the debtor."""

    ago: int
    amount: float
    text: str


class ByHand(NamedTuple):
    """A reminder somebody sent outside the scenario's dates."""

    ago: int
    step: str


class Approval(NamedTuple):
    """The manager approved what waited for this customer."""

    ago: int


class Customer(NamedTuple):
    """One debtor: ``values`` for its record, ``contacts`` below it, its ``events``."""

    name: str
    email: str
    city: str
    events: tuple = ()
    kind: str = "company"
    country: str = "fr"
    lang: str = "fr_FR"
    scenario: str = ""
    contacts: tuple = ()
    phone: str = ""


class Contact(NamedTuple):
    """A person or address of a customer; ``chosen`` ones receive the reminders."""

    name: str
    email: str
    kind: str = "contact"
    chosen: bool = False


LYON, VILLEURBANNE = "69003 Lyon", "69100 Villeurbanne"
GRENOBLE, ANNECY = "38000 Grenoble", "74000 Annecy"
SAINT_ETIENNE, VALENCE = "42000 Saint-Étienne", "26000 Valence"

# The scenario that demo_data.py makes: e-mail, then SMS, then a call.
PHONE = "phone"
# No French mobile number is both kept for fiction and valid; nobody has these zeros.
MOBILE, MOBILE_2 = "06 00 00 00 61", "06 00 00 00 62"

CUSTOMERS = (
    # --- reminded tonight, one level each
    Customer(
        "Scierie des Trois Vallées",
        "compta@trois-vallees.example",
        ANNECY,
        (Bill(-5, {"service": 1}), Bill(-33, {"shelf": 6})),
    ),
    Customer(
        "Transports Delmas",
        "comptabilite@transports-delmas.example",
        SAINT_ETIENNE,
        (Bill(33, {"desk": 6, "chair": 6}), Bill(-12, {"service": 1})),
    ),
    Customer(
        "Distrib'Alpes",
        "fournisseurs@distrib-alpes.example",
        GRENOBLE,
        (
            Bill(34, {"table": 1}),
            Bill(21, {"cabinet": 4}),
            Bill(7, {"shelf": 12, "fitting": 6}),
            Bill(-3, {"lamp": 20}),
            Bill(-24, {"service": 1}),
        ),
    ),
    Customer(
        "Imprimerie Rousseau",
        "direction@imprimerie-rousseau.example",
        VALENCE,
        (
            Bill(60, {"counter": 2}),
            Bill(19, {"chair": 3}),
            Bill(-10, {"service": 1}),
            Approval(1),
        ),
    ),
    Customer(
        "Hôtel du Parc Fleuri",
        "reception@parc-fleuri.example",
        ANNECY,
        (Bill(58, {"desk": 10, "lamp": 10}),),
    ),
    # --- what was paid or credited is not claimed
    Customer(
        "Pharmacie du Vieux Marché",
        "titulaire@vieux-marche.example",
        SAINT_ETIENNE,
        (Bill(12, {"cabinet": 1}), CreditNote(13, {"cabinet": 1})),
    ),
    Customer(
        "Électricité Morel",
        "bureau@electricite-morel.example",
        VALENCE,
        (Bill(15, {"desk": 1}), Payment(16, 588.0, bill=None)),
    ),
    # --- money on its way
    Customer(
        "Librairie L'Encre Bleue",
        "libraire@encre-bleue.example",
        GRENOBLE,
        (Bill(7, {"shelf": 15}), Transaction(1)),
    ),
    Customer(
        "Peinture Caron et Fils",
        "caron@peinture-caron.example",
        VILLEURBANNE,
        (
            Bill(9, {"cabinet": 2, "lamp": 4}),
            BankLine(1, 1063.2, "VIR SEPA RECU PEINTURE CARON ET FILS REF SOLDE"),
        ),
    ),
    # --- other countries, another currency, another language
    Customer(
        "Blue Harbor Trading Inc.",
        "payables@blue-harbor.example",
        "Boston",
        (Bill(16, {"desk": 12, "chair": 12}, currency="USD"),),
        country="us",
        lang="en_US",
    ),
    # --- not companies
    Customer(
        "Hélène Garnier",
        "helene.garnier@courrier.example",
        LYON,
        (Bill(6, {"desk": 1, "lamp": 1}),),
        kind="consumer",
    ),
    Customer(
        "Mairie de Saint-Aubin-des-Prés",
        "finances@saint-aubin-des-pres.example",
        "38960 Saint-Aubin-des-Prés",
        (Bill(25, {"table": 3, "chair": 24}),),
        kind="public",
    ),
    # --- whom to write to
    Customer("Maçonnerie Bertin", "", VALENCE, (Bill(14, {"cabinet": 2}),)),
    Customer(
        "Fleurs et Jardins",
        "contact@@fleurs-jardins",
        SAINT_ETIENNE,
        (Bill(9, {"counter": 1}),),
    ),
    Customer(
        "Laboratoire Ménard",
        "standard@labo-menard.example",
        GRENOBLE,
        (Bill(20, {"cabinet": 8}),),
        contacts=(
            Contact("Sophie Aubry", "s.aubry@labo-menard.example", chosen=True),
            Contact("Paul Ferrand", "p.ferrand@labo-menard.example", chosen=True),
        ),
    ),
    # --- suspended
    Customer(
        "Studio Photo Lumière",
        "studio@photo-lumiere.example",
        ANNECY,
        (
            Bill(31, {"counter": 1}),
            Hold(9, "manual", "Dégât des eaux chez le client : on attend.", days=25),
        ),
    ),
    Customer(
        "Cycles Tournesol",
        "atelier@cycles-tournesol.example",
        GRENOBLE,
        (Bill(16, {"counter": 1, "lamp": 2}), Promise(2, 12)),
    ),
    # --- by SMS and by phone
    Customer(
        "Taxis du Belvédère",
        "gerance@taxis-belvedere.example",
        LYON,
        (Bill(13, {"cabinet": 1, "lamp": 3}),),
        scenario=PHONE,
        phone=MOBILE,
    ),
    Customer(
        "Harborview Realty LLC",
        "accounting@harborview.example",
        "Boston",
        (Bill(12, {"chair": 2}),),
        country="us",
        lang="en_US",
        scenario=PHONE,
        phone="+1 617-555-0143",
    ),
    Customer(
        "Menuiserie Collet",
        "atelier@menuiserie-collet.example",
        VILLEURBANNE,
        (Bill(23, {"desk": 3, "fitting": 6}), Bill(9, {"shelf": 8})),
        scenario=PHONE,
        phone=MOBILE_2,
    ),
    # --- nothing to do tonight
    Customer(
        "Café des Arcades", "cafe@arcades.example", LYON, (Bill(18, {"handle": 2}),)
    ),
    Customer(
        "Fromagerie des Cimes",
        "fromager@cimes.example",
        GRENOBLE,
        (Bill(20, {"cabinet": 2, "fitting": 3}), ByHand(3, "First reminder")),
    ),
    Customer(
        "Solénia Informatique",
        "daf@solenia.example",
        SAINT_ETIENNE,
        (Bill(74, {"desk": 5, "chair": 5}), Approval(8)),
    ),
    Customer(
        "Auto-école du Centre",
        "moniteur@autoecole-centre.example",
        VILLEURBANNE,
        (Bill(27, {"desk": 1}, no_followup=True),),
    ),
)

# Days before the demo's night on which the engine ran: the same weekday, week after week.
PAST_NIGHTS = 5
