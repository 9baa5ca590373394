"""By which words days and periods are named in each language; folded, as all words here."""

MONTHS = {
    "fr": "janvier|janv fevrier|fevr|fev mars avril|avr mai juin juillet|juil aout"
    " septembre|sept octobre|oct novembre|nov decembre|dec",
    "en": "january|jan february|feb march|mar april|apr may june|jun july|jul august|aug"
    " september|sept|sep october|oct november|nov december|dec",
    "de": "januar|janner|jan februar|feb marz|maerz|mrz april|apr mai juni|jun juli|jul"
    " august|aug september|sept|sep oktober|okt november|nov dezember|dez",
    "es": "enero|ene febrero|feb marzo abril|abr mayo junio|jun julio|jul agosto|ago"
    " septiembre|setiembre|sept|sep octubre|oct noviembre|nov diciembre|dic",
    "it": "gennaio|gen febbraio|feb marzo aprile|apr maggio|mag giugno|giu luglio|lug"
    " agosto|ago settembre|sett|set ottobre|ott novembre|nov dicembre|dic",
    "nl": "januari|jan februari|feb maart|mrt april|apr mei juni|jun juli|jul augustus|aug"
    " september|sept|sep oktober|okt november|nov december|dec",
}
WEEKDAYS = {
    "fr": "lundi|lun mardi mercredi|mer jeudi|jeu vendredi|ven samedi dimanche",
    "en": "monday|mon tuesday|tues|tue wednesday|wed thursday|thurs|thu friday|"
    "fri saturday|sat sunday",
    "de": "montags?|mo dienstags?|di mittwochs? donnerstags? freitags?|fr "
    "samstags?|sonnabend sonntags?",
    "es": "lunes martes miercoles jueves viernes sabado domingo",
    "it": "lunedi martedi mercoledi giovedi venerdi sabato domenica",
    "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
}
NUMBERS = {
    "fr": "un|une deux trois quatre cinq six sept huit neuf dix onze douze",
    "en": "one|a two three four five six seven eight nine ten eleven twelve",
    "de": "einer|einem|eine|ein zwei drei vier funf sechs sieben acht neun zehn elf zwolf",
    "es": "un|una dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "it": "un|una|uno due tre quattro cinque sei sette otto nove dieci undici dodici",
    "nl": "een twee drie vier vijf zes zeven acht negen tien elf twaalf",
}
# Days from today; the first that is found counts, so longer ones come first.
DAYS = {
    "fr": {
        r"apres[- ]demain": 2,
        r"demain": 1,
        r"avant[- ]hier": -2,
        r"hier": -1,
        r"aujourd'?\s?hui|ce (?:jour|matin|soir|midi)|cet apres-midi|a "
        r"l'instant|dans la journee"
        r"|(?:viens?|venons|vient) (?:tout juste )?(?:de|d')": 0,
        r"(?:sous|dans les|a) (?:une )?huitaine|huitaine": 8,
        r"(?:sous|dans) (?:une |la )?quinzaine|quinzaine": 15,
    },
    "en": {
        r"day after tomorrow": 2,
        r"tomorrow": 1,
        r"day before yesterday": -2,
        r"yesterday": -1,
        r"today|tonight|this (?:morning|afternoon|evening)|just (?:now|sent|"
        r"paid|made|transferred|wired)"
        r"|(?:sent|paid|made) (?:\S+ ){0,4}now|right away|immediately|close of business": 0,
        r"within (?:the|a) fortnight|in a fortnight": 14,
    },
    "de": {
        r"ubermorgen": 2,
        r"vorgestern": -2,
        r"gestern": -1,
        r"heute(?: (?:morgen|nachmittag|abend))?|soeben|gerade eben": 0,
        r"morgen": 1,
        r"binnen wochenfrist": 7,
    },
    "es": {
        r"pasado manana": 2,
        r"anteayer|antes de ayer": -2,
        r"ayer": -1,
        r"(?:esta|hoy por la) manana|hoy|esta tarde|acab(?:o|amos|a) de": 0,
        r"(?<!la )(?<!por la )manana": 1,
    },
    "it": {
        r"dopodomani": 2,
        r"domani|domattina": 1,
        r"l'altro ieri|altroieri": -2,
        r"ieri": -1,
        r"oggi|stamattina|stamane|stasera|appena|in giornata": 0,
    },
    "nl": {
        r"overmorgen": 2,
        r"eergisteren": -2,
        r"gisteren": -1,
        r"vandaag|vanochtend|vanmorgen|vanmiddag|vanavond|zojuist|(?:heb|is|"
        r"hebben) (?:\S+ ){0,3}net": 0,
        r"morgen(?:ochtend|middag)?": 1,
    },
}
# Around a weekday: (nearest, the one before, of next week)
WEEKDAY = {
    "fr": (r"(?:ce |prochain )", r"dernier|passe", r"en huit|de la semaine prochaine"),
    "en": (r"this |coming ", r"last ", r"next |week"),
    "de": (
        r"diesen |kommenden |diesem ",
        r"letzten |vergangenen |letztem |letzter ",
        r"nachsten |nachster ",
    ),
    "es": (r"este |proximo ", r"pasado|ultimo", r"de la proxima semana"),
    "it": (r"questo |prossimo ", r"scorso|passato", r"della prossima settimana"),
    "nl": (r"deze |komende |aanstaande ", r"afgelopen |vorige ", r"volgende "),
}
# Units with their words; ``in`` and ``ago``: what stands around a number of them.
SPANS = {
    "fr": {
        "in": r"(?:dans|sous|d'ici|sous un delai de|dans un delai de|en)(?: les| un "
        r"delai de| environ| maximum)? ",
        "ago": (r"(?:il y a|ca fait|depuis)(?: environ)? ", r""),
        "day": r"jours?",
        "week": r"semaines?",
        "month": r"mois",
    },
    "en": {
        "in": r"(?:in|within)(?: the next| about| another)? ",
        "ago": (r"", r" (?:ago|earlier)"),
        "day": r"(?:business |working |calendar )?days?",
        "week": r"weeks?",
        "month": r"months?",
    },
    "de": {
        "in": r"(?:in|binnen|innerhalb von|innerhalb)(?: der nachsten| den nachsten| "
        r"ca\.?)? ",
        "ago": (r"(?:vor|seit) ", r""),
        "day": r"(?:arbeits|werk)?tage?n?",
        "week": r"wochen?",
        "month": r"monate?n?",
    },
    "es": {
        "in": r"(?:en|dentro de|en un plazo de|en los proximos) ",
        "ago": (r"hace ", r""),
        "day": r"dias?",
        "week": r"semanas?",
        "month": r"mes(?:es)?",
    },
    "it": {
        "in": r"(?:entro|tra|fra|in|nel giro di|entro i prossimi) ",
        "ago": (r"", r" fa\b"),
        "day": r"giorn[oi]",
        "week": r"settiman[ae]",
        "month": r"mes[ei]",
    },
    "nl": {
        "in": r"(?:binnen|over|in)(?: de komende)? ",
        "ago": (r"", r" geleden"),
        "day": r"(?:werk)?dag(?:en)?",
        "week": r"we(?:ek|ken)",
        "month": r"maand(?:en)?",
    },
}
# (last, this, next) week and month; parts of a month
PERIODS = {
    "fr": {
        "week": (
            r"semaine (?:derniere|passee)",
            r"cette semaine|(?:avant le |ce )week-?end|(?:en )?fin de (?:la "
            r")?semaine(?! prochaine)",
            r"semaine (?:prochaine|suivante|qui vient)",
        ),
        "month": (
            r"mois (?:dernier|passe)",
            r"(?:courant|ce) mois(?!\s?(?:prochain|de))|fin d[ue] (?:ce |mois)(?: "
            r"en cours)?(?! prochain)"
            r"|fin de (?:ce )?mois(?! prochain)|d'ici (?:la )?fin (?:du|de) mois(?! "
            r"prochain)|fin mois",
            r"mois (?:prochain|suivant)",
        ),
        "begin": r"debut",
        "middle": r"mi|milieu",
        "end": r"(?:la )?fin|courant|(?:dans le )?courant|en",
        "link": r"[- ](?:du mois d[e' ]{1,2}|du |de |d'|le |mois d[e' ]{1,2})?",
    },
    "en": {
        "week": (
            r"(?:last|past) week",
            r"this week|(?:before |by |this )(?:the )?weekend|end of (?:the )?week",
            r"next week|following week",
        ),
        "month": (
            r"last month",
            r"this month|(?:end of (?:the |this )?|month[- ]?)(?:month|end)(?: end)?",
            r"next month",
        ),
        "begin": r"early|(?:the )?(?:beginning|start) of",
        "middle": r"mid|(?:the )?middle of",
        "end": r"late|(?:the )?end of|(?:some ?time )?in|during",
        "link": r"[- ]",
    },
    "de": {
        "week": (
            r"(?:letzte|vorige|vergangene)[rn]? woche",
            r"diese[rn]? woche|(?:vor dem |diesem )?wochenende|ende der woche",
            r"(?:nachste|kommende)[rn]? woche",
        ),
        "month": (
            r"(?:letzten|vorigen) monat",
            r"diesen monat|(?:ende|zum ende) (?:des|dieses) monats|monatsende|ultimo",
            r"(?:nachsten|kommenden) monat",
        ),
        "begin": r"anfang",
        "middle": r"mitte",
        "end": r"ende|im(?: laufe)?",
        "link": r" (?:des )?(?:monats )?",
    },
    "es": {
        "week": (
            r"semana pasada",
            r"esta semana|fin(?:ales)? de (?:la )?semana",
            r"(?:proxima semana|semana (?:que viene|proxima))",
        ),
        "month": (
            r"mes pasado",
            r"este mes|fin(?:ales)? de(?:l| este)? ?mes(?! que)|fin de mes",
            r"(?:proximo mes|mes (?:que viene|proximo))",
        ),
        "begin": r"principios de|primeros de",
        "middle": r"mediados de",
        "end": r"fin(?:ales)? de|en|durante",
        "link": r" (?:mes de )?",
    },
    "it": {
        "week": (
            r"settimana scorsa",
            r"(?:questa|in) settimana|fine settimana|weekend",
            r"(?:prossima settimana|settimana prossima)",
        ),
        "month": (
            r"mese scorso|scorso mese",
            r"questo mese|fin[ea](?: (?:del|di|questo))? mese(?! prossimo)|mese "
            r"corrente",
            r"(?:prossimo mese|mese prossimo)",
        ),
        "begin": r"(?:inizio|primi di)",
        "middle": r"(?:meta|meta di)",
        "end": r"(?:fine|a|in|nel mese di)",
        "link": r" (?:di )?",
    },
    "nl": {
        "week": (
            r"(?:vorige|afgelopen) week",
            r"deze week|(?:voor het |dit )weekend|eind(?:e)? van (?:de|deze) week",
            r"(?:volgende|komende) week",
        ),
        "month": (
            r"vorige maand",
            r"deze maand|eind(?:e)?(?: van)? (?:de |deze )?maand|maandeinde",
            r"(?:volgende|komende) maand",
        ),
        "begin": r"begin|(?:het )?begin van",
        "middle": r"(?:half|medio|midden)",
        "end": r"eind(?:e)?(?: van)?|in(?: de loop van)?",
        "link": r" ",
    },
}
END_OF_NEXT = {
    "fr": r"fin (?:du |de )?mois prochain",
    "en": r"end of next month",
    "de": r"ende (?:des )?nachsten monats",
    "es": r"fin(?:ales)? del (?:mes que viene|proximo mes)",
    "it": r"fine (?:del )?(?:mese prossimo|prossimo mese)",
    "nl": r"eind(?:e)? (?:van )?volgende maand",
}
# Before a bare number: a day of a month
THE = {
    "fr": r"(?:le|du|au|avant le|pour le|depuis le)",
    "en": r"(?:the|on)",
    "de": r"(?:am|zum|vom|den|dem|der)",
    "es": r"(?:el|del|al|el dia|dia)",
    "it": r"(?:il|dal|al|del|giorno)",
    "nl": r"(?:de|op|op de|voor de)",
}
