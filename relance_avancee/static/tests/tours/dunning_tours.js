import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const MENU = "data-menu-xmlid='relance_avancee";

/** Opens the guided start from the Dunning menu. */
function openGuidedStart() {
    return [
        {
            content: "Open the Dunning menu",
            trigger: `.o_menu_sections [${MENU}.dunning_menu']`,
            run: "click",
        },
        {
            content: "Open the guided start",
            trigger: `.o-dropdown--menu [${MENU}.dunning_start_menu']`,
            run: "click",
        },
        {
            content: "What would leave is in front of the user's eyes",
            trigger:
                ".modal .o_field_widget[name=line_ids] .o_data_row:contains('Client Un')",
        },
    ];
}

/** Leaves the default filter: the dates of the test are not those of the clock. */
function showAll() {
    return {
        content: "Show every action, whatever its date",
        trigger: ".o_searchview_facet .o_facet_remove",
        run: "click",
    };
}

tours.add("relance_avancee_guided_start", {
    steps: () => [
        {
            content: "A fresh installation has nothing to show and says what to do",
            trigger: ".o_nocontent_help a:contains('Guided start')",
        },
        ...openGuidedStart(),
        {
            content: "Who writes",
            trigger: ".modal .o_field_widget[name=sender] input",
            run: "edit relances@vendeur.example.com",
        },
        {
            content: "Where tests go",
            trigger: ".modal .o_field_widget[name=test_email] input",
            run: "edit essai@vendeur.example.com",
        },
        {
            content: "Test first",
            trigger: ".modal button[name=action_test]",
            run: "click",
        },
        showAll(),
        {
            content: "The test was sent",
            trigger: ".o_data_row:contains('Client Un'):contains('Done')",
        },
        ...openGuidedStart(),
        {
            content: "Go live",
            trigger: ".modal button[name=action_go_live]",
            run: "click",
        },
        {
            content: "Confirm",
            trigger: ".modal:contains('From now on') .modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "Back on the list of the day",
            trigger: "body:not(:has(.modal)) .o_searchview_facet .o_facet_remove",
            run: "click",
        },
        {
            content: "The test and the real reminder are both there",
            trigger:
                ".o_list_table:has(.o_data_row:contains('Client Un'):contains('Done') ~ .o_data_row:contains('Client Un'):contains('Done'))",
        },
    ],
});

tours.add("relance_avancee_review", {
    steps: () => [
        {
            content: "Open what waits for approval",
            trigger:
                ".o_data_row:contains('To approve') .o_data_cell[name=partner_id]:contains('Client Un')",
            run: "click",
        },
        {
            content: "Preview the message",
            trigger: ".o_form_view button[name=action_preview]",
            run: "click",
        },
        {
            content: "It says to whom",
            trigger:
                ".modal .o_field_widget[name=recipients]:contains('clientun@client.example.com')",
        },
        {
            content: "It shows the link to pay",
            trigger: ".modal .o_field_widget[name=body] :iframe a[href*='/d/']",
        },
        {
            content: "Close the preview",
            trigger: ".modal-footer button.btn-secondary:contains('Close')",
            run: "click",
        },
        {
            content: "Approve",
            trigger: "body:not(:has(.modal)) .o_form_view button[name=action_approve]",
            run: "click",
        },
        {
            content: "Send",
            trigger: ".o_form_view button[name=action_send_now]",
            run: "click",
        },
        {
            content: "It is done",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('Done')",
        },
    ],
});

tours.add("relance_avancee_payment", {
    steps: () => [
        {
            content: "See what is planned for the invoice",
            trigger: ".o_notebook_headers a[name=dunning]",
            run: "click",
        },
        {
            content: "A reminder waits",
            trigger:
                ".o_field_widget[name=dunning_explanation]:contains('waits to leave')",
        },
        {
            content: "Register the payment",
            trigger: ".o_form_view button[name=action_register_payment]:visible",
            run: "click",
        },
        {
            content: "Create it",
            trigger: ".modal button[name=action_create_payments]",
            run: "click",
        },
        {
            content: "The invoice is paid",
            trigger: "body:not(:has(.modal)) .ribbon:contains('Paid')",
        },
        {
            content: "Open its reminders",
            trigger: "button[name=action_dunning_history]",
            run: "click",
        },
        {
            content: "The planned one is cancelled",
            trigger: ".o_data_row:contains('Client Un'):contains('Cancelled')",
        },
    ],
});

tours.add("relance_avancee_letters", {
    steps: () => [
        {
            content: "Open the Dunning menu",
            trigger: `.o_menu_sections [${MENU}.dunning_menu']`,
            run: "click",
        },
        {
            content: "Print what is to be posted today",
            trigger: `.o-dropdown--menu [${MENU}.dunning_print_day_menu']`,
            run: "click",
        },
        {
            content: "The letter is on the list",
            trigger:
                ".o_field_widget[name=letter_ids] .o_data_row:contains('Client Un'):contains('To post')",
        },
        {
            content: "One document holds the list and the letters",
            trigger: ".o_notebook a[name=document]",
            run: "click",
        },
        {
            content: "It is shown, ready to print",
            trigger: ".o_field_widget[name=pdf] iframe.o_pdfview_iframe",
        },
        {
            content: "They are in the letter box",
            trigger: "button[name=action_confirm]",
            run: "click",
        },
        {
            content: "Confirm",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "Back to the list",
            trigger: "body:not(:has(.modal)) .o_notebook a[name=letters]",
            run: "click",
        },
        {
            content: "The letter was posted",
            trigger:
                ".o_field_widget[name=letter_ids] .o_data_row:contains('Client Un'):contains('Posted')",
        },
    ],
});
