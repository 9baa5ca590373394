"""By which words an intent is told, in each language.

Expressions work on folded text (:func:`.reply_text.fold`: no accents, no capitals) of
one sentence. What stands for a gap is bounded, so that none takes long. The names:

``told``
    anywhere in the sentence.
``unless``
    not when the same sentence has this.
``clause``
    the same two, but within one clause: a negation belongs to its verb.
"""

import re
from typing import NamedTuple

LANGUAGES = ("fr", "en", "de", "es", "it", "nl")
GAP = r"(?:\S+ ){0,%d}?"


class Rule(NamedTuple):
    """The words of one intent in one language."""

    told: tuple[str, ...]
    unless: tuple[str, ...] = ()
    by_clause: bool = False
    asked: tuple[str, ...] = ()  # tells it in a question too


def g(count: int) -> str:
    """A gap of at most so many words."""
    return GAP % count


# Words by which a text shows its language; those of the trade count like the others.
STOPWORDS = {
    "fr": "le la les un une des du de et est nous vous je votre notre pas que qui pour dans sur avec"
    " bonjour merci facture paiement virement mon ma ce cette ne au aux il en reglement c'est on"
    " suis sera avons fait paye payee regle reglee cheque relance",
    "en": "the an of and is are we you i your our not that this for in on with hello hi thanks thank"
    " please invoice payment paid pay my it to be will have has was by from at can could been as",
    "de": "der die das ein eine und ist sind wir sie ich ihre unsere unser nicht dass fur im mit am"
    " guten tag danke bitte rechnung zahlung betrag uns haben hat wird werden bezahlt von zu bis den"
    " dem uberweisung mahnung noch wurde",
    "es": "el la los las un una de del y es nosotros usted yo su nuestra no que para en con por hola"
    " gracias favor factura pago mi se ha hemos al lo le pagado transferencia esta buenos ya",
    "it": "il lo la gli le un una di del della e abbiamo noi voi io vostra nostra non che per in con"
    " buongiorno grazie fattura pagamento bonifico mio si ha al vi stata stato pagato gia sono",
    "nl": "de het een en is zijn wij we u ik uw onze niet dat voor in met op bedankt graag factuur"
    " betaling betaald mijn van te heb hebben wordt zal aan bij nog deze ons overgemaakt",
}

# Who contests the reminder because he has paid contests no invoice.
REMINDER_CONTESTED = re.compile(
    r"\b(?:contest\w*|disput\w*|reclam\w*|widersprech\w*|betwist\w*|protest\w*|object to|desaccord avec)"
    r" (?:\S+ ){0,3}?(?:relances?|rappels?|mise en demeure|reminders?|mahnung(?:en)?|zahlungserinnerung|recordatorios?"
    r"|solleciti?|herinnering(?:en)?|aanmaning(?:en)?)\b"
)

