import {registry} from "@web/core/registry";

const DASHBOARD = ".o_dunning_dashboard";

/** The manager's month end: from each number to its rows, and back. */
registry.category("web_tour.tours").add("dunning_month_end", {
    steps: () => [
        {
            content: "The figures are there",
            trigger: `${DASHBOARD} .o_dunning_card[data-name=open] .o_dunning_value:contains('1')`,
        },
        {
            content: "So is the chart of the aged balance",
            trigger: `${DASHBOARD} section[data-name=aged] canvas`,
        },
        {
            content: "More than a month late: which invoices?",
            trigger: `${DASHBOARD} [data-bucket='31-60']`,
            run: "click",
        },
        {
            content: "The invoice behind the number",
            trigger: ".o_list_view .o_data_row:contains('Client Mois')",
        },
        {
            content: "Back to the dashboard",
            trigger:
                ".o_control_panel .o_breadcrumb .o_back_button, .breadcrumb-item a",
            run: "click",
        },
        {
            content: "A whole year",
            trigger: `${DASHBOARD} button[name=year]`,
            run: "click",
        },
        {
            content: "It is what is shown",
            trigger: `${DASHBOARD} button[name=year].active`,
        },
        {
            content: "How late do they pay?",
            trigger: `${DASHBOARD} .o_dunning_card[data-name=average_days_late]`,
            run: "click",
        },
        {
            content: "The payments behind the average",
            trigger: ".o_list_view .o_data_row:contains('Client Mois')",
        },
        {
            content: "Back again",
            trigger:
                ".o_control_panel .o_breadcrumb .o_back_button, .breadcrumb-item a",
            run: "click",
        },
        {
            content: "The period was kept",
            trigger: `${DASHBOARD} button[name=year].active`,
        },
        {
            content: "The forecast as a table",
            trigger: `${DASHBOARD} button[name=forecast_table]`,
            run: "click",
        },
        {
            content: "Fifteen lines: due already, thirteen weeks, later",
            trigger: `${DASHBOARD} section[data-name=forecast] tbody tr:nth-child(15)`,
        },
        {
            content: "Every figure month by month",
            trigger: `${DASHBOARD} section[data-name=breakdown] select[name=by]`,
            run: "select month",
        },
        {
            content: "What was invoiced in February?",
            trigger: `${DASHBOARD} section[data-name=breakdown] tr:contains('February 2026') button[data-name=invoiced]`,
            run: "click",
        },
        {
            content: "The invoice of that month, and no other",
            trigger:
                ".o_list_view:not(:has(.o_data_row ~ .o_data_row)) .o_data_row:contains('Client Mois')",
        },
    ],
});
