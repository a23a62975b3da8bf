// From the overview on: filters that act on both halves, and links to the denials page.

import { expect, test } from "./fixtures.ts";
import { busyWeeks, importBusyWeeks, type LogEvent, WEEK } from "./busy_weeks.ts";
import { OverviewPage } from "./overview.page.ts";
import { number, report } from "./sample.ts";

const events = busyWeeks();
const week = `from=${WEEK.from}&to=${WEEK.to}`;
let database = "";
let url = "";

test.beforeAll(async ({ turnaway }) => {
  database = await importBusyWeeks(turnaway);
  ({ url } = await turnaway.serve(database));
});

const filters: [string, string, Partial<LogEvent>, string][] = [
  ["Account", "Birch & Sons", { account: "Birch & Sons" }, "account=Birch+%26+Sons&"],
  ["Product", "Solids", { product: "Solids" }, "product=Solids&"],
  ["License model", "metered", { license_model: "metered" }, "model=metered&"],
  ["Source", "cloud license server", { source: "cls" }, "source=cls&"],
];
for (const [filter, value, only, key] of filters) {
  test(`the filter ${filter} acts on denials and on usage`, async ({ page }) => {
    const overview = new OverviewPage(page);
    await overview.open(`${url}/?${week}`);
    await overview.shows(events, WEEK);
    const asked = page.waitForResponse(/\/data\/usage\?/);
    await overview.choose(filter, value);
    await asked;
    await expect(page).toHaveURL((opened) => sorted(opened.search) === sorted(`${key}${week}`));
    await overview.shows(events, { ...WEEK, only });
    await page.goBack();
    await overview.shows(events, WEEK);
  });
}

test("another range acts on both halves", async ({ page }) => {
  const overview = new OverviewPage(page);
  await overview.open(`${url}/?${week}`);
  await overview.openFilters();
  await page.getByLabel("From", { exact: true }).fill("2025-07-18");
  await page.getByLabel("From", { exact: true }).press("Tab");
  await overview.closeFilters();
  await expect(page).toHaveURL(`${url}/?from=2025-07-18&to=${WEEK.to}`);
  await overview.shows(events, { from: "2025-07-18", to: WEEK.to });
});

test("a status of the list opens the denials with that status", async ({ page, turnaway }) => {
  const overview = new OverviewPage(page);
  const account = `account=Ash+Works&from=${WEEK.from}`;
  await overview.open(`${url}/?account=Ash+Works&${week}`);
  const { by_status } = await report(turnaway, database, `account=Ash+Works&${week}`);
  const [status] = by_status;
  if (!status) throw new Error("the sample has statuses");
  const view = `${account}&status=${encodeURIComponent(`${status.space}:${status.code}`)}&to=${WEEK.to}`;
  await overview.bars(overview.panel("Denials Distribution")).first().click();
  await expect(page).toHaveURL(`${url}/denials?${view}`);
  await expect(page).toHaveTitle("Denials · Turnaway");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Denied License Requests");
  await expect(page.getByRole("main"), "as after loading a page").toBeFocused();
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBe(0);
  const { attempts } = await report(turnaway, database, view);
  await expect(overview.figure("Attempts (denied)")).toHaveText(number(attempts));
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("License Server Usage and Denials");
  await expect(page).toHaveTitle("Overview · Turnaway");
});

test("denials and grants of two different views make no number", async ({ page }) => {
  const overview = new OverviewPage(page);
  await overview.open(`${url}/?${week}`);
  await overview.shows(events, WEEK);
  let answer = () => {};
  const held = new Promise<void>((resolve) => (answer = resolve));
  await page.route(/\/data\/usage\?/, async (route) => {
    await held;
    await route.continue();
  });
  await overview.choose("Account", "Ash Works");
  await expect(page).toHaveURL(/account=Ash/);
  await expect(overview.figure("Requests")).toHaveText("…");
  await expect(overview.figure("Denial rate")).toHaveText("…");
  answer();
  await overview.shows(events, { ...WEEK, only: { account: "Ash Works" } });
});

test("a slice of the pie opens the denials with its status", async ({ page, turnaway }) => {
  const overview = new OverviewPage(page);
  await overview.open(`${url}/?${week}`);
  const canvas = await overview.canvas(overview.panel("Denials Distribution"));
  const box = await canvas.boundingBox();
  if (!box) throw new Error("the pie has no box");
  // Slices go clockwise from noon; the ring spans 48 % to 92 % of the radius.
  const ring = (Math.min(box.width, box.height) / 2) * 0.7;
  await canvas.click({ position: { x: box.width / 2 + ring, y: box.height / 2 - 4 } });
  const { by_status } = await report(turnaway, database, week);
  const statuses = by_status.map((status) => `${status.space}:${status.code}`);
  await expect(page).toHaveURL((opened) => statuses.includes(opened.searchParams.get("status") ?? ""));
  await expect(page).toHaveURL(/\/denials\?/);
});

test("an account opens its denials, from the list and from its usage", async ({
  page,
  turnaway,
}) => {
  const overview = new OverviewPage(page);
  await overview.open(`${url}/?${week}`);
  const { by_account } = await report(turnaway, database, week);
  const [account] = by_account;
  if (!account) throw new Error("the sample has accounts");
  const view = `account=${encodeURIComponent(account.account).replaceAll("%20", "+")}&${week}`;
  await overview.bars(overview.panel("Denials by Account")).first().click();
  await expect(page).toHaveURL(`${url}/denials?${view}`);
  await expect(overview.figure("Attempts (denied)")).toHaveText(number(account.attempts));

  await page.goBack();
  const table = await overview.numbers(overview.panel("Active Account Identifiers"));
  await table.getByRole("link", { name: account.account }).click();
  await expect(page).toHaveURL(`${url}/denials?${view}`);
  await expect(overview.figure("Attempts (denied)")).toHaveText(number(account.attempts));
});

/** A query string with its keys sorted. */
function sorted(query: string): string {
  return [...new URLSearchParams(query)].map((pair) => pair.join("=")).sort().join("&");
}
