// What both pages of the report share, as a person uses it.

import type { Locator, Page } from "@playwright/test";
import { expect } from "./fixtures.ts";

export class ReportPage {
  readonly headline: Locator;
  readonly filters: Locator;
  readonly news: Locator;
  readonly help: Locator;

  constructor(readonly page: Page) {
    this.headline = page.getByRole("region", { name: "Headline numbers" });
    this.filters = page.getByRole("group", { name: "Filters" });
    this.news = page.getByRole("status").filter({ hasText: "New data is available" });
    this.help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  }

  /** Opens a URL, and waits until the page answers by itself. */
  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await this.ready();
  }

  /** Waits until the page answers by itself. */
  async ready(): Promise<void> {
    await expect(this.page.locator("html[data-ready]")).toBeAttached();
  }

  /** Waits until the URL is this one and all of its HTML is loaded, without JavaScript too. */
  async comesTo(url: string): Promise<void> {
    await expect(this.page).toHaveURL(url);
    await this.page.waitForLoadState("load");
  }

  /** A headline number with its change, such as `1,234 +2.5 %`. */
  figure(name: string): Locator {
    const term = this.page.getByRole("term").filter({ hasText: new RegExp(`^${escaped(name)}$`) });
    return this.headline.locator("dl > div").filter({ has: term }).getByRole("definition");
  }

  /** A panel by its heading. */
  panel(name: string): Locator {
    return this.page.getByRole("region", { name, exact: true });
  }

  /** The rows of a panel's list of bars: links with name, detail, number and share. */
  bars(panel: Locator): Locator {
    return panel.locator(".bar-list").getByRole("link");
  }

  /** Opens the numbers of a panel, and returns their table. */
  async numbers(panel: Locator): Promise<Locator> {
    const table = panel.locator(".numbers").getByRole("table");
    if (!(await table.isVisible())) await panel.getByText("Numbers as a table").click();
    await expect(table).toBeVisible();
    return table;
  }

  /** Opens the sheet, if the filter bar is one. */
  async openFilters(): Promise<void> {
    const opener = this.page.getByRole("button", { name: /^Filters/ });
    if ((await opener.isVisible()) && !(await this.filters.isVisible())) await opener.click();
    await expect(this.filters).toBeVisible();
  }

  /** Closes the sheet, if the filter bar is one. */
  async closeFilters(): Promise<void> {
    const close = this.page.getByRole("button", { name: "Show the report" });
    if (await close.isVisible()) await close.click();
  }

  /** A filter's list, opened. */
  async facet(name: string): Promise<Locator> {
    await this.openFilters();
    const facet = this.filters.locator("details.facet").filter({
      has: this.page.locator("summary", { hasText: new RegExp(`^${escaped(name)}\\b`) }),
    });
    if ((await facet.getAttribute("open")) === null) await facet.locator("summary").click();
    return facet;
  }

  /** Chooses a value in a filter's list, and closes the list. */
  async choose(filter: string, value: string): Promise<void> {
    const facet = await this.facet(filter);
    await facet.getByRole("checkbox", { name: new RegExp(`^${escaped(value)}\\b`) }).check();
    await this.page.keyboard.press("Escape");
    await this.closeFilters();
  }

  /** How much wider than the window the page is, in pixels. */
  async overflow(): Promise<number> {
    return this.page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
  }

  /** The canvas of a panel's chart, which is drawn once it comes into view. */
  async canvas(panel: Locator): Promise<Locator> {
    await panel.getByRole("img").scrollIntoViewIfNeeded();
    const canvas = panel.getByRole("img").locator("canvas");
    await expect(canvas).toBeVisible();
    // The page hides a tooltip when it is scrolled, which it handles in the next frame.
    await this.page.evaluate(() => new Promise((frame) => requestAnimationFrame(frame)));
    return canvas;
  }
}

/** The texts of a table's rows, starting with the head. */
export async function cells(table: Locator): Promise<string[][]> {
  return table.evaluate((table: HTMLTableElement) =>
    [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent ?? "")),
  );
}

/** The path that a page requests, without the mark of what its reader may see. */
export function askedPath(url: string): string {
  return new URL(url).pathname.replace(/^\/as\/[0-9a-f]{16}(?=\/)/, "");
}

/** A text as a pattern that matches it and nothing else. */
export function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
