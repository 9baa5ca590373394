"""What comes back by mail: people, robots, reports. Headers as the big systems send them."""

import time

import pytest

from relance_avancee.core.mail import incoming
from relance_avancee.core.mail.incoming import (
    AUTOMATIC,
    DEAD,
    HUMAN,
    LATER,
    NOTHING,
    RECEIPT,
    REPORT,
    Report,
    classify,
)

REPLY = "Re: Payment reminder"


def shape(subject=REPLY, content_type="text/plain", **headers):
    named = {name.replace("_", "-").lower(): value for name, value in headers.items()}
    return classify(named, content_type, subject)


PEOPLE = {
    "plain answer": {},
    "no subject": {"subject": ""},
    "Gmail": {"X_Gm_Message_State": "AOJu0Y", "Received_SPF": "pass", "Precedence": ""},
    "Outlook": {
        "Thread_Topic": "Payment reminder",
        "X_MS_Has_Attach": "",
        "X_MS_Exchange_Organization_SCL": "-1",
        "Accept_Language": "fr-FR",
    },
    "says that it is no robot": {
        "Auto_Submitted": "no",
        "X_Auto_Response_Suppress": "All",
    },
    "an office that marks all it writes": {"Precedence": "bulk"},
    "Apple Mail": {"X_Mailer": "Apple Mail (2.3826.600)", "Mime_Version": "1.0"},
    "Thunderbird": {
        "User_Agent": "Mozilla Thunderbird",
        "Return_Path": "<a@b.example>",
    },
    "speaks of an absence": {"subject": "Re: pas payé en raison de mon absence"},
    "absent from a delivery": {"subject": "Absence de livraison, facture contestée"},
    "mentions a receipt": {"subject": "Re: facture 12 : accusé de réception joint"},
    "read and answered by phone": {"X_Mailer": "iPhone Mail (22F76)"},
    "German answer": {"subject": "AW: Zahlungserinnerung"},
    "Spanish answer": {"subject": "RV: Recordatorio de pago"},
    "calendar answer": {"content_type": "text/calendar; method=REPLY"},
    "signed": {"content_type": "multipart/signed; protocol=application/pgp-signature"},
    "suppresses receipts only": {"X_Auto_Response_Suppress": "DR, RN, NRN"},
    # on all that people write, in many offices (redmine 19558, osTicket/osTicket#5320)
    "Exchange suppresses answers": {
        "X_Auto_Response_Suppress": "DR, RN, NRN, OOF, AutoReply"
    },
    "Exchange suppresses all": {"X_Auto_Response_Suppress": "All"},
    # our own mailbox is a group (osTicket/osTicket#1079, #5791)
    "through our Google group": {
        "Precedence": "list",
        "Mailing_List": "list compta@vendor.example",
        "List_Id": "<compta.vendor.example>",
        "List_Post": "<https://groups.google.com/a/vendor.example/group/compta/post>",
    },
    "Zimbra": {"X_Mailer": "Zimbra 9.0.0_GA_4653 (ZimbraWebClient - FF128)"},
    "Lotus Notes": {"X_Mailer": "HCL Notes Release 12.0.2", "X_MIMETrack": "Serialize"},
    "Open-Xchange at Orange": {
        "X_Mailer": "Open-Xchange Mailer v8.20",
        "X_Priority": "3",
    },
    "OVH": {"X_Ovh_Tracer_Id": "123456789", "X_VR_SPAMSTATE": "OK", "Precedence": ""},
    "through the ticket system of the customer": {
        "X_RT_Loop_Prevention": "client.example",
        "RT_Ticket": "client.example #4512",
    },
    "a request, spoken of later": {"subject": "Re: Relance, votre demande du 5 mars"},
    "mentions a ticket": {
        "subject": "Facture 12, ticket 4512 has been closed by error"
    },
    "insurance of cars": {"subject": "Auto : prime 2026 contestée"},
    "tagged by a list": {"subject": "[compta] Re: Relance"},
    # our own mailbox redirects to Odoo
    "redirected by an inbox rule": {
        "X_MS_Exchange_Inbox_Rules_Loop": "compta@vendor.example",
        "Resent_From": "<compta@vendor.example>",
    },
}

