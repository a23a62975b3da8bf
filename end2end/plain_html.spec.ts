// Without JavaScript: every number is there, the filters are a plain form, and controls are
// links.

import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { busyWeeks, importBusyWeeks, WEEK } from "./busy_weeks.ts";
import { OverviewPage } from "./overview.page.ts";
import { cells, ReportPage } from "./report.page.ts";
import { number, percent, report } from "./sample.ts";

const events = busyWeeks();
const week = `from=${WEEK.from}&to=${WEEK.to}`;
const everything = "from=2025-06-30&to=2025-07-27";
let database = "";
let url = "";

// What the page loads only for its script is loaded in vain.
const preloaded = [/turnaway\.js: csp/, /turnaway_bg\.wasm was preloaded/];
test.use({ javaScriptEnabled: false, allowedProblems: [preloaded, { scope: "test" }] });

test.beforeAll(async ({ turnaway }) => {
  database = await importBusyWeeks(turnaway);
  ({ url } = await turnaway.serve(database));
});

test("the overview has every number and table", async ({ page }) => {
  const overview = new OverviewPage(page);
  await page.goto(`${url}/?${week}`);
  await overview.shows(events, WEEK);
  await expect(overview.figure("Denial rate")).toHaveText(/^\d+\.\d\d % [+−±]\d+\.\d\d points$/);
});

test("the denials page has every number and table", async ({ page, turnaway }) => {
  const denials = new ReportPage(page);
  await page.goto(`${url}/denials?${week}`);
  const all = await report(turnaway, database, week);
  await expect(denials.figure("Attempts (denied)")).toHaveText(number(all.attempts));
  await expect(denials.figure("True denials")).toHaveText(number(all.true_denials));
  await expect(denials.figure("Affected users")).toHaveText(number(all.affected_users));
  const statuses = await cells(await denials.numbers(denials.panel("Denials Distribution")));
  const told = statuses.slice(1).map((row) => [row[0], row[1], row[4], row[7]]);
  expect(told).toEqual(
    all.by_status.map((row) => [row.space, row.code, number(row.attempts), percent(row.percent)]),
  );
  const accounts = await cells(await denials.numbers(denials.panel("Denials by Account")));
  expect(accounts.slice(1)).toEqual(
    all.by_account.map((row) => [
      row.account,
      number(row.attempts),
      number(row.true_denials),
      number(row.affected_users),
      percent(row.percent),
    ]),
  );
  const days = await cells(await denials.numbers(denials.panel("Denials over time")));
  expect(days.slice(1).map(([day]) => day)).toEqual(
    ["14", "15", "16", "17", "18", "19", "20"].map((day) => `2025-07-${day}`),
  );
  const sum = days.slice(1).reduce((sum, [, attempts]) => sum + Number(attempts), 0);
  expect(sum).toBe(all.attempts);
  await expect(denials.panel("What to do about it").getByRole("row")).not.toHaveCount(0);
  expect(await timesOf(page)).toEqual(deniedTimes(WEEK.from, WEEK.to));
  await expect(page.locator("canvas")).toHaveCount(0);
});

test("the form works for every filter and leads to the canonical URL", async ({
  page,
  turnaway,
}) => {
  const denials = new ReportPage(page);
  await page.goto(`${url}/denials`);
  await denials.openFilters();
  const { filters } = denials;
  await filters.getByLabel("Range").selectOption("Custom");
  await filters.getByLabel("From", { exact: true }).fill(WEEK.from);
  await filters.getByLabel("To", { exact: true }).fill(WEEK.to);
  await filters.getByLabel("Measure").selectOption("true denials");
  await filters.getByLabel("Search user, device").fill("USER");
  await filters.getByLabel("Count retries as one within").selectOption("1 hour");
  await filters.getByLabel("Ignore if granted within").selectOption("off");
  await filters.getByLabel("Time zone").fill("Europe/Madrid");
  await filters.getByLabel("Compare").check();
  for (const [filter, value] of [
    ["Status", "flexnet-publisher:-4"],
    ["Reason", "capacity"],
    ["Account", "Ash Works"],
    ["Product", "Drafting"],
    ["Feature", "drafting_0"],
    ["Server", "lic-0"],
    ["Source", "local"],
    ["License model", "concurrent"],
  ] as const) {
    const facet = await denials.facet(filter);
    await facet.getByLabel("Or type an exact value").fill(value);
  }
  await filters.getByRole("button", { name: "Apply" }).click();
  const view = [
    "account=Ash+Works&category=capacity&feature=drafting_0&from=2025-07-14&g=0&measure=true",
    "model=concurrent&product=Drafting&q=user&server=lic-0&source=local",
    "status=flexnet-publisher%3A-4&to=2025-07-20&tz=Europe%2FMadrid&w=3600",
  ].join("&");
  await expect(page).toHaveURL(`${url}/denials?${view}&compare=before`);
  const filtered = await report(turnaway, database, view);
  expect(filtered.view, "the command line calls it by the same name").toBe(view);
  await expect(denials.figure("Attempts (denied)")).toHaveText(
    new RegExp(`^${number(filtered.attempts)}\\b`),
  );
  await denials.openFilters();
  const account = await denials.facet("Account");
  await expect(account.getByRole("checkbox", { name: "Ash Works" })).toBeChecked();
});