# ------------------------------------------------------------------------------ French
_FR_PAY = r"(?:virements?|reglements?|paiements?|payements?|cheques?|versements?|prelevement)"
_FR_DONE = r"(?:payee?s?|reglee?s?|soldee?s?|acquittee?s?|viree?s?|honoree?s?)"
_FR_TO_PAY = r"(?:payer|regler|virer|solder|acquitter|honorer)"
_FR_WILL = (
    r"(?:paie?rai|paie?rons|payerai|payerons|pay?iera|payera|paieront|reglerai|reglerons|reglera|regleront"
    r"|virerai|virerons|solderai|solderons|procederai|procederons|procedera|paierez)"
)
_FR_NO = r"\b(?:pas|jamais|aucune?|rien|ni|impayee?s?|plus)\b"
FR = {
    "insolvency": Rule(
        (
            r"\bradiee?\b",
            r"\b(?:sa|notre|la) liquidation\b(?! de stock)",
            r"\breorganisation judiciaire|\bjugement (?:d'ouverture|de (?:liquidation|redressement))|\bplan de (?:sauvegarde|continuation)",
            r"\b(?:cess(?:ons|e|ation|er|ee)|arret\w*) (?:\S+ ){0,2}?(?:notre |mon |l'|d'|son )?activite",
            r"\bdissolution\b|\bdissoute?\b",
            r"\bredressement\b(?! (?:fiscal|urssaf))",
            r"\bprocedure (?:de )?(?:redressement|liquidation)",
            r"\bclotur\w+ pour insuffisance",
            r"redressement judiciaire", r"\ben liquidation\b", r"liquidation judiciaire", r"\bliquidateur",
            r"mandataire judiciaire", r"administrateur judiciaire", r"procedure (?:de )?(?:sauvegarde|collective)",
            r"\b(?:en|sous) sauvegarde\b", r"depot (?:de|du) bilan", r"\bdepose\w* (?:le|son|notre|mon|leur)? ?bilan",
            r"cessation (?:de|des) paiements?", r"surendette", r"\bfaillite\b", r"mise? en (?:redressement|liquidation)",
            r"declar\w+ (?:de )?(?:votre|vos|la|de) creances?",
        ),
        (r"\b(?:eviter|sinon|risque\w*|au bord|menac\w+|n'est pas|ne sommes pas|pas en)\b",),
    ),
    "dispute": Rule(
        (
            r"\bgeste commercial\b",
            r"\b(?:plante\w*|bug\w*|dysfonction\w*|coupures?|hors service|inutilisable\w*|tombe en panne)\b",
            r"\b(?:quand|lorsque|des que|une fois que?|tant que|apres que) .{0,50}\b(?:march|fonctionn|repar|termin|livr|fini|install|regl(?:e|ee) le probleme|resolu|corrig)\w*",
            r"\b(?:a tort|indue?s?|abusi\w+|arnaque|escroquerie|n'a pas lieu d'etre|pas justifie\w*|sans fondement|non (?:fonde|du|justifie)e?s?)\b",
            r"\bpourquoi (?:\S+ ){0,5}?(?:factur|montant|compt|prelev|augment)\w*",
            r"\ben attente (?:de|d'un|d'une) (?:votre )?(?:avoir|rectific|regularis|correction|remboursement)|\brembours(?:er|ement|ez)\b|\bregularis(?:er|ation)\b",
            r"\b(?:probleme|souci|anomalie|incoherence|ecart|difference|desordre)s? (?:\S+ ){0,4}?(?:livraison|commande|facture|facturation|montant|qualite|materiel|marchandise|prestation|travaux|produit|tarif|prix|quantite|chantier)",
            r"\b(?:remise|ristourne|rabais|escompte|reduction|promotion|geste commercial)\b(?=.*\b(?:pas|oubli\w*|manqu\w*|convenu\w*|promis\w*|absente?|apparait|accord\w*|devait|attend\w*|n'a)\b)|\b(?:pas|oubli\w*|manqu\w*|convenu\w*|promis\w*|sans)\b.{0,30}\b(?:remise|ristourne|rabais|escompte|reduction)\b",
            r"\b(?:vides?|raye\w*|felee?s?|perimee?s?|moisis?|cassant|fuit|sale|tache\w*)\b(?=.*|$)(?<!le vide)",
            r"\b(?:n'est|ne sont|est) pas (?:pour|a) nous\b|\bne (?:nous|me) (?:appartient|revient)",
            r"\b(?:rien|jamais|pas) (?:ete )?(?:achete|commande|consomme|utilise|souscrit|signe|demande|valide|accepte)\b",
            r"\bne sont pas (?:celles?|ceux) (?:que|qui)",
            r"\b(?:corriger|modifier|rectifier|reprendre|reviser|revoir) (?:\S+ ){0,3}?(?:facture|montant|tva|prix|tarif|quantite)",
            r"\b(?:tva|taux|prix|montant|tarif|total) (?:\S+ ){0,3}?(?:devrait|devait|aurait du|est faux|est trop)",
            r"\b(?:repar|repris|reprise|refait|remis en etat)\w*\b(?=.*\b(?:pas|tant|avant|attend\w*)\b)|\btant que\b.{0,60}\b(?:pas|repar\w*|fini\w*|livr\w*)\b",
            r"\bpas un (?:centime|euro|sou)\b",
            r"\bdegats?\b|\bdommages?\b|\bvices? cache",
            r"\bnous (?:ne )?sommes (?:pas|plus) (?:client|abonne)",
            r"\bgarantie\b(?=.*\b(?:panne|repar|sous)\b)",
            r"\bpartiel\w* livr|livre\w* partiel|en retard de livraison|livre\w* (?:\S+ )?en retard|\bmal (?:fait|facture|realise|installe)e?s?\b",
            r"\bnous (?:devez|etes redevables?)\b|\bvous (?:nous|me) devez\b",
            r"\bcontest(?:e|ons|ent|ation|er)\b", r"\blitig", r"\ben desaccord\b|\bdesaccord\b", r"pas d'accord", r"\breclamation",
            r"\brefus\w* (?:de " + g(3) + _FR_TO_PAY + r"|" + g(3) + r"(?:facture|paiement|\d{3,}))",
            r"\bne " + g(2) + _FR_WILL + r" (?:donc )?(?:pas|rien)\b", r"\brefuse\w* (?:la|le|cette|votre|les) ",
            r"\bmalfacon", r"\bnon[- ]conforme", r"\bdefectueu", r"\bdefaut (?:de|sur|constate)", r"\b(?:casse|abime|endommage|deteriore)e?s?\b",
            r"\ben panne\b", r"ne (?:fonctionne|marche)\w* (?:pas|plus|toujours)",
            r"\bmanqu(?:e|ent|ait|aient|ant|ants|ante)\b(?! (?:" + g(3) + r")(?:factures?|details?|releve|rib|copie|duplicata|bon|iban|tresorerie|temps|de))",
            r"\bjamais (?:ete )?(?:rien )?(?:command|livr|demand|sign|souscri|eu lieu|recu (?:la|les|cette|ces|le|l') ?(?:marchandise|commande|livraison|produit|article|colis|materiel))",
            r"\bpas (?:encore |ete |du tout |toujours )*(?:livre|realise|termine|effectue|execute|rendu|commande|conforme|finalise|fini|achev|recu (?:la|les|l'|le|nos|notre|ma|mes|tous les|toute la) ?(?:marchandise|livraison|commande|produit|article|colis|materiel))",
            r"\berreurs? (?:de|sur|dans|d'|au niveau)(?! (?:notre|ma|mon) part)(?! (?:destinataire|interlocuteur|personne|service|votre part|adresse))",
            r"\b(?:facture|debite|preleve|compte)\w* (?:deux|2|trois) fois", r"double facturation|\bdoublon|facture en double|deja (?:ete )?facture",
            r"ne correspond", r"\bau lieu de\b", r"\btrop[- ](?:percu|facture|cher|eleve)|surfactur", r"\bresili",
            r"\bannul(?:er|ez|ation|ons|ee?s?) (?:" + g(2) + r")(?:factures?|commandes?|contrat|celle-ci)|(?:commande|contrat|abonnement|facture) (?:" + g(3) + r")annule|d'annuler\b",
            r"\b(?:l'|un |votre |cet |d'|vos |notre |les |des )avoirs?\b(?! (?:ete|recu|paye|regle|un|une|le|la|les|du|des|plus|fait|effectue|bien|pu|eu)\b)",
            r"note de credit", r"\b(?:bloqu|suspend|reten)\w* (?:" + g(2) + r")(?:paiements?|reglements?|facture)",
            r"\bretenue\b", r"insatisf|pas satisfait|mecontent", r"mauvaise? (?:qualite|prix|montant|taux|quantite)",
            r"\b(?:errone|incorrect|inexact|injustifi)", r"\bfausse\b|\best faux\b", r"\brefaire (?:" + g(2) + r")facture|nous la refaire|rectifier|rectificative|facture rectifi",
            r"pas le (?:bon )?(?:prix|montant|tarif)|prix (?:convenu|negocie|du devis)", r"\bretourn(?:e|ee|es|ees)\b (?:" + g(2) + r")(?:marchandise|materiel|produit|article|colis)",
            r"retard de livraison|livraison (?:incomplete|partielle)|incomplet", r"reserves\b", r"(?<!la )(?<!le )(?<!me )\bremplac(?:e|ee|es|ement)\b(?! par)",
            r"\bremis\w*\b " + g(3) + r"(?:pas|oubli)|sans (?:la|notre) remise",
        ),
    ),
    "paid": Rule(
        (
            r"\b(?:preleve|deduit|debite|retire)e?s? (?:\S+ ){0,3}?(?:compte|automatiquement|par vos|le \d)",
            r"\b(?:nous|on) (?:vous )?(?:avons|a) (?:deja )?(?:payes?|regles?)\b|\bvous avez (?:deja )?ete (?:payes?|regles?)\b",
            r"\bfait l'objet d'un (?:reglement|paiement|virement)",
            r"\b(?:pense|semble|crois) (?:\S+ ){0,3}?(?:deja )?(?:payee?|reglee?)\b",
            r"\b(?:notre|mon) (?:virement|reglement|paiement|cheque) du\b|\bvoir (?:notre |mon )?(?:virement|reglement|paiement) (?:du|ci)",
            r"\b(?:compte|somme|montant|fonds|argent|paiement|virement|cheque) (?:\S+ ){0,5}?(?:ete |est |ont ete )(?:\S+ )?(?:debite|preleve|sorti|credite|encaisse|vire|verse|parti)e?s?\b",
            r"\bc'?(?:est)? (?:\S+ )?(?:paye|regle|fait|vire|solde)\b(?! (?:expres|pour|par vos|que|comme))",
            r"\b(?:virement|paiement|reglement) (?:\S+ )?(?:ok|fait|parti|passe)\b",
            r"\b(?:ordre|demande) de virement (?:\S+ ){0,4}?(?:passe|donne|transmis|fait|signe)",
            r"\bdemande a (?:ma|notre|la) banque (?:\S+ ){0,3}?(?:virement|paiement|virer|payer)",
            r"\b(?:regle|paye|verse|remis)e?s? (?:\S+ ){0,4}?(?:en especes|en liquide|par (?:cheque|cb|carte|virement|prelevement|paypal))",
            r"\b(?:factures?|celles?) (?:\S+ ){0,5}?(?:avons|ai|a) (?:payee?s|reglee?s)",
            r"\b(?:a|ai|as|avons|ont|avez|avait|avions|m'a|l'ai|l'a|l'avons|j'ai|on a) (?:(?:bien|deja|tout|effectivement|donc|pourtant|entre-temps|vous|ete|integralement|entierement|depuis longtemps|meme|maintenant|enfin) )*" + _FR_DONE + r"\b",
            r"\b(?:est|sont|etait|etaient|c'est) (?:(?:bien|deja|donc|pourtant|normalement|effectivement|maintenant|desormais|entierement|integralement) )*" + _FR_DONE + r"\b",
            r"\b(?:factures?|deja|bien|tout|integralement) " + g(3) + _FR_DONE + r"\b",
            r"^\W*(?:deja )?" + _FR_DONE + r"\b",
            r"\b" + _FR_PAY + r" " + g(7) + r"(?:effectue|fait|emis|parti|envoye|passe|realise|execute|transmis|lance|expedie|poste|debite|encaisse|ordonne|adresse|depose)e?s?\b",
            r"\b(?:ai|a|avons|ont|j'ai|viens|venons|vient) (?:de |d')?" + g(5) + r"(?:effectue|fait|faire|emis|emettre|proced|envoy|lanc|adress|ordonn|realis|poste|passe|expedi|transmis|transmettre|depose)\w* " + g(6) + _FR_PAY + r"\b",
            r"\b(?:viens|venons|vient) (?:tout juste |juste )?(?:de|d') ?" + g(3) + _FR_TO_PAY + r"\b",
            r"\b(?:preuve|justificatif|avis|attestation|ordre|confirmation) (?:de |du )" + _FR_PAY,
            r"\bcrois\w+ (?:notre|mon|nos|votre|avec) ", r"\b" + _FR_PAY + r" (?:du|de ce|en date|d'hier|est parti)\b(?=.*\b(?:recu|trace|debit))",
        ),
        (
            _FR_NO,
            r"\b(?:sera|seront|serez|seriez|serait|va|vont|vais|allons|devrait|devraient|doit|devons|pourra|pourrons|pourrait|faut|dois)\b",
            r"\b(?:si|des que|quand|lorsque|une fois|apres que|avant d|afin|sinon) ",
        ),
        True,
        (
            r"\b(?:recu|vu|encaisse|trouve) (?:bien )?(?:notre|mon|nos|le|ce) " + _FR_PAY,
            r"\bn'a(?:vons|i|vez)\b.{0,12}pas (?:deja )" + _FR_DONE,
        ),
    ),
    "plan": Rule(
        (
            r"\b(?:decaler|repousser|prolonger|proroger|allonger|etendre) (?:\S+ ){0,4}?(?:echeance|delai|date|paiement|reglement)",
            r"\bpayer (?:\S+ )?par (?:mois|tranches?|etapes?)",
            r"\bs'arranger\b|\barrangement\b|\btrouver (?:un accord|une solution)",
            r"(?:\d|€|euros?|eur|balles) *(?:par|/|chaque|la) ?(?:semaine|trimestre)|\b(?:par|chaque) semaine\b",
            r"\b(?:patienter|attendre|attendez|patientez)\b(?=.*\b(?:jusqu|fin|encore|quelques|semaines?|jours|mois|\d)\b)",
            r"\b(?:acompte|premier versement|premiere? (?:partie|moitie|tranche))\b.{0,60}\b(?:puis|et|ensuite|solder|suivant)\b",
            r"\b(?:repartir|fractionn\w*|lisser|decaler|decaler)\b",
            r"\bpayer (?:\S+ ){0,3}?(?:plus tard|en plusieurs)",
            r"\bpaiements? (?:fractionne|partiel|differe|echelonne)s?",
            r"\ben (?:\d{1,2}|deux|trois|quatre|cinq|six|dix|douze|plusieurs) (?:fois|mensualites?|versements?|echeances?|paiements?|x)\b", r"\b[2-9] ?x sans",
            r"\bechelonn", r"\betal(?:er|ement|ons)\b", r"\bechanci?er\b|\becheanciers?\b", r"mensualite",
            r"\b(?:accord|demand|sollicit|obten|souhait|laiss|octroy|besoin|propos|aurai|avoir|possible)\w*\W+" + g(5) + r"(?:delais?|report)\b",
            r"\bdelais? (?:de paiement|supplementaires?|jusqu)", r"\b(?:reporter|repousser|decaler|differer|decalage|report) (?:" + g(3) + r")(?:paiement|echeance|reglement|date|delai)",
            r"(?:\d|€|euros?|eur)\s*(?:par|/|chaque|tous les) ?mois", r"\b(?:tous les|chaque|par) mois\b", r"facilites? de paiement",
            r"\bmoratoire", r"\bla moitie\b.{0,60}\b(?:reste|solde|autre|moitie)\b", r"\bacompte\b.{0,60}\b(?:reste|solde)\b",
            r"\b(?:un peu (?:plus )?|plus|davantage) de temps\b", r"petit a petit|au fur et a mesure", r"plan (?:de paiement|d'apurement|de reglement)",
        ),
        (r"\bvotre delai\b|\bvos delais\b|\bvos conditions\b", r"conformement a (?:l'|notre )?(?:echeancier|plan)", r"delais? de livraison", r"\b(?:selon|respect\w*) (?:l'|notre |votre )(?:echeancier|plan)"),
    ),
    "promise": Rule(
        (
            r"\b(?:reglement|paiement|virement|cheque) (?:\S+ ){0,3}?(?:a venir|a suivre|imminent|ne saurait tarder|dans les (?:meilleurs|plus brefs) delais|au plus vite|rapidement|prochainement)\b",
            r"\b(?:regularis\w+|traite\w*) (?:\S+ ){0,3}?(?:cette semaine|sous peu|tres vite|rapidement|dans les)\b(?=.*(?:paie|regl|facture|virement))",
            r"\b(?:je|on|nous) (?:(?:vous|le|la|les|l'|leur) )*(?:envoie|envoyons|depose|deposons|poste|postons|occupe|mets|met|mettons|lance|lancons)\b(?=.*\b(?:demain|lundi|mardi|mercredi|jeudi|vendredi|samedi|aujourd|ce soir|semaine prochaine|fin (?:du|de) mois|paiement|reglement|virement)\b)",
            r"\baurez (?:\S+ ){0,4}?(?:argent|reglement|paiement|virement|cheque|du|sous)\b",
            r"\b(?:somme|montant|argent|tout) (?:\S+ ){0,4}?sera (?:\S+ )?(?:verse|vire|regle|paye|credite)",
            r"\b(?:je|on|nous) (?:vous )?(?:promets|promettons|assure|assurons)\b(?=.*\b(?:paie|paye|regl|vir|vers|demain|semaine|lundi|mardi|mercredi|jeudi|vendredi))",
            r"\b(?:attends|attendons) (?:ma|mon|notre|une?|le|la) (?:paye|salaire|rentree|paiement|virement|versement|credit)\b",
            r"\b" + _FR_WILL + r"\b",
            r"\b(?:ferai|ferons|fera|enverrai|enverrons|adresserai|adresserons|effectuerai|effectuerons|effectuera|emettrai|emettrons|posterai|lancerai|lancerons) " + g(6) + r"(?:" + _FR_PAY + r"|necessaire)\b",
            r"\b(?:vais|allons|va|vont|compte|comptons|prevois|prevoyons|pense|pensons|devrais|devrions|pourrai|pourrons|espere|esperons) " + g(5) + r"(?:" + _FR_TO_PAY + r"|proceder|effectuer|emettre|lancer|faire (?:le |un |les )?(?:" + _FR_PAY + r"|necessaire)|envoyer (?:le |un )?" + _FR_PAY + r")\b",
            r"\b(?:" + _FR_PAY + r"|factures?|solde|somme|montant|celle-ci|ce|c'|cela|ca|tout|vous|elle|argent) (?:\S+ ){0,9}?(?:seras?|seront|serez|partira|partiront|interviendra|arrivera|aura lieu|part|va (?:etre|partir)|parviendra|suivra|devrait (?:etre|partir|arriver|intervenir)|seras)\b(?! (?:fermes?|absente?s?|donc obliges?))",
            r"\b(?:" + _FR_PAY + r"|factures?) (?:\S+ ){0,6}?(?:programme|planifie|prevu|en attente de (?:signature|validation)|en cours)e?s?\b",
            r"\b(?:campagne|vague|lot|cycle|echeance|run|train) (?:de |des )(?:paiements?|reglements?|virements?)", r"\bmis\w* (?:en|au) (?:paiement|reglement)", r"\bbon a payer\b", r"\ben cours de (?:paiement|reglement|traitement comptable)",
            r"\b(?:recevrez|aurez) " + g(4) + r"(?:" + _FR_PAY + r"|argent)\b",
            r"\bengage\w* a " + g(4) + r"(?:" + _FR_TO_PAY + r"|proceder|effectuer)", r"\bpromet\w* (?:de |d')" + g(3) + _FR_TO_PAY, r"\bpromis\b.{0,30}\b(?:paie|regle|vire|paye|virement)",
            r"\b(?:fais|faisons|fait|font) " + g(2) + r"(?:le )?necessaire", r"\bnecessaire (?:sera|va etre|est en cours)",
            r"\b(?:je|on|nous|j') (?:(?:vous|le|la|les|l'|lui) )*(?:paie|paye|payons|regle|reglons|vire|virons|solde|fais|faisons|fait) (?=.*\b(?:demain|lundi|mardi|mercredi|jeudi|vendredi|samedi|aujourd|ce soir|semaine|mois|le \d|avant|d'ici|sous|dans))",
        ),
        (
            r"\bne " + g(2) + _FR_WILL + r" (?:pas|rien)\b", r"\b(?:aucun|pas de) paiement", r"\b(?:des|a) (?:la |sa |votre )?reception\b", r"\b(?:quand|lorsque|des que|une fois|si) (?:que )?(?:vous|j'aurai|nous aurons|on aura)\b",
            r"\b(?:sera|seront|etre) (?:" + g(2) + r")(?:impossible|difficile|traitee?s?|etudiee?s?|fermee?s?)\b", r"\bce sera (?:difficile|impossible|complique|tout)", r"\bafin que\b", r"\bneserons\b",
        ),
    ),
    "copy": Rule(
        (
            r"\b(?:ne sa(?:is|vons) pas|ignor\w+) (?:\S+ ){0,2}?(?:de quoi|a quoi|quelle facture)",
            r"\bjoindre (?:la|les|une copie|votre|vos) ",
            r"\bquelles? factures?\b(?=.*\b(?:s'agit|parlez|concern|reference|correspond)|[ ?]*$)|\ba quoi correspond",
            r"\b(?:pas|plus|impossible de) (?:\S+ ){0,4}?(?:voyons|vois|voir|retrouver|trouver|trouve|trouvons|localiser|mettre la main)\b",
            r"\bne (?:la|le|les) (?:voyons|vois|trouve|trouvons|retrouve|retrouvons) (?:pas|plus)\b",
            r"\bpdf\b(?=.*\?|.*\b(?:svp|merci|possible|retour))",
            r"\b(?:coordonnees bancaires|rib|iban)\b.{0,60}\b(?:confirmer|confirmez|change|transmettre|envoyer|communiquer|donner|manque|besoin|s'il|svp)\b|\b(?:confirmer|confirmez|donner|donnez|communiquez)\b.{0,30}\b(?:coordonnees bancaires|rib|iban)\b",
            r"\b(?:renvoyez|renvoyer|envoyez|renvoi|re-?transmettre)[- ](?:la|le|les|moi|nous|m'en)\b",
            r"\b(?:pas|jamais|plus|aucune?|nulle?|rien)\b.{0,35}\b(?:recu|retrouv|trouv|trace|vu|eu|possession)\w*\b.{0,40}\b(?:factures?|releve|rib|document|duplicata|piece|original)",
            r"\bfactures?\b.{0,40}\b(?:pas|jamais|non|ni) (?:\S+ ){0,3}?(?:recue?s?|parvenue?s?|arrivee?s?|trouvee?s?|retrouvee?s?)\b", r"(?:aucune|pas) (?:trace de )?(?:(?:de |cette |votre |la )+)?facture (?:recue|chez|dans|a ce)",
            r"\bduplicata", r"\b(?:copie|double|pdf|exemplaire) de (?:la|votre|cette|vos|l'|ladite|ces|nos|factures?)\b",
            r"\b(?:r?envoyer|r?envoyez|transmettre|retransmettre|transmettez|adresser|fournir|communiquer|parvenir|joindre|remettre|repasser|avoir|obtenir)\b.{0,60}\b(?:factures?|copie|duplicata|double|rib|iban|coordonnees bancaires|releve|detail|pdf|bons? de (?:livraison|commande)|justificatifs?|bl)\b",
            r"\b(?:besoin|attente|attendons|attends|manque)\b.{0,30}\b(?:votre |la |du |d'une? |de la |le |une? )(?:factures?|copie|duplicata|rib|iban|releve|detail|bons? de (?:livraison|commande)|justificatifs?|bl)\b",
            r"\bfactures?\b.{0,60}\b(?:pouvez|pourriez|merci de|pourrais|peux)\b.{0,12}\b(?:(?:m'|l'|me|nous|la|les|en) ?)*r?envoyer", r"\breceptions?(?: de la| de votre)? facture\b",
        ),
        (r"\b(?:desormais|dorenavant|a l'avenir|vos factures a)\b", r"\b(?:j'ai|avons|a) bien (?:recu|pris)\b"),
    ),
    "contact": Rule(
        (
            r"\badresse (?:\S+ ){0,4}?(?:plus (?:valable|valide|utilisee|active|en service)|change|obsolete|erronee)|\b(?:utilisez|utiliser|nouvelle adresse)\b(?=.*@)",
            r"\b(?:mon|notre|son) (?:avocat|conseil|assureur|assurance|expert|comptable|gestionnaire)\b(?=.*\b(?:contact|adress|voir|voyez|gere|occupe|ecri|joindre|repondra)\w*)|\b(?:adress|contact|voyez|ecri)\w*[- ](?:\S+ ){0,4}?(?:avocat|conseil|assureur|assurance|comptable|gestionnaire|direction|collegue|responsable|associe|epoux|mari|femme|fils|fille)\b",
            r"\b(?:en|de) (?:conge|arret|vacances)\b.{0,60}\b(?:remplac|s'adresser|contact|voir|suppl)",
            r"\bqui (?:la|le|me) remplace\b",
            r"\b(?:est|sont) geree?s? par\b|\bs'(?:en )?occupe\b|\bc'est (?:\S+ ){1,4}?qui (?:gere|s'occupe|s'en occupe|traite|paie|regle)\b",
            r"\b(?:maison[- ]mere|siege(?: social)?|syndic|notaire|curateur|tuteur|tutelle|heritiers|expert[- ]comptable)\b",
            r"\bdecede|\bdeces\b|\bfeu (?:mon|ma|m)\b",
            r"\becri(?:re|vez|vre) (?:a|au)\b",
            r"\bvoir avec\b|\bvoyez avec\b|\bvoir directement\b",
            r"\bn'(?:est|etes) (?:plus|pas) (?:\S+ ){0,3}?(?:le|la) bon(?:ne)?\b",
            r"\bne (?:suis|sommes) (?:pas|plus) (?:\S+ ){0,3}?(?:bonne? |bon )?(?:personne|interlocut|contact|service|societe|client concerne)",
            r"\b(?:plus|pas) (?:moi |nous )?(?:en charge|charge de|responsable|chez|le bon|la bonne|l'interlocut|a la compta|gerant)", r"\bne fa(?:is|it) plus partie", r"\bne travaill\w+ (?:plus|pas)",
            r"\bquitte (?:l'|la |notre |le )(?:entreprise|societe|cabinet|groupe|etablissement|service)", r"\bmauvaise? (?:interlocut|personne|adresse|destinataire|service|societe|numero)",
            r"\btromp\w+ (?:d'|de )(?:interlocut|personne|destinataire|societe|client|service|numero|adresse|boite)", r"\berreur (?:de |d')(?:destinataire|interlocut|adresse|personne|service)",
            r"\bne conna(?:is|issons)\w* pas (?:cette|la|votre|ce)", r"\bpas (?:moi|nous) qui\b", r"\bne (?:me|nous) concerne", r"\bpas (?:concern|de (?:mon|notre) ressort|mon (?:role|domaine|service)|a (?:moi|nous) de)",
            r"\b(?:contact(?:er|ez)|joindre|joignez|appel(?:er|ez)|ecri(?:re|vez) a|rapproch\w+ (?:de|du)|voyez avec|voir (?:ca |cela )?avec|voyez ca avec|prendre contact avec|renseign\w+ aupres)\b(?! (?:de )?(?:moi|nous|vous))",
            r"\badress(?:er|ez|ee?s?)(?:[- ]vous)? (?:\S+ ){0,6}?(?:a|au|aux)\b(?! (?:moi|nous))(?=.*(?:@|service|siege|compta|direction|monsieur|madame|mme|comptable|fournisseur|collegue|tel|\d\d \d\d))",
            r"\b(?:transmets|transmettons|transfere|transferons|fais suivre|faisons suivre|transmis|transfere|redirige)\b (?:" + g(4) + r")(?:message|mail|demande|courrier|relance|votre|a|au|ce)\b",
            r"\bnouve(?:l|lle|au) (?:interlocut|contact|responsable|comptable|gerant|adresse)", r"\b(?:remplac(?:ant|ante|ee? par)|successeur)\b", r"\bdesormais\b.{0,40}@",
        ),
        (r"\b(?:virement|paiement|reglement|cheque) (?:transmis|transfere)",),
    ),
}  # fmt: skip

