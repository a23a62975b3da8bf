// The overview as a person sees it.

import { countUsage, type Counted, type LogEvent } from "./busy_weeks.ts";
import { expect } from "./fixtures.ts";
import { cells, ReportPage } from "./report.page.ts";
import { number } from "./sample.ts";

export class OverviewPage extends ReportPage {
  /** Compares both halves of the overview, denials and usage, with a plain count of events. */
  async shows(events: LogEvent[], counted: Counted): Promise<void> {
    const usage = countUsage(events, counted);
    const figures = [
      ["Requests", usage.granted + usage.denied],
      ["Attempts (denied)", usage.denied],
      ["Accounts hit", usage.accountsHit],
    ] as const;
    for (const [name, count] of figures) {
      await expect(this.figure(name)).toHaveText(new RegExp(`^${number(count)}\\s*( |$)`));
    }
    for (const [name, head, rows] of [
      [
        "Active Account Identifiers",
        ["Account", "Events", "Granted", "Denied", "Returned"],
        usage.activeAccounts,
      ],
      ["Number of Unique Served Clients", ["Feature", "Clients"], usage.servedClients],
      ["Activations by Product", ["Product", "Activations"], usage.activations],
    ] as const) {
      const expected = rows.map(([name, ...counts]) => [name, ...counts.map(number)]);
      await expect
        .poll(async () => cells(await this.numbers(this.panel(name))), name)
        .toEqual([head, ...expected]);
    }
  }
}
