// An open page learns of newer data, and shows it on request.

import { expect, test } from "./fixtures.ts";
import { asCsv, busyWeeks, WEEK } from "./busy_weeks.ts";
import { OverviewPage } from "./overview.page.ts";
import { ReportPage } from "./report.page.ts";
import { importEvents, number, percent, report } from "./sample.ts";

const events = busyWeeks();
const week = `from=${WEEK.from}&to=${WEEK.to}`;
/** All events except those of the week's last days. */
const older = events.filter((event) => event.time < "2025-07-18");

for (const slice of ["500000", "10"]) {
  const who = slice === "10" ? "the server answers" : "the browser answers";
  test(`the denials page shows new data and keeps its position, where ${who}`, async ({
    page,
    turnaway,
  }) => {
    const name = `news-${slice}-${test.info().project.name}`;
    const database = await importEvents(turnaway, name, asCsv(older));
    const { url, stop } = await turnaway.serve(database, ["--slice-attempts", slice]);
    const look = new ReportPage(page);
    const view = `account=Ash+Works&${week}`;
    await look.open(`${url}/denials?${view}&sort=user`);
    const before = await report(turnaway, database, view);
    await expect(look.figure("Attempts (denied)")).toHaveText(number(before.attempts));
    await page.evaluate(() => window.dispatchEvent(new Event("focus")));
    await expect(look.news).toBeHidden();

    // Another process stores it, and the page learns of it without interaction.
    await importEvents(turnaway, name, asCsv(events));
    const table = page.getByRole("region", { name: "Attempts, one per row" });
    await table.scrollIntoViewIfNeeded();
    await expect(look.news).toBeVisible();
    await expect(look.figure("Attempts (denied)"), "nothing changes by itself").toHaveText(
      number(before.attempts),
    );
    const top = (await table.boundingBox())?.y ?? 0;
    // Pressed where it is: scrolling it into view would itself lose the position.
    await look.news.getByRole("button", { name: "Show it" }).dispatchEvent("click");
    await expect(look.news).toBeHidden();
    const after = await report(turnaway, database, view);
    expect(after.attempts).toBeGreaterThan(before.attempts);
    await expect(look.figure("Attempts (denied)")).toHaveText(number(after.attempts));
    await expect(look.figure("True denials")).toHaveText(number(after.true_denials));
    await expect(look.bars(look.panel("Denials Distribution"))).toHaveText(
      after.by_status.map(
        (row) => `${row.code} ${row.description}${number(row.attempts)}${percent(row.percent)}`,
      ),
    );
    await expect(page.getByText(`${number(after.attempts)} attempts, sorted by user`)).toBeVisible();
    await expect(page).toHaveURL(`${url}/denials?${view}&sort=user`);
    // A sentence beside it may have become a line longer.
    await expect
      .poll(async () => Math.abs(((await table.boundingBox())?.y ?? 0) - top), "the place is kept")
      .toBeLessThan(30);

    // The new numbers are the base of the next click.
    await page.getByRole("link", { name: "Remove account: Ash Works" }).click();
    const all = await report(turnaway, database, week);
    await expect(look.figure("Attempts (denied)")).toHaveText(number(all.attempts));
    await page.goto("about:blank");
    await stop();
  });
}

test("data that comes with a choice is not announced", async ({ page, turnaway }) => {
  const name = `news-along-${test.info().project.name}`;
  const database = await importEvents(turnaway, name, asCsv(older));
  const { url, stop } = await turnaway.serve(database, ["--slice-attempts", "10"]);
  const look = new ReportPage(page);
  const view = `account=Ash+Works&${week}`;
  await look.open(`${url}/denials?${view}`);
  await importEvents(turnaway, name, asCsv(events));
  // The server has loaded it by the time it announces it, so the next answer has it.
  await expect(look.news).toBeVisible();
  await page.getByRole("link", { name: "Remove account: Ash Works" }).click();
  const all = await report(turnaway, database, week);
  await expect(look.figure("Attempts (denied)")).toHaveText(number(all.attempts));
  await expect(look.news).toBeHidden();
  const looked = page.waitForResponse(/\/version$/);
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await looked;
  await expect(look.news).toBeHidden();
  await page.goto("about:blank");
  await stop();
});