# ------------------------------------------------------------------------------ English
_EN_PAY = r"(?:payments?|transfers?|cheques?|checks?|funds|money|remittance|wire|bacs|monies)"
_EN_DONE = r"(?:paid|payed|settled|cleared|transferred|wired|remitted)"
_EN_NOT = r"\b(?:not|never|no(?!\.? ?\d)|haven't|hasn't|havent|hasnt|didn't|isn't|wasn't|won't|yet to|cannot|can't|unpaid|unable|without)\b"
EN = {
    "insolvency": Rule(
        (
            r"\b(?:judicial|court) (?:reorgani[sz]ation|administration|protection|settlement)|\bcommercial court\b|\bcompulsory (?:liquidation|winding)|\bmeeting of creditors\b|\bstruck off\b|\bprotection from (?:its|our|the) creditors|\bin voluntary arrangement\b|\biva\b",
            r"\b(?:being|been|be) liquidated\b|\bliquidat(?:ed|ing) (?:the|our)\b",
            r"\bshut(?:ting)? down (?:the|our) (?:company|business)|\bclosed? (?:down )?(?:the|our) (?:company|business) (?:down|for good|permanently)?|\bgone (?:bust|out of business)|\bout of business\b",
            r"\btrustee\b|\bofficial receiver\b|\bdissolved\b|\bdissolution\b|\bcreditor protection",
            r"\bbankrupt", r"\binsolven", r"\b(?:in|into|entered|entering|under) (?:\S+ )?(?:administration|liquidation|receivership)\b", r"\bliquidat(?:or|ion)\b", r"\badministrators?\b(?= (?:has|have|were|was|appointed)|\.|,|$)", r"\b(?:joint )?administrators (?:have|were)",
            r"\bchapter (?:7|11|13)\b", r"\bwinding[- ]up\b|\bwound up\b|\bwinding up\b", r"\breceivership\b", r"\bcreditors'? (?:voluntary|meeting)|\bproof of debt\b|\bcompany voluntary arrangement\b|\bin a cva\b", r"\bceased? trading\b",
        ),
        (r"\b(?:avoid|otherwise|risk|not in|not bankrupt|not insolvent|close to)\b",),
    ),
    "dispute": Rule(
        (
            r"\bknock (?:\S+ ){0,4}?off\b|\d ?% off\b|\b(?:supposed|promised|agreed) to (?:\S+ ){0,3}?(?:reduce|credit|refund|discount|waive|replace|fix|repair|cancel|correct)\b",
            r"\b(?:crash\w*|bugs?|buggy|outages?|malfunction\w*|out of order|unusable|not functioning|broken down|breaks? down)\b",
            r"\b(?:when|once|until|unless|after|as soon as) (?:it|this|that|they|the \S+|everything) (?:\S+ ){0,3}?(?:works?|working|runs?|fixed|done|repaired|finished|complete\w*|delivered|arrives?|resolved|sorted)\b",
            r"\b(?:nothing|not) (?:is |are )?(?:owed|owing|due)\b|\bunjustified\b|\bunfair\b|\bscam\b|\brip-?off\b|\bfor no reason\b|\bin error\b|\bby mistake\b(?=.*(?:invoic|bill|charg))",
            r"\bwhy (?:\S+ ){0,4}?(?:charg|bill|invoic|increase)\w*",
            r"\bwaiv(?:e|ed|ing)\b",
            r"\b(?:problem|issue|trouble|discrepanc)\w* (?:\S+ ){0,3}?(?:deliver|order|invoice|bill|goods|quality|work|amount|service|price|charge|shipment|item)\w*",
            r"\b(?:discount|rebate|deduction|credit)\b(?=.*\b(?:not|isn't|wasn't|missing|promised|agreed|forgot\w*|should|never|n't|applied|without)\b)|\b(?:promised|agreed|missing|forgot\w*|no|without)\b.{0,30}\bdiscount\b",
            r"\b(?:do|does|did)(?:n't| not) (?:match|correspond|agree|tally|add up|reflect|work)\b",
            r"\b(?:scratched|cracked|empty|leaking|leaks|mouldy|expired|stained|torn|dented|smashed|ruined)\b",
            r"\b(?:fix|repair|redo|replace) (?:it|this|that|them|the)\b",
            r"\b(?:is|are)(?:n't| not) (?:ours|mine|for us|due|valid|justified|owed)\b|\bnot our (?:invoice|order|bill)",
            r"\b(?:never|not|didn't|haven't) (?:\S+ )?(?:bought|buy|ordered|purchased|used|signed|agreed|consented|asked|subscribed)\b",
            r"\b(?:correct|amend|revise|reissue|adjust) (?:\S+ ){0,3}?(?:invoice|amount|bill|price|vat|quantity)\b",
            r"\bshould (?:have been|be) (?:[$€£\d]|at|only|lower|less)",
            r"\byou owe (?:us|me)\b",
            r"\bnot (?:going to )?pay(?:ing)? (?:a (?:penny|cent|dime)|for)\b|\bnot a (?:penny|cent|dime)\b",
            r"\b(?:wrong|different) (?:items?|goods|size|colou?r|model|product|quantity|company name)\b",
            r"\b(?:too much|more than (?:we|i|was) (?:agreed|quoted))\b",
            r"\bchargeback\b|\bfraud",
            r"\bdisput(?:e|es|ed|ing)\b", r"\bcontest(?:ed|ing)?\b", r"\bdisagree", r"\bdo(?:n't| not) agree\b", r"\b(?:refuse|refusing|not going|unwilling) to pay\b", r"\b(?:won't|will not|shall not|are not|not) (?:be )?(?:pay|paying)\b (?!(?:the |this |it )?(?:until|before|by) (?:monday|tuesday|wednesday|thursday|friday|next|the end|\d))",
            r"\b(?:will not|won't) (?:be )?pay(?:ing)?\b", r"\bcredit (?:note|memo)\b", r"\bcredit (?:is|was) (?:due|owed|issued)\b", r"\brefund\b", r"\b(?:amount|price|invoice|total|figure|quantity|vat|bill|rate|tax|po number|charge)s? (?:\S+ ){0,6}?(?:is|are|was|were|seems?|looks?) (?:\S+ ){0,2}?(?:wrong|incorrect|not correct|not right|inaccurate|too high|not what|false)\b", r"\bincorrect(?:ly)?\b|\binaccurate\b|\bwrong (?:amount|price|quantity|item|product|goods|rate|vat|invoice)\b",
            r"\b(?:arrived|were|was|is|are|came) (?:\S+ )?(?:damaged|broken|defective|faulty|incomplete)\b|\b(?:damaged|defective|faulty) (?:goods|items?|products?|parts?|units?)\b|\bdefects?\b", r"\b(?:never|not|wasn't|weren't|haven't been|hasn't been|hasn't|haven't) (?:been |yet been |yet |fully |even )*(?:deliver|arriv|complet|order|perform|finish|agreed|authori[sz]ed|install|signed)", r"\bnever (?:asked|requested|approved)\b", r"\bnot (?:yet )?received (?:\S+ ){0,3}?(?:goods|delivery|order|items?|shipment|parcel|product|service)",
            r"\bduplicate (?:invoice|charge|billing|bill)|\b(?:charged|billed|invoiced) (?:\S+ ){0,2}?twice\b|\bdouble[- ](?:charged|billed|billing)", r"\bovercharg|\bover-?billed|\bshort[- ](?:delivered|shipped)|\bunder-?deliver", r"\bwithh?old(?:ing)?\b|\bholding (?:back )?payment|\bpayment (?:is|are) (?:on hold|blocked|being withheld)|\bputt?(?:ing)? (?:\S+ ){0,3}?on hold", r"\bcancel(?:l?ed|ling)? (?:\S+ ){0,3}?(?:subscription|contract|order|invoice|service|agreement|account)\b|\b(?:order|contract|subscription|booking) (?:was|has been|is) cancel",
            r"\b(?:error|mistake|discrepancy|issue|problem|query) (?:on|in|with) (?:\S+ ){0,2}?(?:invoice|bill|amount|price|delivery|order|goods|statement)", r"\bnot acceptable\b|\bunacceptable (?:quality|service|work)|\bpoor (?:quality|workmanship|service)|\bnot satisfied\b|\bunsatisf|\bunhappy with\b|\bcomplaint\b", r"\bdoes(?:n't| not) (?:match|correspond|work)\b|\bnot (?:match|as (?:agreed|described|ordered|quoted)|what (?:we|i) ordered)", r"\binstead of\b|\bwe agreed (?:on )?[$€£\d]", r"\bmissing (?!(?:the |your |a |this |an )?(?:invoice|copy|statement|bank|payment|po\b))", r"\breturned (?:the )?(?:goods|items?|products?)\b", r"\b(?:corrected|revised|amended) (?:invoice|bill)\b", r"\buntil (?:\S+ ){0,6}?(?:fixed|repaired|resolved|replaced|finished|completed?|corrected|delivered)\b",
        ),
    ),
    "paid": Rule(
        (
            r"\b(?:taken|collected|debited|deducted|withdrawn|paid) (?:\S+ ){0,3}?(?:from|out of|by|via|through) (?:\S+ ){0,3}?(?:account|direct debit|card|bank|paypal|stripe|standing order|transfer|cheque|check)\b",
            r"\b(?:our|my) (?:payment|transfer|cheque|check|remittance) (?:of|dated|from|on|ref)\b",
            r"\bhas been (?:actioned|processed|executed)\b(?=.*(?:pay|transfer|invoice))|\byou have (?:already )?been paid\b|\bpayment (?:\S+ )?(?:complete|confirmed|successful)\b",
            r"\b(?:account|amount|sum|card|[$€£][\d.,]+|\d[\d.,]* ?(?:eur|usd|gbp)?) (?:\S+ ){0,3}?(?:was|were|has been|have been|got) (?:\S+ )?(?:debited|charged|withdrawn|deducted|collected)\b",
            r"\b(?:money|funds|ach|wire|bacs|transfer|payment|cheque|check|it|eft|chaps|sepa)s? (?:\S+ ){0,3}?(?:left|went out|has gone|have gone|has left|cleared|went through|is gone|gone out|went)\b",
            r"\b(?:been )?taken care of\b|\ball settled\b|\bsettled (?:up|everything|it|this|all|in cash)\b",
            r"\b(?:hit|pressed|clicked) send\b|\bjust (?:did|done) (?:it|that|the)\b",
            r"\b(?:we|i) (?:\S+ )?(?:paid|settled|sent|transferred|wired|remitted|cleared)\b(?=.*\b(?:cash|card|cheque|transfer|yesterday|monday|tuesday|wednesday|thursday|friday|saturday|sunday|last|on the|ago|already|bank|this morning|today)\b)",
            r"\b(?:was|were|has been|have been|had been|is|are|got|been|have|has|had|we've|i've|we|i|they|already|just|it|us) (?:(?:already|just|been|now|all|fully|in fact|actually|since|both|recently|also|certainly|it|this|you|in full) )*" + _EN_DONE + r"\b",
            r"^\W*(?:already |all |just )?" + _EN_DONE + r"\b(?! (?:invoices?|by the))", r"\b(?:invoice|bill|this|balance|account) " + g(3) + _EN_DONE + r"\b",
            r"\b" + _EN_PAY + r" (?:\S+ ){0,8}?(?:was|were|has been|have been|had been|is|went|left|has|have) (?:already |just |now )*(?:made|sent|issued|processed|executed|out|completed|transferred|initiated|released|on its way|our account|in the (?:post|mail)|posted|mailed|left|gone|cashed|debited)\b",
            r"\b" + _EN_PAY + r" (?:\S+ ){0,2}?(?:sent|made|left|went out|done|issued|completed)\b", r"\b(?:sent|made|issued|mailed|posted|wired|initiated|processed|completed|submitted|released|did) (?:\S+ ){0,5}?" + _EN_PAY + r"\b", r"\b(?:proof|confirmation) of (?:payment|transfer)|\b(?:remittance|payment) (?:advice|confirmation|slip|receipt)(?: is| are)? (?:attached|enclosed|below)|\battached (?:\S+ ){0,3}?(?:remittance|payment confirmation|proof of payment)", r"\bcheque is in the (?:post|mail)|\bcheck is in the mail",
            r"\b(?:enclosing|enclosed|enclose) (?:\S+ ){0,3}?(?:cheque|check)\b", r"\bcrossed (?:\S+ ){0,3}?(?:payment|transfer)|\bpayment (?:has )?crossed",
        ),
        (
            _EN_NOT, r"\b(?:will|shall|would|going to|to be|should|once|when|as soon as|after|if|unless|until|before|scheduled|approved for|want|waiting|expect\w*|gets?|be)\b(?<!been)",
        ),
        True,
        (r"\b(?:receive|received|see|got|get|seen|find) (?:our|my|the) (?:\S+ )?" + _EN_PAY, r"\b(?:haven't|didn't|hadn't) (?:we|i) (?:already )?(?:paid|pay|settle)"),
    ),
    "plan": Rule(
        (
            r"\b(?:move|extend|push|postpone|delay|change|shift) (?:\S+ ){0,4}?(?:due date|deadline|payment|date|terms)\b",
            r"\b(?:two|three|four|five|six|\d{1,2}) (?:\S+ )?(?:payments|parts|goes)\b",
            r"(?:\d|[€$£]) ?(?:\S+ )?(?:a|per|each|every|/) ?(?:week|fortnight|quarter)\b",
            r"\b(?:hold off|wait|bear with (?:us|me)|hang on|be patient|give (?:me|us))\b(?=.*\b(?:until|till|a (?:few|couple)|weeks?|days?|month|mid|end|bit)\b)",
            r"\bwork something out\b|\b(?:come to|make|reach) an? (?:arrangement|agreement)\b|\bpay(?:ing)? (?:it |this )?(?:off )?(?:in stages|over time|gradually|bit by bit|later)\b",
            r"\bdeposit\b.{0,50}\b(?:rest|balance|remainder)|\b(?:some|part) now\b|\bpay (?:\S+ ){0,3}?(?:now|today) and\b",
            r"\bbreathing (?:space|room)\b|\bpush (?:\S+ ){0,3}?(?:due date|payment|deadline)",
            r"\binstal?lments?\b", r"\b(?:payment|repayment) (?:plan|arrangement|schedule)\b", r"\b(?:a|per|each|every|/) ?month\b(?=.*|$)(?<=month)", r"\bmonthly\b",
            r"\bextension\b", r"\b(?:more|extra|additional|further|bit of|little) time\b", r"\bdefer|\bpostpone|\bpayment holiday", r"\bspread (?:\S+ ){0,4}?(?:over|payments?|cost)", r"\bhalf (?:\S+ ){0,4}?(?:and|now|rest|other)\b.{0,60}\b(?:half|rest|remainder|balance|end|in)\b", r"\b(?:in|over) (?:two|three|four|five|six|\d{1,2}) (?:payments?|parts?|months)\b", r"\b(?:grant|give|allow) (?:us|me) (?:\S+ ){0,4}?(?:until|till|weeks?|days?|months?|time)\b", r"\bpart(?:ial)? payments?\b.{0,40}\b(?:rest|balance|remainder)", r"\bpay (?:\S+ ){0,3}?in parts\b",
        ),
        (r"\b(?:end of (?:the |this )?month|as per (?:the|our) (?:payment )?plan|according to (?:the|our)|in line with (?:the|our)|agreed (?:payment )?(?:plan|schedule))\b(?!.*(?:instal|per month|a month))",),
    ),
    "promise": Rule(
        (
            r"\b(?:arranging|organi[sz]ing|preparing|processing) (?:\S+ ){0,3}?(?:payment|transfer)|\bpayment (?:is )?(?:arranged|in hand|imminent|being arranged)\b|\bpayment (?:\S+ ){0,3}?(?:asap|as soon as possible|shortly|soon)\b",
            r"\b(?:you'll|you will|you should|you can) (?:have|get|see|expect|receive|be paid)\b(?=.*\b(?:money|payment|it|paid|funds|monday|tuesday|wednesday|thursday|friday|week|tomorrow|\d))",
            r"\bexpect (?:it|payment|the (?:money|funds|payment|transfer)|settlement)\b",
            r"\b(?:i'll|we'll|i will|we will|will) (?:\S+ ){0,2}?(?:get|send|have|do|handle|put|push|drop)\b (?:\S+ ){0,3}?(?:that|it|this|money|payment|cheque|check|over|out|through|done|across)\b(?=.*\b(?:monday|tuesday|wednesday|thursday|friday|tomorrow|today|tonight|week|month|\d{1,2}(?:st|nd|rd|th)|by|weekend)\b)",
            r"\b(?:should|will) be (?:with you|in your account|on its way|sorted|there)\b",
            r"\b(?:is|are) being (?:processed|prepared|arranged)\b(?=.*\b(?:pay|invoice|with you|by|on))|\b(?:payment|invoice|cheque|check) (?:\S+ ){0,3}?being processed",
            r"\b(?:will|shall|'ll|going to|gonna|able to|intend to|plan to|aim to|expect to|hope to|promise to|undertake to|commit to|expecting to|planning to|should be able to) (?:\S+ ){0,3}?(?:pay|settle|transfer|wire|remit|clear|send (?:\S+ ){0,4}?" + _EN_PAY + r"|make (?:\S+ ){0,3}?" + _EN_PAY + r"|sort|process|release|issue (?:\S+ ){0,3}?" + _EN_PAY + r"|arrange|get (?:this|it) (?:paid|sorted|done)|take care|get paid)\b",
            r"\b(?:payment|transfer|cheque|check|invoice|it|this|funds|balance|bill|money|account|amount|remittance|that)s? (?:\S+ ){0,7}?(?:will|shall|should|'ll|is going to|are going to|to) (?:now )?(?:be (?:\S+ ){0,2}?(?:made|paid|sent|settled|released|processed|transferred|issued|cleared|sorted|done|remitted|executed|completed|with you|wired|initiated)|follow|go out|leave|arrive|reach)\b",
            r"\b(?:scheduled|approved|queued|set up|lined up|planned|due|released|set) (?:for|to) (?:\S+ ){0,2}?(?:payment|be paid|pay)\b|\bpayment (?:\S+ ){0,4}?(?:scheduled|planned|set) (?:for|on)\b|\bscheduled (?:\S+ ){0,3}?payment", r"\bpay(?:ment)?[- ]run\b|\bcheque run\b|\bpayment (?:cycle|batch)", r"\b(?:receive|have|get) (?:\S+ ){0,3}?" + _EN_PAY + r" (?:\S+ ){0,2}?(?:within|by|on|in|next|before|tomorrow|this|soon|shortly)\b", r"\b(?:expect|expecting) (?:\S+ ){0,3}?payment\b", r"\bpaying (?:\S+ ){0,5}?(?:tomorrow|today|on|next|this|by|at)\b", r"\b(?:we|i) (?:pay|transfer|wire) (?:\S+ ){0,5}?(?:tomorrow|on|next|by)\b", r"\b(?:payment|cheque|check|transfer) to follow\b", r"\bpayment (?:is )?(?:being processed|in process|in progress|on its way)\b", r"\bwill do (?:it |this |that )?(?:tomorrow|today|on|next|this|by)\b",
        ),
        (r"\b(?:won't|will not|cannot|can't|not be able|unable|never)\b", r"\b(?:once|when|as soon as|after|if|until) (?:we |i |you )(?:have |get |receive|send|issue|provide|\S+ )*(?:receiv\w*|send|sent|provide\w*|issue\w*|it\b|them\b|invoice|copy)", r"\b(?:on|upon) receipt\b"),
    ),
    "copy": Rule(
        (
            r"\b(?:mind|appreciate|grateful) (?:\S+ ){0,3}?(?:re-?send|forward|send)\w*\b.{0,40}\b(?:invoice|copy|bill|it|statement)\b|\b(?:re-?sending|sending|forwarding|emailing) (?:\S+ ){0,3}?(?:invoice|copy|bill|statement)\b(?=.*(?:\?|again|over|mind|please))",
            r"\b(?:didn't|did not|forgot to) attach\b|\bno attachment\b|\battachment (?:is |was )?missing\b|\bnothing (?:was |is )?attached\b",
            r"\b(?:which|what) (?:invoice|bill)s? (?:is|are|do|does|was|were)\b|\bwhat (?:is|was) this (?:invoice |bill |charge )?(?:for|about)\b",
            r"\b(?:can't|cannot|can not|don't|couldn't|unable to) (?:\S+ )?(?:see|find|locate|trace)\b (?:\S+ ){0,3}?(?:it|invoice|bill|anything|system|this)\b",
            r"\b(?:another|a|new|fresh|duplicate) copy\b|\bcopy (?:please|again)\b",
            r"\b(?:confirm|verify|provide|give|send|need|what's|what are)\b.{0,30}\b(?:sort code|account number|iban|bank details|banking details|remittance address|swift|bic)\b",
            r"\b(?:invoice|bill|it|mine)\b (?:\S+ ){0,3}?(?:got lost|went missing|was lost|in (?:my|our) spam)",
            r"\b(?:not|never|haven't|hasn't|havent|didn't|don't|no|cannot|can't|unable to|nor)\b.{0,30}\b(?:receiv|got|get|have|seen|see|find|locate|trace|record|on file)\w*\b.{0,40}\b(?:invoices?|bill|statement|copy)\b", r"\b(?:invoices?|bill|statement)\b.{0,40}\b(?:not|never|hasn't|wasn't|didn't) (?:\S+ ){0,3}?(?:receiv|arriv|reach|got|come)", r"\bno (?:trace|record) of (?:\S+ ){0,3}?(?:invoice|bill)",
            r"\bcop(?:y|ies) of\b", r"\b(?:re-?send|send|forward|email|e-mail|provide|share|supply|attach|issue|mail)\b.{0,40}\b(?:invoices?|copy|copies|statement|bank (?:account )?details|iban|account (?:number|details)|proof of delivery|pod|delivery note|breakdown|details|pdf|bill|w-?9)\b", r"\b(?:invoices?|bill)\b.{0,60}\b(?:re-?send|send|forward) (?:it|them|me|this|that)\b", r"\b(?:need|require|request|missing|lack|want|like)\b.{0,25}\b(?:a copy|copies|the invoice|your invoice|an invoice|bank details|statement|breakdown|iban)\b", r"\bwhat (?:is|are) your (?:bank|iban|account)",
        ),
        (r"\bfuture (?:invoices|correspondence)\b", r"\b(?:send|forward|address|direct|email) (?:\S+ ){0,4}?invoices? to\b(?! (?:us|me)\b)", r"\bi(?:'ve| have) (?:\S+ )?forwarded\b"),
    ),
    "contact": Rule(
        (
            r"\b(?:talk|speak|write|refer|turn|reach out|go) to (?:\S+ ){0,2}?(?:accountant|bookkeeper|manager|boss|partner|wife|husband|colleague|lawyer|solicitor|attorney|insurer|insurance|director|owner|landlord)\b|\b(?:contact|ask|email|call|write to) (?:\S+ ){0,2}?(?:accountant|bookkeeper|manager|boss|partner|lawyer|solicitor|attorney|insurer|insurance|director|owner|landlord)\b",
            r"\b(?:mailbox|address|account|inbox|email) (?:\S+ ){0,3}?(?:no longer|not) (?:in use|used|valid|monitored|active)|\bwrite to \S+@|\buse \S+@|\binstead\b.*@|@\S+ instead\b",
            r"\b(?:handled|managed|dealt with|processed|looked after|paid) by (?:our|the|my|another|a|head)\b(?! (?:bank|card|cheque|end|deadline))",
            r"\bcovering for\b|\b(?:maternity|sick|parental|annual) leave\b.{0,60}\b(?:contact|cover|speak|replac|instead)",
            r"\bpassed away\b|\bdeceased\b|\bhas died\b|\bdied (?:in|on|last)\b|\bexecutor\b|\bestate of\b",
            r"\b(?:parent company|head office|headquarters|landlord|managing agent|bookkeeper)\b(?=.*\b(?:them|contact|handle\w*|deal|write|speak|with|to)\b)",
            r"\btake (?:it|this) up with\b|\bbest person\b|\bright person\b|\bcorrect contact\b",
            r"\b(?:not|isn't|am not|i'm not) (?:\S+ ){0,3}?(?:person|contact|department|responsible|company)\b",
            r"\b(?:no longer|not|don't|do not|never) (?:\S+ )?(?:work|working|with|employed|responsible|in charge|handle|handling|deal|dealing|the right|the correct|part of|my department|my responsibility)\b", r"\b(?:has|have|had) (?:\S+ )?left (?:the |our |us)", r"\bleft (?:the|our) (?:company|business|firm|organi[sz]ation|team)", r"\bwrong (?:person|contact|company|address|email|department|number|customer|recipient|people)\b", r"\bnothing to do with\b", r"\b(?:contact|speak to|speak with|ask|reach out to|get in touch with|write to|email|call|talk to|liaise with|try|check with|chase)\b(?! (?:me|us|you|with me|for|whether|if|that|from|was|is|your|and|about|why|to)\b) (?:\S+ ){0,5}?(?:accounts?|accounting|finance|department|team|mr|mrs|ms|\S+@\S+|colleague|director|office|payable|bookkeeper|mary|head|manager|successor|replacement|his|her|them|on \d|at \d)\b",
            r"\b(?:direct|redirect|address|send|forward) (?:\S+ ){0,6}?(?:to) (?:\S+ ){0,6}?(?:\S+@\S+|department|team|cent(?:re|er)|office|accounts|finance|colleague)", r"\b(?:forwarded|forwarding|passed|passing|referred|redirected|copied|copying|cc'?ing|cc'?d) (?:\S+ ){0,6}?(?:to|on|in|our|my|your)\b", r"\b(?:replacement|successor) is\b|\breplaced by\b|\bnew (?:contact|accountant|address|bookkeeper)\b", r"\bnot (?:me|us)\b|\bnot my (?:job|department)|\bdo(?:n't| not) know this (?:company|invoice|person)",
        ),
        (r"\b(?:payment|cheque|money|funds) (?:\S+ ){0,3}?forwarded\b", r"\bcontact me\b"),
    ),
}  # fmt: skip