test("a list's checkboxes work in the form, and exclusions stay", async ({
  page,
  turnaway,
}) => {
  const denials = new ReportPage(page);
  const user = events.find(
    ({ account, outcome, time, code, user }) =>
      account === "Cedar GmbH" && outcome === "denied" && user && code !== "-39" && time > WEEK.from,
  )?.user;
  await page.goto(`${url}/denials?${week}&not-status=flexnet-publisher:-39&user=${user}&theme=dark`);
  await denials.openFilters();
  const account = await denials.facet("Account");
  await account.getByRole("checkbox", { name: "Cedar GmbH" }).check();
  await denials.filters.getByRole("button", { name: "Apply" }).click();
  const view =
    `account=Cedar+GmbH&from=${WEEK.from}&not-status=flexnet-publisher%3A-39` +
    `&to=${WEEK.to}&user=${user}`;
  await expect(page).toHaveURL(`${url}/denials?${view}&theme=dark`);
  const { attempts } = await report(turnaway, database, view);
  await expect(denials.figure("Attempts (denied)")).toHaveText(number(attempts));
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

test("chips after the first eight are buttons of the form", async ({ page, turnaway }) => {
  const denials = new ReportPage(page);
  const users = Array.from({ length: 10 }, (_, nth) => `not-user=u${10 + nth}`);
  await page.goto(`${url}/denials?${users.join("&")}&${week}`);
  const chips = page.getByRole("list", { name: "Active filters" });
  await chips.getByText("and 2 more").click();
  await chips.getByRole("button", { name: "Remove not user: u19" }).click();
  const view = `from=${WEEK.from}&${users.slice(0, 9).join("&")}&to=${WEEK.to}`;
  await expect(page).toHaveURL(`${url}/denials?${view}`);
  const { attempts } = await report(turnaway, database, view);
  await expect(denials.figure("Attempts (denied)")).toHaveText(number(attempts));
});

test("chips, rows of lists, steps and headings are links", async ({ page, turnaway }) => {
  const denials = new ReportPage(page);
  const shows = async (view: string) => {
    await expect(page).toHaveURL(`${url}/denials?${view}`);
    const { attempts } = await report(turnaway, database, view);
    await expect(denials.figure("Attempts (denied)")).toHaveText(number(attempts));
  };
  await page.goto(`${url}/denials?${week}`);
  const { by_status } = await report(turnaway, database, week);
  const [first] = by_status;
  await denials.bars(denials.panel("Denials Distribution")).first().click();
  const status = encodeURIComponent(`${first?.space}:${first?.code}`);
  await shows(`${week.replace("&", `&status=${status}&`)}`);
  const chips = page.getByRole("list", { name: "Active filters" });
  await chips.getByRole("link", { name: /^Exclude status:/ }).click();
  await shows(`${week.replace("&", `&not-status=${status}&`)}`);
  await chips.getByRole("link", { name: /^Remove not status:/ }).click();
  await shows(week);

  await page.getByRole("group", { name: "Group by" }).getByRole("link", { name: "Week" }).click();
  await denials.comesTo(`${url}/denials?${week}&step=week`);
  const trend = await denials.numbers(denials.panel("Denials over time"));
  expect((await cells(trend)).map(([first]) => first)).toEqual([
    "Week",
    `${WEEK.from} to ${WEEK.to}`,
  ]);

  await page.getByRole("columnheader", { name: "Account" }).last().getByRole("link").click();
  await denials.comesTo(`${url}/denials?${week}&sort=account&step=week`);
  const shown = await summary(page).evaluateAll((rows) =>
    rows.map((row) => row.children[1]?.textContent ?? ""),
  );
  expect(shown).toEqual([...shown].sort());
  expect(new Set(shown).size).toBeGreaterThan(1);
});

test("next and previous links lead through all rows", async ({ page }) => {
  const denials = new ReportPage(page);
  await page.goto(`${url}/denials?${everything}`);
  const all = deniedTimes("2025-06-30", "2025-07-27");
  const pages = page.getByRole("navigation", { name: "Rows of the table" });
  const next = pages.getByRole("link", { name: "next 100" });
  const seen = await timesOf(page);
  expect(seen).toHaveLength(100);
  await expect(pages.getByRole("link", { name: "previous 100" })).toHaveCount(0);
  while ((await next.count()) > 0) {
    await next.click();
    await denials.comesTo(`${url}/denials?${everything}&row=${seen.length + 1}`);
    seen.push(...(await timesOf(page)));
  }
  expect(seen, "each row once, the newest first").toEqual(all);
  await pages.getByRole("link", { name: "previous 100" }).click();
  const before = Math.floor((all.length - 1) / 100) * 100 - 100;
  await denials.comesTo(`${url}/denials?${everything}${before > 0 ? `&row=${before + 1}` : ""}`);
  expect(await timesOf(page)).toEqual(all.slice(before, before + 100));
  await pages.getByRole("link", { name: "first rows" }).click();
  await expect(page).toHaveURL(`${url}/denials?${everything}`);
});

/** The rows of the summary table. */
function summary(page: Page) {
  return page.getByRole("region", { name: "Attempts, one per row" }).locator("tbody.rows tr");
}

/** The times that the summary table shows. */
async function timesOf(page: Page): Promise<string[]> {
  return summary(page).evaluateAll((rows) => rows.map((row) => row.children[0]?.textContent ?? ""));
}

/** The times of the sample's denials of some days as the page shows them, newest first. */
function deniedTimes(from: string, to: string): string[] {
  const denied = events.filter(({ outcome, time }) => {
    const day = time.slice(0, 10);
    return outcome === "denied" && from <= day && day <= to;
  });
  return denied.map(({ time }) => time.slice(0, 16).replace("T", " ")).reverse();
}
