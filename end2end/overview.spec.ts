// The overview: headline numbers and visuals, compared with the report and a plain count.

import { expect, test } from "./fixtures.ts";
import { busyWeeks, countUsage, importBusyWeeks, WEEK, WEEK_BEFORE } from "./busy_weeks.ts";
import { OverviewPage } from "./overview.page.ts";
import { cells, escaped } from "./report.page.ts";
import { number, percent, report, type Measures } from "./sample.ts";
import { change, difference, hundredths, points, share } from "./report_words.ts";

const events = busyWeeks();
const week = `from=${WEEK.from}&to=${WEEK.to}`;
let database = "";
let url = "";

test.beforeAll(async ({ turnaway }) => {
  database = await importBusyWeeks(turnaway);
  ({ url } = await turnaway.serve(database));
});

test("the headline has six numbers, each with its change against the previous week", async ({
  page,
  turnaway,
}) => {
  const overview = new OverviewPage(page);
  await overview.open(`${url}/?${week}`);
  const now = await report(turnaway, database, week);
  const before = await report(turnaway, database, `from=${WEEK_BEFORE.from}&to=${WEEK_BEFORE.to}`);
  const [usage, usageBefore] = [countUsage(events, WEEK), countUsage(events, WEEK_BEFORE)];
  const counted = (name: string, now: number, before: number) =>
    expect(overview.figure(name)).toHaveText(`${number(now)} ${change(now, before)}`);

  await counted("Requests", usage.granted + usage.denied, usageBefore.granted + usageBefore.denied);
  const measures: [string, keyof Measures][] = [
    ["Attempts (denied)", "attempts"],
    ["True denials", "true_denials"],
    ["Affected users", "affected_users"],
  ];
  for (const [name, measure] of measures) await counted(name, now[measure], before[measure]);
  await counted("Accounts hit", usage.accountsHit, usageBefore.accountsHit);
  const rate = (usage: { granted: number; denied: number }) =>
    hundredths(usage.denied, usage.granted + usage.denied);
  await expect(overview.figure("Denial rate")).toHaveText(
    `${share(rate(usage))} ${points(rate(usage), rate(usageBefore))}`,
  );
  await expect(overview.headline).toContainText(
    `Compared with ${WEEK_BEFORE.from} to ${WEEK_BEFORE.to}: the same weekdays 1 week earlier.`,
  );
});

test("if the data does not reach back, no change is shown and the page says why", async ({
  page,
}) => {
  const overview = new OverviewPage(page);
  await overview.open(`${url}/?from=2025-07-01&to=2025-07-20`);
  await expect(overview.figure("Accounts hit")).toHaveText(/^\s*\d+\s*$/);
  await expect(overview.headline).toContainText("Not compared: the previous period starts on");
});

test("the lists have every reason and account of the report", async ({ page, turnaway }) => {
  const overview = new OverviewPage(page);
  await overview.open(`${url}/?${week}`);
  const { by_status, by_account } = await report(turnaway, database, week);
  const statuses = by_status.map(
    (row) => `${row.code} ${row.description}${number(row.attempts)}${percent(row.percent)}`,
  );
  await expect(overview.bars(overview.panel("Denials Distribution"))).toHaveText(statuses);
  const accounts = by_account.map(
    (row) => `${row.account} ${number(row.attempts)}${percent(row.percent)}`,
  );
  await expect(overview.bars(overview.panel("Denials by Account"))).toHaveText(accounts);
});

test("the usage visuals count the log's events, as a chart and as a table", async ({ page }) => {
  const overview = new OverviewPage(page);
  await overview.open(`${url}/?${week}`);
  await overview.shows(events, WEEK);
  const usage = countUsage(events, WEEK);
  for (const [name, unit, [first]] of [
    ["Active Account Identifiers", "events", usage.activeAccounts],
    ["Number of Unique Served Clients", "clients", usage.servedClients],
    ["Activations by Product", "activations", usage.activations],
  ] as const) {
    const panel = overview.panel(name);
    const most = `Top: ${first?.[0]}, ${number(first?.[1] ?? 0)} ${unit}.`;
    await expect(panel.getByRole("img")).toHaveAccessibleName(new RegExp(escaped(most)));
    await overview.canvas(panel);
  }
});

test("compared, every usage table has the previous week beside it", async ({ page }) => {
  const overview = new OverviewPage(page);
  await overview.open(`${url}/?${week}&compare=before`);
  const now = countUsage(events, WEEK);
  const before = countUsage(events, WEEK_BEFORE);
  const clients = overview.panel("Number of Unique Served Clients");
  const past = new Map(before.servedClients);
  await expect.poll(async () => cells(await overview.numbers(clients))).toEqual([
    ["Feature", "Clients", "Clients before", "Change"],
    ...now.servedClients.map(([name, count]) => {
      const then = past.get(name) ?? 0;
      return [name, number(count), number(then), difference(count, then)];
    }),
  ]);
  const products = overview.panel("Activations by Product");
  const pastProducts = new Map(before.activations);
  await expect.poll(async () => cells(await overview.numbers(products))).toEqual([
    ["Product", "Activations", "Activations before", "Change"],
    ...now.activations.map(([name, count]) => {
      const then = pastProducts.get(name) ?? 0;
      return [name, number(count), number(then), difference(count, then)];
    }),
  ]);
  const status = overview.panel("Denials Distribution");
  await expect(overview.bars(status).first().locator(".change")).toHaveText(/%$|new/);
});