test("a choice made while new data is loading is not lost", async ({ page, turnaway }) => {
  const name = `news-choice-${test.info().project.name}`;
  const database = await importEvents(turnaway, name, asCsv(older));
  const { url, stop } = await turnaway.serve(database);
  const look = new ReportPage(page);
  await look.open(`${url}/denials?${week}`);
  await importEvents(turnaway, name, asCsv(events));
  let answer = () => {};
  const held = new Promise<void>((resolve) => (answer = resolve));
  await page.route(/\/data\/report\?/, async (route) => {
    await held;
    await route.continue();
  });
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await look.news.getByRole("button", { name: "Show it" }).click();
  await look.bars(look.panel("Denials by Account")).first().click();
  await expect(page).toHaveURL(/account=/);
  const view = new URL(page.url()).searchParams.toString();
  const late = page.waitForResponse(/\/data\/report\?/);
  answer();
  await late;
  await expect(page.getByRole("list", { name: "Active filters" }).getByRole("listitem")).toHaveCount(1);
  const now = number((await report(turnaway, database, view)).attempts);
  // The browser answered the choice from its current data; the new data can be requested
  // again.
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  const slice = page.waitForResponse(/\/slice\?/);
  await look.news.getByRole("button", { name: "Show it" }).click();
  await expect(look.figure("Attempts (denied)")).toHaveText(now);
  await (await slice).finished();
  expect(new URL(page.url()).searchParams.toString()).toBe(view);
  await page.goto("about:blank");
  await stop();
});

test("a late answer does not replace newer data", async ({ page, turnaway }) => {
  const name = `news-late-${test.info().project.name}`;
  const database = await importEvents(turnaway, name, asCsv(older));
  const { url, stop } = await turnaway.serve(database);
  const look = new ReportPage(page);
  await look.open(`${url}/denials?${week}`);
  let answer = () => {};
  const held = new Promise<void>((resolve) => (answer = resolve));
  let answered = () => {};
  const early = new Promise<void>((resolve) => (answered = resolve));
  await page.route(/\/version$/, async (route) => {
    const response = await route.fetch();
    answered();
    await held;
    await route.fulfill({ response });
  });
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await early;
  await importEvents(turnaway, name, asCsv(events));
  const show = look.news.getByRole("button", { name: "Show it" });
  await expect(show).toBeVisible();
  const late = page.waitForResponse(/\/version$/);
  answer();
  await (await late).finished();
  await page.evaluate(() => new Promise((frame) => requestAnimationFrame(() => requestAnimationFrame(frame))));
  await expect(show).toBeVisible();
  await page.goto("about:blank");
  await stop();
});

test("the overview's usage is updated too", async ({ page, turnaway }) => {
  const name = `news-usage-${test.info().project.name}`;
  const database = await importEvents(turnaway, name, asCsv(older));
  const { url, stop } = await turnaway.serve(database);
  const overview = new OverviewPage(page);
  await overview.open(`${url}/?${week}`);
  await overview.shows(older, WEEK);
  await importEvents(turnaway, name, asCsv(events));
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await overview.news.getByRole("button", { name: "Show it" }).click();
  await overview.shows(events, WEEK);
  await page.goto("about:blank");
  await stop();
});

test("signing out blanks every open page", async ({ page, turnaway }) => {
  const name = `news-sign-out-${test.info().project.name}`;
  const database = await importEvents(turnaway, name, asCsv(older));
  const { url, stop } = await turnaway.serve(database);
  const look = new ReportPage(page);
  await look.open(`${url}/denials?${week}`);
  await expect(page.getByText("Ash Works").first()).toBeAttached();
  const other = await page.context().newPage();
  await other.goto(`${url}/account`);
  await other.locator(".reader-menu > summary").click();
  await other.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page.getByRole("alert")).toHaveText("You are signed out.");
  await expect(page.locator("body"), "nothing else is left").toHaveText("You are signed out.Sign in");
  await page.getByRole("link", { name: "Sign in" }).click();
  await expect(page).toHaveURL(`${url}/sign-in?to=${encodeURIComponent(`/denials?${week}`)}`);
  await other.close();
  await page.goto("about:blank");
  await stop();
});

test("a page without a connection learns both by polling", async ({ page, turnaway, allowedProblems }) => {
  allowedProblems.push(/\/news/, /\/version/);
  const name = `news-asked-${test.info().project.name}`;
  const database = await importEvents(turnaway, name, asCsv(older));
  const { url, stop } = await turnaway.serve(database);
  await page.route("**/news", (route) => route.fulfill({ status: 503 }));
  const look = new ReportPage(page);
  const refused = page.waitForResponse(/\/news$/);
  await look.open(`${url}/denials?${week}`);
  await refused;
  await importEvents(turnaway, name, asCsv(events));
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await expect(look.news).toBeVisible();
  await page.context().clearCookies();
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await expect(page.locator("body")).toHaveText("You are signed out.Sign in");
  await page.goto("about:blank");
  await stop();
});
