// The chart library, cut to what the report draws. `xtask` bundles this file into
// the `echarts.js` of the site, which the page loads only when a chart comes into view.
//
// Left out on purpose: the tooltip component. It writes HTML with `style=`, which the
// content security policy forbids, and would show hostile names as markup. The page
// draws its own tooltip from text nodes.
import { init, use } from "echarts/core";
import { BarChart, PieChart } from "echarts/charts";
import { GridComponent } from "echarts/components";
import { CanvasRenderer } from "echarts/renderers";

use([BarChart, CanvasRenderer, GridComponent, PieChart]);

// The WebAssembly calls the global, so that it can load this file when it needs it.
globalThis.echarts = { init };
