"""How people answer reminders in Italian; the syntax is told in the package."""

from .rule import Rule

# Words by which a text shows its language; those of the trade count like the others.
STOPWORDS = (
    "il lo la gli le un una di del della e abbiamo noi voi io vostra nostra non "
    "che per in con buongiorno grazie fattura pagamento bonifico mio si ha al vi "
    "stata stato pagato gia sono"
)

NAMES = {
    "pay": r"(?:pagament[oi]|bonific[oi]|assegn[oi]|versament[oi])",
}

RULES = {
    "insolvency": Rule(
        told=(
            r"\bcessat[oa] <2>attivita",
            r"\bcessazione (?:dell')?attivita",
            r"\bsciolt[oa]\b",
            r"\bscioglimento\b",
            r"\bsovraindebitamento",
            r"\bliquidazione (?:giudiziale|giudiziaria|coatta)",
            r"\bin liquidazione\b",
            r"\bliquidatore\b",
            r"\bfalliment",
            r"\bfallit[ao]\b",
            r"\bconcordato (?:preventivo|minore|semplificato|in continuita)",
            r"\b(?:domanda di|in) concordato\b",
            r"\bprocedura concorsuale",
            r"\bamministrazione (?:straordinaria|controllata)",
            r"\binsolven",
            r"\bcuratore\b",
            r"\bcommissario giudiziale",
            r"\bcomposizione negoziata",
        ),
        unless=(r"\b(?:evitare|altrimenti|rischi)\w*\b",),
    ),
    "dispute": Rule(
        told=(
            r"\b(?:tecnico|installatore|operaio|corriere)\w* <4>(?:doveva|non|mai)\b",
            r"\bstiamo ancora aspettando\b(?!.*fattura)",
            r"\brecesso\b",
            r"\bmai (?:arrivat|avvenut|pervenut)[oaie]\b(?! (?:la|alcuna) fattura)",
            r"\bnon e (?:mai )?arrivat[oa]\b(?!.*fattura)",
            r"\bacconto <4>(?:non|detratt|scalat)",
            r"\bpreventivo <3>(?:era|diceva|firmato)\b",
            r"\bpretend(?:o|iamo)\b",
            r"\bmi rifiuto\b",
            r"\bci rifiutiamo\b",
            r"\bnon (?:sono|siamo) <1>(?:content|soddisfatt)",
            r"\b(?:prezzo|tariffa|importo|quantita|totale)\w* <5>non (?:e|sono|era)\b",
            r"\b(?:sospendiamo|sospendo|blocchiamo|tratteniamo|fermiamo) <3>pagament",
            (
                r"\bnon (?:erano|sono|era|e) <3>(?:che|quanto|cio che) <3>(?:ordinat|"
                r"concordat|richiest|pattuit)\w*"
            ),
            r"\bin attesa di chiariment",
            r"\bsebbene\b",
            r"\bnonostante\b(?=.*\b(?:fattur|ordin|contratt)\w*)",
            r"\b(?:continua|continuano) a <2>(?:blocc|romp|funzion male)\w*",
            r"\b(?:blocca|bloccarsi|guast\w+|malfunzionament\w+|non va)\b",
            (
                r"\b(?:quando|finche|appena|fino a quando) .{0,40}\b(?:funzion|ripar|"
                r"finit|terminat|consegn|risol|complet|sistemat)\w*"
            ),
            r"\b(?:ingiustificat|indebit|non dovut)[oaie]\b",
            r"\btruffa\b",
            r"\bperche <4>(?:addebit|fattur)\w*",
            r"\brimbors",
            (
                r"\bsconto\b(?=.*\b(?:non|manca|concordat\w*|promess\w*|senza|"
                r"dimenticat\w*)\b)"
            ),
            r"\b(?:non|manca|senza)\b.{0,25}\bsconto\b",
            (
                r"\b(?:problema|problemi|discrepanza|differenza) <3>(?:consegna|ordine|"
                r"fattura|importo|qualita|merce)"
            ),
            r"\b(?:graffiat|vuot|scadut|macchiat|inutilizzabil|incomplet)[oaie]\b",
            (
                r"\b(?:mai|non) <2>(?:acquistat|comprat|ordinat|firmat|"
                r"autorizzat)[oaie]?\b"
            ),
            r"\bnon e (?:nostra|per noi|mia)\b",
            r"\b(?:correggere|correggete|rettificare|rifare)\b",
            r"\bnon (?:corrispond\w+|coincid\w+|torna(?:no)?)\b",
            r"\bfinche non\b",
            r"\bci dovete\b",
            r"\bcontest(?:iamo|o|azione|ata|are)\b",
            r"\bnon (?:sono|siamo) <1>d'accordo",
            r"\breclamo\b",
            r"\breclami\b",
            r"\bnot[ae] (?:di )?credito",
            r"\bstorno\b",
            r"\b(?:danneggiat|rott|difettos|guast|incomplet)[oaie]\b",
            r"\bdifett[oi]\b",
            r"\bnon funziona",
            (
                r"\b(?:mai|non) <3>(?:consegnat|ordinat|complet|terminat|conform|richiest|"
                r"finit|eseguit|effettuat|arrivat)[oaie]?\w*\b(?<!effettuato)"
            ),
            r"\b(?:fatturat|addebitat|pagare)\w* <1>due volte",
            r"\bdoppia fattur",
            r"\bfattura doppia",
            r"\bduplicata\b",
            (
                r"\b(?:importo|prezzo|fattura|cifra|iva|quantita)\b.{0,30}\b(?:non e "
                r"corrett|errat|sbagliat|non corrispond|non torna|scorrett|troppo alt)\w*"
            ),
            r"\berror[ei] (?:nella|nell'|sulla|di fattur|nel)",
            r"\binvece (?:di|che)\b",
            r"\bavevamo concordato\b",
            r"\b(?:annull|disdett|recess|disdi)\w*",
            r"\bnon (?:pagheremo|paghero|intendiamo pagare)\b",
            r"\bmancano? (?!(?:la|una) (?:fattura|copia))",
            r"\brestituit[oa]",
            r"\breso\b (?=merce)",
            r"\binsoddisfatt",
            r"\bin contestazione",
            r"\bmerce resa",
        ),
    ),
    "paid": Rule(
        told=(
            (
                r"\bvi (?:abbiamo|ho) (?:gia )?(?:fatto|mandato|inviato|pagato|versato) "
                r"<4>(?:bonifico|assegno|pagamento|euro|\d)"
            ),
            r"\bnostro (?:bonifico|pagamento) del\b",
            r"\b(?:addebitat|prelevat|uscit|incassat|accreditat)[oaie]\b",
            r"\bin contanti\b",
            r"\be (?:gia )?(?:pagat|saldat|fatt)[oa]\b",
            (
                r"\b(?:pagat[oaie]|saldat[oaie]|bonificat[oaie]|versat[oaie]|"
                r"liquidat[oaie]|regolat[oaie])\b"
            ),
            (
                r"\b(?:abbiamo|ho|ha|hanno) (?:gia )?(?:effettuat|fatt|inviat|eseguit|"
                r"dispost|spedit|emess)[oa] <5><pay>"
            ),
            (
                r"\b<pay> <4>(?:effettuat|inviat|eseguit|partit|dispost|fatt|"
                r"spedit)[oaie]\b"
            ),
            (
                r"\b(?:contabile|ricevuta|distinta|copia) (?:del |di )?(?:bonifico|"
                r"pagamento)"
            ),
            r"\bappena (?:fatto|pagato|effettuato)",
        ),
        unless=(
            r"\b(?:non|mai|niente|nulla|nessun\w*|senza|ancora da)\b",
            (
                r"\b(?:sara|saranno|verra|verranno|quando|appena (?:ricev|avr)\w*|se|"
                r"prima di|va|deve|prevista?o?)\b"
            ),
        ),
        asked=(r"\bricevuto (?:il nostro|il mio|il) (?:pagamento|bonifico)",),
        by_clause=True,
        dated=(r"\b(?:sistemat|risolt|fatt|evas|disposto)[oaie]?\b",),
    ),
    "plan": Rule(
        told=(
            r"\b\d{1,2} ?x ?\d",
            r"\b(?:serve|servono|bisogno di) <2>(?:piu tempo|giorni|settimane)",
            r"\bposso <1>solo (?:pagare|versare)",
            r"\b(?:pagamenti|versamenti) mensili\b",
            r"\bmensili\b",
            (
                r"\b(?:spostare|rinviare|posticipare|prorogare) <4>(?:scadenza|pagamento|"
                r"data|termine)"
            ),
            (
                r"\b(?:aspettare|attendere|pazientare|aspettate)\b(?=.*\b(?:fino|ancora|"
                r"giorni|settimane|meta|fine)\b)"
            ),
            r"(?:\d|€|euro) (?:a|alla|per|ogni) settimana",
            r"\btrovare un accordo",
            r"\baccordarci",
            r"\bvenirci incontro",
            r"\bun po' alla volta",
            r"\bpagare <1>piu (?:tardi|avanti)",
            r"\bspalmare",
            r"\bsuddivider",
            r"\brate\b",
            r"\brateizz",
            r"\brateal",
            r"\bdilazion",
            r"\b(?:al|per|ogni|/) ?mese\b",
            r"\bmensil",
            r"\bpiano di (?:rientro|pagamento)",
            r"\bproroga",
            r"\bposticip",
            r"\brinvi(?:o|are) <3>(?:pagamento|scadenza)",
            r"\bpiu tempo\b",
            r"\bun po' di tempo",
            r"\bqualche giorno in piu",
            r"\bla meta\b.{0,60}\b(?:resto|meta|saldo)\b",
            (
                r"\bin (?:due|tre|quattro|cinque|sei|\d{1,2}) (?:volte|rate|tranche|"
                r"pagamenti)\b"
            ),
        ),
        unless=(
            r"\bsecondo il piano",
            r"\bcome da piano",
        ),
        dated=(
            (
                r"\b(?:possibile|rinvi\w*|spost\w*|aspett\w*|possiamo|potremmo|posso|"
                r"fino)\b"
            ),
        ),
    ),
    "promise": Rule(
        told=(
            (
                r"\b(?:sara|verra|saranno|verranno) <1>(?:pagat|saldat|effettuat|"
                r"bonificat|versat|liquidat|evas)[oaie]\b"
            ),
            (
                r"\b(?:al piu presto|quanto prima|a breve)\b(?=.*(?:pag|bonific|sald|"
                r"vers)\w*)"
            ),
            (
                r"\b(?:avrete|avra|riceverete|ricevera|vi arriva|vi arrivera) <4>(?:soldi|"
                r"pagamento|bonifico|denaro|saldo|importo)\b"
            ),
            r"\b(?:prometto|mi impegno|ci impegniamo)\b",
            (
                r"\bvi (?:mando|mandiamo|invio|inviamo|giro) <3>(?:soldi|bonifico|assegno|"
                r"pagamento)"
            ),
            (
                r"\b(?:pagheremo|paghero|paghera|salderemo|saldero|verseremo|versero|"
                r"provvederemo|provvedero|bonificheremo|effettueremo|effettuero|faremo|"
                r"faro|disporremo)\b"
            ),
            (
                r"\b(?:faccio|facciamo|pago|paghiamo|effettuo|effettuiamo|dispongo|invio|"
                r"saldo|saldiamo|provvedo|provvediamo|verso)\b <5>(?:bonifico|pagamento|"
                r"domani|lunedi|martedi|mercoledi|giovedi|venerdi|entro|oggi|il \d|"
                r"fattura|al pagamento|al saldo|settimana)"
            ),
            (
                r"\b(?:domani|oggi|lunedi|martedi|mercoledi|giovedi|venerdi) <2>(?:faccio|"
                r"pago|paghiamo|facciamo|provvedo)"
            ),
            (
                r"\b(?:<pay>|fattura) <4>(?:e previst|previst|programmat|pianificat|sara|"
                r"verra|saranno|in pagamento|partira)\w*"
            ),
            (
                r"\b(?:contiamo|prevediamo|pensiamo|conto|spero|speriamo|riusciremo|"
                r"potremo) (?:di |a )?<3>(?:pagare|saldare|effettuare|versare)"
            ),
            r"\briceverete <3>(?:pagamento|bonifico)",
            r"\bin pagamento\b",
            r"\bmandato di pagamento",
        ),
        unless=(
            r"\bnon (?:pagheremo|paghero)\b",
            (
                r"\b(?:quando|appena|non appena|una volta) <2>(?:ricev|avr|otterr|"
                r"inviat)\w*"
            ),
            r"\bal ricevimento\b",
        ),
        dated=(
            (
                r"\b(?:occupo|occupiamo|sistemo|sistemiamo|provvedo|provvediamo|risolvo|"
                r"faccio)\b"
            ),
            r"\bfirm\w+\b(?=.*(?:assegn|bonific|pagament))",
            r"\b(?:soldi|denaro|bonifico|pagamento|stipendio)\b",
        ),
    ),
    "copy": Rule(
        told=(
            r"\bqual e (?:il )?(?:vostro|suo) (?:iban|conto)",
            r"\bsu quale conto\b",
            r"\bnon abbiamo ricevuto (?:nulla|niente)\b",
            r"\bdove (?:posso|possiamo) <1>(?:trovare|scaricare)",
            r"\bfattura <3>(?:smarrit|pers|mancant)\w*",
            r"\b(?:invi|mand|trasm)\w* <3>(?:documento|documentazione|documenti)",
            r"\b(?:rimand|reinvi|rinvi)\w* <3>(?:fattura|copia|documento)",
            r"\bmanca (?:l'|il )?allegato",
            r"\bnon c'(?:e|era) <1>allegat",
            r"\b(?:di )?quale fattura\b",
            r"\ba (?:cosa|quale fattura) si riferisce",
            r"\bnon (?:la|lo) (?:trov|vediamo|vedo|abbiamo)\w*",
            (
                r"\b(?:confermare|confermarci|confermate|indicare|dare|"
                r"darci)\b.{0,30}\b(?:iban|coordinate|conto)\b"
            ),
            (
                r"\b(?:non|mai)\b.{0,30}\b(?:ricevut|trov|arrivat|"
                r"pervenut)\w*\b.{0,30}\bfattur[ae]\b"
            ),
            r"\bfattur[ae]\b.{0,30}\b(?:mai|non) <3>(?:ricevut|arrivat|pervenut)",
            r"\bcopi[ae] (?:di|della|delle|conforme)\b",
            r"\bduplicat[oi] (?:di|della)",
            (
                r"\b(?:invi|mand|forn|trasm|comunic|gir|sped)\w*\b.{0,40}\b(?:fattura|"
                r"copia|iban|estratto conto|coordinate bancarie|ddt|bolla|dettaglio|pdf)\b"
            ),
            r"\bfattura\b.{0,40}\b(?:inviar|mandar|rimandar|reinvi|spedir)\w*",
            (
                r"\b(?:bisogno|serve|manca|attesa)\b.{0,30}\b(?:fattura|copia|iban|"
                r"estratto|ddt|coordinate)"
            ),
        ),
        unless=(
            r"\b(?:d'ora in poi|in futuro|le prossime fatture)\b",
            r"\bcopia (?:del|di) (?:bonifico|pagamento)",
        ),
    ),
    "contact": Rule(
        told=(
            r"\bin pensione\b",
            r"\b(?:ceduto|venduto) (?:l'|la )(?:azienda|societa|attivita)",
            r"\b(?:questo indirizzo|questa casella|questa mail) <1>non\b",
            r"\b(?:nostro|mio) (?:avvocato|legale|commercialista|contabile)\b",
            r"\bscrivete a\b",
            r"\bparl(?:ate|i) con\b",
            r"\b(?:se ne|si) occup\w+ (?!piu)",
            r"\bgestit[oaie] d(?:a|al|alla)\b",
            (
                r"\b(?:commercialista|casa madre|capogruppo|amministratore di "
                r"condominio)\b"
            ),
            r"\bsentite (?:lui|lei|loro|il|la)\b",
            r"\bdeceduto",
            r"\bdeceduta",
            r"\bvenut[oa] a mancare",
            r"\bscompars[oa]\b",
            r"\bin maternita\b",
            r"\bsostituisce\b",
            r"\beredi\b",
            r"\bnon (?:mi|ci) (?:occup\w+|riguarda)",
            r"\bnon (?:lavoro|lavora) piu",
            r"\bnon sono (?:piu )?(?:io|il responsabile|la persona|responsabile)",
            r"\bnon e piu (?:in|con|qui|dipendente)",
            (
                r"\bsbagliat[oe] <1>(?:persona|indirizzo|destinatario|azienda|"
                r"interlocutore)"
            ),
            r"\b(?:persona|indirizzo|destinatario) (?:sbagliat|errat)[oa]",
            (
                r"\b(?:contatt(?:ate|are|i|ino)|rivolg(?:etevi|ersi|a|iti)|rivolgetevi|"
                r"sentite|sentire|scrivete|chiamate|parlate con)\b(?! ?(?:mi|ci)\b)"
            ),
            (
                r"\b(?:inoltro|inoltrato|girato|giro|trasmetto|passo) <5>(?:collega|"
                r"ufficio|amministrazione|contabil|messaggio|mail|richiesta)"
            ),
            r"\bnuov[oa] (?:referente|responsabile|contatto|indirizzo)",
            r"\bsostitut[oa]\b",
            r"\bha lasciato (?:l'azienda|la societa)",
            r"\bnon conosco (?:questa|la)",
        ),
        unless=(
            r"\bcontattarmi\b",
            r"\bcontattateci\b",
        ),
    ),
}
