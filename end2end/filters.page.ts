// The filter bar as a person uses it. On a small screen it is a sheet, which is opened first.

import type { Locator, Page } from "@playwright/test";
import { expect } from "./fixtures.ts";

export class FilterBar {
  readonly chips: Locator;
  /** The button of the list of the chips after the first few. */
  readonly more: Locator;
  readonly range: Locator;
  readonly from: Locator;
  readonly to: Locator;
  readonly zone: Locator;
  readonly text: Locator;
  readonly measure: Locator;
  readonly repeats: Locator;
  readonly grants: Locator;
  readonly compare: Locator;
  readonly #bar: Locator;
  readonly #opener: Locator;

  constructor(readonly page: Page) {
    this.#bar = page.getByRole("group", { name: "Filters", exact: true });
    this.#opener = page.getByRole("button", { name: /^Filters/ });
    this.chips = page.getByRole("list", { name: "Active filters" }).getByRole("listitem");
    this.more = page.getByRole("list", { name: "Active filters" }).locator("summary");
    this.range = this.#bar.getByRole("combobox", { name: "Range", exact: true });
    this.from = this.#bar.getByLabel("From", { exact: true });
    this.to = this.#bar.getByLabel("To", { exact: true });
    this.zone = this.#bar.getByLabel("Time zone");
    this.text = this.#bar.getByLabel("Search user, device, feature, account");
    this.measure = this.#bar.getByLabel("Measure");
    this.repeats = this.#bar.getByLabel("Count retries as one within");
    this.grants = this.#bar.getByLabel("Ignore if granted within");
    this.compare = this.#bar.getByLabel("Compare with previous period");
  }

  /** Opens the sheet, if the bar is one. */
  async show(): Promise<void> {
    await this.#bar.or(this.#opener).filter({ visible: true }).first().waitFor();
    if (!(await this.#bar.isVisible())) await this.#opener.click();
    await expect(this.#bar).toBeVisible();
  }

  /** Closes the sheet, if the bar is one. */
  async hide(): Promise<void> {
    const close = this.#bar.getByRole("button", { name: "Show the report" });
    if (await close.isVisible()) await close.click();
  }

  /** Chooses from a list of the bar, and returns to the report. */
  async choose(field: Locator, option: string): Promise<void> {
    await this.show();
    await field.selectOption({ label: option });
    await this.hide();
  }

  /** Fills a field of the bar and leaves it, and returns to the report. */
  async fill(field: Locator, text: string): Promise<void> {
    await this.show();
    await field.fill(text);
    await field.blur();
    await this.hide();
  }

  /** Switches the comparison with the previous period on or off. */
  async setCompare(on: boolean): Promise<void> {
    await this.show();
    await this.compare.setChecked(on);
    await this.hide();
  }

  /** Checks a field's value. */
  async has(field: Locator, value: string | boolean): Promise<void> {
    await this.show();
    if (typeof value === "string") await expect(field).toHaveValue(value);
    else await expect(field).toBeChecked({ checked: value });
    await this.hide();
  }

  /** Goes back to the default view. */
  async reset(): Promise<void> {
    await this.show();
    await this.#bar.getByRole("link", { name: "Reset" }).click();
    await this.hide();
  }

  /** The list of one filter, by the name of its button. */
  facet(title: string): Facet {
    const summary = this.page.locator("summary").filter({ hasText: title });
    return new Facet(this, this.#bar.getByRole("group").filter({ has: summary }));
  }

  /** The links of a filter's chip. */
  chip(text: string): { remove: Locator; leaveOut: Locator; showOnly: Locator } {
    const link = (name: string) => this.page.getByRole("link", { name, exact: true });
    return {
      remove: link(`Remove ${text}`),
      leaveOut: link(`Exclude ${text}`),
      showOnly: link(`Show only ${text}`),
    };
  }
}

/** The list of one filter. */
export class Facet {
  readonly #search: Locator;
  readonly #summary: Locator;

  constructor(
    readonly bar: FilterBar,
    readonly box: Locator,
  ) {
    this.#summary = box.locator("summary");
    this.#search = box.getByRole("searchbox");
  }

  /** Its current labels. */
  get names(): Locator {
    return this.box.locator("li .name");
  }

  /** The counts of its values. */
  get counts(): Locator {
    return this.box.locator("li .value");
  }

  /** The number of selected values, on its button. */
  get chosen(): Locator {
    return this.#summary.locator(".count");
  }

  async open(): Promise<void> {
    await this.bar.show();
    await this.#summary.click();
    await expect(this.names.first()).toBeVisible();
  }

  async close(): Promise<void> {
    await this.#summary.click();
    await expect(this.names.first()).toBeHidden();
  }

  /** Types into its search. */
  async search(text: string): Promise<void> {
    await this.#search.fill(text);
  }

  /** The checkbox of a value. */
  value(name: string): Locator {
    const exact = this.bar.page.getByText(name, { exact: true });
    return this.box.getByRole("listitem").filter({ has: exact }).getByRole("checkbox");
  }
}