# ------------------------------------------------------------------------------ German
_DE_PAY = r"(?:zahlung|uberweisung|geld|betrag|scheck|zahlungsauftrag|summe|zahlungslauf)"
_DE_DONE = r"(?:bezahlt|uberwiesen|ueberwiesen|beglichen|gezahlt|angewiesen|eingezahlt|ausgeglichen|gutgeschrieben|abgebucht)"
DE = {
    "insolvency": Rule(
        (
            r"\b(?:geschaftsbetrieb|betrieb|geschaft|firma) (?:\S+ ){0,4}?(?:eingestellt|aufgelost|aufgegeben)",
            r"\baufgelost\b|\bliquidator\b|\bprivatinsolvenz",
            r"\binsolven", r"zahlungsunfahig", r"\bkonkurs", r"\bpleite\b", r"\bliquidation\b", r"glaubigerversammlung|restrukturierungsverfahren|schutzschirm"),
        (r"\b(?:vermeiden|sonst|droht|nicht insolvent|keine insolvenz)\b",),
    ),
    "dispute": Rule(
        (
            r"\b(?:absturz|sturzt|ausfall|fallt aus|storung|funktioniert (?:\S+ ){0,3}?nicht|lauft (?:\S+ ){0,2}?nicht|fehlermeldung)\w*",
            r"\b(?:wenn|sobald|erst|bis) .{0,50}\b(?:funktioniert|lauft|repariert|fertig|geliefert|behoben|erledigt ist|ersetzt|geklart)\b",
            r"\b(?:unberechtigt|ungerechtfertigt|betrug|abzocke|zu unrecht)\w*",
            r"\bwarum (?:\S+ ){0,5}?(?:berechnet|rechnung|betrag)|\berstatt\w*",
            r"\b(?:rabatt|skonto|nachlass|preisnachlass)\b(?=.*\b(?:fehlt|nicht|vergessen|vereinbart\w*|zugesagt\w*|kein\w*)\b)|\b(?:vereinbarte|zugesagte)\w* (?:rabatt|skonto|nachlass|preis)",
            r"\b(?:problem|probleme|unstimmigkeit|abweichung|differenz)\w* (?:\S+ ){0,3}?(?:lieferung|rechnung|ware|betrag|qualitat|bestellung)",
            r"\b(?:zerkratzt|leer|undicht|verschimmelt|abgelaufen|zerbrochen|unbrauchbar)\b",
            r"\b(?:nie|nichts|nicht) (?:\S+ ){0,3}?(?:gekauft|bestellt|unterschrieben|beauftragt|genutzt)\b",
            r"\bnicht (?:fur uns|an uns|unsere rechnung)|\bpasst nicht\b|\bstimmen nicht|\bstimmt (?:\S+ ){0,3}?nicht",
            r"\bkorrigier|\bberichtig",
            r"\bschulden (?:sie )?uns\b|\bsie schulden\b",
            r"\breklam", r"\bwidersprech|\bwiderspruch", r"\bbestreit", r"\bgutschrift", r"\bnicht einverstanden", r"\bdefekt", r"\bbeschadig|\bkaputt|\bmangel\w*\b|\bmangelhaft|\bfehlerhaft", r"\b(?:nie|niemals|nicht|noch nicht) (?:\S+ ){0,2}?(?:geliefert|bestellt|beauftragt|erbracht|fertig|fertiggestellt|vollstandig|angekommen|erfolgt|funktion\w*|abgeschlossen)\b", r"\b(?:betrag|rechnung|preis|menge|summe|mehrwertsteuer|mwst|position\w*)\b.{0,30}\b(?:stimmt nicht|nicht korrekt|falsch|fehlerhaft|zu hoch|unrichtig|nicht richtig)\b|\bstimmt (?:so )?nicht\b", r"\bfalsche[rsn]? (?:betrag|rechnung|preis|menge|ware|artikel|mwst|mehrwertsteuer)|rechnungsbetrag stimmt nicht", r"\bdoppelt (?:berechnet|abgerechnet|in rechnung)|\bzweimal (?:berechnet|abgerechnet|in rechnung)|doppelte rechnung", r"\b(?:statt|anstatt) (?:der |den |die |vereinbarten )*(?:[\d€])", r"\bvereinbart (?:waren|war|wurden?)\b", r"\bgekundigt|\bstorn", r"\b(?:zahlen|bezahlen|begleichen) (?:\S+ ){0,3}?nicht\b(?=.*\b(?:bis|solange|weil|da|bevor|erst)\b)|\bverweiger|zahlung zuruck|zuruckbehalt|\bnicht (?:be)?zahlen\b", r"\bbeschwerde|\bunzufrieden|\bbeanstand", r"\bes fehl(?:t|en) (?!(?:uns |mir )?(?:die|eine|noch die|noch eine) rechnung)", r"\bzuruckgeschickt|\bretoure|\bnachbesser|rechnungskorrektur|korrigierte rechnung", r"\bzu viel berechnet|\buberhoht",
        ),
    ),
    "paid": Rule(
        (
            r"\b(?:wurde|ist|haben|habe) (?:\S+ ){0,6}?(?:abgebucht|eingezogen|uberwiesen|gezahlt)\b|\b(?:zahlung|uberweisung) (?:\S+ ){0,3}?(?:bereits |schon )?erfolgt\b(?=.*(?:bereits|schon|ist|gestern|letzte))|\bunsere (?:zahlung|uberweisung) vom\b",
            r"\b(?:langst|bereits|schon) (?:\S+ )?(?:erledigt|bezahlt|beglichen)|\bist (?:\S+ )?erledigt\b",
            r"\b(?:von|auf) (?:unserem|meinem|ihrem|ihr) konto\b (?:\S+ ){0,4}?(?:abgegangen|abgebucht|eingegangen|gutgeschrieben)",
            r"\bbar bezahlt\b|\bper (?:karte|paypal|lastschrift) ",
            r"\b" + _DE_DONE + r"\b", r"\b" + _DE_PAY + r"\b (?:\S+ ){0,6}?(?:ist|wurde|haben|hat|war) (?:\S+ ){0,5}?(?:raus|rausgegangen|erfolgt|veranlasst|ausgefuhrt|getatigt|unterwegs|geschickt|abgegangen|gesendet|verschickt|weg|beauftragt|durchgefuhrt)\b", r"\b(?:haben|habe|hat) (?:\S+ ){0,8}?(?:zahlung|uberweisung|scheck) (?:\S+ ){0,4}?(?:veranlasst|getatigt|geschickt|ausgefuhrt|gesendet|angewiesen|verschickt|vorgenommen|beauftragt)\b", r"\b(?:zahlungsbeleg|uberweisungsbeleg|zahlungsnachweis|zahlungsbestatigung)\b", r"\bhat sich (?:\S+ ){0,4}?(?:uberschnitten|gekreuzt)|\buberschnitten\b",
        ),
        (r"\b(?:nicht|noch kein\w*|nie|kein\w*|unbezahlt)\b", r"\b(?:wird|werden|werde|wenn|sobald|soll|muss|kann|konnen|bis|vorgemerkt|ob|falls)\b(?! (?:\S+ )?gestern)"),
        True,
        (r"\b(?:unsere|meine|die) (?:zahlung|uberweisung) (?:\S+ ){0,6}?(?:erhalten|eingegangen|angekommen)",),
    ),
    "plan": Rule(
        (
            r"\b\w*raten\b(?! wir)",
            r"\b(?:falligkeit|zahlungsziel|frist|zahlung|termin)\w* (?:\S+ ){0,4}?(?:verschieb|verlanger|aufschieb|hinausschieb)\w*|\bspater\b(?=.*\bzahl\w*)(?=.*\?)",
            r"\b(?:auf|uber|in) (?:\S+ )?(?:zwei|drei|vier|funf|sechs|zwolf|\d{1,2}) (?:monate|raten|wochen)\b(?=.*\b(?:verteil\w*|aufteil\w*|streck\w*|zahlen)\b)",
            r"\b(?:warten|gedulden|geduld)\b(?=.*\b(?:bis|noch|wochen?|tage?)\b)",
            r"(?:\d|€|euro) ?(?:\S+ )?(?:pro|die|jede|je) woche\b",
            r"\bspater (?:be)?zahlen\b|\banzahlung\b.{0,50}\brest\b",
            r"\beinigen\b|\beine losung\b|\bentgegenkommen\b",
            r"\braten?\b|\bratenzahlung|\bratenplan|\bteilzahlung|\bratenweise", r"\bstundung|\bstunden\b (?=.*(?:betrag|zahlung|rechnung|forderung))", r"\baufschub\b", r"\bzahlungsaufschub|\bzahlungsplan", r"\b(?:im|pro|jeden|je|/) ?monat\b(?=.*(?:zahl|uberweis|€|euro|rate))", r"\bmonatlich", r"\b(?:langere|mehr|etwas mehr|verlangerte?) (?:zeit|frist|zahlungsfrist)|\bfristverlangerung|\bzahlungsziel (?:\S+ ){0,3}?verlanger", r"\bdie halfte\b.{0,60}\b(?:rest|halfte)\b", r"\bin (?:zwei|drei|vier|funf|sechs|\d) (?:teilen|zahlungen|teilbetragen)", r"\bzahlungserleichterung"),
    ),
    "promise": Rule(
        (
            r"\b(?:schnellstmoglich|umgehend|so schnell wie moglich|demnachst|in kurze) (?:\S+ ){0,4}?(?:uberw|zahl|bezahl|begl)\w*|\b(?:uberw|zahl|bezahl|begl)\w* (?:\S+ ){0,4}?(?:schnellstmoglich|umgehend|so schnell wie moglich|in kurze)",
            r"\b(?:geld|zahlung|betrag) (?:\S+ ){0,2}?(?:kommt|ist unterwegs|haben sie|geht raus|trifft ein)\b",
            r"\bhaben sie (?:\S+ ){0,4}?(?:geld|zahlung|betrag)\b|\bauf ihrem konto\b(?=.*\b(?:woche|montag|dienstag|mittwoch|donnerstag|freitag|morgen|\d))",
            r"\bversprochen\b(?=.*|$)(?<!rabatt versprochen)",
            r"\bwird (?:\S+ ){0,6}?(?:erledigt|gemacht|uberwiesen)\b",
            r"\b(?:werde|werden|wird|wollen|will|kann|konnen|mochten) (?:\S+ ){0,9}?(?:bezahlen|uberweisen|begleichen|zahlen|anweisen|ausgleichen|veranlassen|bezahlt|uberwiesen|beglichen|angewiesen|ausgeglichen|erledigen|erledigt|rausgehen|erfolgen)\b", r"\b(?:zahlung|uberweisung|geld|betrag|rechnung|scheck|begleichung|ausgleich)\w* (?:\S+ ){0,3}?(?:erfolgt|geht|folgt|wird|kommt|ist (?:\S+ ){0,5}?(?:vorgemerkt|geplant|eingeplant|terminiert|vorgesehen|freigegeben)|vorgemerkt|eingeplant)\b", r"\b(?:ich|wir) (?:uberweise|uberweisen|bezahle|bezahlen|zahle|zahlen|begleiche|begleichen|veranlasse|veranlassen|erledige|erledigen)\b", r"\b(?:uberweise|bezahle|zahle|begleiche) (?:ich|wir)\b|\b(?:uberweisen|bezahlen|zahlen|begleichen) wir\b", r"\b(?:erhalten|bekommen) sie (?:\S+ ){0,4}?(?:geld|zahlung|betrag|uberweisung)|\bsie (?:erhalten|bekommen) (?:\S+ ){0,4}?(?:geld|zahlung|betrag|uberweisung)", r"\bzahlungslauf", r"\bim laufe (?:der|des) (?:\S+ ){0,3}?(?:bezahlt|uberwiesen)|\bzur zahlung (?:angewiesen|freigegeben|vorgemerkt)", r"\bkummere mich\b|\bwird erledigt\b",
        ),
        (r"\b(?:nicht|kein\w*) (?:be)?zahlen\b", r"\b(?:wenn|sobald|erst|nachdem) (?:\S+ ){0,2}?(?:wir|sie|ich|die|uns)\b(?=.*(?:erhalten|vorlieg|geschickt|bekommen|gutschrift|rechnung))", r"\bnach erhalt\b"),
    ),
    "copy": Rule(
        (
            r"\bnoch (?:ein)?mal (?:\S+ ){0,2}?(?:mailen|schicken|senden|zusenden)|\b(?:anhang|datei) (?:\S+ ){0,2}?fehlt|\bkein anhang\b",
            r"\b(?:um )?welche rechnung\b|\bworum geht es\b",
            r"\bfinde (?:\S+ ){0,4}?nicht\b|\bnicht (?:finden|auffindbar|auffinden)\b",
            r"\bals pdf\b|\bnochmals? (?:\S+ ){0,2}?(?:schicken|senden|zusenden)",
            r"\brechnung\w*\b.{0,40}\b(?:nicht|nie|niemals|noch nicht) (?:\S+ ){0,3}?(?:erhalten|bekommen|eingegangen|angekommen|vorlieg\w*|gefunden|finden|zugegangen)\b", r"\b(?:keine|nie eine|nicht die) rechnung\b(?=.*\b(?:erhalten|vor|bekommen|gefunden|eingegangen)\b)|\bliegt (?:\S+ ){0,3}?keine rechnung vor|\bfehlt (?:\S+ ){0,3}?rechnung", r"\b(?:kopie|zweitschrift|duplikat|rechnungskopie|abschrift)\b", r"\b(?:schicken|senden|zusenden|ubersenden|zuschicken|mailen|ubermitteln|zukommen|mitteilen|nennen|geben)\b.{0,60}\b(?:rechnung|kopie|kontoauszug|bankverbindung|iban|kontodaten|lieferschein|aufstellung|kontonummer)\b", r"\b(?:rechnung|kopie|kontoauszug|bankverbindung|iban|kontodaten|lieferschein|aufstellung|kontonummer)\w*\b.{0,50}\b(?:schicken|senden|zusenden|ubersenden|zuschicken|mailen|ubermitteln|zukommen|mitteilen|nennen|brauchen|benotigen|benotige|erneut)\b", r"\b(?:brauche|brauchen|benotige|benotigen)\b.{0,40}\b(?:rechnung|kopie|iban|bankverbindung|lieferschein)\b"),
        (r"\b(?:kunftig|zukunftig|in zukunft)\b",),
    ),
    "contact": Rule(
        (
            r"\b(?:adresse|postfach|e-?mail) (?:\S+ ){0,4}?nicht mehr (?:gultig|aktuell|genutzt|verwendet|betreut)|\b(?:rechtsanwalt|anwalt|steuerberater|buchhalter)\w*\b(?=.*\b(?:wenden|sprechen|schreiben|kontakt|fragen|richten)\w*)",
            r"\b(?:kummert sich|macht|bearbeitet|erledigt|ubernimmt) (?:\S+ ){0,4}?(?:steuerberater|buchhaltung|zentrale|kollege|kollegin|hausverwaltung|muttergesellschaft)|\b(?:steuerberater|buchhaltung|zentrale|hausverwaltung|muttergesellschaft|kollegin?) (?:\S+ ){0,4}?(?:kummert|zustandig|bearbeitet|macht|fragen|an\b)",
            r"\bverstorben|\bgestorben|\berben\b|\bvertretung\b|\bvertritt\b|\belternzeit\b",
            r"\b(?:fragen|sprechen|schreiben) sie (?:\S+ ){0,3}?(?:mit|an|bei|unsere\w*|die|herrn|frau)\b",
            r"\bnicht (?:mehr )?(?:\S+ )?(?:zustandig|verantwortlich|beschaftigt|tatig|der richtige|die richtige)\b", r"\b(?:arbeitet|arbeite|ist) nicht mehr (?:bei|fur|hier|in|im)\b", r"\b(?:unternehmen|firma|betrieb) verlassen\b|\bausgeschieden\b", r"\bwenden sie sich\b|\bkontaktieren sie\b(?! mich)|\bwenden an\b", r"\bfalsche[rnsm]? (?:person|ansprechpartner|adresse|empfanger|abteilung|firma|kunde)", r"\bneue[rn]? (?:ansprechpartner|kontakt|buchhalt|adresse)|\bnachfolger", r"\b(?:leite|leiten|habe|haben) (?:\S+ ){0,6}?(?:weiter|weitergeleitet)\b|\bweitergeleitet\b|\bweiterleiten\b", r"\bbetrifft (?:uns|mich) nicht|\bkenne (?:diese|die) firma nicht|\bnichts zu tun"),
    ),
}  # fmt: skip

