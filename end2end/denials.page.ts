// The denials page as a person sees it.

import type { Locator, Page } from "@playwright/test";
import { expect } from "./fixtures.ts";
import { number, percent, type Report } from "./sample.ts";

export class DenialsPage {
  readonly status: Locator;
  readonly account: Locator;
  readonly rows: Locator;

  constructor(readonly page: Page) {
    this.status = page.getByRole("region", { name: "Denials Distribution" });
    this.account = page.getByRole("region", { name: "Denials by Account" });
    this.rows = page.locator("tbody tr");
  }

  /** Opens an address, and waits until the page answers by itself. */
  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await this.ready();
  }

  async ready(): Promise<void> {
    await expect(this.page.locator("html[data-ready]")).toBeAttached();
  }

  checkbox(panel: Locator, value: string): Locator {
    return panel.locator(`input[type=checkbox][value="${value}"]`);
  }

  /** Holds every number of the page against a report. */
  async shows(report: Report): Promise<void> {
    const totals = this.page.locator(".total dd");
    await expect(totals).toHaveText([
      number(report.attempts),
      number(report.true_denials),
      number(report.affected_users),
    ]);
    const statuses = report.by_status.slice(0, 20);
    const values = statuses.map((row) => number(row.attempts));
    const shares = statuses.map((row) => percent(row.percent));
    await expect(this.status.locator(".name")).toHaveText(statuses.map((row) => row.code));
    await expect(this.status.locator(".detail")).toHaveText(statuses.map((row) => row.description));
    await expect(this.status.locator(".value")).toHaveText(values);
    await expect(this.status.locator(".share")).toHaveText(shares);
    const accounts = report.by_account.slice(0, 20);
    await expect(this.account.locator(".name")).toHaveText(accounts.map((row) => row.account));
    await expect(this.account.locator(".value")).toHaveText(
      accounts.map((row) => number(row.attempts)),
    );
    await expect(this.account.locator(".share")).toHaveText(
      accounts.map((row) => percent(row.percent)),
    );
    await expect(this.rows).toHaveCount(Math.min(report.attempts, 100));
  }

  /** The canvas of a panel, which is drawn once it comes into view. */
  async canvas(panel: Locator): Promise<Locator> {
    await panel.locator(".canvas").scrollIntoViewIfNeeded();
    const canvas = panel.locator(".canvas canvas");
    await expect(canvas).toBeVisible();
    return canvas;
  }

  /** Where the middle of a slice of the pie is, given the shares before and of it. */
  async slice(before: number, share: number): Promise<{ x: number; y: number }> {
    const canvas = await this.canvas(this.status);
    const box = await canvas.boundingBox();
    if (!box) throw new Error("the pie has no box");
    // Slices go clockwise from noon; the ring spans 48 % to 92 % of the radius.
    const angle = 2 * Math.PI * (before + share / 2);
    const radius = (Math.min(box.width, box.height) / 2) * 0.7;
    return {
      x: box.x + box.width / 2 + radius * Math.sin(angle),
      y: box.y + box.height / 2 - radius * Math.cos(angle),
    };
  }
}
