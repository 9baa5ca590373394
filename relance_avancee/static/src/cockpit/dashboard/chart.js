/* global Chart */
import {Component, onWillStart, useEffect, useRef} from "@odoo/owl";
import {loadBundle} from "@web/core/assets";

/** A chart of Chart.js; `config` is made anew when its data change. */
export class DunningChart extends Component {
    static template = "relance_avancee.Chart";
    static props = {
        config: Object,
        label: String,
        onClick: {type: Function, optional: true},
    };

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => {
                const chart = new Chart(this.canvas.el, this.makeConfig());
                return () => chart.destroy();
            },
            () => [this.props.config]
        );
    }

    makeConfig() {
        const {config, onClick} = this.props;
        return {
            ...config,
            options: {
                responsive: true,
                maintainAspectRatio: false,
                animation: false,
                onClick: (_event, elements) => {
                    if (elements.length && onClick) {
                        onClick(elements[0].index, elements[0].datasetIndex);
                    }
                },
                onHover: (event, elements) => {
                    event.native.target.style.cursor =
                        elements.length && onClick ? "pointer" : "default";
                },
                ...config.options,
            },
        };
    }
}
