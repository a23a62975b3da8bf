// The summary table and a row's detail, as a person uses them.

import type { Locator, Page } from "@playwright/test";
import { expect } from "./fixtures.ts";
import { number } from "./sample.ts";

/** The most rows that a table has in the document. */
const WINDOW_ROWS_MAX = 120;

export class SummaryTable {
  readonly count: Locator;
  readonly region: Locator;
  readonly rows: Locator;
  readonly heads: Locator;
  readonly more: Locator;
  readonly #menu: Locator;
  readonly #page: Page;

  constructor(readonly section: Locator) {
    this.#page = section.page();
    this.count = section.locator(".table-count");
    this.region = section.getByRole("region", { name: "Attempts, one per row" });
    this.rows = this.region.locator("tbody.rows").getByRole("row");
    this.heads = this.region.getByRole("columnheader");
    this.more = section.getByRole("button", { name: "Show 100 more" });
    this.#menu = section.getByRole("group").filter({ has: this.#page.getByText("Columns") });
  }

  /** Compares the line above the table with the number of attempts. */
  async countsOf(attempts: number): Promise<void> {
    const texts = attempts === 1 ? "1 attempt," : `${number(attempts)} attempts,`;
    await expect(this.count).toContainText(attempts === 0 ? "no attempts" : texts);
  }

  /** The header of a column. */
  head(title: string): Locator {
    return this.heads.filter({ has: this.#page.getByText(title, { exact: true }) });
  }

  /** Sorts by a column; `andBy` keeps the keys that the order has. */
  async sort(title: string, andBy = false): Promise<void> {
    const modifiers: "Shift"[] = andBy ? ["Shift"] : [];
    await this.head(title).getByRole("link").click({ modifiers });
  }

  /** Compares the first rows with these texts. */
  async begins(rows: string[][]): Promise<void> {
    await expect.poll(async () => (await this.texts()).slice(0, rows.length)).toEqual(rows);
  }

  /** The texts of the rows in the document, cell by cell. */
  async texts(): Promise<string[][]> {
    return this.rows.evaluateAll((rows) =>
      rows.map((row) => [...row.children].map((cell) => cell.textContent ?? "")),
    );
  }

  /** Shows a column or hides it, in the menu of columns. */
  async setColumn(title: string, shown: boolean): Promise<void> {
    const summary = this.#menu.locator("summary");
    await summary.click();
    await this.#menu.getByRole("checkbox", { name: title, exact: true }).setChecked(shown);
    await summary.click();
  }

  /**
   * Scrolls from the top to the last row and returns the texts of every row seen, by its
   * index. At any time there is a row in the middle of the visible part, and never more than a
   * window of rows in the document.
   */
  async scrollThrough(): Promise<Map<number, string[]>> {
    await this.region.scrollIntoViewIfNeeded();
    const seen = await this.region.evaluate(async (region, rowsMax) => {
      const nextFrame = () => new Promise((done) => requestAnimationFrame(done));
      const seen: [number, string[]][] = [];
      const look = () => {
        const rows = [...region.querySelectorAll("tbody.rows tr")];
        if (rows.length > rowsMax) throw new Error(`${rows.length} rows are in the document`);
        for (const row of rows) {
          const texts = [...row.children].map((cell) => cell.textContent ?? "");
          seen.push([Number(row.getAttribute("aria-rowindex")), texts]);
        }
      };
      const isFilled = () => {
        const { left, top, width, height } = region.getBoundingClientRect();
        const middle = document.elementFromPoint(left + width / 2, top + height / 2);
        return Boolean(middle?.closest("tbody.rows"));
      };
      region.scrollTop = 0;
      let before = -1;
      while (region.scrollTop !== before) {
        for (let frames = 0; !isFilled(); frames += 1) {
          if (frames > 600) throw new Error(`no row shows at ${region.scrollTop}`);
          await nextFrame();
        }
        look();
        before = region.scrollTop;
        region.scrollTop += region.clientHeight * 0.9;
        await nextFrame();
      }
      return seen;
    }, WINDOW_ROWS_MAX);
    return new Map(seen);
  }

  /** Scrolls the table to its lower right end. */
  async scrollToEnd(): Promise<void> {
    await this.region.evaluate((it) => it.scrollTo(it.scrollWidth, it.scrollHeight));
  }

  /** The button that opens the detail of a row, by its index in the document. */
  opener(place: number): Locator {
    return this.rows.nth(place).getByRole("button");
  }

  get detail(): Detail {
    return new Detail(this.#page);
  }
}

/** The detail of a denial. */
export class Detail {
  readonly dialog: Locator;
  readonly heading: Locator;
  readonly close: Locator;
  readonly verdict: Locator;
  readonly around: Locator;

  constructor(page: Page) {
    this.dialog = page.getByRole("dialog", { name: /^Denied / });
    this.heading = this.dialog.getByRole("heading", { level: 2 });
    this.close = this.dialog.getByRole("button", { name: "Close" });
    this.verdict = this.dialog.locator(".detail-verdict");
    this.around = this.dialog.locator("tbody").getByRole("row");
  }

  /** The text of a field. */
  field(title: string): Locator {
    const term = this.dialog.page().getByRole("term").filter({ hasText: new RegExp(`^${title}$`) });
    return this.dialog.locator("dl > div").filter({ has: term }).getByRole("definition");
  }

  /** The link that filters by a field's value. */
  filterBy(title: string): Locator {
    return this.field(title).getByRole("link");
  }

  /** The texts of the rows around that time, cell by cell. */
  async aroundTexts(): Promise<string[][]> {
    return this.around.evaluateAll((rows) =>
      rows.map((row) => [...row.children].map((cell) => cell.textContent ?? "")),
    );
  }
}