ROBOTS = {
    "RFC 3834 vacation": {"Auto_Submitted": "auto-replied"},
    "RFC 3834 with a parameter": {"Auto_Submitted": 'auto-replied; owner-email="a@b"'},
    "RFC 3834 generated": {"Auto_Submitted": "auto-generated"},
    "capital letters": {"Auto_Submitted": "Auto-Replied"},
    "Exchange": {
        "Auto_Submitted": "auto-generated",
        "X_Auto_Response_Suppress": "DR, OOF, AutoReply",
        "X_MS_Exchange_Generated_Message_Source": "Mailbox Rules Agent",
    },
    "Exchange, German, by its subject": {
        "subject": "Automatische Antwort: Zahlungserinnerung",
        "X_Auto_Response_Suppress": "All",
    },
    "Exchange inbox rule": {
        "X_MS_Exchange_Inbox_Rules_Loop": "a@b.example",
        "X_MS_Exchange_Generated_Message_Source": "Mailbox Rules Agent",
    },
    "out of office through our group": {
        "List_Id": "<compta.vendor.example>",
        "Precedence": "list",
        "Auto_Submitted": "auto-replied",
    },
    "Gmail vacation": {
        "Precedence": "bulk",
        "X_Autoreply": "yes",
        "Auto_Submitted": "auto-replied",
    },
    "cPanel": {"X_Autorespond": REPLY, "Precedence": "auto_reply"},
    "Plesk": {"X_Autoreply_To": "a@b.example"},
    "Sieve": {"Auto_Submitted": "auto-replied (vacation)"},
    "Dovecot": {"Auto_Submitted": "auto-replied (vacation)", "Precedence": "bulk"},
    "qmail autorespond": {"Delivered_To": "Autoresponder"},
    "Precedence auto_reply": {"Precedence": "auto_reply"},
    "Precedence auto-reply": {"Precedence": "auto-reply"},
    "IBM Notes": {"Preference": "auto_reply"},
    "1&1": {"X_Autogenerated": "Reply"},
    "Freshdesk": {"Auto_Submitted": "auto-generated", "X_FC_MachineGenerated": "true"},
    "Zendesk": {"Auto_Submitted": "auto-generated", "X_Mailer": "Zendesk Mailer"},
    "OTRS": {"X_Auto_Response_Suppress": "OOF, AutoReply", "Precedence": "bulk"},
    "no sender to bounce to": {"Return_Path": "<>"},
    "vacation(1)": {"X_Mailer": "vacation 1.2.7"},
    "Zimbra absence": {
        "Auto_Submitted": "auto-replied (zimbra; vacation)",
        "Precedence": "bulk",
    },
    "OVH absence": {
        "Auto_Submitted": "auto-replied (vacation)",
        "X_Ovh_Tracer_Id": "1",
    },
    "Open-Xchange absence at Orange": {
        "Auto_Submitted": "auto-replied (vacation)",
        "X_Mailer": "Open-Xchange Mailer v8.20",
    },
    "Domino absence": {
        "subject": "AUTO: Jean Petit is out of the office (returning 16/03/2026)",
        "X_MIMETrack": "Itemize by SMTP Server",
    },
    "Domino absence, fr": {"subject": "AUTO : Jean Petit est absent(e) (retour 16/03)"},
    "Domino absence, de": {"subject": "AUTO: Max Weber ist außer Haus"},
    "Office 365 absence through a shared mailbox": {
        "Auto_Submitted": "auto-generated",
        "X_Auto_Response_Suppress": "All",
        "X_MS_Exchange_Inbox_Rules_Loop": "compta@client.example",
    },
    "Jira Service Management": {
        "Auto_Submitted": "auto-generated",
        "X_JIRA_FingerPrint": "abc",
        "Precedence": "bulk",
    },
    "ServiceNow": {
        "Auto_Submitted": "auto-generated",
        "X_ServiceNow_Generated": "true",
    },
    "GLPI": {
        "Auto_Submitted": "auto-generated",
        "X_Auto_Response_Suppress": "OOF, DR, NDR, RN, NRN",
    },
    "Help Scout": {"X_Autoreply": "yes", "X_HelpScout": "1"},
    "Zendesk by its subject": {"subject": "[Request received] Payment reminder"},
    "ticket en": {"subject": "Your request has been received (#4512)"},
    "ticket en, case": {"subject": "[Case 004512] We have received your message"},
    "ticket en, thanks": {"subject": "Thank you for contacting Client Ltd"},
    "ticket fr": {"subject": "[Ticket#4512] Votre demande a bien été enregistrée"},
    "ticket fr, no accent": {"subject": "Votre message a bien ete recu"},
    "ticket de": {"subject": "Ihre Anfrage ist bei uns eingegangen"},
    "ticket es": {"subject": "Hemos recibido su solicitud"},
    "ticket it": {"subject": "Abbiamo ricevuto la sua richiesta"},
    "ticket nl": {"subject": "Wij hebben uw bericht ontvangen"},
    "subject en": {"subject": "Out of office: Payment reminder"},
    "subject en, answer": {"subject": "Re: Automatic reply: Payment reminder"},
    "subject en, auto": {"subject": "Auto-Reply: Payment reminder"},
    "subject fr": {"subject": "Réponse automatique : Relance"},
    "subject fr, no accent": {"subject": "Reponse automatique: Relance"},
    "subject fr, absence": {"subject": "Absence du bureau : Relance"},
    "subject fr, absent until": {"subject": "Absent jusqu’au 3 janvier"},
    "subject fr, receipt": {"subject": "Accusé de réception de votre demande"},
    "subject de": {"subject": "Automatische Antwort: Zahlungserinnerung"},
    "subject de, note": {"subject": "AW: Abwesenheitsnotiz: Zahlungserinnerung"},
    "subject de, received": {"subject": "Eingangsbestätigung"},
    "subject es": {"subject": "Respuesta automática: Recordatorio"},
    "subject es, office": {"subject": "Fuera de la oficina Re: Recordatorio"},
    "subject it": {"subject": "Risposta automatica: Sollecito"},
    "subject it, office": {"subject": "R: Fuori ufficio: Sollecito"},
    "subject nl": {"subject": "Automatisch antwoord: Herinnering"},
    "subject nl, away": {"subject": "Afwezig: Herinnering"},
}

