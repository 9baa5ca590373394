import {registry} from "@web/core/registry";

const LIST = ".o_list_view";
const CARD = ".o_dunning_card";

registry.category("web_tour.tours").add("relance_avancee_morning", {
    steps: () => [
        {
            content: "The most pressing customer is on top, with the reason",
            trigger: `${LIST} .o_data_row:first:contains('Client Pressant'):contains('40 days late')`,
        },
        {
            content: "Open its card",
            trigger: `${LIST} .o_data_row:first .o_data_cell[name=partner_id]`,
            run: "click",
        },
        {
            content: "What is owed, by age",
            trigger: `${CARD} .o_field_widget[name=aged_html]:contains('31–60 days')`,
        },
        {
            content: "What was said and sent",
            trigger: `${CARD} .o_notebook .nav-link:contains('Said and sent')`,
            run: "click",
        },
        {
            content: "The reminder of last week is there",
            trigger: `${CARD} .o_dunning_timeline:contains('E-mail')`,
        },
        {
            content: "The message that waits is approved from here",
            trigger: `${CARD} .o_field_widget[name=action_ids] button[name=action_approve]`,
            run: "click",
        },
        {
            content: "It has left the list of what waits",
            trigger: `${CARD}:not(:has(.o_field_widget[name=action_ids] button[name=action_approve]))`,
        },
        {
            content: "On to the next customer, without going back to the list",
            trigger: ".o_pager_next",
            run: "click",
        },
        {
            content: "The next customer's card",
            trigger: `${CARD} .o_field_widget[name=partner_id]:contains('Client Deux')`,
        },
        {
            content: "It has promised to pay",
            trigger: `${CARD} button[name=action_promise]`,
            run: "click",
        },
        {
            content: "For which day",
            trigger: ".modal .o_field_widget[name=date] input",
            run: "edit 03/20/2026",
        },
        {
            content: "How much",
            trigger: ".modal .o_field_widget[name=amount] input",
            run: "edit 60",
        },
        {
            content: "Keep it",
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "The dialog is gone",
            trigger: "body:not(:has(.modal))",
        },
    ],
});