# ------------------------------------------------------------------------------ Spanish
_ES_PAY = r"(?:pagos?|transferencias?|cheques?|ingresos?|abono)"
ES = {
    "insolvency": Rule(
        (
            r"\bces(?:amos|e|o|ado) (?:\S+ ){0,3}?actividad|\bdisolucion\b|\bdisuelt[oa]\b|\bcerrado (?:la empresa|el negocio)|\bliquidando\b",
            r"\bconcurso (?:de acreedores|voluntario|necesario)|\ben concurso\b|\bconcursal\b", r"\binsolven", r"\b(?:en|proceso de) (?:quiebra|liquidacion|bancarrota)\b|\bquiebra\b|\bbancarrota\b", r"\bsuspension de pagos\b|\bpreconcurso\b", r"\bliquidador\b"),
        (r"\b(?:evitar|si no|riesgo)\b",),
    ),
    "dispute": Rule(
        (
            r"\b(?:sigue|siguen|continua) (?:\S+ )?(?:fallando|sin funcionar|averiad|roto)|\b(?:fallos?|averia|caidas?|no funciona\w*)\b",
            r"\b(?:cuando|hasta que|en cuanto) .{0,40}\b(?:funcion|arregl|repar|termin|entreg|llegu|resuelv|complet)\w*",
            r"\b(?:indebid|injustificad|abusiv)[oa]s?\b|\bestafa\b|\bpor que (?:\S+ ){0,4}?(?:cobr|factur)\w*|\breembols|\bno procede\b|\bno debemos\b",
            r"\b(?:descuento|rebaja|bonificacion)\b(?=.*\b(?:no|falta|acordad\w*|prometid\w*|sin|olvid\w*)\b)",
            r"\b(?:problema|incidencia|diferencia)s? (?:\S+ ){0,3}?(?:entrega|pedido|factura|importe|calidad|mercancia)",
            r"\b(?:rayad|vaci|caducad|manchad|golpead|incomplet)[oa]s?\b",
            r"\b(?:no|nunca) (?:\S+ ){0,2}?(?:compr|pedimos|contrat|firm)\w*|\bno es (?:nuestra|para nosotros|mia)\b",
            r"\b(?:corregir|corrijan|rectificar|modificar|rehacer)\b|\bno (?:coincide|cuadra|corresponde)n?\b",
            r"\b(?:ustedes )?nos deben\b|\bhasta que (?:\S+ ){0,4}?(?:arregl|repar|termin|entreg|resuelv)\w*",
            r"\bno (?:estoy|estamos|esta) (?:\S+ )?(?:de acuerdo|conforme)", r"\bdisconform|\bdesacuerdo|\bdiscrepan", r"\breclam(?:amos|o|acion|ar)\b(?! (?:el|de) pago)", r"\bdisput|\ben litigio\b|\bimpugn", r"\b(?:el|un|su|del) abono\b(?= (?:pendiente|de|que|correspond|por)|[.,]|$)|\bfactura rectificativa|\bnota de (?:credito|abono)|\brecibamos el abono", r"\bdefectuos|\b(?:rot[oa]s?|danad[oa]s?|averiad[oa]s?|estropead[oa]s?)\b|\bdefectos?\b", r"\b(?:nunca|no) (?:se )?(?:ha|han|hemos|he|fue|fueron|nos)? ?(?:\S+ ){0,2}?(?:entregad|pedid|solicitad|contratad|prestad|terminad|llegad|realizad|recibido (?:la|el|los|las) (?:mercancia|pedido|producto|material|genero))", r"\b(?:cobrado|facturado|cargado|factura(?:da)?) (?:\S+ )?(?:dos veces|por duplicado|duplicad)|\bduplicad[oa]\b(?! de)", r"\b(?:importe|precio|factura|cantidad|iva)\b.{0,30}\b(?:incorrect|erroneo|erronea|equivocad|no es correct|no coincide|no corresponde|mal\b|esta mal|no cuadra)", r"\berror(?:es)? en (?:la|el|su|los)\b", r"\ben (?:lugar|vez) de\b", r"\b(?:cancel|anul|rescind|baja)\w* (?:\S+ ){0,3}?(?:contrato|pedido|factura|suscripcion|servicio)\b", r"\bno (?:vamos a|voy a|pensamos|pagaremos|pagare)(?: pagar)?\b(?! hasta el \d| antes)", r"\bdevuelto (?:la|el|los)|\bla hemos devuelto|\bdevolucion\b", r"\bfaltan? (?!(?:la|una|su) factura)", r"\bqueja\b|\bno (?:estamos|estoy) satisfech", r"\bno funciona"),
    ),
    "paid": Rule(
        (
            r"\b(?:les|le|os) (?:\S+ )?(?:hicimos|hice|mandamos|enviamos|pagamos|transferimos) (?:\S+ ){0,4}?(?:transferencia|pago|cheque|euros|\d|€|importe)|\bnuestr[ao] (?:transferencia|pago) del\b|\bdomiciliad|\brecibo cobrado",
            r"\b(?:salio|salieron|cargad[oa]|cobrad[oa]|descontad[oa]) (?:\S+ ){0,4}?(?:cuenta|banco|tarjeta)|\b(?:importe|dinero|cargo) (?:\S+ ){0,5}?salio\b",
            r"\b(?:ya )?esta (?:pagad|hech|abonad|liquidad)[oa]\b|\bpagado\b|\bpagamos\b|\bpague\b",
            r"\ben efectivo\b",
            r"\b(?:pagad[oa]s?|abonad[oa]s?|liquidad[oa]s?|saldad[oa]s?|transferid[oa]s?|ingresad[oa]s?)\b", r"\b(?:realizamos|hicimos|hice|efectuamos|enviamos|realice|efectue|pagamos|pague|abonamos|hizo|realizo)\b (?:\S+ ){0,6}?(?:" + _ES_PAY + r"|factura|ayer|el \w+)\b", r"\b(?:hemos|he|ha|han) (?:ya )?(?:hecho|realizado|efectuado|enviado|ordenado|emitido|mandado|tramitado) (?:\S+ ){0,5}?" + _ES_PAY, r"\b" + _ES_PAY + r" (?:\S+ ){0,4}?(?:realizad|hech|efectuad|enviad|emitid|ordenad|salio|fue|ejecutad)\w*", r"\b(?:justificante|comprobante|resguardo) (?:de |del )?(?:pago|transferencia)?", r"\bacab(?:o|amos) de (?:pagar|hacer|realizar|transferir)"),
        (r"\b(?:no|nunca|sin|aun no|todavia no|ni)\b", r"\b(?:sera|seran|cuando|si|una vez|antes de|va a|vamos a|prevista?o?|hasta)\b"),
        True,
        (r"\brecibido (?:nuestr[ao]|mi|la|el) (?:pago|transferencia)",),
    ),
    "plan": Rule(
        (
            r"\bpagos mensuales\b|\b(?:dos|tres|cuatro|cinco|seis|\d{1,2}) (?:pagos|plazos|cuotas)\b|\b(?:mover|cambiar|retrasar|posponer|ampliar) (?:\S+ ){0,4}?(?:fecha|vencimiento|plazo|pago)",
            r"\b(?:esperar|esperen|espere|aguardar)\b(?=.*\b(?:hasta|unos|dias|semanas|mediados|fin|mes)\b)",
            r"(?:\d|€|euros?) (?:a la|por|cada) semana",
            r"\bllegar a un acuerdo\b|\bfacilidades\b|\bpoco a poco\b|\brepartir\w*\b|\bpagar (?:\S+ )?mas (?:tarde|adelante)",
            r"\ben (?:dos|tres|cuatro|cinco|seis|varios|\d{1,2}) (?:plazos?|pagos|cuotas|veces|partes|mensualidades)\b", r"\bplazos\b|\bcuotas\b|\bfraccion", r"\baplazamiento|\baplazar|\bprorroga|\bmoratoria", r"\b(?:al|por|cada|/) ?mes\b(?=.*|$)", r"\bmensual", r"\bplan de pagos?\b|\bcalendario de pagos", r"\bmas (?:tiempo|plazo)\b|\bpoco (?:mas )?de tiempo", r"\bla mitad\b.{0,60}\b(?:resto|mitad)\b"),
        (r"\b(?:fin|final|finales) de(?:l)? mes\b(?!.*(?:plazo|cuota|mitad))", r"\bsegun el (?:plan|calendario)"),
    ),
    "promise": Rule(
        (
            r"\b(?:pago|transferencia) (?:\S+ ){0,3}?(?:lo antes posible|en breve|cuanto antes)\b|\b(?:pagare|pagaremos|pagar) (?:\S+ )?(?:lo antes posible|cuanto antes)",
            r"\b(?:lo|la|el dinero|el pago) (?:\S+ )?(?:tienen|tendran|tendra|tiene|recibiran) (?:\S+ ){0,3}?(?:en su cuenta|ustedes|alli)|\btendran? (?:\S+ ){0,3}?(?:dinero|pago|transferencia|importe)",
            r"\ble(?:s)? (?:llegara|enviare|enviaremos|mando|mandaremos) (?:\S+ ){0,3}?(?:pago|transferencia|dinero|cheque)",
            r"\b(?:prometo|me comprometo|nos comprometemos)\b",
            r"\b(?:pagaremos|pagare|pagara|abonaremos|abonare|transferiremos|liquidaremos|realizaremos|realizare|efectuaremos|saldaremos|ingresaremos|haremos|hare) (?=\S|$)|\b(?:pagaremos|pagare|abonaremos|liquidaremos)\b", r"\b(?:vamos a|voy a|va a|pensamos|esperamos|prevemos|espero|podremos|podre) (?:\S+ ){0,2}?(?:pagar|abonar|transferir|hacer (?:el|la|un|una) " + _ES_PAY + r"|realizar|liquidar|efectuar)", r"\b(?:le|les|os|te|se lo) (?:hago|hacemos|pago|pagamos|transfiero|transferimos|envio|enviamos|ingreso|abono|abonamos)\b", r"\b(?:el |la )?(?:" + _ES_PAY + r"|factura) (?:\S+ ){0,4}?(?:esta (?:\S+ )?(?:previst|programad|planificad)\w*|previst\w*|programad\w*|se (?:realizara|hara|efectuara|abonara|pagara)|saldra|sera|seran|se hara|llegara)", r"\bremesa de pagos|\bproximo pago\b|\blo haremos\b|\bse lo pago\b|\brecibiran? (?:\S+ ){0,3}?(?:pago|transferencia)", r"\b(?:manana|hoy|lunes|martes|miercoles|jueves|viernes)\b (?:\S+ ){0,3}?(?:pago|pagamos|hago|hacemos|transfiero)\b"),
        (r"\bno (?:pagaremos|pagare|vamos a pagar)\b", r"\b(?:cuando|en cuanto|una vez) (?:\S+ ){0,2}?(?:recibamos|reciba|tengamos|nos|me|hayamos)", r"\bal recibir\b"),
    ),
    "copy": Rule(
        (
            r"\b(?:volver a|vuelva a|vuelvan a) (?:mandar|enviar|remitir)|\bno (?:viene|habia|hay) (?:\S+ )?(?:adjunt|archivo|fichero)",
            r"\b(?:de )?que factura\b|\bcual factura\b",
            r"\bno (?:la|lo) (?:encuentr|localiz|ve|tengo|tenemos)\w*",
            r"\b(?:confirm|indi[cq]u|dar|dig)\w*\b.{0,30}\b(?:numero de cuenta|iban|datos bancarios|cuenta bancaria)",
            r"\b(?:no|nunca)\b.{0,30}\b(?:recib|encontr|tenemos|tengo|llegad|localiz|consta)\w*\b.{0,30}\bfacturas?\b|\bfacturas?\b.{0,30}\b(?:no|nunca) (?:\S+ ){0,3}?(?:llegad|recibid)", r"\b(?:copia|duplicado) de\b|\buna copia\b", r"\b(?:re)?(?:envi|mand|facilit|remit|proporcion|pas)\w*\b.{0,50}\b(?:factura|copia|duplicado|cuenta|iban|extracto|albaran|justificante|datos bancarios|detalle)\b(?<!adjunto justificante)", r"\bfactura\b.{0,40}\b(?:re)?enviar\b", r"\b(?:necesit|falta)\w*\b.{0,30}\b(?:la factura|una copia|su iban|albaran|datos bancarios|numero de cuenta|extracto)"),
        (r"\b(?:en adelante|a partir de ahora|futuras facturas)\b",),
    ),
    "contact": Rule(
        (
            r"\b(?:esta|este) (?:direccion|correo|buzon) (?:ya )?no\b|\b(?:nuestro|mi) (?:abogado|asesor|gestor|contable)\b|\bescriban? a\b",
            r"\b(?:lo|la|eso|esto) (?:lleva|gestiona|tramita|maneja)\b|\bse (?:encarga|ocupa)\b",
            r"\bhablen? con (?!migo|nosotros)|\b(?:la |nuestra )?(?:gestoria|asesoria|casa matriz|sede|central)\b",
            r"\bfalleci|\bde baja\b.{0,40}\b(?:sustitu|contact)|\bherederos\b",
            r"\bya no (?:trabaj|soy|esta|llevo|me encargo|pertene|form)\w*", r"\b(?:equivocad[oa]|error|confundid[oa]) (?:de|con) (?:la |el )?(?:persona|empresa|destinatario|direccion|cliente)|\bpersona (?:equivocada|incorrecta)|\bdireccion equivocada", r"\b(?:contacte|contacten|contactar|pongase en contacto|ponganse en contacto|dirijase|dirijanse|dirigirse|hable|hablen|consulte|escriba|escriban|llame a)\b(?! conmigo| me)", r"\bno (?:soy|es) (?:\S+ ){0,3}?(?:responsable|encargad|competencia|la persona)", r"\b(?:reenvio|reenviado|he pasado|paso|traslado|remito) (?:\S+ ){0,5}?(?:compan|departamento|contabilidad|administracion|mensaje|correo|responsable)", r"\bnuev[oa] (?:responsable|contacto|persona)|\bsustitut[oa]\b", r"\bno (?:me|nos) corresponde|\bno conozco (?:esta|esa|a esta)|\bha dejado (?:la empresa|la compania)"),
    ),
}  # fmt: skip