OTHERS = {
    "Postfix report": (
        {"content_type": "multipart/report; report-type=delivery-status"},
        REPORT,
    ),
    "Exchange report": (
        {
            "content_type": 'multipart/report; report-type="delivery-status"; boundary=x',
            "Auto_Submitted": "auto-replied",
        },
        REPORT,
    ),
    "read receipt": (
        {"content_type": "multipart/report; report-type=disposition-notification"},
        RECEIPT,
    ),
}

REPORTS = {
    Report("a@b", "failed", "5.1.1"): DEAD,
    Report("a@b", "failed", "5.1.10"): DEAD,
    Report("a@b", "failed", "5.7.1"): DEAD,
    Report("a@b", "failed", "5.4.4"): DEAD,
    Report("a@b", "Failed", " 5.1.2 "): DEAD,
    Report("a@b", "failed", ""): DEAD,
    Report("a@b", "", ""): DEAD,
    Report("a@b", "", "5.0.0"): DEAD,
    Report("a@b", "failed", "4.2.2"): LATER,
    Report("a@b", "failed", "4.4.7"): LATER,
    Report("a@b", "failed", "4.7.0"): LATER,
    # the mailbox is full, and exists
    Report("a@b", "failed", "5.2.2"): LATER,
    # a server that sends mail in circles: its mistake, not the address's
    Report("a@b", "failed", "5.4.6"): LATER,
    Report("a@b", "failed", "5.4.60"): DEAD,
    Report("a@b", "delayed", "4.4.1"): NOTHING,
    Report("a@b", "delayed", "4.2.2"): NOTHING,
    Report("a@b", "delivered", "2.0.0"): NOTHING,
    Report("a@b", "relayed", "2.0.0"): NOTHING,
    Report("a@b", "expanded", "2.0.0"): NOTHING,
    Report("a@b", "", "2.1.5"): NOTHING,
    Report("a@b", " Delivered ", "2.0.0"): NOTHING,
}


