import {Component, onWillStart, useState} from "@odoo/owl";
import {
    formatFloat,
    formatMonetary,
    formatPercentage,
} from "@web/views/fields/formatters";
import {DunningChart} from "./chart";
import {_t} from "@web/core/l10n/translation";
import {deserializeDateTime} from "@web/core/l10n/dates";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";

const {DateTime} = luxon;
const SECTIONS = ["kpis", "aged", "dso", "forecast", "works", "breakdown", "risks"];
const PERIODS = [
    ["month", _t("Month")],
    ["quarter", _t("Quarter")],
    ["year", _t("Year")],
];
const BLUE = "#1f5fa8";
const TEAL = "#2a9d8f";
const AMBER = "#e0a030";
const GREY = "#9aa5b1";
// From not due to very late
const AGES = ["#2a9d8f", "#8ab17d", "#e9c46a", "#f4a261", "#d1495b"];

/** Every number of the dashboard leads to its rows: `open` asks the server which. */
export class DunningDashboard extends Component {
    static template = "relance_avancee.Dashboard";
    static components = {DunningChart};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.periods = PERIODS;
        // By section, what was asked last: an answer that comes late is dropped
        this.asked = {};
        this.state = useState({
            filters: {
                company_id: false,
                user_id: false,
                period: "quarter",
                date_to: false,
                by: "user_id",
                ...this.props.state?.filters,
            },
            options: {companies: [], collectors: [], dimensions: []},
            data: {},
            made: {},
            forecastTable: false,
        });
        useSetupAction({
            getLocalState: () => ({filters: {...this.state.filters}}),
        });
        onWillStart(async () => {
            this.state.options = await this.orm.call(
                "dunning.dashboard",
                "get_options",
                []
            );
            this.load();
        });
    }

    /** Sections arrive one after another: the first is seen before the last is read. */
    load({sections = SECTIONS, fresh = false} = {}) {
        const {by, ...others} = this.state.filters;
        for (const section of sections) {
            // The same answer is kept for all who break down differently
            const filters = section === "breakdown" ? {...others, by} : others;
            this.asked[section] = filters;
            this.orm
                .call("dunning.dashboard", "read_kept", [section, filters, fresh])
                .then(({data, made_at}) => {
                    if (this.asked[section] === filters) {
                        this.state.data[section] = data;
                        this.state.made[section] = made_at;
                    }
                });
        }
    }

    /** Hour of the oldest figures shown, when some were worked out before now. */
    get keptAt() {
        const times = Object.values(this.state.made).filter(Boolean).sort();
        if (!times.length) {
            return "";
        }
        return deserializeDateTime(times[0]).toLocaleString(DateTime.TIME_SIMPLE);
    }

    get keptText() {
        return _t(
            "Some figures were worked out at %s. What happened since is in the rows behind them, not yet in the figures.",
            this.keptAt
        );
    }

    setFilter(name, value) {
        this.state.filters[name] = value;
        this.load();
    }

    /** The table of figures alone: the other sections are the same. */
    breakDown(by) {
        this.state.filters.by = by;
        this.load({sections: ["breakdown"]});
    }

    onSelect(name, event) {
        this.setFilter(name, parseInt(event.target.value, 10) || false);
    }

    async open(what, details = {}) {
        const action = await this.orm.call(
            "dunning.dashboard",
            "open_rows",
            [what, this.state.filters],
            details
        );
        await this.action.doAction(action);
    }

    fileUrl(name) {
        const filters = encodeURIComponent(JSON.stringify(this.state.filters));
        const companies = this.state.options.companies.map((company) => company.id);
        return `/relance_avancee/${name}?filters=${filters}&companies=${companies}`;
    }

    // Numbers

    money(value) {
        return formatMonetary(value || 0, {
            currencyId: this.state.options.currency_id,
            digits: [16, 0],
        });
    }

    format(unit, value) {
        if (value === null || value === undefined || value === false) {
            return "–";
        }
        if (unit === "amount") {
            return this.money(value);
        }
        if (unit === "share") {
            return formatPercentage(value, {digits: [16, 1]});
        }
        if (unit === "percent") {
            return formatPercentage(value / 100, {digits: [16, 1]});
        }
        const number = formatFloat(value, {digits: [16, 1]});
        return unit === "days" ? _t("%s days", number) : number;
    }

    share(value) {
        return this.format("share", value);
    }

    tooltip(figure) {
        return figure.source
            ? `${figure.definition} ${_t("Source: %s", figure.source)}`
            : figure.definition;
    }

    /** Since the period before: better, worse, or nothing to say. */
    comparison(card) {
        if (card.value === null || card.before === null) {
            return null;
        }
        const difference = card.value - card.before;
        const floor = {share: 0.0005, amount: 0.5}[card.unit] || 0.05;
        if (Math.abs(difference) < floor) {
            return {icon: "fa-minus", css: "text-muted", text: _t("unchanged")};
        }
        const better = difference < 0 === (card.better === "low");
        const neutral = card.unit === "amount";
        return {
            icon: difference > 0 ? "fa-arrow-up" : "fa-arrow-down",
            css: neutral ? "text-muted" : better ? "text-success" : "text-danger",
            text: _t("before: %s", this.format(card.unit, card.before)),
        };
    }

    get overdue() {
        return _t("%s overdue", this.money(this.state.data.kpis.overdue));
    }

    get worksNote() {
        return _t(
            "Paid within %s days of the contact and before the next one. Contacts too recent to have had their days are left out. Two channels used on one day share the merit.",
            this.state.data.works.within
        );
    }

    get outcomeTitle() {
        const {made_label} = this.state.data.forecast.outcome;
        return _t("How the cash forecast of %s turned out", made_label);
    }

    get accuracy() {
        return _t("accuracy %s", this.share(this.state.data.forecast.outcome.accuracy));
    }

    // Charts

    get agedConfig() {
        const rows = this.state.data.aged;
        return {
            type: "bar",
            data: {
                labels: rows.map((row) => row.label),
                datasets: [
                    {data: rows.map((row) => row.amount), backgroundColor: AGES},
                ],
            },
            options: this.options({legend: false}),
        };
    }

    get dsoConfig() {
        const rows = this.state.data.dso;
        return {
            type: "line",
            data: {
                labels: rows.map((row) => row.label),
                datasets: [
                    {
                        data: rows.map((row) => row.dso),
                        borderColor: BLUE,
                        backgroundColor: BLUE,
                        tension: 0.25,
                        spanGaps: true,
                    },
                ],
            },
            options: this.options({legend: false, unit: "days"}),
        };
    }

    get forecastConfig() {
        const rows = this.state.data.forecast.weeks;
        return {
            type: "bar",
            data: {
                labels: rows.map((row) => row.label),
                datasets: [
                    this.bars(_t("On due date"), rows, "contractual", GREY),
                    this.bars(_t("Expected"), rows, "expected", BLUE),
                    this.bars(_t("Promised or planned"), rows, "committed", TEAL),
                ],
            },
            options: this.options({legend: true}),
        };
    }

    get outcomeConfig() {
        const rows = this.state.data.forecast.outcome.weeks;
        return {
            type: "bar",
            data: {
                labels: rows.map((row) => row.label),
                datasets: [
                    this.bars(_t("Expected"), rows, "expected", BLUE),
                    this.bars(_t("Came in"), rows, "actual", AMBER),
                ],
            },
            options: this.options({legend: true}),
        };
    }

    bars(label, rows, name, color) {
        return {label, data: rows.map((row) => row[name]), backgroundColor: color};
    }

    options({legend, unit = "amount"}) {
        return {
            plugins: {
                legend: {display: legend, position: "bottom"},
                tooltip: {
                    callbacks: {
                        label: ({dataset, raw}) =>
                            [dataset.label, this.format(unit, raw)]
                                .filter(Boolean)
                                .join(": "),
                    },
                },
            },
            scales: {
                y: {
                    beginAtZero: true,
                    ticks: {
                        callback: (value) =>
                            formatFloat(value, {humanReadable: true, decimals: 0}),
                    },
                },
                x: {grid: {display: false}},
            },
        };
    }

    openAged(index) {
        return this.open("aged", {name: this.state.data.aged[index].name});
    }

    openDso(index) {
        return this.open("dso_month", {month: this.state.data.dso[index].month});
    }

    openForecast(index, dataset) {
        const {place, start} = this.state.data.forecast.weeks[index];
        const view = ["contractual", "expected", "committed"][dataset];
        return this.open("forecast", {place, start, view});
    }

    openOutcome(index) {
        const {weeks, made_on} = this.state.data.forecast.outcome;
        return this.open("outcome", {start: weeks[index].start, made_on});
    }

    openCell(column, row) {
        return this.open(column.name, {by: this.state.data.breakdown.by, key: row.id});
    }

    openWorks(row) {
        const {date_from, date_to} = this.state.data.works;
        const {step_id, channel} = row;
        return this.open("works", {step_id, channel, date_from, date_to});
    }
}

registry.category("actions").add("relance_avancee.dashboard", DunningDashboard);
