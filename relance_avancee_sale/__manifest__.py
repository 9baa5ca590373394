{
    "name": "Relance avancée: sales orders",
    "version": "19.0.2.0.0",
    "category": "Accounting/Accounting",
    "summary": "How a customer pays, told to whoever sells to it",
    "author": "relance_avancee contributors",
    "website": "https://github.com/relance-avancee/relance_avancee",
    "license": "LGPL-3",
    "depends": ["relance_avancee", "sale"],
    "data": ["views/sale_order_views.xml"],
    "auto_install": True,
}