QMAIL = """Hi. This is the qmail-send program at mx.client.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<ap@client.example>:
%s

--- Below this line is a copy of the message.

Return-Path: <compta@vendor.example>
Message-Id: <12-dunning.action@vendor.example>
Subject: Relance

user unknown 5.1.1, says the text of the message itself
"""
EXIM = """This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ap@client.example
    host mx.client.example [192.0.2.1]
    SMTP error from remote mail server after RCPT TO:<ap@client.example>:
    %s

------ This is a copy of the message, including all the headers. ------

Message-ID: <12-dunning.action@vendor.example>
"""
TEXT_REPORTS = {
    "qmail, no mailbox": (
        QMAIL % "Sorry, no mailbox here by that name. (#5.1.1)",
        DEAD,
    ),
    "qmail, vpopmail": (QMAIL % "This account does not exist here. (#5.1.1)", DEAD),
    "qmail, words alone": (QMAIL % "Sorry, that address does not exist.", DEAD),
    "qmail, remote": (
        QMAIL
        % "192.0.2.1 does not like recipient.\nRemote host said: 550 User unknown\n"
        "Giving up on 192.0.2.1.",
        DEAD,
    ),
    "qmail, code alone": (QMAIL % "Remote host said: 550 refused", DEAD),
    "qmail, not about the mailbox": (QMAIL % "Remote host said: 554 spam", NOTHING),
    "qmail, quota": (QMAIL % "The user is over quota. (#5.2.2)", LATER),
    "qmail, full": (QMAIL % "Remote host said: 552 mailbox full", LATER),
    "qmail, full in words": (QMAIL % "Sorry, the mailbox is full.", LATER),
    "qmail, in the queue too long": (
        QMAIL
        % "I'm not going to try again; this message has been in the queue too long."
        " (#4.4.1)",
        LATER,
    ),
    "qmail, loop": (QMAIL % "This message is looping. (#5.4.6)", LATER),
    "qmail, unclear": (QMAIL % "Something odd happened.", NOTHING),
    "Exim": (EXIM % "550 5.1.1 <ap@client.example>: Recipient address rejected", DEAD),
    "Exim, code alone": (EXIM % "550 rejected", DEAD),
    "Exim, unrouteable": (EXIM % "Unrouteable address: no such domain", DEAD),
    "Exim, full": (EXIM % "452 4.2.2 Over quota", LATER),
    "Exim, delayed": (
        "This message was created automatically by mail delivery software.\n"
        "A message that you sent has not yet been delivered to one or more of its\n"
        "recipients after more than 24 hours.\n\n  ap@client.example\n"
        "    Delay reason: 451 4.7.1 greylisted\n\nNo action is required on your part.\n",
        NOTHING,
    ),
    "Gmail": (
        "Delivery to the following recipient failed permanently:\n\n"
        "     ap@client.example\n\nTechnical details of permanent failure:\n"
        "550-5.1.1 The email account that you tried to reach does not exist.\n\n"
        "----- Original message -----\nMessage-ID: <12-dunning.action@vendor.example>\n",
        DEAD,
    ),
    "Gmail, delayed": (
        "Delivery to the following recipient has been delayed:\n\n"
        "     ap@client.example\n\nMessage will be retried for 2 more day(s)\n",
        NOTHING,
    ),
    "Yahoo": (
        "Message from yahoo.example.\nUnable to deliver message to the following"
        " address(es).\n\n<ap@client.example>:\n"
        "This user doesn't have a yahoo.example account (ap@client.example) [0]\n",
        DEAD,
    ),
    "Domino": (
        "Your message could not be delivered to:\n\nap@client.example\n"
        "because: User not listed in public Name & Address Book\n",
        DEAD,
    ),
    "Postfix, old": (
        "This is the Postfix program at host mx.client.example.\n\n"
        "I'm sorry to have to inform you that your message could not be delivered.\n\n"
        '<ap@client.example>: unknown user: "ap"\n',
        DEAD,
    ),
}
NO_REPORTS = {
    "empty": "",
    "a person": "Bonjour, votre facture est payée.",
    "a person who quotes a report": "My colleague got this:\n> Hi. This is the qmail-send"
    " program at x\n> <a@b.example>:\n> (#5.1.1)",
    "no address": "Hi. This is the qmail-send program at x.\n\nuser unknown (#5.1.1)",
}


def text_outcome(text):
    report = incoming.gravest(incoming.read_text_report(text).reports)
    return report and report.outcome


@pytest.mark.parametrize("name", TEXT_REPORTS)
def test_reports_in_plain_words(name):
    text, outcome = TEXT_REPORTS[name]
    assert text_outcome(text) == outcome
    assert text_outcome(text.replace("\n", "\r\n")) == outcome


@pytest.mark.parametrize("name", NO_REPORTS)
def test_other_texts_are_no_reports(name):
    assert text_outcome(NO_REPORTS[name]) is None


def test_a_report_in_plain_words_names_its_message_and_reader():
    found = incoming.read_text_report(QMAIL % "(#5.1.1)")
    assert found.message_ids == ("<12-dunning.action@vendor.example>",)
    assert [report.recipient for report in found.reports] == ["ap@client.example"]


def test_the_gravest_of_several_readers_counts():
    two = QMAIL.replace("<ap@", "<ok@client.example>:\nover quota\n\n<ap@")
    assert len(incoming.read_text_report(two % "(#5.1.1)").reports) == 2
    assert text_outcome(two % "(#5.1.1)") == DEAD
    assert text_outcome(two % "(#4.4.1)") == LATER


@pytest.mark.parametrize(
    "piece", ["<a@b.c>:\n", "a", "-", "\n", "a.", "< ", "5.1.1 ", "x@"]
)
def test_a_report_of_any_size_is_read_at_once(piece):
    start = time.perf_counter()
    incoming.read_text_report(QMAIL % (piece * (10**6 // len(piece))))
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize("name", PEOPLE)
def test_people_are_people(name):
    assert shape(**PEOPLE[name]) == HUMAN


@pytest.mark.parametrize("name", ROBOTS)
def test_robots_are_robots(name):
    assert shape(**ROBOTS[name]) == AUTOMATIC


@pytest.mark.parametrize("name", OTHERS)
def test_reports_and_receipts(name):
    headers, kind = OTHERS[name]
    assert shape(**headers) == kind


@pytest.mark.parametrize("report", REPORTS, ids=str)
def test_what_a_report_means(report):
    assert report.outcome == REPORTS[report]


def test_at_least_sixty_shapes():
    assert len(PEOPLE) + len(ROBOTS) + len(OTHERS) + len(REPORTS) >= 60


def test_an_unknown_shape_is_read_by_somebody():
    assert shape(subject="🙂", X_Nothing_We_Know="1") == incoming.HUMAN
