// Comparing with the previous period: the same weekdays, and no further than the data goes.

import { expect, test } from "./fixtures.ts";
import { DenialsPage } from "./denials.page.ts";
import { change, difference } from "./report_words.ts";
import { number, percent } from "./sample.ts";
import { attempts, serveTwoMonths, twoMonths, type ServedSample } from "./two_months.ts";

let sample: ServedSample;

test.beforeAll(async ({ turnaway }) => {
  sample = await serveTwoMonths(turnaway);
});

for (const [view, before] of [
  ["from=2025-07-01&to=2025-07-14", "from=2025-06-17&to=2025-06-30"],
  [
    "from=2025-07-01&measure=true&source=cls&to=2025-07-10",
    "from=2025-06-17&measure=true&source=cls&to=2025-06-26",
  ],
] as const) {
  test(`headline and lists change against the weeks before: ${view}`, async ({ page }) => {
    const denials = new DenialsPage(page);
    await denials.open(`${sample.url}/denials?${view}`);
    const [now, past] = [await sample.report(view), await sample.report(before)];
    await denials.shows(now);
    await expect(denials.compared).toHaveText("");

    await denials.filters.setCompare(true);
    await expect(page).toHaveURL(`${sample.url}/denials?${view}&compare=before`);
    await denials.shows(now, past);
    const [from, to] = ["from", "to"].map((key) => new URLSearchParams(before).get(key));
    await expect(denials.compared).toHaveText(
      `Compared with ${from} to ${to}: the same weekdays 2 weeks earlier.`,
    );
    const key = view.includes("measure=true") ? "true_denials" : "attempts";
    const changes = now.by_account.slice(0, 20).map((row) => {
      const same = past.by_account.find((past) => past.account === row.account);
      return change(row[key], same?.[key] ?? 0);
    });
    await expect(denials.account.rows.locator(".change")).toHaveText(changes);

    await denials.filters.setCompare(false);
    await expect(page).toHaveURL(`${sample.url}/denials?${view}`);
    await denials.shows(now);
  });
}

test("every table has the count before and the change", async ({ page }) => {
  const view = "from=2025-07-01&to=2025-07-14";
  const denials = new DenialsPage(page);
  await denials.open(`${sample.url}/denials?${view}&compare=before`);
  const now = await sample.report(view);
  const past = await sample.report("from=2025-06-17&to=2025-06-30");
  const { numbers } = denials.status;
  await numbers.open();
  const heads = ["Code space", "Code", "Description", "Reason"];
  const measures = ["Attempts", "True denials", "Affected users", "Share"];
  await expect(numbers.heads).toHaveText([...heads, ...measures, "Attempts before", "Change"]);
  const rows = now.by_status.map((row) => {
    const same = past.by_status.find((past) => past.space === row.space && past.code === row.code);
    const counts = [row.attempts, row.true_denials, row.affected_users].map(number);
    const before = same?.attempts ?? 0;
    const changed = [number(before), difference(row.attempts, before)];
    return [row.code, ...counts, percent(row.percent), ...changed];
  });
  const texts = async () => (await numbers.texts()).map((row) => [row[1], ...row.slice(4)]);
  await expect.poll(texts).toEqual(rows);
});

test("the previous period ends at the same moment as the data", async ({ page }) => {
  const denials = new DenialsPage(page);
  const view = "from=2025-07-24&to=2025-07-30";
  await denials.open(`${sample.url}/denials?${view}&compare=before`);
  const week = 7 * 24 * 3_600_000;
  const through = Math.max(
    ...twoMonths()
      .trim()
      .split("\n")
      .slice(1)
      .map((row) => Date.parse(row.slice(0, 24))),
  );
  const last = new Date(through - week).toISOString().slice(0, 16).replace("T", " ");
  await expect(denials.compared).toHaveText(
    `Compared with 2025-07-17 to ${last}: the same weekdays 1 week earlier.`,
  );
  const past = attempts().filter(
    ({ at }) => at >= Date.UTC(2025, 6, 17) && at <= through - week,
  ).length;
  const whole = await sample.report("from=2025-07-17&to=2025-07-23");
  expect(past, "the last day before is cut off").toBeLessThan(whole.attempts);
  const { attempts: now } = await sample.report(view);
  const figure = denials.headline.first();
  await expect(figure).toHaveText(`Attempts (denied)${number(now)} ${change(now, past)}`);
});

test("if there is no previous period, the page says why", async ({ page }) => {
  const denials = new DenialsPage(page);
  await denials.open(`${sample.url}/denials?from=2025-06-02&to=2025-06-20&compare=before`);
  await expect(denials.compared).toContainText(
    "Not compared: the previous period starts on 2025-05-12, but the data only on 2025-06-01.",
  );
  await denials.shows(await sample.report("from=2025-06-02&to=2025-06-20"));
  await denials.filters.choose(denials.filters.range, "All time");
  await expect(denials.compared).toContainText(
    "“All time” has no previous period to compare with.",
  );
  await denials.shows(await sample.report("range=all"));
});
