import {registry} from "@web/core/registry";

const SHEET = ".o_dunning_call_sheet";
const LIST = ".o_list_view";

/** Opens the call sheet of a customer from the list of calls to make. */
function openCall(customer) {
    return [
        {
            content: `The call of ${customer} is to be made`,
            trigger: `${LIST} .o_data_row:contains('${customer}') .o_data_cell[name=partner_id]`,
            run: "click",
        },
        {
            content: "Its sheet is open: who, at which number",
            trigger: `${SHEET} .o_field_widget[name=partner_id]:contains('${customer}')`,
        },
    ];
}

/** One click on an outcome. */
function choose(outcome) {
    return {
        content: `The call ends: ${outcome}`,
        trigger: `${SHEET} button[name=action_choose]:contains('${outcome}')`,
        run: "click",
    };
}

function gone(customer) {
    return {
        content: `${customer} is not to be called any more`,
        trigger: `${LIST}:not(:has(.o_data_row:contains('${customer}')))`,
    };
}

/** A call whose outcome needs nothing but its click. */
function simpleCall(customer, outcome) {
    return [...openCall(customer), choose(outcome), gone(customer)];
}

registry.category("web_tour.tours").add("relance_avancee_calls", {
    steps: () => [
        // Will pay: date and amount are proposed, the amount is changed
        ...openCall("Client Promesse"),
        {
            content: "The number is a link that rings",
            trigger: `${SHEET} .o_field_widget[name=phone] a[href^='tel:']`,
        },
        {
            content: "What time it is there, and that one may ring",
            trigger: `${SHEET} .badge:contains('Decent hour')`,
        },
        {
            content: "What is owed",
            trigger: `${SHEET} .o_field_widget[name=debts_html] table:contains('100')`,
        },
        {
            content: "What to say, with the customer's own figures",
            trigger: `${SHEET} .o_field_widget[name=script_html]:contains('100')`,
        },
        {
            content: "Note what they say",
            trigger: `${SHEET} .o_field_widget[name=note] textarea`,
            run: "edit Half of it on Friday",
        },
        {
            content: "Half of the amount",
            trigger: `${SHEET} .o_field_widget[name=amount] input`,
            run: "edit 50",
        },
        choose("Will pay on a date"),
        {
            content: "It is said",
            trigger: ".o_notification:contains('Client Promesse')",
        },
        gone("Client Promesse"),

        // Disputes: the only invoice is proposed
        ...simpleCall("Client Litige", "Disputes an invoice"),

        // No answer: another day
        ...openCall("Client Absent"),
        choose("No answer"),
        {
            content: "The call stays, for another day",
            trigger: `${LIST} .o_data_row:contains('Client Absent') [name=call_tries]:contains('1')`,
        },

        ...simpleCall("Client Copie", "Needs a copy of the invoice"),
        ...simpleCall("Client Virement", "Says it is paid"),
        ...simpleCall("Client Inconnu", "Wrong number"),
        ...simpleCall("Client Refus", "Refuses to pay"),
        ...simpleCall("Client Faillite", "Insolvency proceedings"),
        ...simpleCall("Client Bavard", "Talked, nothing agreed"),

        // Instalments: the plan opens, to be completed
        ...openCall("Client Mensuel"),
        choose("Asks for instalments"),
        {
            content: "The plan is there to complete",
            trigger: ".o_form_view .o_field_widget[name=line_ids] .o_data_row",
        },
    ],
});

registry.category("web_tour.tours").add("relance_avancee_no_call", {
    steps: () => [
        {
            content: "Nothing to do is said, and where calls come from",
            trigger: ".o_nocontent_help:contains('No call to make')",
        },
        {
            content: "From the customers",
            trigger: ".o_nocontent_help a:contains('Customers to remind')",
            run: "click",
        },
        {
            content: "Ring one of them",
            trigger:
                ".o_data_row:contains('Client Promesse') button[name=action_dunning_call]",
            run: "click",
        },
        choose("Talked, nothing agreed"),
        {
            content: "Back on the calls to make",
            trigger: ".o_nocontent_help:contains('No call to make')",
        },
    ],
});
