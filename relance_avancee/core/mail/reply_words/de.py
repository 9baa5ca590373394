"""How people answer reminders in German; the syntax is told in the package."""

from .rule import Rule

# Words by which a text shows its language; those of the trade count like the others.
STOPWORDS = (
    "der die das ein eine und ist sind wir sie ich ihre unsere unser nicht dass "
    "fur im mit am guten tag danke bitte rechnung zahlung betrag uns haben hat "
    "wird werden bezahlt von zu bis den dem uberweisung mahnung noch wurde"
)

NAMES = {
    "pay": r"(?:zahlung|uberweisung|geld|betrag|scheck|zahlungsauftrag|summe|zahlungslauf)",
    "done": (
        r"(?:bezahlt|uberwiesen|ueberwiesen|beglichen|gezahlt|angewiesen|"
        r"eingezahlt|ausgeglichen|gutgeschrieben|abgebucht)"
    ),
}

RULES = {
    "insolvency": Rule(
        told=(
            (
                r"\b(?:geschaftsbetrieb|betrieb|geschaft|firma) <4>(?:eingestellt|"
                r"aufgelost|aufgegeben)"
            ),
            r"\baufgelost\b",
            r"\bliquidator\b",
            r"\bprivatinsolvenz",
            r"\binsolven",
            r"zahlungsunfahig",
            r"\bkonkurs",
            r"\bpleite\b",
            r"\bliquidation\b",
            r"glaubigerversammlung",
            r"restrukturierungsverfahren",
            r"schutzschirm",
        ),
        unless=(r"\b(?:vermeiden|sonst|droht|nicht insolvent|keine insolvenz)\b",),
    ),
    "dispute": Rule(
        told=(
            (
                r"\b(?:monteur|techniker|handwerker|fahrer|vertreter)\w* <4>(?:wollte\w*|"
                r"sollte\w*|nicht|nie|noch)\b"
            ),
            r"\bwarten <1>(?:immer noch|noch immer|weiterhin)\b(?!.*rechnung)",
            r"\bschlampig",
            r"\bpfusch",
            r"\b(?:nie|nicht) <1>(?:angekommen|eingetroffen|stattgefunden)\b",
            r"\bkam <1>nie\b",
            r"\banzahlung <4>(?:nicht|abgezogen|berucksichtigt|verrechnet)",
            r"\bnicht <2>(?:abgezogen|berucksichtigt|verrechnet)\b",
            r"\bwiderruf",
            r"\b(?:angebot|auftrag|vertrag) <3>(?:lautete|standen?|war|steht)\b",
            r"\bverlange(?:n)? <3>(?:gutschrift|erstattung|ersatz)",
            r"\bnicht zufrieden\b",
            r"\bweigere\b",
            (
                r"\b\w*(?:preis|satz|menge|betrag|summe|tarif)\w* <4>(?:ist|sind|war|"
                r"waren) <1>nicht\b"
            ),
            r"\bgegen (?:die|eine) zahlung\b",
            (
                r"\b(?:halten|halte|behalten|stoppen|setzen|frieren) <4>(?:zahlung|"
                r"zahlungen|betrag|rechnung) <3>(?:zuruck|ein|aus)\b"
            ),
            (
                r"\bnicht (?:die|der|das|den|dem|wie|was) <6>(?:bestellt|vereinbart|"
                r"beauftragt|gewunscht)\b"
            ),
            r"\bobwohl\b(?=.*\b(?:erst|nur|bestellt|vereinbart|gekundigt)\b)",
            r"\bbis zur klarung",
            (
                r"\b(?:absturz|sturzt|ausfall|fallt aus|storung|funktioniert <3>nicht|"
                r"lauft <2>nicht|fehlermeldung)\w*"
            ),
            (
                r"\b(?:wenn|sobald|erst|bis) .{0,50}\b(?:funktioniert|lauft|repariert|"
                r"fertig|geliefert|behoben|erledigt ist|ersetzt|geklart)\b"
            ),
            r"\b(?:unberechtigt|ungerechtfertigt|betrug|abzocke|zu unrecht)\w*",
            r"\bwarum <5>(?:berechnet|rechnung|betrag)",
            r"\berstatt\w*",
            (
                r"\b(?:rabatt|skonto|nachlass|preisnachlass)\b(?=.*\b(?:fehlt|nicht|"
                r"vergessen|vereinbart\w*|zugesagt\w*|kein\w*)\b)"
            ),
            r"\b(?:vereinbarte|zugesagte)\w* (?:rabatt|skonto|nachlass|preis)",
            (
                r"\b(?:problem|probleme|unstimmigkeit|abweichung|differenz)\w* "
                r"<3>(?:lieferung|rechnung|ware|betrag|qualitat|bestellung)"
            ),
            (
                r"\b(?:zerkratzt|leer|undicht|verschimmelt|abgelaufen|zerbrochen|"
                r"unbrauchbar)\b"
            ),
            (
                r"\b(?:nie|nichts|nicht) <3>(?:gekauft|bestellt|unterschrieben|beauftragt|"
                r"genutzt)\b"
            ),
            r"\bnicht (?:fur uns|an uns|unsere rechnung)",
            r"\bpasst nicht\b",
            r"\bstimmen nicht",
            r"\bstimmt <3>nicht",
            r"\bkorrigier",
            r"\bberichtig",
            r"\bschulden (?:sie )?uns\b",
            r"\bsie schulden\b",
            r"\breklam",
            r"\bwidersprech",
            r"\bwiderspruch",
            r"\bbestreit",
            r"\bgutschrift",
            r"\bnicht einverstanden",
            r"\bdefekt",
            r"\bbeschadig",
            r"\bkaputt",
            r"\bmangel\w*\b",
            r"\bmangelhaft",
            r"\bfehlerhaft",
            (
                r"\b(?:nie|niemals|nicht|noch nicht) <2>(?:geliefert|bestellt|beauftragt|"
                r"erbracht|fertig|fertiggestellt|vollstandig|angekommen|erfolgt|"
                r"funktion\w*|abgeschlossen)\b"
            ),
            (
                r"\b(?:betrag|rechnung|preis|menge|summe|mehrwertsteuer|mwst|"
                r"position\w*)\b.{0,30}\b(?:stimmt nicht|nicht korrekt|falsch|fehlerhaft|"
                r"zu hoch|unrichtig|nicht richtig)\b"
            ),
            r"\bstimmt (?:so )?nicht\b",
            (
                r"\bfalsche[rsn]? (?:betrag|rechnung|preis|menge|ware|artikel|mwst|"
                r"mehrwertsteuer)"
            ),
            r"rechnungsbetrag stimmt nicht",
            r"\bdoppelt (?:berechnet|abgerechnet|in rechnung)",
            r"\bzweimal (?:berechnet|abgerechnet|in rechnung)",
            r"doppelte rechnung",
            r"\b(?:statt|anstatt) (?:der |den |die |vereinbarten )*(?:[\d€])",
            r"\bvereinbart (?:waren|war|wurden?)\b",
            r"\bgekundigt",
            r"\bstorn",
            (
                r"\b(?:zahlen|bezahlen|begleichen) <3>nicht\b(?=.*\b(?:bis|solange|weil|"
                r"da|bevor|erst)\b)"
            ),
            r"\bverweiger",
            r"zahlung zuruck",
            r"zuruckbehalt",
            r"\bnicht (?:be)?zahlen\b",
            r"\bbeschwerde",
            r"\bunzufrieden",
            r"\bbeanstand",
            (
                r"\bes fehl(?:t|en) (?!(?:uns |mir )?(?:die|eine|noch die|noch eine) "
                r"rechnung)"
            ),
            r"\bzuruckgeschickt",
            r"\bretoure",
            r"\bnachbesser",
            r"rechnungskorrektur",
            r"korrigierte rechnung",
            r"\bzu viel berechnet",
            r"\buberhoht",
        ),
    ),
    "paid": Rule(
        told=(
            (
                r"\bhaben sie <4>(?:erhalten|bekommen)\b(?=.*\b(?:zahlung|geld|"
                r"uberweisung)\b)"
            ),
            (
                r"\b(?:wurde|ist|haben|habe) <6>(?:abgebucht|eingezogen|uberwiesen|"
                r"gezahlt)\b"
            ),
            (
                r"\b(?:zahlung|uberweisung) <3>(?:bereits |schon "
                r")?erfolgt\b(?=.*(?:bereits|schon|ist|gestern|letzte))"
            ),
            r"\bunsere (?:zahlung|uberweisung) vom\b",
            r"\b(?:langst|bereits|schon) <1>(?:erledigt|bezahlt|beglichen)",
            r"\bist <1>erledigt\b",
            (
                r"\b(?:von|auf) (?:unserem|meinem|ihrem|ihr) konto\b <4>(?:abgegangen|"
                r"abgebucht|eingegangen|gutgeschrieben)"
            ),
            r"\bbar bezahlt\b",
            r"\bper (?:karte|paypal|lastschrift) ",
            r"\b<done>\b",
            (
                r"\b<pay>\b <6>(?:ist|wurde|haben|hat|war) <5>(?:raus|rausgegangen|"
                r"erfolgt|veranlasst|ausgefuhrt|getatigt|unterwegs|geschickt|abgegangen|"
                r"gesendet|verschickt|weg|beauftragt|durchgefuhrt)\b"
            ),
            (
                r"\b(?:haben|habe|hat) <8>(?:zahlung|uberweisung|scheck) <4>(?:veranlasst|"
                r"getatigt|geschickt|ausgefuhrt|gesendet|angewiesen|verschickt|"
                r"vorgenommen|beauftragt)\b"
            ),
            (
                r"\b(?:zahlungsbeleg|uberweisungsbeleg|zahlungsnachweis|"
                r"zahlungsbestatigung)\b"
            ),
            r"\bhat sich <4>(?:uberschnitten|gekreuzt)",
            r"\buberschnitten\b",
        ),
        unless=(
            r"\b(?:nicht|nichts|noch kein\w*|nie|kein\w*|unbezahlt)\b",
            (
                r"\b(?:wird|werden|werde|wenn|sobald|soll|muss|kann|konnen|bis|vorgemerkt|"
                r"ob|falls)\b(?! <1>gestern)"
            ),
        ),
        asked=(
            (
                r"\b(?:haben sie|ist|war) (?:unsere|meine|die) (?:zahlung|uberweisung) "
                r"<6>(?:erhalten|eingegangen|angekommen)"
            ),
        ),
        by_clause=True,
        dated=(r"\b(?:erledigt|veranlasst|geregelt|gemacht)\b",),
    ),
    "plan": Rule(
        told=(
            r"\b\d{1,2} ?x ?\d",
            (
                r"\b(?:brauche|brauchen|benotigen|benotige) <3>(?:mehr zeit|tage|wochen|"
                r"aufschub)"
            ),
            r"\bnicht vor (?:ende|dem|april|mai)",
            r"\bkann <3>nur \d",
            r"\b\w*raten\b(?! wir)",
            (
                r"\b(?:falligkeit|zahlungsziel|frist|zahlung|termin)\w* <4>(?:verschieb|"
                r"verlanger|aufschieb|hinausschieb)\w*"
            ),
            r"\bspater\b(?=.*\bzahl\w*)(?=.*\?)",
            (
                r"\b(?:auf|uber|in) <1>(?:zwei|drei|vier|funf|sechs|zwolf|\d{1,2}) "
                r"(?:monate|raten|wochen)\b(?=.*\b(?:verteil\w*|aufteil\w*|streck\w*|"
                r"zahlen)\b)"
            ),
            r"\b(?:warten|gedulden|geduld)\b(?=.*\b(?:bis|noch|wochen?|tage?)\b)",
            r"(?:\d|€|euro) ?<1>(?:pro|die|jede|je) woche\b",
            r"\bspater (?:be)?zahlen\b",
            r"\banzahlung\b.{0,50}\brest\b",
            r"\beinigen\b",
            r"\beine losung\b",
            r"\bentgegenkommen\b",
            r"\braten?\b",
            r"\bratenzahlung",
            r"\bratenplan",
            r"\bteilzahlung",
            r"\bratenweise",
            r"\bstundung",
            r"\bstunden\b (?=.*(?:betrag|zahlung|rechnung|forderung))",
            r"\baufschub\b",
            r"\bzahlungsaufschub",
            r"\bzahlungsplan",
            r"\b(?:im|pro|jeden|je|/) ?monat\b(?=.*(?:zahl|uberweis|€|euro|rate))",
            r"\bmonatlich",
            r"\b(?:langere|mehr|etwas mehr|verlangerte?) (?:zeit|frist|zahlungsfrist)",
            r"\bfristverlangerung",
            r"\bzahlungsziel <3>verlanger",
            r"\bdie halfte\b.{0,60}\b(?:rest|halfte)\b",
            r"\bin (?:zwei|drei|vier|funf|sechs|\d) (?:teilen|zahlungen|teilbetragen)",
            r"\bzahlungserleichterung",
        ),
        dated=(
            (
                r"\b(?:moglich|verschieb\w*|spater|warten|bis|konnen wir|kann ich|durfen "
                r"wir|in ordnung)\b"
            ),
        ),
    ),
    "promise": Rule(
        told=(
            (
                r"\b(?:wird|werden) <10>(?:uberwiesen|bezahlt|beglichen|angewiesen|"
                r"ausgeglichen)\b"
            ),
            (
                r"\b(?:schnellstmoglich|umgehend|so schnell wie moglich|demnachst|in "
                r"kurze) <4>(?:uberw|zahl|bezahl|begl)\w*"
            ),
            (
                r"\b(?:uberw|zahl|bezahl|begl)\w* <4>(?:schnellstmoglich|umgehend|so "
                r"schnell wie moglich|in kurze)"
            ),
            (
                r"\b(?:geld|zahlung|betrag) <2>(?:kommt|ist unterwegs|haben sie|geht raus|"
                r"trifft ein)\b"
            ),
            r"\bhaben sie <4>(?:geld|zahlung|betrag)\b",
            (
                r"\bauf ihrem konto\b(?=.*\b(?:woche|montag|dienstag|mittwoch|donnerstag|"
                r"freitag|morgen|\d))"
            ),
            r"\bversprochen\b(?=.*|$)(?<!rabatt versprochen)",
            r"\bwird <6>(?:erledigt|gemacht|uberwiesen)\b",
            (
                r"\b(?:werde|werden|wird|wollen|will|kann|konnen|mochten) <9>(?:bezahlen|"
                r"uberweisen|begleichen|zahlen|anweisen|ausgleichen|veranlassen|bezahlt|"
                r"uberwiesen|beglichen|angewiesen|ausgeglichen|erledigen|erledigt|"
                r"rausgehen|erfolgen)\b"
            ),
            (
                r"\b(?:zahlung|uberweisung|geld|betrag|rechnung|scheck|begleichung|"
                r"ausgleich)\w* <3>(?:erfolgt|geht|folgt|wird|kommt|ist <5>(?:vorgemerkt|"
                r"geplant|eingeplant|terminiert|vorgesehen|freigegeben)|vorgemerkt|"
                r"eingeplant)\b"
            ),
            (
                r"\b(?:ich|wir) (?:uberweise|uberweisen|bezahle|bezahlen|zahle|zahlen|"
                r"begleiche|begleichen|veranlasse|veranlassen|erledige|erledigen)\b"
            ),
            r"\b(?:uberweise|bezahle|zahle|begleiche) (?:ich|wir)\b",
            r"\b(?:uberweisen|bezahlen|zahlen|begleichen) wir\b",
            r"\b(?:erhalten|bekommen) sie <4>(?:geld|zahlung|betrag|uberweisung)",
            r"\bsie (?:erhalten|bekommen) <4>(?:geld|zahlung|betrag|uberweisung)",
            r"\bzahlungslauf",
            r"\bim laufe (?:der|des) <3>(?:bezahlt|uberwiesen)",
            r"\bzur zahlung (?:angewiesen|freigegeben|vorgemerkt)",
            r"\bkummere mich\b",
            r"\bwird erledigt\b",
        ),
        unless=(
            r"\b(?:nicht|kein\w*) (?:be)?zahlen\b",
            (
                r"\b(?:wenn|sobald|erst|nachdem) <2>(?:wir|sie|ich|die|"
                r"uns)\b(?=.*(?:erhalten|vorlieg|geschickt|bekommen|gutschrift|rechnung))"
            ),
            r"\bnach erhalt\b",
        ),
        dated=(
            r"\b(?:erledige|erledigen|regele|regle|regeln|kummere|mache|machen)\b",
            r"\bunterschr\w+\b(?=.*(?:scheck|zahlung|uberweisung))",
            r"\b(?:geld|zahlung|uberweisung|gehalt)\b",
        ),
    ),
    "copy": Rule(
        told=(
            r"\bwie (?:lautet|ist) <1>(?:iban|kontonummer|bankverbindung)",
            r"\bauf welches konto\b",
            r"\bnichts <1>(?:erhalten|bekommen|angekommen)\b",
            r"\bwo finde ich <1>rechnung",
            r"\banhang <4>(?:nicht|leer|offnen)",
            (
                r"\b(?:rechnung|beleg|unterlagen)\w* <3>(?:fehlt|fehlen|verloren|verlegt|"
                r"unauffindbar)\b"
            ),
            (
                r"\b(?:unterlagen|beleg|dokument)\w*\b.{0,40}\b(?:senden|schicken|"
                r"zusenden|ubersenden|mailen)\b"
            ),
            r"\b(?:senden|schicken|mailen)\b.{0,40}\b(?:unterlagen|beleg|dokument)",
            r"\bnoch (?:ein)?mal <2>(?:mailen|schicken|senden|zusenden)",
            r"\b(?:anhang|datei) <2>fehlt",
            r"\bkein anhang\b",
            r"\b(?:um )?welche rechnung\b",
            r"\bworum geht es\b",
            r"\bfinde <4>nicht\b",
            r"\bnicht (?:finden|auffindbar|auffinden)\b",
            r"\bals pdf\b",
            r"\bnochmals? <2>(?:schicken|senden|zusenden)",
            (
                r"\brechnung\w*\b.{0,40}\b(?:nicht|nie|niemals|noch nicht) <3>(?:erhalten|"
                r"bekommen|eingegangen|angekommen|vorlieg\w*|gefunden|finden|zugegangen)\b"
            ),
            (
                r"\b(?:keine|nie eine|nicht die) rechnung\b(?=.*\b(?:erhalten|vor|"
                r"bekommen|gefunden|eingegangen)\b)"
            ),
            r"\bliegt <3>keine rechnung vor",
            r"\bfehlt <3>rechnung",
            r"\b(?:kopie|zweitschrift|duplikat|rechnungskopie|abschrift)\b",
            (
                r"\b(?:schicken|senden|zusenden|ubersenden|zuschicken|mailen|ubermitteln|"
                r"zukommen|mitteilen|nennen|geben)\b.{0,60}\b(?:rechnung|kopie|"
                r"kontoauszug|bankverbindung|iban|kontodaten|lieferschein|aufstellung|"
                r"kontonummer)\b"
            ),
            (
                r"\b(?:rechnung|kopie|kontoauszug|bankverbindung|iban|kontodaten|"
                r"lieferschein|aufstellung|kontonummer)\w*\b.{0,50}\b(?:schicken|senden|"
                r"zusenden|ubersenden|zuschicken|mailen|ubermitteln|zukommen|mitteilen|"
                r"nennen|brauchen|benotigen|benotige|erneut)\b"
            ),
            (
                r"\b(?:brauche|brauchen|benotige|benotigen)\b.{0,40}\b(?:rechnung|kopie|"
                r"iban|bankverbindung|lieferschein)\b"
            ),
        ),
        unless=(r"\b(?:kunftig|zukunftig|in zukunft)\b",),
    ),
    "contact": Rule(
        told=(
            r"\bin (?:rente|pension|ruhestand)\b",
            r"\b(?:firma|geschaft|unternehmen) <1>(?:verkauft|ubergeben)\b",
            (
                r"\b(?:adresse|postfach|e-?mail) <4>nicht mehr (?:gultig|aktuell|genutzt|"
                r"verwendet|betreut)"
            ),
            (
                r"\b(?:rechtsanwalt|anwalt|steuerberater|buchhalter)\w*\b(?=.*\b(?:wenden|"
                r"sprechen|schreiben|kontakt|fragen|richten)\w*)"
            ),
            (
                r"\b(?:kummert sich|macht|bearbeitet|erledigt|ubernimmt) "
                r"<4>(?:steuerberater|buchhaltung|zentrale|kollege|kollegin|"
                r"hausverwaltung|muttergesellschaft)"
            ),
            (
                r"\b(?:steuerberater|buchhaltung|zentrale|hausverwaltung|"
                r"muttergesellschaft|kollegin?) <4>(?:kummert|zustandig|bearbeitet|macht|"
                r"fragen|an\b)"
            ),
            r"\bverstorben",
            r"\bgestorben",
            r"\berben\b",
            r"\bvertretung\b",
            r"\bvertritt\b",
            r"\belternzeit\b",
            (
                r"\b(?:fragen|sprechen|schreiben) sie <3>(?:mit|an|bei|unsere\w*|die|"
                r"herrn|frau)\b"
            ),
            (
                r"\bnicht (?:mehr )?<1>(?:zustandig|verantwortlich|beschaftigt|tatig|der "
                r"richtige|die richtige)\b"
            ),
            r"\b(?:arbeitet|arbeite|ist) nicht mehr (?:bei|fur|hier|in|im)\b",
            r"\b(?:unternehmen|firma|betrieb) verlassen\b",
            r"\bausgeschieden\b",
            r"\bwenden sie sich\b",
            r"\bkontaktieren sie\b(?! mich)",
            r"\bwenden an\b",
            (
                r"\bfalsche[rnsm]? (?:person|ansprechpartner|adresse|empfanger|abteilung|"
                r"firma|kunde)"
            ),
            r"\bneue[rn]? (?:ansprechpartner|kontakt|buchhalt|adresse)",
            r"\bnachfolger",
            r"\b(?:leite|leiten|habe|haben) <6>(?:weiter|weitergeleitet)\b",
            r"\bweitergeleitet\b",
            r"\bweiterleiten\b",
            r"\bbetrifft (?:uns|mich) nicht",
            r"\bkenne (?:diese|die) firma nicht",
            r"\bnichts zu tun",
        ),
    ),
}
