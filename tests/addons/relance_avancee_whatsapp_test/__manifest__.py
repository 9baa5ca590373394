{
    "name": "Relance avancée: WhatsApp, from outside",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "summary": "A channel, a rule, an outcome and a figure, as DEVELOP.md says",
    "author": "relance_avancee contributors",
    "website": "https://github.com/relance-avancee/relance_avancee",
    "license": "LGPL-3",
    "depends": ["relance_avancee"],
    "data": [
        "security/ir.model.access.csv",
        "data/dunning_call_outcome_data.xml",
        "views/dunning_step_views.xml",
        "views/res_partner_views.xml",
    ],
    "uninstall_hook": "uninstall_hook",
}
