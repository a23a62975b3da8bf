// A chart as a person uses it. The positions of its parts come from ECharts, which drew them.

import type { Locator, Page } from "@playwright/test";
import { expect } from "./fixtures.ts";

/** A part of a chart: a slice, a bar or a point. */
export interface Part {
  series: number;
  index: number;
}

/** The tooltip's texts. */
export interface Tip {
  title: string;
  text: string;
  number: string;
}

/** What these tests use of ECharts: its model is not in its types, but it is stable. */
interface Drawn {
  getModel(): {
    getSeriesCount(): number;
    getSeriesByIndex(index: number): {
      name: string;
      getData(): {
        count(): number;
        getRawDataItem(index: number): number | { value: number };
        getItemLayout(index: number): Layout | undefined;
        getLayout(key: "points"): Float32Array;
        getItemVisual(index: number, key: "style"): { opacity: number };
        getItemGraphicEl(index: number): { currentStates: string[] };
      };
    };
  };
}

/** The position of a slice or a bar. A line has one layout for all its points. */
type Layout =
  | { cx: number; cy: number; r0: number; r: number; startAngle: number; endAngle: number }
  | { x: number; y: number; width: number; height: number };

type ECharts = { echarts: { getInstanceByDom(element: Element): Drawn } };

export class Chart {
  readonly canvas: Locator;
  readonly tooltip: Locator;
  readonly #page: Page;

  constructor(panel: Locator) {
    this.#page = panel.page();
    this.canvas = panel.getByRole("img");
    this.tooltip = panel.locator(".tooltip");
  }

  /** Scrolls to the chart, and waits until it is drawn. */
  async drawn(): Promise<void> {
    await this.canvas.scrollIntoViewIfNeeded();
    await expect(this.canvas.locator("canvas")).toBeVisible();
    await this.#scrolled();
  }

  /**
   * Waits until the page has handled the scrolling, in the next frame: it hides the tooltip
   * then, and must not do that after a part was pointed at.
   */
  async #scrolled(): Promise<void> {
    await this.#page.evaluate(() => new Promise((frame) => requestAnimationFrame(frame)));
  }

  /** The middle of a part in the window, after scrolling to the chart. */
  async place(part: Part): Promise<{ x: number; y: number }> {
    await this.drawn();
    return this.placeNow(part);
  }

  /** The middle of a part, in the window or outside it. */
  async placeNow(part: Part): Promise<{ x: number; y: number }> {
    return this.canvas.evaluate((element, { series, index }) => {
      const chart = (globalThis as unknown as ECharts).echarts.getInstanceByDom(element);
      const data = chart.getModel().getSeriesByIndex(series).getData();
      const layout = data.getItemLayout(index);
      const box = element.getBoundingClientRect();
      const at = (x: number, y: number) => ({ x: box.x + x, y: box.y + y });
      if (!layout) {
        const [x = 0, y = 0] = data.getLayout("points").subarray(2 * index);
        return at(x, y);
      }
      if ("cx" in layout) {
        const angle = (layout.startAngle + layout.endAngle) / 2;
        const radius = (layout.r0 + layout.r) / 2;
        return at(layout.cx + radius * Math.cos(angle), layout.cy + radius * Math.sin(angle));
      }
      return at(layout.x + layout.width / 2, layout.y + layout.height / 2);
    }, part);
  }

  /** The middle of a part, scrolled to where nothing covers it. */
  async inSight(part: Part): Promise<{ x: number; y: number }> {
    const { y } = await this.place(part);
    const height = this.#page.viewportSize()?.height ?? 0;
    if (y < height * 0.2 || y > height * 0.8) await this.scrollTo(part, 0.5);
    return this.place(part);
  }

  /** Scrolls so that a part is at a given share of the window's height. */
  async scrollTo(part: Part, share: number): Promise<void> {
    const { y } = await this.place(part);
    await this.#page.evaluate(
      ({ y, share }) => window.scrollBy({ top: y - innerHeight * share, behavior: "instant" }),
      { y, share },
    );
    await this.#scrolled();
  }

  /** Points at a part with the mouse. */
  async hover(part: Part): Promise<void> {
    const { x, y } = await this.inSight(part);
    await this.#page.mouse.move(x, y);
  }

  /** Clicks a part or, on a touch screen, taps it. */
  async press(part: Part, isTouch: boolean): Promise<void> {
    const { x, y } = await this.inSight(part);
    if (isTouch) await this.#page.touchscreen.tap(x, y);
    else await this.#page.mouse.click(x, y);
  }

  /**
   * Waits until the tooltip has these texts and is within the window. If a list points at a
   * chart that is scrolled away, its tooltip is out of sight too.
   */
  async says(tip: Tip): Promise<void> {
    await expect(this.tooltip.locator("strong")).toHaveText(tip.title);
    await expect(this.tooltip.locator("span").first()).toHaveText(tip.text);
    await expect(this.tooltip.locator("span").last()).toHaveText(tip.number);
    await expect(this.tooltip).toBeVisible();
    const isWhereItShould = async () =>
      (await this.tipIsInWindow()) === (await this.isInSight()) || this.describe();
    await expect.poll(isWhereItShould, "the tooltip is within the window").toBe(true);
  }

  /** Whether any part of the chart is in the window. */
  async isInSight(): Promise<boolean> {
    return this.canvas.evaluate((canvas) => {
      const { top, bottom } = canvas.getBoundingClientRect();
      return bottom > 0 && top < document.documentElement.clientHeight;
    });
  }

  async tipIsInWindow(): Promise<boolean> {
    return this.tooltip.evaluate((tooltip) => {
      const { left, top, right, bottom } = tooltip.getBoundingClientRect();
      const { clientWidth, clientHeight } = document.documentElement;
      return left >= 0 && top >= 0 && right <= clientWidth && bottom <= clientHeight;
    });
  }

  /** The position of the tooltip, for the message when it is in the wrong place. */
  async describe(): Promise<string> {
    return `the tooltip is at ${JSON.stringify(await this.tooltip.boundingBox())}`;
  }

  /** The names of the series. */
  async series(): Promise<string[]> {
    await this.drawn();
    return this.canvas.evaluate((element) => {
      const model = (globalThis as unknown as ECharts).echarts.getInstanceByDom(element).getModel();
      const places = Array.from({ length: model.getSeriesCount() }, (_, place) => place);
      return places.map((place) => model.getSeriesByIndex(place).name);
    });
  }

  /** The value, the opacity and the states of each part of a series. */
  async parts(series: number): Promise<{ value: number; opacity: number; states: string[] }[]> {
    await this.drawn();
    return this.canvas.evaluate((element, series) => {
      const chart = (globalThis as unknown as ECharts).echarts.getInstanceByDom(element);
      const data = chart.getModel().getSeriesByIndex(series).getData();
      const value = (item: number | { value: number }) =>
        typeof item === "number" ? item : item.value;
      return Array.from({ length: data.count() }, (_, index) => ({
        value: value(data.getRawDataItem(index)),
        opacity: data.getItemVisual(index, "style").opacity,
        states: data.getItemGraphicEl(index).currentStates,
      }));
    }, series);
  }
}
