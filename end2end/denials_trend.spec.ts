// Denials over time: by day, week or month, with the previous period, and as a table.

import { expect, test } from "./fixtures.ts";
import { DenialsPage } from "./denials.page.ts";
import { change, difference, REASONS } from "./report_words.ts";
import { number, type Report } from "./sample.ts";
import { serveTwoMonths, type ServedSample } from "./two_months.ts";

let sample: ServedSample;

test.beforeAll(async ({ turnaway }) => {
  sample = await serveTwoMonths(turnaway);
});

/** The days of a bucket as the page shows them. */
function days(from: string, to: string): string {
  return from === to ? from : `${from} to ${to}`;
}

/** The row of a bucket in the table, from the reports of its days. */
async function bucketRow(view: string, title: string, from: string, to: string): Promise<string[]> {
  // The trend ignores the filter on reason, as every list ignores the filter on its own key.
  const query = new URLSearchParams(view);
  query.delete("category");
  query.set("from", from);
  query.set("to", to);
  const all = await sample.report(query.toString());
  const row = [title, ...[all.attempts, all.true_denials, all.affected_users].map(number)];
  for (const slug of Object.keys(REASONS)) {
    query.set("category", slug);
    row.push(number((await sample.report(query.toString())).attempts));
  }
  return row;
}

const REASON_HEADS = Object.values(REASONS);
const MEASURES = ["Attempts", "True denials", "Affected users"];
const HEADS = [...MEASURES, ...REASON_HEADS];
/** The same if a filter on reason excludes some. */
const HEADS_OF_ALL = [...MEASURES.map((name) => `${name}, all reasons`), ...REASON_HEADS];

for (const [step, buckets] of [
  ["Day", Array.from({ length: 10 }, (_, day) => [7 + day, 7 + day])],
  ["Week", [[7, 13], [14, 16]]],
] as const) {
  test(`the table of the trend has the reports of its ${step}s`, async ({ page }) => {
    const view = "category=capacity&category=rule&from=2025-07-07&source=local&to=2025-07-16";
    const denials = new DenialsPage(page);
    await denials.open(`${sample.url}/denials?${view}&step=${step.toLowerCase()}`);
    const { numbers } = denials.trend;
    await numbers.open();
    await expect(numbers.heads).toHaveText([step, ...HEADS_OF_ALL]);
    const rows: string[][] = [];
    for (const [first, last] of buckets) {
      const date = (day: number | undefined) => `2025-07-${String(day).padStart(2, "0")}`;
      const [from, to] = [date(first), date(last)];
      rows.push(await bucketRow(view, days(from, to), from, to));
    }
    await expect.poll(() => numbers.texts()).toEqual(rows);
  });
}

test("a row of the table leads to its days", async ({ page }) => {
  const denials = new DenialsPage(page);
  await denials.open(`${sample.url}/denials?category=rule&range=all&step=week`);
  const { numbers } = denials.trend;
  await numbers.open();
  await numbers.rows.getByRole("link", { name: "2025-06-09 to 2025-06-15" }).click();
  const week = await sample.report("category=rule&from=2025-06-09&to=2025-06-15");
  await expect(page).toHaveURL(`${sample.url}/denials?${week.view}&step=week`);
  await denials.shows(week);
});

test("the step fits the range until one is chosen, and stays chosen", async ({ page }) => {
  const denials = new DenialsPage(page);
  const { trend, filters } = denials;
  await denials.open(`${sample.url}/denials?from=2025-06-01&to=2025-07-30`);
  await expect(trend.step("Day")).toHaveAttribute("aria-current", "true");
  expect(await trend.chart.parts(0)).toHaveLength(60);
  await filters.fill(filters.from, "2025-05-01");
  await expect(trend.step("Week")).toHaveAttribute("aria-current", "true");
  await trend.step("Month").click();
  await expect(page).toHaveURL(`${sample.url}/denials?from=2025-05-01&to=2025-07-30&step=month`);
  await expect(trend.step("Month")).toHaveAttribute("aria-current", "true");
  await expect.poll(async () => (await trend.chart.parts(0)).length).toBe(3);
  await filters.fill(filters.from, "2025-06-01");
  await expect(page).toHaveURL(`${sample.url}/denials?from=2025-06-01&to=2025-07-30&step=month`);
  await page.reload();
  await denials.ready();
  await expect(trend.step("Month")).toHaveAttribute("aria-current", "true");
  expect(await trend.chart.parts(0)).toHaveLength(2);
});

test("the previous period is a line in the chart and two columns in the table", async ({
  page,
  hasTouch,
}) => {
  const view = "from=2025-07-07&to=2025-07-13";
  const past = await byDay("from=2025-06-30&to=2025-07-06");
  const now = await byDay(view);
  const denials = new DenialsPage(page);
  const { chart, numbers, legend } = denials.trend;
  await denials.open(`${sample.url}/denials?${view}`);
  expect(await chart.series()).toEqual(REASON_HEADS);
  await numbers.open();
  await denials.filters.setCompare(true);
  await expect(page).toHaveURL(`${sample.url}/denials?${view}&compare=before`);

  await expect.poll(() => chart.series()).toEqual([...REASON_HEADS, "previous period"]);
  await expect(legend).toContainText("total in the previous period");
  const line = (await chart.parts(REASON_HEADS.length)).map((part) => part.value);
  expect(line).toEqual(past.map((day) => day.attempts));
  await expect(numbers.heads).toHaveText(["Day", ...HEADS, "Attempts before", "Change"]);
  const changes = now.map((day, place) => [
    number(past[place]?.attempts ?? -1),
    difference(day.attempts, past[place]?.attempts ?? -1),
  ]);
  const lastTwo = async () => (await numbers.texts()).map((row) => row.slice(-2));
  await expect.poll(lastTwo).toEqual(changes);

  const [third, thirdPast] = [now[2]?.attempts ?? -1, past[2]?.attempts ?? -1];
  const point = { series: REASON_HEADS.length, index: 2 };
  if (hasTouch) await chart.press(point, true);
  else await chart.hover(point);
  await chart.says({
    title: "2025-07-02 (previous)",
    text: `change to 2025-07-09: ${change(third, thirdPast)}`,
    number: `${number(thirdPast)} attempts`,
  });
  if (!hasTouch) await chart.press(point, false);
  await expect(page, "the line is no filter").toHaveURL(
    `${sample.url}/denials?${view}&compare=before`,
  );

  await denials.filters.setCompare(false);
  await expect.poll(() => chart.series()).toEqual(REASON_HEADS);
  await expect(numbers.heads).toHaveText(["Day", ...HEADS]);
});

/** The rows by day of a view's report. */
async function byDay(view: string): Promise<Report["by_day"]> {
  return (await sample.report(view)).by_day;
}
