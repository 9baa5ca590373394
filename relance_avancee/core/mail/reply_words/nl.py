"""How people answer reminders in Dutch; the syntax is told in the package."""

from .rule import Rule

# Words by which a text shows its language; those of the trade count like the others.
STOPWORDS = (
    "de het een en is zijn wij we u ik uw onze niet dat voor in met op bedankt "
    "graag factuur betaling betaald mijn van te heb hebben wordt zal aan bij nog "
    "deze ons overgemaakt"
)

NAMES = {
    "pay": r"(?:betaling|overboeking|overschrijving|geld|bedrag|cheque)",
    "done": r"(?:betaald|overgemaakt|voldaan|overgeboekt|overgeschreven|vereffend|afgelost)",
}

RULES = {
    "insolvency": Rule(
        told=(
            (
                r"\b(?:gestopt|gestaakt|opgeheven|ontbonden|beeindigd)\b(?=.*\b(?:bedrijf|"
                r"onderneming|zaak|activiteiten|vennootschap|bv)\b)"
            ),
            (
                r"\b(?:bedrijf|onderneming|zaak|bv) <4>(?:opgeheven|ontbonden|gestopt|"
                r"gestaakt)"
            ),
            r"\bfailliet",
            r"\bfaillissement",
            r"\bsurseance",
            r"\bcurator\b",
            r"\binsolven",
            r"\bschuldsanering",
            r"\bwsnp\b",
            r"\bbewindvoerder\b",
            r"\bin liquidatie\b",
            r"\bliquidateur\b",
            r"\bvereffenaar\b",
            r"\bgerechtelijke reorganisatie",
        ),
        unless=(r"\b(?:voorkomen|anders|dreigt)\b",),
    ),
    "dispute": Rule(
        told=(
            (
                r"\b(?:monteur|technicus|installateur|chauffeur)\w* <4>(?:zou|zouden|niet|"
                r"nooit)\b"
            ),
            r"\bwachten nog steeds\b(?!.*factuur)",
            r"\bherroep",
            r"\bnooit (?:aangekomen|plaatsgevonden)\b",
            r"\bniet aangekomen\b",
            r"\bprutswerk",
            r"\bslordig",
            r"\baanbetaling <4>(?:niet|afgetrokken|verrekend)",
            r"\bofferte <3>(?:was|stond|zei)\b",
            r"\beis(?:en)? <2>(?:credit|terugbetaling)",
            r"\bniet tevreden\b",
            r"\b\w*(?:prijs|tarief|bedrag|aantal|totaal)\w* <4>(?:is|zijn|was) niet\b",
            (
                r"\b(?:houden|houd|schorten|schort|stoppen|blokkeren) <3>(?:betaling|"
                r"betalingen|factuur) <2>(?:in|op|aan|tegen)\b"
            ),
            (
                r"\bniet (?:wat|de|het|die|datgene) <4>(?:besteld|afgesproken|gevraagd|"
                r"overeengekomen)\b"
            ),
            r"\bhoewel\b(?=.*\b(?:pas|besteld|afgesproken|opgezegd)\b)",
            r"\btot dit is opgehelderd",
            r"\b(?:valt|vallen) <3>uit\b",
            (
                r"\b(?:storing|crasht|hapert|werkt <2>niet|doet het niet)\b(?! meer "
                r"(?:hier|bij))"
            ),
            (
                r"\b(?:als|zodra|totdat|tot|wanneer) .{0,40}\b(?:werkt|gemaakt is|"
                r"gerepareerd|klaar is|geleverd is|opgelost|afgerond|het doet)\b"
            ),
            r"\b(?:onterecht|oplichting|ongegrond)\w*",
            r"\bwaarom <4>(?:factureer|bereken|breng)\w*",
            r"\bterugbetal",
            (
                r"\bkorting\b(?=.*\b(?:niet|ontbreekt|afgesproken|beloofd\w*|geen|"
                r"vergeten)\b)"
            ),
            r"\b(?:afgesproken|beloofde) (?:korting|prijs)",
            (
                r"\b(?:probleem|problemen|verschil) <3>(?:levering|factuur|bestelling|"
                r"bedrag|kwaliteit)"
            ),
            r"\b(?:leeg|lege|bekrast|lekt|verlopen|onbruikbaar|vuil)\b",
            (
                r"\b(?:nooit|niets|niet) <2>(?:gekocht|afgenomen|ondertekend|getekend|"
                r"gebruikt)\b"
            ),
            r"\bniet (?:van|voor) ons\b",
            r"\bcorrigeren\b",
            r"\baanpassen\b(?=.*factuur)",
            r"\bkloppen niet",
            r"\bkomt niet overeen",
            r"\bkomen niet overeen",
            r"\bzolang\b.{0,60}\b(?:niet|gerepareerd|opgelost)\b",
            r"\bu bent ons\b",
            r"\bbetwist",
            r"\bniet (?:mee )?eens\b",
            r"\bniet akkoord\b",
            r"\bcredit(?:nota|factuur)",
            r"\bcreditnota",
            r"\bklacht",
            r"\breclam",
            r"\bbezwaar\b",
            r"\bgeschil\b",
            (
                r"\b(?:kapot|beschadigd|defect|gebrekkig|gebroken|onvolledig|"
                r"ondeugdelijk)\b"
            ),
            r"\bgebreken\b",
            (
                r"\b(?:nooit|niet|nog niet) <2>(?:geleverd|besteld|afgerond|ontvangen "
                r"goederen|uitgevoerd|klaar|aangekomen|gevraagd|conform|af\b)"
            ),
            (
                r"\b(?:bedrag|prijs|factuur|btw|aantal|rekening)\b.{0,30}\b(?:klopt niet|"
                r"niet juist|onjuist|fout|verkeerd|te hoog|niet correct)"
            ),
            r"\bklopt niet\b",
            r"\bonjuist",
            r"\b(?:dubbel|twee keer|tweemaal) <1>(?:gefactureerd|berekend|in rekening)",
            r"\bdubbele (?:factuur|rekening)",
            r"\bin plaats van\b",
            r"\bafgesproken (?:was|prijs|bedrag)",
            r"\b(?:geannuleerd|opgezegd|annuleren|annulering)\b",
            r"\b(?:betalen|betaal) <3>niet\b(?! (?:voor|eerder))",
            r"\bweiger",
            r"\bfout (?:in|op) (?:de|uw) factuur",
            r"\bfouten in\b",
            r"\bontbre(?:ekt|ken) (?!(?:de |een |ons )*(?:factuur|kopie))",
            r"\bteruggestuurd",
            r"\bretour\b",
            r"\bontevreden",
            r"\bwerkt niet\b(?! (?:meer )?(?:hier|bij))",
        ),
    ),
    "paid": Rule(
        told=(
            r"\b(?:onze|mijn) (?:betaling|overboeking) van\b",
            r"\b(?:hebben|heb) <5>(?:gestort|overgeschreven)\b",
            r"\bgeincasseerd",
            r"\b(?:afgeschreven|afgeboekt|bijgeschreven|gestort)\b",
            r"\b(?:contant|met ideal|per pin) <1>(?:betaald|voldaan)",
            r"\bis (?:al |reeds )?(?:geregeld|gebeurd)\b",
            r"\b<done>\b",
            (
                r"\b<pay>\b <5>(?:verricht|gedaan|onderweg|uitgevoerd|verstuurd|"
                r"vertrokken|verzonden)\b"
            ),
            (
                r"\b(?:heb|hebben|heeft) <6>(?:betaling|overboeking) <3>(?:gedaan|"
                r"verricht|verstuurd|uitgevoerd)"
            ),
            r"\bbetalingsbewijs",
            r"\bbetaalbewijs",
            r"\bbewijs van betaling",
            r"\bgekruist\b",
        ),
        unless=(
            r"\b(?:niet|niets|nooit|geen|nog te|onbetaald)\b",
            (
                r"\b(?:wordt|worden|zal|zullen|zodra|als|wanneer|indien|moet|kan|kunnen|"
                r"gaan|ga|gepland)\b"
            ),
        ),
        asked=(
            r"\b(?:onze|mijn|de) (?:betaling|overboeking) <4>(?:ontvangen|binnen)",
            r"\bontvangen (?:onze|mijn) betaling",
        ),
        by_clause=True,
        dated=(r"\b(?:geregeld|gedaan|afgehandeld|gebeurd)\b",),
    ),
    "plan": Rule(
        told=(
            r"\b\d{1,2} ?x ?\d",
            r"\b(?:nog|meer) <1>(?:weken|dagen) nodig",
            r"\bkan <1>maar \d",
            r"\bmaandelijkse? (?:betaling|termijn)",
            (
                r"\b(?:vervaldatum|betaaldatum|betaling|termijn) <4>(?:verschuiven|"
                r"uitstellen|verlengen|verzetten)"
            ),
            r"\b(?:wachten|geduld)\b(?=.*\b(?:tot|nog|weken|dagen|even)\b)",
            r"(?:\d|€|euro) (?:per|elke) week",
            r"\bspreiden\b",
            r"\bverdelen\b",
            r"\bin gedeeltes\b",
            r"\blater betalen\b",
            r"\bregeling (?:treffen|mogelijk)",
            r"\bbetalingsuitstel",
            r"\btermijn(?:en|betaling)\b",
            (
                r"\bin (?:twee|drie|vier|vijf|zes|\d{1,2}) (?:keer|delen|termijnen|"
                r"stukken)\b"
            ),
            r"\bbetalingsregeling",
            r"\bafbetal",
            r"\bbetaalplan",
            r"\bbetalingsplan",
            r"\bgespreid",
            r"\buitstel\b",
            r"\b(?:per|elke|iedere|/) ?maand\b",
            r"\bmaandelijks",
            r"\bmeer tijd\b",
            r"\bbeetje tijd",
            r"\bwat tijd\b",
            r"\bde helft\b.{0,60}\b(?:rest|helft)\b",
        ),
        unless=(r"\bvolgens (?:de|onze) (?:regeling|afspraak)",),
        dated=(
            (
                r"\b(?:mogelijk|uitstel\w*|verschuiv\w*|wachten|kunnen we|kan ik|mogen we|"
                r"tot)\b"
            ),
        ),
    ),
    "promise": Rule(
        told=(
            (
                r"\b(?:wordt|worden|zal|zullen) <8>(?:betaald|overgemaakt|voldaan|"
                r"overgeboekt)\b"
            ),
            (
                r"\b(?:zo spoedig mogelijk|zo snel mogelijk|binnenkort)\b(?=.*(?:betaal|"
                r"betal|overma|voldo)\w*)"
            ),
            r"\b(?:heeft|hebt|krijgt|ontvangt) (?:u|je) <4>(?:geld|betaling|bedrag)\b",
            r"\bstaat (?:het|dit) <4>op uw rekening",
            r"\bbeloof\b",
            r"\bkomt (?:het )?(?:geld|betaling)",
            r"\b(?:geld|betaling|bedrag) <2>komt\b",
            (
                r"\b(?:zal|zullen|gaan|ga|wil|willen|kan|kunnen) <8>(?:betalen|overmaken|"
                r"voldoen|overboeken|betaald|overschrijven)\b"
            ),
            r"\b(?:maak|maken|boek|boeken|schrijf) <7>over\b",
            r"\b(?:ik|wij|we) (?:betaal|betalen|voldoen|voldoe)\b",
            r"\b(?:betaal|betalen) (?:ik|wij|we)\b",
            (
                r"\b(?:betaling|factuur|bedrag|overboeking|geld|dit|dat|deze|het) "
                r"<5>(?:staat gepland|gepland|ingepland|wordt <6>(?:betaald|overgemaakt|"
                r"voldaan|uitgevoerd)|volgt|gebeurt|zal <6>(?:betaald|overgemaakt|voldaan|"
                r"plaatsvinden)|vertrekt|gaat <4>(?:uit|weg))\b"
            ),
            r"\bbetaalrun",
            r"\bbetaalronde",
            r"\bbetalingsrun",
            r"\b(?:ontvangt|krijgt) (?:u |het |uw )*<4>(?:betaling|geld)\b",
            r"\bu (?:ontvangt|krijgt) <3>(?:betaling|geld)",
        ),
        unless=(
            r"\b(?:betalen|betaal) <2>niet\b",
            r"\b(?:zodra|als|wanneer|nadat) (?:we|wij|ik|u|de)\b",
            r"\bna ontvangst\b",
        ),
        dated=(
            r"\b(?:regel|regelen|zorg|zorgen|doe|doen|handel)\b",
            r"\b(?:teken|tekent|ondertekent)\w*\b(?=.*(?:betaling|cheque))",
            r"\b(?:geld|betaling|overboeking|salaris)\b",
        ),
    ),
    "copy": Rule(
        told=(
            r"\bwat is uw <1>(?:iban|rekeningnummer)",
            r"\bop welke rekening\b",
            r"\bniets <1>ontvangen\b",
            r"\bwaar (?:kan|vind) ik <1>factuur",
            r"\bfactuur <3>(?:kwijt|zoek|ontbreekt|verloren)\b",
            r"\b(?:stuur|sturen|mail|mailen) <3>(?:document|documenten|stukken)",
            (
                r"\b(?:nog (?:eens|een keer)|opnieuw|nogmaals) <2>(?:mailen|sturen|"
                r"toesturen|zenden)"
            ),
            r"\bbijlage <2>(?:ontbreekt|vergeten|niet)",
            r"\bgeen bijlage",
            r"\b(?:om |over )?welke factuur\b",
            r"\bniet <2>(?:vinden|terugvinden)\b",
            r"\bvind <4>niet\b",
            (
                r"\b(?:bevestigen|geven|doorgeven)\b.{0,30}\b(?:rekeningnummer|iban|"
                r"bankgegevens)"
            ),
            (
                r"\bfactuur\b.{0,40}\b(?:niet|nooit) <3>(?:ontvangen|gekregen|binnen|"
                r"gevonden|vinden|aangekomen)\b"
            ),
            (
                r"\b(?:geen|nooit een) factuur\b(?=.*(?:ontvangen|gekregen|gevonden|"
                r"binnen))"
            ),
            r"\bkopie\b",
            r"\bduplicaat\b",
            r"\bafschrift\b",
            (
                r"\b(?:stuur|sturen|zend|zenden|mail|mailen|toesturen|doorgeven|geven|"
                r"bezorgen|opsturen)\b.{0,50}\b(?:factuur|rekeningnummer|iban|"
                r"bankgegevens|pakbon|overzicht|specificatie)\b"
            ),
            (
                r"\b(?:factuur|rekeningnummer|iban|bankgegevens|pakbon|overzicht|"
                r"specificatie)\b.{0,50}\b(?:sturen|zenden|mailen|toesturen|doorgeven|"
                r"geven|bezorgen|opsturen|nodig)\b"
            ),
        ),
        unless=(r"\b(?:voortaan|in het vervolg|toekomstige facturen)\b",),
    ),
    "contact": Rule(
        told=(
            r"\bmet pensioen\b",
            r"\b(?:bedrijf|zaak) <1>(?:verkocht|overgedragen)\b",
            r"\b(?:dit|deze) (?:adres|mailadres|mailbox|postbus) <2>niet meer",
            r"\b(?:mijn|onze) (?:advocaat|boekhouder|accountant|jurist)\b",
            (
                r"\b(?:regelt|doet|verzorgt|behandelt) (?:dit|dat|deze|het|onze|de|"
                r"alles)\b"
            ),
            (
                r"\b(?:boekhouder|hoofdkantoor|moederbedrijf|accountant|"
                r"administratiekantoor) <4>(?:regelt|bellen|bel|mailen|contact|doet|"
                r"afhandel)"
            ),
            r"\bbel (?:hem|haar|hen)\b",
            r"\boverleden\b",
            r"\bvervangt\b",
            r"\bvervanger\b",
            r"\berfgenamen\b",
            r"\b(?:werk|werkt|werkzaam) <2>niet meer\b",
            r"\bniet meer (?:werkzaam|in dienst|verantwoordelijk)",
            r"\bverkeerde (?:persoon|afdeling|adres|contact|bedrijf|klant)",
            r"\bverkeerd (?:adres|persoon|bedrijf)",
            r"\bneem contact op met\b(?! (?:mij|ons))",
            r"\bcontact op(?:nemen|te nemen) met (?!mij|ons|u)",
            r"\bwend u (?:zich )?(?:tot|aan)",
            r"\bricht u tot\b",
            r"\bniet (?:verantwoordelijk|bevoegd|de juiste|voor mij|mijn afdeling)\b",
            r"\b(?:doorgestuurd|stuur <4>door|doorsturen|doorgezonden)\b",
            r"\bnieuwe (?:contactpersoon|medewerker|boekhouder)",
            r"\bopvolger\b",
            r"\bheeft (?:het|ons) bedrijf verlaten",
            r"\bken (?:dit|deze) (?:bedrijf|firma) niet",
        ),
        unless=(r"\b(?:curator|bewindvoerder)\b",),
    ),
}
