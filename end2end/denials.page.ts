// The denials page as a person sees it.

import type { Locator, Page } from "@playwright/test";
import { Chart } from "./chart.page.ts";
import { FilterBar } from "./filters.page.ts";
import { expect } from "./fixtures.ts";
import { change, name, REASONS, value } from "./report_words.ts";
import { number, percent, type Report } from "./sample.ts";
import { SummaryTable } from "./summary_table.page.ts";

/** The most rows that a list shows. */
const LIST_ROWS = 20;

/** A row of a list as it is shown. */
interface ListRow {
  name: string;
  detail: string;
  value: number;
  share: string;
}

export class DenialsPage {
  readonly filters: FilterBar;
  readonly headline: Locator;
  readonly compared: Locator;
  readonly status: ListPanel;
  readonly account: ListPanel;
  readonly trend: TrendPanel;
  readonly reasons: ReasonsPanel;
  readonly table: SummaryTable;

  constructor(readonly page: Page) {
    this.filters = new FilterBar(page);
    const headline = page.getByRole("region", { name: "Headline numbers" });
    this.headline = headline.locator(".figure");
    this.compared = headline.getByRole("paragraph");
    this.status = new ListPanel(panel(page, "Denials Distribution"));
    this.account = new ListPanel(panel(page, "Denials by Account"));
    this.trend = new TrendPanel(panel(page, "Denials over time"));
    this.reasons = new ReasonsPanel(panel(page, "What to do about it"));
    this.table = new SummaryTable(panel(page, "Denials Summary"));
  }

  /** Opens a URL, and waits until the page answers by itself. */
  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await this.ready();
  }

  async ready(): Promise<void> {
    await expect(this.page.locator("html[data-ready]")).toBeAttached();
  }

  /** Navigates to one of the two pages by its name. */
  async goTo(name: "Overview" | "Denials"): Promise<void> {
    const pages = this.page.getByRole("navigation", { name: "Pages" });
    await pages.getByRole("link", { name }).click();
  }

  /** Waits until the headline has this many attempts. */
  async counts(attempts: number): Promise<void> {
    const figure = this.headline.filter({ hasText: "Attempts (denied)" });
    await expect(figure.locator("dd")).toHaveText(number(attempts));
  }

  /**
   * Compares the headline and every list with a report; with the report of the previous
   * period, their changes too.
   */
  async shows(report: Report, before?: Report): Promise<void> {
    const figures: [string, (report: Report) => number][] = [
      ["Attempts (denied)", (it) => it.attempts],
      ["True denials", (it) => it.true_denials],
      ["Affected users", (it) => it.affected_users],
      ["Accounts hit", (it) => it.accounts_hit],
    ];
    const changed = (now: number, past: number) => (before ? ` ${change(now, past)}` : "");
    const texts = figures.map(([title, of]) => {
      const past = before ? of(before) : 0;
      return `${title}${number(of(report))}${changed(of(report), past)}`;
    });
    await expect(this.headline).toHaveText(texts);
    await this.status.shows(
      report.by_status.map((row) => ({
        name: row.code,
        detail: row.description,
        value: value(report, row),
        share: percent(row.percent),
      })),
    );
    await this.account.shows(
      report.by_account.map((row) => ({
        name: name(row.account),
        detail: "",
        value: value(report, row),
        share: percent(row.percent),
      })),
    );
    await this.reasons.shows(report, before);
    await this.table.countsOf(report.attempts);
  }
}

/** A list with its chart. */
export class ListPanel {
  readonly rows: Locator;
  readonly chart: Chart;

  constructor(readonly section: Locator) {
    this.rows = section.getByRole("listitem").getByRole("link");
    this.chart = new Chart(section);
  }

  /** The row of a code or an account. */
  row(name: string): Locator {
    const exact = this.section.page().getByText(name, { exact: true });
    return this.rows.filter({ has: exact });
  }

  async shows(rows: ListRow[]): Promise<void> {
    const shown = rows.slice(0, LIST_ROWS);
    const column = (name: string) => this.rows.locator(`.${name}`);
    await expect(column("value")).toHaveText(shown.map((row) => number(row.value)));
    await expect(column("name")).toHaveText(shown.map((row) => row.name));
    await expect(column("detail")).toHaveText(shown.map((row) => row.detail));
    await expect(column("share")).toHaveText(shown.map((row) => row.share));
  }

  /** Checks which rows are selected; the others are dimmed. */
  async hasChosen(names: string[]): Promise<void> {
    const chosen = this.section.locator("li a[aria-current=true] .name");
    await expect(chosen).toHaveText(names);
    const dimmed = names.length === 0 ? 0 : (await this.rows.count()) - names.length;
    await expect(this.section.locator("li a.dimmed")).toHaveCount(dimmed);
  }

  get numbers(): NumbersTable {
    return new NumbersTable(this.section);
  }
}

/** The panel of denials over time. */
export class TrendPanel {
  readonly chart: Chart;
  readonly legend: Locator;
  readonly numbers: NumbersTable;

  constructor(readonly section: Locator) {
    this.chart = new Chart(section);
    this.legend = section.getByRole("list", { name: "Reasons" });
    this.numbers = new NumbersTable(section);
  }

  /** The link that chooses how long a bucket is. */
  step(name: "Day" | "Week" | "Month"): Locator {
    const steps = this.section.getByRole("group", { name: "Group by" });
    return steps.getByRole("link", { name });
  }
}

/** A table of numbers, one click away. */
export class NumbersTable {
  readonly rows: Locator;
  readonly heads: Locator;
  readonly #summary: Locator;

  constructor(section: Locator) {
    const table = section.locator("details table");
    this.#summary = section.locator("summary", { hasText: "Numbers as a table" });
    this.heads = table.getByRole("columnheader");
    this.rows = table.locator("tbody").getByRole("row");
  }

  async open(): Promise<void> {
    await this.#summary.click();
    await expect(this.heads.first()).toBeVisible();
  }

  /** The texts of all cells, row by row. */
  async texts(): Promise<string[][]> {
    return this.rows.evaluateAll((rows) =>
      rows.map((row) => [...row.children].map((cell) => cell.textContent ?? "")),
    );
  }
}

/** The panel of what to do about it. */
export class ReasonsPanel {
  readonly rows: Locator;

  constructor(readonly section: Locator) {
    this.rows = section.locator("tbody").getByRole("row");
  }

  /** The link that filters by a reason, and its numbers. */
  reason(slug: string): Locator {
    return this.row(slug).getByRole("rowheader").getByRole("link");
  }

  row(slug: string): Locator {
    const reason = REASONS[slug] ?? slug;
    const exact = this.section.page().getByRole("link", { name: reason, exact: true });
    return this.rows.filter({ has: exact });
  }

  async shows(report: Report, before?: Report): Promise<void> {
    const rows = report.by_category;
    const names = this.rows.getByRole("rowheader").getByRole("link");
    await expect(names).toHaveText(rows.map((row) => REASONS[row.category] ?? ""));
    const numbers = rows.map((row) => {
      const now = value(report, row);
      const past = before?.by_category.find((past) => past.category === row.category);
      const changed = before ? ` ${change(now, past ? value(before, past) : 0)}` : "";
      return `${percent(row.percent)} · ${number(now)}${changed}`;
    });
    await expect(this.rows.locator(".reason-number")).toHaveText(numbers);
  }
}

/** A panel by its heading. */
function panel(page: Page, title: string): Locator {
  const heading = page.getByRole("heading", { name: title, exact: true });
  return page.locator("section").filter({ has: heading });
}
