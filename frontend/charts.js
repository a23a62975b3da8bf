// The chart library, reduced to what the report draws. `xtask` bundles this file into the
// `echarts.js` of the site, which the page loads only when a chart comes into view.
//
// Left out on purpose: the tooltip, title and legend components. The tooltip writes HTML
// with `style=`, which the content security policy forbids, and would show hostile names
// as markup; the page draws its own from text nodes. The aria component is left out too:
// it would overwrite the label that the page gives a chart.
import { getInstanceByDom, init, use } from "echarts/core";
import { BarChart, LineChart, PieChart } from "echarts/charts";
import { GridComponent } from "echarts/components";
import { CanvasRenderer } from "echarts/renderers";

use([BarChart, CanvasRenderer, GridComponent, LineChart, PieChart]);

// The WebAssembly calls the global, so that it can load this file when it needs it.
globalThis.echarts = { getInstanceByDom, init };