# ------------------------------------------------------------------------------ Italian
_IT_PAY = r"(?:pagament[oi]|bonific[oi]|assegn[oi]|versament[oi])"
IT = {
    "insolvency": Rule(
        (
            r"\bcessat[oa] (?:\S+ ){0,2}?attivita|\bcessazione (?:dell')?attivita|\bsciolt[oa]\b|\bscioglimento\b|\bsovraindebitamento",
            r"\bliquidazione (?:giudiziale|giudiziaria|coatta)|\bin liquidazione\b|\bliquidatore\b", r"\bfalliment|\bfallit[ao]\b", r"\bconcordato (?:preventivo|minore|semplificato|in continuita)|\b(?:domanda di|in) concordato\b", r"\bprocedura concorsuale|\bamministrazione (?:straordinaria|controllata)", r"\binsolven", r"\bcuratore\b|\bcommissario giudiziale|\bcomposizione negoziata"),
        (r"\b(?:evitare|altrimenti|rischi)\w*\b",),
    ),
    "dispute": Rule(
        (
            r"\b(?:continua|continuano) a (?:\S+ ){0,2}?(?:blocc|romp|funzion male)\w*|\b(?:blocca|bloccarsi|guast\w+|malfunzionament\w+|non va)\b",
            r"\b(?:quando|finche|appena|fino a quando) .{0,40}\b(?:funzion|ripar|finit|terminat|consegn|risol|complet|sistemat)\w*",
            r"\b(?:ingiustificat|indebit|non dovut)[oaie]\b|\btruffa\b|\bperche (?:\S+ ){0,4}?(?:addebit|fattur)\w*|\brimbors",
            r"\bsconto\b(?=.*\b(?:non|manca|concordat\w*|promess\w*|senza|dimenticat\w*)\b)|\b(?:non|manca|senza)\b.{0,25}\bsconto\b",
            r"\b(?:problema|problemi|discrepanza|differenza) (?:\S+ ){0,3}?(?:consegna|ordine|fattura|importo|qualita|merce)",
            r"\b(?:graffiat|vuot|scadut|macchiat|inutilizzabil|incomplet)[oaie]\b",
            r"\b(?:mai|non) (?:\S+ ){0,2}?(?:acquistat|comprat|ordinat|firmat|autorizzat)[oaie]?\b|\bnon e (?:nostra|per noi|mia)\b",
            r"\b(?:correggere|correggete|rettificare|rifare)\b|\bnon (?:corrispond\w+|coincid\w+|torna(?:no)?)\b",
            r"\bfinche non\b|\bci dovete\b",
            r"\bcontest(?:iamo|o|azione|ata|are)\b", r"\bnon (?:sono|siamo) (?:\S+ )?d'accordo", r"\breclamo\b|\breclami\b", r"\bnot[ae] (?:di )?credito|\bstorno\b", r"\b(?:danneggiat|rott|difettos|guast|incomplet)[oaie]\b|\bdifett[oi]\b|\bnon funziona", r"\b(?:mai|non) (?:\S+ ){0,3}?(?:consegnat|ordinat|complet|terminat|conform|richiest|finit|eseguit|effettuat|arrivat)[oaie]?\w*\b(?<!effettuato)", r"\b(?:fatturat|addebitat|pagare)\w* (?:\S+ )?due volte|\bdoppia fattur|\bfattura doppia|\bduplicata\b", r"\b(?:importo|prezzo|fattura|cifra|iva|quantita)\b.{0,30}\b(?:non e corrett|errat|sbagliat|non corrispond|non torna|scorrett|troppo alt)\w*", r"\berror[ei] (?:nella|nell'|sulla|di fattur|nel)", r"\binvece (?:di|che)\b|\bavevamo concordato\b", r"\b(?:annull|disdett|recess|disdi)\w*", r"\bnon (?:pagheremo|paghero|intendiamo pagare)\b", r"\bmancano? (?!(?:la|una) (?:fattura|copia))", r"\brestituit[oa]|\breso\b (?=merce)|\binsoddisfatt|\bin contestazione|\bmerce resa"),
    ),
    "paid": Rule(
        (
            r"\bvi (?:abbiamo|ho) (?:gia )?(?:fatto|mandato|inviato|pagato|versato) (?:\S+ ){0,4}?(?:bonifico|assegno|pagamento|euro|\d)|\bnostro (?:bonifico|pagamento) del\b",
            r"\b(?:addebitat|prelevat|uscit|incassat|accreditat)[oaie]\b",
            r"\bin contanti\b|\be (?:gia )?(?:pagat|saldat|fatt)[oa]\b",
            r"\b(?:pagat[oaie]|saldat[oaie]|bonificat[oaie]|versat[oaie]|liquidat[oaie]|regolat[oaie])\b", r"\b(?:abbiamo|ho|ha|hanno) (?:gia )?(?:effettuat|fatt|inviat|eseguit|dispost|spedit|emess)[oa] (?:\S+ ){0,5}?" + _IT_PAY, r"\b" + _IT_PAY + r" (?:\S+ ){0,4}?(?:effettuat|inviat|eseguit|partit|dispost|fatt|spedit)[oaie]\b", r"\b(?:contabile|ricevuta|distinta|copia) (?:del |di )?(?:bonifico|pagamento)", r"\bappena (?:fatto|pagato|effettuato)"),
        (r"\b(?:non|mai|nessun\w*|senza|ancora da)\b", r"\b(?:sara|saranno|verra|verranno|quando|appena (?:ricev|avr)\w*|se|prima di|va|deve|prevista?o?)\b"),
        True,
        (r"\bricevuto (?:il nostro|il mio|il) (?:pagamento|bonifico)",),
    ),
    "plan": Rule(
        (
            r"\b(?:pagamenti|versamenti) mensili\b|\bmensili\b|\b(?:spostare|rinviare|posticipare|prorogare) (?:\S+ ){0,4}?(?:scadenza|pagamento|data|termine)",
            r"\b(?:aspettare|attendere|pazientare|aspettate)\b(?=.*\b(?:fino|ancora|giorni|settimane|meta|fine)\b)",
            r"(?:\d|€|euro) (?:a|alla|per|ogni) settimana",
            r"\btrovare un accordo|\baccordarci|\bvenirci incontro|\bun po' alla volta|\bpagare (?:\S+ )?piu (?:tardi|avanti)|\bspalmare|\bsuddivider",
            r"\brate\b|\brateizz|\brateal", r"\bdilazion", r"\b(?:al|per|ogni|/) ?mese\b", r"\bmensil", r"\bpiano di (?:rientro|pagamento)", r"\bproroga|\bposticip|\brinvi(?:o|are) (?:\S+ ){0,3}?(?:pagamento|scadenza)", r"\bpiu tempo\b|\bun po' di tempo|\bqualche giorno in piu", r"\bla meta\b.{0,60}\b(?:resto|meta|saldo)\b", r"\bin (?:due|tre|quattro|cinque|sei|\d{1,2}) (?:volte|rate|tranche|pagamenti)\b"),
        (r"\bsecondo il piano|\bcome da piano",),
    ),
    "promise": Rule(
        (
            r"\b(?:al piu presto|quanto prima|a breve)\b(?=.*(?:pag|bonific|sald|vers)\w*)",
            r"\b(?:avrete|avra|riceverete|ricevera|vi arriva|vi arrivera) (?:\S+ ){0,4}?(?:soldi|pagamento|bonifico|denaro|saldo|importo)\b",
            r"\b(?:prometto|mi impegno|ci impegniamo)\b",
            r"\bvi (?:mando|mandiamo|invio|inviamo|giro) (?:\S+ ){0,3}?(?:soldi|bonifico|assegno|pagamento)",
            r"\b(?:pagheremo|paghero|paghera|salderemo|saldero|verseremo|versero|provvederemo|provvedero|bonificheremo|effettueremo|effettuero|faremo|faro|disporremo)\b", r"\b(?:faccio|facciamo|pago|paghiamo|effettuo|effettuiamo|dispongo|invio|saldo|saldiamo|provvedo|provvediamo|verso)\b (?:\S+ ){0,5}?(?:bonifico|pagamento|domani|lunedi|martedi|mercoledi|giovedi|venerdi|entro|oggi|il \d|fattura|al pagamento|al saldo|settimana)", r"\b(?:domani|oggi|lunedi|martedi|mercoledi|giovedi|venerdi) (?:\S+ ){0,2}?(?:faccio|pago|paghiamo|facciamo|provvedo)", r"\b(?:" + _IT_PAY + r"|fattura) (?:\S+ ){0,4}?(?:e previst|previst|programmat|pianificat|sara|verra|saranno|in pagamento|partira)\w*", r"\b(?:contiamo|prevediamo|pensiamo|conto|spero|speriamo|riusciremo|potremo) (?:di |a )?(?:\S+ ){0,3}?(?:pagare|saldare|effettuare|versare)", r"\briceverete (?:\S+ ){0,3}?(?:pagamento|bonifico)|\bin pagamento\b|\bmandato di pagamento"),
        (r"\bnon (?:pagheremo|paghero)\b", r"\b(?:quando|appena|non appena|una volta) (?:\S+ ){0,2}?(?:ricev|avr|otterr|inviat)\w*", r"\bal ricevimento\b"),
    ),
    "copy": Rule(
        (
            r"\b(?:rimand|reinvi|rinvi)\w* (?:\S+ ){0,3}?(?:fattura|copia|documento)|\bmanca (?:l'|il )?allegato|\bnon c'(?:e|era) (?:\S+ )?allegat",
            r"\b(?:di )?quale fattura\b|\ba (?:cosa|quale fattura) si riferisce",
            r"\bnon (?:la|lo) (?:trov|vediamo|vedo|abbiamo)\w*",
            r"\b(?:confermare|confermarci|confermate|indicare|dare|darci)\b.{0,30}\b(?:iban|coordinate|conto)\b",
            r"\b(?:non|mai)\b.{0,30}\b(?:ricevut|trov|arrivat|pervenut)\w*\b.{0,30}\bfattur[ae]\b|\bfattur[ae]\b.{0,30}\b(?:mai|non) (?:\S+ ){0,3}?(?:ricevut|arrivat|pervenut)", r"\bcopi[ae] (?:di|della|delle|conforme)\b|\bduplicat[oi] (?:di|della)", r"\b(?:invi|mand|forn|trasm|comunic|gir|sped)\w*\b.{0,40}\b(?:fattura|copia|iban|estratto conto|coordinate bancarie|ddt|bolla|dettaglio|pdf)\b", r"\bfattura\b.{0,40}\b(?:inviar|mandar|rimandar|reinvi|spedir)\w*", r"\b(?:bisogno|serve|manca|attesa)\b.{0,30}\b(?:fattura|copia|iban|estratto|ddt|coordinate)"),
        (r"\b(?:d'ora in poi|in futuro|le prossime fatture)\b", r"\bcopia (?:del|di) (?:bonifico|pagamento)"),
    ),
    "contact": Rule(
        (
            r"\b(?:questo indirizzo|questa casella|questa mail) (?:\S+ )?non\b|\b(?:nostro|mio) (?:avvocato|legale|commercialista|contabile)\b|\bscrivete a\b|\bparl(?:ate|i) con\b",
            r"\b(?:se ne|si) occup\w+ (?!piu)|\bgestit[oaie] d(?:a|al|alla)\b|\b(?:commercialista|casa madre|capogruppo|amministratore di condominio)\b",
            r"\bsentite (?:lui|lei|loro|il|la)\b|\bdeceduto|\bdeceduta|\bvenut[oa] a mancare|\bscompars[oa]\b|\bin maternita\b|\bsostituisce\b|\beredi\b",
            r"\bnon (?:mi|ci) (?:occup\w+|riguarda)|\bnon (?:lavoro|lavora) piu|\bnon sono (?:piu )?(?:io|il responsabile|la persona|responsabile)|\bnon e piu (?:in|con|qui|dipendente)", r"\bsbagliat[oe] (?:\S+ )?(?:persona|indirizzo|destinatario|azienda|interlocutore)|\b(?:persona|indirizzo|destinatario) (?:sbagliat|errat)[oa]", r"\b(?:contatt(?:ate|are|i|ino)|rivolg(?:etevi|ersi|a|iti)|rivolgetevi|sentite|sentire|scrivete|chiamate|parlate con)\b(?! ?(?:mi|ci)\b)", r"\b(?:inoltro|inoltrato|girato|giro|trasmetto|passo) (?:\S+ ){0,5}?(?:collega|ufficio|amministrazione|contabil|messaggio|mail|richiesta)", r"\bnuov[oa] (?:referente|responsabile|contatto|indirizzo)|\bsostitut[oa]\b|\bha lasciato (?:l'azienda|la societa)|\bnon conosco (?:questa|la)"),
        (r"\bcontattarmi\b|\bcontattateci\b",),
    ),
}  # fmt: skip

