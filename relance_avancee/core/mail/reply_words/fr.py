"""How people answer reminders in French; the syntax is told in the package."""

from .rule import Rule

# Words by which a text shows its language; those of the trade count like the others.
STOPWORDS = (
    "le la les un une des du de et est nous vous je votre notre pas que qui pour "
    "dans sur avec bonjour merci facture paiement virement mon ma ce cette ne au "
    "aux il en reglement c'est on suis sera avons fait paye payee regle reglee "
    "cheque relance"
)

NAMES = {
    "pay": (
        r"(?:virements?|reglements?|paiements?|payements?|cheques?|versements?|"
        r"prelevement)"
    ),
    "done": r"(?:payee?s?|reglee?s?|soldee?s?|acquittee?s?|viree?s?|honoree?s?)",
    "to_pay": r"(?:payer|regler|virer|solder|acquitter|honorer)",
    "will": (
        r"(?:paie?rai|paie?rons|payerai|payerons|pay?iera|payera|paieront|"
        r"reglerai|reglerons|reglera|regleront|virerai|virerons|solderai|"
        r"solderons|procederai|procederons|procedera|paierez)"
    ),
    "no": r"\b(?:pas|jamais|aucune?|rien|ni|impayee?s?|plus)\b",
}

RULES = {
    "insolvency": Rule(
        told=(
            r"\bdeposons (?:le|notre) bilan",
            r"\bdeclares? en faillite",
            r"\bfait faillite",
            r"\bradiee?\b",
            r"\b(?:sa|notre|la) liquidation\b(?! de stock)",
            r"\breorganisation judiciaire",
            r"\bjugement (?:d'ouverture|de (?:liquidation|redressement))",
            r"\bplan de (?:sauvegarde|continuation)",
            (
                r"\b(?:cess(?:ons|e|ation|er|ee)|arret\w*) <2>(?:notre |mon |l'|d'|son "
                r")?activite"
            ),
            r"\bdissolution\b",
            r"\bdissoute?\b",
            r"\bredressement\b(?! (?:fiscal|urssaf))",
            r"\bprocedure (?:de )?(?:redressement|liquidation)",
            r"\bclotur\w+ pour insuffisance",
            r"redressement judiciaire",
            r"\ben liquidation\b",
            r"liquidation judiciaire",
            r"\bliquidateur",
            r"mandataire judiciaire",
            r"administrateur judiciaire",
            r"procedure (?:de )?(?:sauvegarde|collective)",
            r"\b(?:en|sous) sauvegarde\b",
            r"depot (?:de|du) bilan",
            r"\bdepose\w* (?:le|son|notre|mon|leur)? ?bilan",
            r"cessation (?:de|des) paiements?",
            r"surendette",
            r"\bfaillite\b",
            r"mise? en (?:redressement|liquidation)",
            r"declar\w+ (?:de )?(?:votre|vos|la|de) creances?",
        ),
        unless=(
            (
                r"\b(?:eviter|sinon|risque\w*|au bord|menac\w+|n'est pas|ne sommes pas|"
                r"pas en)\b"
            ),
        ),
    ),
    "dispute": Rule(
        told=(
            (
                r"\b(?:technicien|installateur|artisan|ouvrier|livreur|commercial|equipe|"
                r"reparateur|monteur)s? <4>(?:devai\w+|pas (?:venu|revenu|passe|repasse|"
                r"fini|termine)|jamais|toujours pas)"
            ),
            (
                r"\b(?:attend|attendons|attends) (?:encore|toujours)\b(?! (?:votre|la|une|"
                r"le) (?:facture|rib|copie))"
            ),
            (
                r"\b(?:devai\w+|devrai\w+) <2>(?:revenir|repasser|finir|terminer|"
                r"reprendre|remplacer|reparer)"
            ),
            r"\btotal <3>(?:devrait|aurait)",
            r"\baviez (?:accorde|promis|consenti)",
            r"\bcontestee?s?\b",
            r"\bbacle",
            r"\bmal (?:finis?|travaille)",
            r"\bnegligen",
            r"\bjamais (?:arrivee?s?|fonctionne|marche|ete conforme)\b",
            r"\bn'est (?:jamais|pas) arrivee?",
            r"\b(?:oublie|omis) (?:de )?(?:deduire|deduit|appliquer|tenir compte)",
            r"\bdedui(?:re|t|sez|te)\b",
            (
                r"\b(?:devis|bon de commande|contrat) <3>(?:etait|prevoit|prevoyait|"
                r"indique|mentionne|disait|signe)\b"
            ),
            (
                r"\b(?:renvoye|retourne|rendu)\w* <2>(?:colis|marchandise|materiel|"
                r"article|produit|appareil)"
            ),
            r"\bfrais <2>(?:non prevus|injustifies|caches|abusifs|supplementaires)",
            r"\bpas eu lieu\b",
            r"\bretractation\b",
            r"\bresolution du contrat",
            r"\b(?:pas|plus) <1>(?:content|satisfait|convenu|ce qui (?:etait|a ete))",
            r"\bn'est pas (?:ce (?:que|qui)|conforme)",
            r"\brefuse (?:cette|ce|de|la|le|vos)\b",
            (
                r"\b(?:prix|tarif|taux|montant|quantite|total)s? <5>(?:n'est|ne sont|"
                r"n'etait) pas\b"
            ),
            r"\bcontre (?:le |tout )?(?:reglement|paiement)\b",
            r"\boppos\w+ (?:au|a (?:ce|tout)) (?:reglement|paiement)",
            (
                r"\b(?:suspend|gel|retien|arret|interromp|stopp)\w* <4>(?:paiements?|"
                r"reglements?|virements?)\b"
            ),
            (
                r"\bpas (?:ceux|celles|celui|celle|ce|la|le) <2>(?:que|qui|commande|"
                r"article|modele|produit|reference)\w*\b(?=.*\b(?:command|conven|livr|"
                r"demand)\w*)"
            ),
            r"\bau lieu d(?:e|u|es)\b",
            (
                r"\balors que\b(?=.*\b(?:factur|contrat|devis|commenc|demarr|conven|"
                r"command|livr|termin)\w*)"
            ),
            (
                r"\b(?:ne comprends|comprenons) pas <4>(?:facture|montant|tarif|pourquoi|"
                r"calcul)"
            ),
            r"\b(?:pas|hors de) question de (?:payer|regler)",
            r"\brefus\w* categorique",
            r"\b(?:refactur|re-?editer|reetablir)\w*\b",
            r"\brefaire\b(?=.*\b(?:nom|raison sociale|adresse|montant|tva)\b)",
            r"\b(?:au nom de|a l'ordre de)\b.{0,40}\b(?:ancienne?|autre|mauvaise?)\b",
            r"\bpieces? (?:de rechange|manquante|defectueuse)",
            r"\bgeste commercial\b",
            (
                r"\b(?:plante\w*|bug\w*|dysfonction\w*|coupures?|hors service|"
                r"inutilisable\w*|tombe en panne)\b"
            ),
            (
                r"\b(?:quand|lorsque|des que|une fois que?|tant que|apres que) "
                r".{0,50}\b(?:march|fonctionn|repar|termin|livr|fini|install|regl(?:e|ee) "
                r"le probleme|resolu|corrig)\w*"
            ),
            (
                r"\b(?:a tort|indue?s?|abusi\w+|arnaque|escroquerie|n'a pas lieu d'etre|"
                r"pas justifie\w*|sans fondement|non (?:fonde|du|justifie)e?s?)\b"
            ),
            r"\bpourquoi <5>(?:factur|montant|compt|prelev|augment)\w*",
            (
                r"\ben attente (?:de|d'un|d'une) (?:votre )?(?:avoir|rectific|regularis|"
                r"correction|remboursement)"
            ),
            r"\brembours(?:er|ement|ez)\b",
            r"\bregularis(?:er|ation)\b",
            (
                r"\b(?:probleme|souci|anomalie|incoherence|ecart|difference|desordre)s? "
                r"<4>(?:livraison|commande|facture|facturation|montant|qualite|materiel|"
                r"marchandise|prestation|travaux|produit|tarif|prix|quantite|chantier)"
            ),
            (
                r"\b(?:remise|ristourne|rabais|escompte|reduction|promotion|geste "
                r"commercial)\b(?=.*\b(?:pas|oubli\w*|manqu\w*|convenu\w*|promis\w*|"
                r"absente?|apparait|accord\w*|devait|attend\w*|n'a)\b)"
            ),
            (
                r"\b(?:pas|oubli\w*|manqu\w*|convenu\w*|promis\w*|"
                r"sans)\b.{0,30}\b(?:remise|ristourne|rabais|escompte|reduction)\b"
            ),
            (
                r"\b(?:vides?|raye\w*|felee?s?|perimee?s?|moisis?|cassant|fuit|sale|"
                r"tache\w*)\b(?=.*|$)(?<!le vide)"
            ),
            r"\b(?:n'est|ne sont|est) pas (?:pour|a) nous\b",
            r"\bne (?:nous|me) (?:appartient|revient)",
            (
                r"\b(?:rien|jamais|pas) (?:ete )?(?:achete|commande|consomme|utilise|"
                r"souscrit|signe|demande|valide|accepte)\b"
            ),
            r"\bne sont pas (?:celles?|ceux) (?:que|qui)",
            (
                r"\b(?:corriger|modifier|rectifier|reprendre|reviser|revoir) "
                r"<3>(?:facture|montant|tva|prix|tarif|quantite)"
            ),
            (
                r"\b(?:tva|taux|prix|montant|tarif|total) <3>(?:devrait|devait|aurait du|"
                r"est faux|est trop)"
            ),
            (
                r"\b(?:repar|repris|reprise|refait|remis en etat)\w*\b(?=.*\b(?:pas|tant|"
                r"avant|attend\w*)\b)"
            ),
            r"\btant que\b.{0,60}\b(?:pas|repar\w*|fini\w*|livr\w*)\b",
            r"\bpas un (?:centime|euro|sou)\b",
            r"\bdegats?\b",
            r"\bdommages?\b",
            r"\bvices? cache",
            r"\bnous (?:ne )?sommes (?:pas|plus) (?:client|abonne)",
            r"\bgarantie\b(?=.*\b(?:panne|repar|sous)\b)",
            r"\bpartiel\w* livr",
            r"livre\w* partiel",
            r"en retard de livraison",
            r"livre\w* <1>en retard",
            r"\bmal (?:fait|facture|realise|installe)e?s?\b",
            r"\bnous (?:devez|etes redevables?)\b",
            r"\bvous (?:nous|me) devez\b",
            r"\bcontest(?:e|ons|ent|ation|er)\b",
            r"\blitig",
            r"\ben desaccord\b",
            r"\bdesaccord\b",
            r"pas d'accord",
            r"\breclamation",
            r"\brefus\w* (?:de <3><to_pay>|<3>(?:facture|paiement|\d{3,}))",
            r"\bne <2><will> (?:donc )?(?:pas|rien)\b",
            r"\brefuse\w* (?:la|le|cette|votre|les) ",
            r"\bmalfacon",
            r"\bnon[- ]conforme",
            r"\bdefectueu",
            r"\bdefaut (?:de|sur|constate)",
            r"\b(?:casse|abime|endommage|deteriore)e?s?\b",
            r"\ben panne\b",
            r"ne (?:fonctionne|marche)\w* (?:pas|plus|toujours)",
            (
                r"\bmanqu(?:e|ent|ait|aient|ant|ants|ante)\b(?! <3>(?:factures?|details?|"
                r"releve|rib|copie|duplicata|bon|iban|tresorerie|temps|de))"
            ),
            (
                r"\bjamais (?:ete )?(?:rien )?(?:command|livr|demand|sign|souscri|eu lieu|"
                r"recu (?:la|les|cette|ces|le|l') ?(?:marchandise|commande|livraison|"
                r"produit|article|colis|materiel))"
            ),
            (
                r"\bpas (?:encore |ete |du tout |toujours )*(?:livre|realise|termine|"
                r"effectue|execute|rendu|commande|conforme|finalise|fini|achev|recu (?:la|"
                r"les|l'|le|nos|notre|ma|mes|tous les|toute la) ?(?:marchandise|livraison|"
                r"commande|produit|article|colis|materiel))"
            ),
            (
                r"\berreurs? (?:de|sur|dans|d'|au niveau)(?! (?:notre|ma|mon) part)(?! "
                r"(?:destinataire|interlocuteur|personne|service|votre part|adresse))"
            ),
            r"\b(?:facture|debite|preleve|compte)\w* (?:deux|2|trois) fois",
            r"double facturation",
            r"\bdoublon",
            r"facture en double",
            r"deja (?:ete )?facture",
            r"ne correspond",
            r"\bau lieu de\b",
            r"\btrop[- ](?:percu|facture|cher|eleve)",
            r"surfactur",
            r"\bresili",
            (
                r"\bannul(?:er|ez|ation|ons|ee?s?) <2>(?:factures?|commandes?|contrat|"
                r"celle-ci)"
            ),
            r"(?:commande|contrat|abonnement|facture) <3>annule",
            r"d'annuler\b",
            (
                r"\b(?:l'|un |votre |cet |d'|vos |notre |les |des )avoirs?\b(?! (?:ete|"
                r"recu|paye|regle|un|une|le|la|les|du|des|plus|fait|effectue|bien|pu|"
                r"eu)\b)"
            ),
            r"note de credit",
            r"\b(?:bloqu|suspend|reten)\w* <2>(?:paiements?|reglements?|facture)",
            r"\bretenue\b",
            r"insatisf",
            r"pas satisfait",
            r"mecontent",
            r"mauvaise? (?:qualite|prix|montant|taux|quantite)",
            r"\b(?:errone|incorrect|inexact|injustifi)",
            r"\bfausse\b",
            r"\best faux\b",
            r"\brefaire <2>facture",
            r"nous la refaire",
            r"rectifier",
            r"rectificative",
            r"facture rectifi",
            r"pas le (?:bon )?(?:prix|montant|tarif)",
            r"prix (?:convenu|negocie|du devis)",
            (
                r"\bretourn(?:e|ee|es|ees)\b <2>(?:marchandise|materiel|produit|article|"
                r"colis)"
            ),
            r"retard de livraison",
            r"livraison (?:incomplete|partielle)",
            r"incomplet",
            r"reserves\b",
            r"(?<!la )(?<!le )(?<!me )\bremplac(?:e|ee|es|ement)\b(?! par)",
            r"\bremis\w*\b <3>(?:pas|oubli)",
            r"sans (?:la|notre) remise",
        ),
    ),
    "paid": Rule(
        told=(
            (
                r"\b(?:a|ont|avons|ai) (?:bien |deja |ete |bien ete |deja ete "
                r")?verse(?:e?s?)\b"
            ),
            r"\ba jour (?:de|dans) (?:nos|mes) (?:reglements|paiements|factures)",
            (
                r"\b(?:preleve|deduit|debite|retire)e?s? <3>(?:compte|automatiquement|par "
                r"vos|le \d)"
            ),
            r"\b(?:nous|on) (?:vous )?(?:avons|a) (?:deja )?(?:payes?|regles?)\b",
            r"\bvous avez (?:deja )?ete (?:payes?|regles?)\b",
            r"\bfait l'objet d'un (?:reglement|paiement|virement)",
            r"\b(?:pense|semble|crois) <3>(?:deja )?(?:payee?|reglee?)\b",
            r"\b(?:notre|mon) (?:virement|reglement|paiement|cheque) du\b",
            r"\bvoir (?:notre |mon )?(?:virement|reglement|paiement) (?:du|ci)",
            (
                r"\b(?:compte|somme|montant|fonds|argent|paiement|virement|cheque) "
                r"<5>(?:ete |est |ont ete )<1>(?:debite|preleve|sorti|credite|encaisse|"
                r"vire|verse|parti)e?s?\b"
            ),
            (
                r"\bc'?(?:est)? <1>(?:paye|regle|fait|vire|solde)\b(?! (?:expres|pour|par "
                r"vos|que|comme))"
            ),
            r"\b(?:virement|paiement|reglement) <1>(?:ok|fait|parti|passe)\b",
            r"\b(?:ordre|demande) de virement <4>(?:passe|donne|transmis|fait|signe)",
            r"\bdemande a (?:ma|notre|la) banque <3>(?:virement|paiement|virer|payer)",
            (
                r"\b(?:regle|paye|verse|remis)e?s? <4>(?:en especes|en liquide|par "
                r"(?:cheque|cb|carte|virement|prelevement|paypal))"
            ),
            r"\b(?:factures?|celles?) <5>(?:avons|ai|a) (?:payee?s|reglee?s)",
            (
                r"\b(?:a|ai|as|avons|ont|avez|avait|avions|m'a|l'ai|l'a|l'avons|j'ai|on "
                r"a) (?:(?:bien|deja|tout|effectivement|donc|pourtant|entre-temps|vous|"
                r"ete|integralement|entierement|depuis longtemps|meme|maintenant|enfin) "
                r")*<done>\b"
            ),
            (
                r"\b(?:est|sont|etait|etaient|c'est) (?:(?:bien|deja|donc|pourtant|"
                r"normalement|effectivement|maintenant|desormais|entierement|"
                r"integralement) )*<done>\b"
            ),
            r"\b(?:factures?|deja|bien|tout|integralement) <3><done>\b",
            r"^\W*(?:deja )?<done>\b",
            (
                r"\b<pay> <7>(?:effectue|fait|emis|parti|envoye|passe|realise|execute|"
                r"transmis|lance|expedie|poste|debite|encaisse|ordonne|adresse|"
                r"depose)e?s?\b"
            ),
            (
                r"\b(?:ai|a|avons|ont|j'ai|viens|venons|vient) (?:de |d')?<5>(?:effectue|"
                r"fait|faire|emis|emettre|proced|envoy|lanc|adress|ordonn|realis|poste|"
                r"passe|expedi|transmis|transmettre|depose)\w* <6><pay>\b"
            ),
            r"\b(?:viens|venons|vient) (?:tout juste |juste )?(?:de|d') ?<3><to_pay>\b",
            (
                r"\b(?:preuve|justificatif|avis|attestation|ordre|confirmation) (?:de |du "
                r")<pay>"
            ),
            r"\bcrois\w+ (?:notre|mon|nos|votre|avec) ",
            (
                r"\b<pay> (?:du|de ce|en date|d'hier|est parti)\b(?=.*\b(?:recu|trace|"
                r"debit))"
            ),
        ),
        unless=(
            r"<no>",
            (
                r"\b(?:sera|seront|serez|seriez|serait|va|vont|vais|allons|devrait|"
                r"devraient|doit|devons|pourra|pourrons|pourrait|faut|dois)\b"
            ),
            r"\b(?:si|des que|quand|lorsque|une fois|apres que|avant d|afin|sinon) ",
        ),
        asked=(
            (
                r"\b(?:trouver|voir|retrouver|recevoir|devriez avoir|auriez du) "
                r"<3>(?:notre|mon) (?:virement|reglement|paiement|cheque) (?:du|de|n)"
            ),
            r"\b(?:recu|vu|encaisse|trouve) (?:bien )?(?:notre|mon|nos|le|ce) <pay>",
            r"\bn'a(?:vons|i|vez)\b.{0,12}pas (?:deja )<done>",
        ),
        by_clause=True,
        dated=(
            r"\bnecessaire <1>(?:ete |est )?fait\b",
            r"\b(?:ete|est|c'est) <1>(?:fait|regle|traite|regularise)e?s?\b",
            r"\bcredite",
        ),
    ),
    "plan": Rule(
        told=(
            r"(?:€|euros?|eur) <1>mensuel",
            r"\bmensuels?\b",
            r"\bmensuellement\b",
            r"\b(?:chomage|sans emploi)\b(?=.*\b(?:euros?|€|payer|regler)\b)",
            (
                r"\b(?:pas|impossible) <5>avant (?:fin|le|la|debut|mi|\d|avril|mai|juin|"
                r"juillet)"
            ),
            (
                r"\b(?:maintenant|tout de suite|aujourd'hui)\b.{0,30}\b(?:reste|solde) "
                r"<2>(?:plus tard|ensuite|apres|mois)"
            ),
            r"\b\d{1,2} ?x ?(?:de )?\d",
            r"\bindulgence\b",
            r"\bpeux <2>que \d",
            r"\bpouvons <2>que \d",
            (
                r"\b(?:laiss|accord|donn|octroy)\w*[- ](?:moi|nous) <4>(?:temps|jours|"
                r"semaines|delai|mois)\b"
            ),
            r"\b(?:besoin de|gagner du) <1>temps\b",
            r"\bquelques (?:jours|semaines) (?:de plus|supplementaires)",
            (
                r"\b(?:decaler|repousser|prolonger|proroger|allonger|etendre) "
                r"<4>(?:echeance|delai|date|paiement|reglement)"
            ),
            r"\bpayer <1>par (?:mois|tranches?|etapes?)",
            r"\bs'arranger\b",
            r"\barrangement\b",
            r"\btrouver (?:un accord|une solution)",
            r"(?:\d|€|euros?|eur|balles) *(?:par|/|chaque|la) ?(?:semaine|trimestre)",
            r"\b(?:par|chaque) semaine\b",
            (
                r"\b(?:patienter|attendre|attendez|patientez)\b(?=.*\b(?:jusqu|fin|encore|"
                r"quelques|semaines?|jours|mois|\d)\b)"
            ),
            (
                r"\b(?:acompte|premier versement|premiere? (?:partie|moitie|"
                r"tranche))\b.{0,60}\b(?:puis|et|ensuite|solder|suivant)\b"
            ),
            r"\b(?:repartir|fractionn\w*|lisser|decaler|decaler)\b",
            r"\bpayer <3>(?:plus tard|en plusieurs)",
            r"\bpaiements? (?:fractionne|partiel|differe|echelonne)s?",
            (
                r"\ben (?:\d{1,2}|deux|trois|quatre|cinq|six|dix|douze|plusieurs) (?:fois|"
                r"mensualites?|versements?|echeances?|paiements?|x)\b"
            ),
            r"\b[2-9] ?x sans",
            r"\bechelonn",
            r"\betal(?:er|ement|ons)\b",
            r"\bechanci?er\b",
            r"\becheanciers?\b",
            r"mensualite",
            (
                r"\b(?:accord|demand|sollicit|obten|souhait|laiss|octroy|besoin|propos|"
                r"aurai|avoir|possible)\w*\W+<5>(?:delais?|report)\b"
            ),
            r"\bdelais? (?:de paiement|supplementaires?|jusqu)",
            (
                r"\b(?:reporter|repousser|decaler|differer|decalage|report) "
                r"<3>(?:paiement|echeance|reglement|date|delai)"
            ),
            r"(?:\d|€|euros?|eur)\s*(?:par|/|chaque|tous les) ?mois",
            r"\b(?:tous les|chaque|par) mois\b",
            r"facilites? de paiement",
            r"\bmoratoire",
            r"\bla moitie\b.{0,60}\b(?:reste|solde|autre|moitie)\b",
            r"\bacompte\b.{0,60}\b(?:reste|solde)\b",
            r"\b(?:un peu (?:plus )?|plus|davantage) de temps\b",
            r"petit a petit",
            r"au fur et a mesure",
            r"plan (?:de paiement|d'apurement|de reglement)",
        ),
        unless=(
            r"\bvotre delai\b",
            r"\bvos delais\b",
            r"\bvos conditions\b",
            r"conformement a (?:l'|notre )?(?:echeancier|plan)",
            r"delais? de livraison",
            r"\b(?:selon|respect\w*) (?:l'|notre |votre )(?:echeancier|plan)",
        ),
        dated=(
            (
                r"\b(?:possible|envisageable|decal\w*|repouss\w*|report\w*|attend\w*|"
                r"pati\w*|peut-on|peux|pourr\w+|puis-je|conv\w+|jusqu)\b"
            ),
        ),
    ),
    "promise": Rule(
        told=(
            r"\b(?:prevu|decide|convenu) de (?:vous )?(?:payer|regler|virer)",
            r"\bva (?:vous )?(?:etre )?(?:payee?|reglee?|viree?)\b",
            (
                r"\bsera <1>(?:payee?s?|reglee?s?|viree?s?|soldee?s?|versee?s?|"
                r"inclus\w*)\b"
            ),
            r"\bseront <1>(?:payee?s?|reglee?s?|viree?s?)\b",
            (
                r"\b(?:paiement|reglement|virement|prelevement|echeance) <4>(?:arrivera|"
                r"interviendra|partira|aura lieu|va arriver)"
            ),
            (
                r"\b(?:reglement|paiement|virement|cheque) <3>(?:a venir|a suivre|"
                r"imminent|ne saurait tarder|dans les (?:meilleurs|plus brefs) delais|au "
                r"plus vite|rapidement|prochainement)\b"
            ),
            (
                r"\b(?:regularis\w+|traite\w*) <3>(?:cette semaine|sous peu|tres vite|"
                r"rapidement|dans les)\b(?=.*(?:paie|regl|facture|virement))"
            ),
            (
                r"\b(?:je|on|nous) (?:(?:vous|le|la|les|l'|leur) )*(?:envoie|envoyons|"
                r"depose|deposons|poste|postons|occupe|mets|met|mettons|lance|"
                r"lancons)\b(?=.*\b(?:demain|lundi|mardi|mercredi|jeudi|vendredi|samedi|"
                r"aujourd|ce soir|semaine prochaine|fin (?:du|de) mois|paiement|reglement|"
                r"virement)\b)"
            ),
            r"\baurez <4>(?:argent|reglement|paiement|virement|cheque|du|sous)\b",
            (
                r"\b(?:somme|montant|argent|tout) <4>sera <1>(?:verse|vire|regle|paye|"
                r"credite)"
            ),
            (
                r"\b(?:je|on|nous) (?:vous )?(?:promets|promettons|assure|"
                r"assurons)\b(?=.*\b(?:paie|paye|regl|vir|vers|demain|semaine|lundi|mardi|"
                r"mercredi|jeudi|vendredi))"
            ),
            (
                r"\b(?:attends|attendons) (?:ma|mon|notre|une?|le|la) (?:paye|salaire|"
                r"rentree|paiement|virement|versement|credit)\b"
            ),
            r"\b<will>\b",
            (
                r"\b(?:ferai|ferons|fera|enverrai|enverrons|adresserai|adresserons|"
                r"effectuerai|effectuerons|effectuera|emettrai|emettrons|posterai|"
                r"lancerai|lancerons) <6>(?:<pay>|necessaire)\b"
            ),
            (
                r"\b(?:vais|allons|va|vont|compte|comptons|prevois|prevoyons|pense|"
                r"pensons|devrais|devrions|pourrai|pourrons|espere|esperons) "
                r"<5>(?:<to_pay>|proceder|effectuer|emettre|lancer|faire (?:le |un |les "
                r")?(?:<pay>|necessaire)|envoyer (?:le |un )?<pay>)\b"
            ),
            (
                r"\b(?:<pay>|factures?|solde|somme|montant|celle-ci|ce|c'|cela|ca|tout|"
                r"vous|elle|argent) <9>(?:seras?|seront|serez|partira|partiront|"
                r"interviendra|arrivera|aura lieu|part|va (?:etre|partir)|parviendra|"
                r"suivra|devrait (?:etre|partir|arriver|intervenir)|seras)\b(?! "
                r"(?:fermes?|absente?s?|donc obliges?))"
            ),
            (
                r"\b(?:<pay>|factures?) <6>(?:programme|planifie|prevu|en attente de "
                r"(?:signature|validation)|en cours)e?s?\b"
            ),
            (
                r"\b(?:campagne|vague|lot|cycle|echeance|run|train) (?:de |des "
                r")(?:paiements?|reglements?|virements?)"
            ),
            r"\bmis\w* (?:en|au) (?:paiement|reglement)",
            r"\bbon a payer\b",
            r"\ben cours de (?:paiement|reglement|traitement comptable)",
            r"\b(?:recevrez|aurez) <4>(?:<pay>|argent)\b",
            r"\bengage\w* a <4>(?:<to_pay>|proceder|effectuer)",
            r"\bpromet\w* (?:de |d')<3><to_pay>",
            r"\bpromis\b.{0,30}\b(?:paie|regle|vire|paye|virement)",
            r"\b(?:fais|faisons|fait|font) <2>(?:le )?necessaire",
            r"\bnecessaire (?:sera|va etre|est en cours)",
            (
                r"\b(?:je|on|nous|j') (?:(?:vous|le|la|les|l'|lui) )*(?:paie|paye|payons|"
                r"regle|reglons|vire|virons|solde|fais|faisons|fait) (?=.*\b(?:demain|"
                r"lundi|mardi|mercredi|jeudi|vendredi|samedi|aujourd|ce soir|semaine|mois|"
                r"le \d|avant|d'ici|sous|dans))"
            ),
        ),
        unless=(
            r"\bne (?:peux|pouvons|pourrai|pourrons|sera|serai) <1>pas\b",
            r"\bimpossible\b",
            r"\bpas (?:en mesure|possible)",
            r"\bne <2><will> (?:pas|rien)\b",
            r"\b(?:aucun|pas de) paiement",
            r"\b(?:des|a) (?:la |sa |votre )?reception\b",
            (
                r"\b(?:quand|lorsque|des que|une fois|si) (?:que )?(?:vous|j'aurai|nous "
                r"aurons|on aura)\b"
            ),
            (
                r"\b(?:sera|seront|etre) <2>(?:impossible|difficile|traitee?s?|etudiee?s?|"
                r"fermee?s?)\b"
            ),
            r"\bce sera (?:difficile|impossible|complique|tout)",
            r"\bafin que\b",
            r"\bneserons\b",
        ),
        dated=(
            r"\b(?:payer|regler|virer|solder|verser)\b",
            r"\b(?:m'en|nous en|s'en|me|on s'en|nous) (?:occup|charg)\w*\b",
            (
                r"\b(?:traite|traitons|regularis|gere|gerons)\w*\b(?! (?:votre demande|"
                r"votre message))"
            ),
            r"\bsign\w+ <3>(?:cheques?|virements?|paiements?|reglements?)",
            r"\b(?:cheques?|virements?|paiements?|reglements?) <4>signature",
            (
                r"\b(?:vous |le |la )?(?:envoie|envoyons|depose|poste|lance|fais|faisons|"
                r"fait)\b <2>(?:ca|cela|le|la|un|une|tout)\b"
            ),
            r"\b(?:argent|fonds|paye|salaire|cheque|virement|reglement|paiement)\b",
        ),
    ),
    "copy": Rule(
        told=(
            r"\b(?:auriez|avez)-vous <2>(?:factures?|copie|duplicata|rib)\b",
            (
                r"\bou (?:puis-je|peut-on|pouvons-nous) <1>(?:trouver|telecharger|"
                r"recuperer)\b"
            ),
            r"\bpiece jointe <3>(?:pas|illisible|vide|manqu\w*|corrompue)",
            r"\bextrait de compte\b",
            r"\bgrand[- ]livre\b",
            r"\bsituation de (?:notre )?compte\b",
            r"\bquel (?:est|serait) (?:votre|vos|le) (?:iban|rib|numero de compte)",
            r"\bsur quel compte\b",
            r"\brien (?:recu|eu)\b",
            r"\bpas (?:ete |encore )*parvenue?s?\b",
            (
                r"\bjamais (?:rien )?recu\b(?! (?:la|les|le|ma|mes|nos|notre) "
                r"(?:marchandise|commande|livraison|colis|produit))"
            ),
            r"\b(?:faut|faudrait) (?:une|la|votre|leur) factures?\b",
            r"\b(?:pas|plus) (?:eu |encore |vu )?(?:votre|vos|la|cette|de) factures?\b",
            (
                r"\bfactures? <3>(?:introuvables?|egaree?s?|perdue?s?|manquante?s?|non "
                r"recue?s?)\b"
            ),
            r"\b(?:introuvable|egare|perdu)\w*\b.{0,30}\bfacture",
            (
                r"\b(?:r?envoyer|r?envoyez|transmettre|transmettez|parvenir|fournir|"
                r"communiquer|joindre)\b <3>(?:ce |le |les |ces |un )?(?:documents?|"
                r"pieces?|papiers?|dossier|original|recapitulatif|etat)\b"
            ),
            (
                r"\b(?:faut|faudrait|manque|besoin|attend\w*)\b <4>(?:bl|bon de "
                r"(?:livraison|commande)|duplicata|original|numero de (?:commande|bon)|"
                r"rib|facture acquittee|pv de reception)\b"
            ),
            r"\b(?:ne sa(?:is|vons) pas|ignor\w+) <2>(?:de quoi|a quoi|quelle facture)",
            r"\bjoindre (?:la|les|une copie|votre|vos) ",
            (
                r"\bquelles? factures?\b(?=.*\b(?:s'agit|parlez|concern|reference|"
                r"correspond)|[ ?]*$)"
            ),
            r"\ba quoi correspond",
            (
                r"\b(?:pas|plus|impossible de) <4>(?:voyons|vois|voir|retrouver|trouver|"
                r"trouve|trouvons|localiser|mettre la main)\b"
            ),
            (
                r"\bne (?:la|le|les) (?:voyons|vois|trouve|trouvons|retrouve|retrouvons) "
                r"(?:pas|plus)\b"
            ),
            r"\bpdf\b(?=.*\?|.*\b(?:svp|merci|possible|retour))",
            (
                r"\b(?:coordonnees bancaires|rib|iban)\b.{0,60}\b(?:confirmer|confirmez|"
                r"change|transmettre|envoyer|communiquer|donner|manque|besoin|s'il|svp)\b"
            ),
            (
                r"\b(?:confirmer|confirmez|donner|donnez|"
                r"communiquez)\b.{0,30}\b(?:coordonnees bancaires|rib|iban)\b"
            ),
            (
                r"\b(?:renvoyez|renvoyer|envoyez|renvoi|re-?transmettre)[- ](?:la|le|les|"
                r"moi|nous|m'en)\b"
            ),
            (
                r"\b(?:pas|jamais|plus|aucune?|nulle?|rien)\b.{0,35}\b(?:recu|retrouv|"
                r"trouv|trace|vu|eu|possession)\w*\b.{0,40}\b(?:factures?|releve|rib|"
                r"document|duplicata|piece|original)"
            ),
            (
                r"\bfactures?\b.{0,40}\b(?:pas|jamais|non|ni) <3>(?:recue?s?|parvenue?s?|"
                r"arrivee?s?|trouvee?s?|retrouvee?s?)\b"
            ),
            (
                r"(?:aucune|pas) (?:trace de )?(?:(?:de |cette |votre |la )+)?facture "
                r"(?:recue|chez|dans|a ce)"
            ),
            r"\bduplicata",
            (
                r"\b(?:copie|double|pdf|exemplaire) de (?:la|votre|cette|vos|l'|ladite|"
                r"ces|nos|factures?)\b"
            ),
            (
                r"\b(?:r?envoyer|r?envoyez|transmettre|retransmettre|transmettez|adresser|"
                r"fournir|communiquer|parvenir|joindre|remettre|repasser|avoir|"
                r"obtenir)\b.{0,60}\b(?:factures?|copie|duplicata|double|rib|iban|"
                r"coordonnees bancaires|releve|detail|pdf|bons? de (?:livraison|commande)|"
                r"justificatifs?|bl)\b"
            ),
            (
                r"\b(?:besoin|attente|attendons|attends|manque)\b.{0,30}\b(?:votre |la |"
                r"du |d'une? |de la |le |une? )(?:factures?|copie|duplicata|rib|iban|"
                r"releve|detail|bons? de (?:livraison|commande)|justificatifs?|bl)\b"
            ),
            (
                r"\bfactures?\b.{0,60}\b(?:pouvez|pourriez|merci de|pourrais|"
                r"peux)\b.{0,12}\b(?:(?:m'|l'|me|nous|la|les|en) ?)*r?envoyer"
            ),
            r"\breceptions?(?: de la| de votre)? facture\b",
        ),
        unless=(
            r"\b(?:desormais|dorenavant|a l'avenir|vos factures a)\b",
            r"\b(?:j'ai|avons|a) bien (?:recu|pris)\b",
        ),
    ),
    "contact": Rule(
        told=(
            r"\ben relation avec\b",
            (
                r"\bvous presente\b(?=.*\b(?:nouve\w+|daf|comptable|responsable|"
                r"collegue)\b)"
            ),
            r"\bmets <3>en copie\b",
            r"\b(?:en copie de ce|en copie du) (?:mail|message)\b",
            (
                r"\bnotre nouve(?:l|lle|au) <2>(?:daf|comptable|responsable|directeur|"
                r"directrice|interlocut)"
            ),
            r"\ba la retraite\b",
            r"\bretraitee?\b",
            (
                r"\b(?:fonds|societe|entreprise|commerce|activite) <3>(?:cedee?|vendue?|"
                r"reprise?|rachetee?)\b"
            ),
            (
                r"\b(?:cede|vendu|revendu) <2>(?:societe|fonds|entreprise|commerce|"
                r"affaire)"
            ),
            r"\bplus notre (?:societe|entreprise)",
            (
                r"\badresse <4>(?:plus (?:valable|valide|utilisee|active|en service)|"
                r"change|obsolete|erronee)"
            ),
            r"\b(?:utilisez|utiliser|nouvelle adresse)\b(?=.*@)",
            (
                r"\b(?:mon|notre|son) (?:avocat|conseil|assureur|assurance|expert|"
                r"comptable|gestionnaire)\b(?=.*\b(?:contact|adress|voir|voyez|gere|"
                r"occupe|ecri|joindre|repondra)\w*)"
            ),
            (
                r"\b(?:adress|contact|voyez|ecri)\w*[- ]<4>(?:avocat|conseil|assureur|"
                r"assurance|comptable|gestionnaire|direction|collegue|responsable|associe|"
                r"epoux|mari|femme|fils|fille)\b"
            ),
            (
                r"\b(?:en|de) (?:conge|arret|vacances)\b.{0,60}\b(?:remplac|s'adresser|"
                r"contact|voir|suppl)"
            ),
            r"\bqui (?:la|le|me) remplace\b",
            r"\b(?:est|sont) geree?s? par\b",
            r"\bs'(?:en )?occupe\b",
            (
                r"\bc'est (?:\S+ ){1,4}?qui (?:gere|s'occupe|s'en occupe|traite|paie|"
                r"regle)\b"
            ),
            (
                r"\b(?:maison[- ]mere|siege(?: social)?|syndic|notaire|curateur|tuteur|"
                r"tutelle|heritiers|expert[- ]comptable)\b"
            ),
            r"\bdecede",
            r"\bdeces\b",
            r"\bfeu (?:mon|ma|m)\b",
            r"\becri(?:re|vez|vre) (?:a|au)\b",
            r"\bvoir avec\b",
            r"\bvoyez avec\b",
            r"\bvoir directement\b",
            r"\bn'(?:est|etes) (?:plus|pas) <3>(?:le|la) bon(?:ne)?\b",
            (
                r"\bne (?:suis|sommes) (?:pas|plus) <3>(?:bonne? |bon )?(?:personne|"
                r"interlocut|contact|service|societe|client concerne)"
            ),
            (
                r"\b(?:plus|pas) (?:moi |nous )?(?:en charge|charge de|responsable|chez|"
                r"le bon|la bonne|l'interlocut|a la compta|gerant)"
            ),
            r"\bne fa(?:is|it) plus partie",
            r"\bne travaill\w+ (?:plus|pas)",
            (
                r"\bquitte (?:l'|la |notre |le )(?:entreprise|societe|cabinet|groupe|"
                r"etablissement|service)"
            ),
            (
                r"\bmauvaise? (?:interlocut|personne|adresse|destinataire|service|societe|"
                r"numero)"
            ),
            (
                r"\btromp\w+ (?:d'|de )(?:interlocut|personne|destinataire|societe|client|"
                r"service|numero|adresse|boite)"
            ),
            r"\berreur (?:de |d')(?:destinataire|interlocut|adresse|personne|service)",
            r"\bne conna(?:is|issons)\w* pas (?:cette|la|votre|ce)",
            r"\bpas (?:moi|nous) qui\b",
            r"\bne (?:me|nous) concerne",
            (
                r"\bpas (?:concern|de (?:mon|notre) ressort|mon (?:role|domaine|service)|"
                r"a (?:moi|nous) de)"
            ),
            (
                r"\b(?:contact(?:er|ez)|joindre|joignez|appel(?:er|ez)|ecri(?:re|vez) a|"
                r"rapproch\w+ (?:de|du)|voyez avec|voir (?:ca |cela )?avec|voyez ca avec|"
                r"prendre contact avec|renseign\w+ aupres)\b(?! (?:de )?(?:moi|nous|vous))"
            ),
            (
                r"\badress(?:er|ez|ee?s?)(?:[- ]vous)? <6>(?:a|au|aux)\b(?! (?:moi|"
                r"nous))(?=.*(?:@|service|siege|compta|direction|monsieur|madame|mme|"
                r"comptable|fournisseur|collegue|tel|\d\d \d\d))"
            ),
            (
                r"\b(?:transmets|transmettons|transfere|transferons|fais suivre|faisons "
                r"suivre|transmis|transfere|redirige)\b <4>(?:message|mail|demande|"
                r"courrier|relance|votre|a|au|ce)\b"
            ),
            (
                r"\bnouve(?:l|lle|au) (?:interlocut|contact|responsable|comptable|gerant|"
                r"adresse)"
            ),
            r"\b(?:remplac(?:ant|ante|ee? par)|successeur)\b",
            r"\bdesormais\b.{0,40}@",
        ),
        unless=(
            r"\b(?:m'|me |nous )(?:appeler|contacter|joindre|ecrire|rappeler)\b",
            r"\bpas <1>(?:ete )?(?:transmis|transfere)",
            r"\b(?:virement|paiement|reglement|cheque) (?:transmis|transfere)",
        ),
    ),
}