# ------------------------------------------------------------------------------ Dutch
_NL_PAY = r"(?:betaling|overboeking|overschrijving|geld|bedrag|cheque)"
_NL_DONE = r"(?:betaald|overgemaakt|voldaan|overgeboekt|overgeschreven|vereffend|afgelost)"
NL = {
    "insolvency": Rule(
        (
            r"\b(?:gestopt|gestaakt|opgeheven|ontbonden|beeindigd)\b(?=.*\b(?:bedrijf|onderneming|zaak|activiteiten|vennootschap|bv)\b)|\b(?:bedrijf|onderneming|zaak|bv) (?:\S+ ){0,4}?(?:opgeheven|ontbonden|gestopt|gestaakt)",
            r"\bfailliet|\bfaillissement", r"\bsurseance", r"\bcurator\b", r"\binsolven", r"\bschuldsanering|\bwsnp\b|\bbewindvoerder\b", r"\bin liquidatie\b|\bliquidateur\b|\bvereffenaar\b", r"\bgerechtelijke reorganisatie"),
        (r"\b(?:voorkomen|anders|dreigt)\b",),
    ),
    "dispute": Rule(
        (
            r"\b(?:valt|vallen) (?:\S+ ){0,3}?uit\b|\b(?:storing|crasht|hapert|werkt (?:\S+ ){0,2}?niet|doet het niet)\b(?! meer (?:hier|bij))",
            r"\b(?:als|zodra|totdat|tot|wanneer) .{0,40}\b(?:werkt|gemaakt is|gerepareerd|klaar is|geleverd is|opgelost|afgerond|het doet)\b",
            r"\b(?:onterecht|oplichting|ongegrond)\w*|\bwaarom (?:\S+ ){0,4}?(?:factureer|bereken|breng)\w*|\bterugbetal",
            r"\bkorting\b(?=.*\b(?:niet|ontbreekt|afgesproken|beloofd\w*|geen|vergeten)\b)|\b(?:afgesproken|beloofde) (?:korting|prijs)",
            r"\b(?:probleem|problemen|verschil) (?:\S+ ){0,3}?(?:levering|factuur|bestelling|bedrag|kwaliteit)",
            r"\b(?:leeg|lege|bekrast|lekt|verlopen|onbruikbaar|vuil)\b",
            r"\b(?:nooit|niets|niet) (?:\S+ ){0,2}?(?:gekocht|afgenomen|ondertekend|getekend|gebruikt)\b|\bniet (?:van|voor) ons\b",
            r"\bcorrigeren\b|\baanpassen\b(?=.*factuur)|\bkloppen niet|\bkomt niet overeen|\bkomen niet overeen",
            r"\bzolang\b.{0,60}\b(?:niet|gerepareerd|opgelost)\b|\bu bent ons\b",
            r"\bbetwist", r"\bniet (?:mee )?eens\b|\bniet akkoord\b", r"\bcredit(?:nota|factuur)|\bcreditnota", r"\bklacht|\breclam|\bbezwaar\b|\bgeschil\b", r"\b(?:kapot|beschadigd|defect|gebrekkig|gebroken|onvolledig|ondeugdelijk)\b|\bgebreken\b", r"\b(?:nooit|niet|nog niet) (?:\S+ ){0,2}?(?:geleverd|besteld|afgerond|ontvangen goederen|uitgevoerd|klaar|aangekomen|gevraagd|conform|af\b)", r"\b(?:bedrag|prijs|factuur|btw|aantal|rekening)\b.{0,30}\b(?:klopt niet|niet juist|onjuist|fout|verkeerd|te hoog|niet correct)", r"\bklopt niet\b|\bonjuist", r"\b(?:dubbel|twee keer|tweemaal) (?:\S+ )?(?:gefactureerd|berekend|in rekening)|\bdubbele (?:factuur|rekening)", r"\bin plaats van\b|\bafgesproken (?:was|prijs|bedrag)", r"\b(?:geannuleerd|opgezegd|annuleren|annulering)\b", r"\b(?:betalen|betaal) (?:\S+ ){0,3}?niet\b(?! (?:voor|eerder))|\bweiger", r"\bfout (?:in|op) (?:de|uw) factuur|\bfouten in\b", r"\bontbre(?:ekt|ken) (?!(?:de |een |ons )*(?:factuur|kopie))", r"\bteruggestuurd|\bretour\b|\bontevreden", r"\bwerkt niet\b(?! (?:meer )?(?:hier|bij))"),
    ),
    "paid": Rule(
        (
            r"\b(?:onze|mijn) (?:betaling|overboeking) van\b|\b(?:hebben|heb) (?:\S+ ){0,5}?(?:gestort|overgeschreven)\b|\bgeincasseerd",
            r"\b(?:afgeschreven|afgeboekt|bijgeschreven|gestort)\b",
            r"\b(?:contant|met ideal|per pin) (?:\S+ )?(?:betaald|voldaan)|\bis (?:al |reeds )?(?:geregeld|gebeurd)\b",
            r"\b" + _NL_DONE + r"\b", r"\b" + _NL_PAY + r"\b (?:\S+ ){0,5}?(?:verricht|gedaan|onderweg|uitgevoerd|verstuurd|vertrokken|verzonden)\b", r"\b(?:heb|hebben|heeft) (?:\S+ ){0,6}?(?:betaling|overboeking) (?:\S+ ){0,3}?(?:gedaan|verricht|verstuurd|uitgevoerd)", r"\bbetalingsbewijs|\bbetaalbewijs|\bbewijs van betaling", r"\bgekruist\b"),
        (r"\b(?:niet|nooit|geen|nog te|onbetaald)\b", r"\b(?:wordt|worden|zal|zullen|zodra|als|wanneer|indien|moet|kan|kunnen|gaan|ga|gepland)\b"),
        True,
        (r"\b(?:onze|mijn|de) (?:betaling|overboeking) (?:\S+ ){0,4}?(?:ontvangen|binnen)|\bontvangen (?:onze|mijn) betaling",),
    ),
    "plan": Rule(
        (
            r"\bmaandelijkse? (?:betaling|termijn)|\b(?:vervaldatum|betaaldatum|betaling|termijn) (?:\S+ ){0,4}?(?:verschuiven|uitstellen|verlengen|verzetten)",
            r"\b(?:wachten|geduld)\b(?=.*\b(?:tot|nog|weken|dagen|even)\b)",
            r"(?:\d|€|euro) (?:per|elke) week",
            r"\bspreiden\b|\bverdelen\b|\bin gedeeltes\b|\blater betalen\b|\bregeling (?:treffen|mogelijk)|\bbetalingsuitstel",
            r"\btermijn(?:en|betaling)\b|\bin (?:twee|drie|vier|vijf|zes|\d{1,2}) (?:keer|delen|termijnen|stukken)\b", r"\bbetalingsregeling|\bafbetal|\bbetaalplan|\bbetalingsplan|\bgespreid", r"\buitstel\b", r"\b(?:per|elke|iedere|/) ?maand\b", r"\bmaandelijks", r"\bmeer tijd\b|\bbeetje tijd|\bwat tijd\b", r"\bde helft\b.{0,60}\b(?:rest|helft)\b"),
        (r"\bvolgens (?:de|onze) (?:regeling|afspraak)",),
    ),
    "promise": Rule(
        (
            r"\b(?:zo spoedig mogelijk|zo snel mogelijk|binnenkort)\b(?=.*(?:betaal|betal|overma|voldo)\w*)",
            r"\b(?:heeft|hebt|krijgt|ontvangt) (?:u|je) (?:\S+ ){0,4}?(?:geld|betaling|bedrag)\b|\bstaat (?:het|dit) (?:\S+ ){0,4}?op uw rekening",
            r"\bbeloof\b|\bkomt (?:het )?(?:geld|betaling)|\b(?:geld|betaling|bedrag) (?:\S+ ){0,2}?komt\b",
            r"\b(?:zal|zullen|gaan|ga|wil|willen|kan|kunnen) (?:\S+ ){0,8}?(?:betalen|overmaken|voldoen|overboeken|betaald|overschrijven)\b", r"\b(?:maak|maken|boek|boeken|schrijf) (?:\S+ ){0,7}?over\b", r"\b(?:ik|wij|we) (?:betaal|betalen|voldoen|voldoe)\b|\b(?:betaal|betalen) (?:ik|wij|we)\b", r"\b(?:betaling|factuur|bedrag|overboeking|geld|dit|dat|deze|het) (?:\S+ ){0,5}?(?:staat gepland|gepland|ingepland|wordt (?:\S+ ){0,6}?(?:betaald|overgemaakt|voldaan|uitgevoerd)|volgt|gebeurt|zal (?:\S+ ){0,6}?(?:betaald|overgemaakt|voldaan|plaatsvinden)|vertrekt|gaat (?:\S+ ){0,4}?(?:uit|weg))\b", r"\bbetaalrun|\bbetaalronde|\bbetalingsrun", r"\b(?:ontvangt|krijgt) (?:u |het |uw )*(?:\S+ ){0,4}?(?:betaling|geld)\b|\bu (?:ontvangt|krijgt) (?:\S+ ){0,3}?(?:betaling|geld)"),
        (r"\b(?:betalen|betaal) (?:\S+ ){0,2}?niet\b", r"\b(?:zodra|als|wanneer|nadat) (?:we|wij|ik|u|de)\b", r"\bna ontvangst\b"),
    ),
    "copy": Rule(
        (
            r"\b(?:nog (?:eens|een keer)|opnieuw|nogmaals) (?:\S+ ){0,2}?(?:mailen|sturen|toesturen|zenden)|\bbijlage (?:\S+ ){0,2}?(?:ontbreekt|vergeten|niet)|\bgeen bijlage",
            r"\b(?:om |over )?welke factuur\b",
            r"\bniet (?:\S+ ){0,2}?(?:vinden|terugvinden)\b|\bvind (?:\S+ ){0,4}?niet\b",
            r"\b(?:bevestigen|geven|doorgeven)\b.{0,30}\b(?:rekeningnummer|iban|bankgegevens)",
            r"\bfactuur\b.{0,40}\b(?:niet|nooit) (?:\S+ ){0,3}?(?:ontvangen|gekregen|binnen|gevonden|vinden|aangekomen)\b|\b(?:geen|nooit een) factuur\b(?=.*(?:ontvangen|gekregen|gevonden|binnen))", r"\bkopie\b|\bduplicaat\b|\bafschrift\b", r"\b(?:stuur|sturen|zend|zenden|mail|mailen|toesturen|doorgeven|geven|bezorgen|opsturen)\b.{0,50}\b(?:factuur|rekeningnummer|iban|bankgegevens|pakbon|overzicht|specificatie)\b", r"\b(?:factuur|rekeningnummer|iban|bankgegevens|pakbon|overzicht|specificatie)\b.{0,50}\b(?:sturen|zenden|mailen|toesturen|doorgeven|geven|bezorgen|opsturen|nodig)\b"),
        (r"\b(?:voortaan|in het vervolg|toekomstige facturen)\b",),
    ),
    "contact": Rule(
        (
            r"\b(?:dit|deze) (?:adres|mailadres|mailbox|postbus) (?:\S+ ){0,2}?niet meer|\b(?:mijn|onze) (?:advocaat|boekhouder|accountant|jurist)\b",
            r"\b(?:regelt|doet|verzorgt|behandelt) (?:dit|dat|deze|het|onze|de|alles)\b|\b(?:boekhouder|hoofdkantoor|moederbedrijf|accountant|administratiekantoor) (?:\S+ ){0,4}?(?:regelt|bellen|bel|mailen|contact|doet|afhandel)",
            r"\bbel (?:hem|haar|hen)\b|\boverleden\b|\bvervangt\b|\bvervanger\b|\berfgenamen\b",
            r"\b(?:werk|werkt|werkzaam) (?:\S+ ){0,2}?niet meer\b|\bniet meer (?:werkzaam|in dienst|verantwoordelijk)", r"\bverkeerde (?:persoon|afdeling|adres|contact|bedrijf|klant)|\bverkeerd (?:adres|persoon|bedrijf)", r"\bneem contact op met\b(?! (?:mij|ons))|\bcontact op(?:nemen|te nemen) met (?!mij|ons|u)|\bwend u (?:zich )?(?:tot|aan)|\bricht u tot\b", r"\bniet (?:verantwoordelijk|bevoegd|de juiste|voor mij|mijn afdeling)\b", r"\b(?:doorgestuurd|stuur (?:\S+ ){0,4}?door|doorsturen|doorgezonden)\b", r"\bnieuwe (?:contactpersoon|medewerker|boekhouder)|\bopvolger\b|\bheeft (?:het|ons) bedrijf verlaten|\bken (?:dit|deze) (?:bedrijf|firma) niet"),
        (r"\b(?:curator|bewindvoerder)\b",),
    ),
}  # fmt: skip

# A promise too, where the sentence names a coming day and tells nothing else.
DATED_PROMISE = {
    "fr": (
        r"\b(?:m'en|nous en|s'en|me|on s'en|nous) (?:occup|charg)\w*\b|\b(?:traite|traitons|regularis|gere|gerons)\w*\b(?! (?:votre demande|votre message))",
        r"\bsign\w+ (?:\S+ ){0,3}?(?:cheques?|virements?|paiements?|reglements?)|\b(?:cheques?|virements?|paiements?|reglements?) (?:\S+ ){0,4}?signature",
        r"\b(?:vous |le |la )?(?:envoie|envoyons|depose|poste|lance|fais|faisons|fait)\b (?:\S+ ){0,2}?(?:ca|cela|le|la|un|une|tout)\b",
        r"\b(?:argent|fonds|paye|salaire|cheque|virement|reglement|paiement)\b",
    ),
    "en": (
        r"\b(?:deal with|handle|sort|take care of|see to|look after|get (?:it|this|that) (?:done|out|over|across|sorted)|get onto|do) (?:it|this|that)\b|\b(?:i'll|we'll|will) (?:\S+ )?(?:sort|do it|handle)\b",
        r"\bsign\w* (?:\S+ ){0,4}?(?:che(?:que|ck)s?|payments?)|\b(?:che(?:que|ck)s?|payments?) (?:\S+ ){0,4}?sign",
        r"\b(?:money|funds|wages|salary|cheque|check|payment|transfer)\b",
    ),
    "de": (
        r"\b(?:erledige|erledigen|regele|regle|regeln|kummere|mache|machen)\b",
        r"\bunterschr\w+\b(?=.*(?:scheck|zahlung|uberweisung))",
        r"\b(?:geld|zahlung|uberweisung|gehalt)\b",
    ),
    "es": (
        r"\b(?:arreglo|arreglamos|soluciono|solucionamos|hago|hacemos|encargo|encargamos|gestiono|regularizo)\b",
        r"\bfirm\w+\b(?=.*(?:cheque|pago|transferencia))",
        r"\b(?:dinero|pago|transferencia|nomina)\b",
    ),
    "it": (
        r"\b(?:occupo|occupiamo|sistemo|sistemiamo|provvedo|provvediamo|risolvo|faccio)\b",
        r"\bfirm\w+\b(?=.*(?:assegn|bonific|pagament))",
        r"\b(?:soldi|denaro|bonifico|pagamento|stipendio)\b",
    ),
    "nl": (
        r"\b(?:regel|regelen|zorg|zorgen|doe|doen|handel)\b",
        r"\b(?:teken|tekent|ondertekent)\w*\b(?=.*(?:betaling|cheque))",
        r"\b(?:geld|betaling|overboeking|salaris)\b",
    ),
}  # fmt: skip

RULES = {"fr": FR, "en": EN, "de": DE, "es": ES, "it": IT, "nl": NL}
CLAUSES = re.compile(
    r"[,;:()]\s|\s-\s|\b(?:mais|but|aber|pero|ma|maar|sondern|however|cependant|toutefois|et|and|und|y|e|en)\b\s(?=(?:ce|cela|nous|je|on|we|i|it|ich|wir|lo|il|la|le|dat|ik|the|payment|das)\b)|\b(?:mais|but|aber|pero|maar)\b\s"
)
