// A link for a customer: created from the view, opened in a fresh browser, and ended.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContext, Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { importBusyWeeks, WEEK } from "./busy_weeks.ts";
import { save } from "./files.ts";
import { ReportPage } from "./report.page.ts";
import { number, report } from "./sample.ts";

const week = `from=${WEEK.from}&to=${WEEK.to}`;

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map((violation) => violation.id)).toEqual([]);
}

/** A browser without our cookies, like the customer's. */
async function customer(browser: Browser, options = {}): Promise<BrowserContext> {
  const { viewport } = test.info().project.use;
  return browser.newContext({ viewport: viewport ?? null, ...options });
}

/** Creates a link of a view with two clicks, and returns its URL. */
async function share(page: Page, url: string, view: string, fill?: () => Promise<void>): Promise<string> {
  await new ReportPage(page).open(`${url}/denials?${view}`);
  await page.getByRole("link", { name: "Share" }).click();
  await expectAccessible(page);
  await fill?.();
  await page.getByRole("button", { name: "Create link" }).click();
  await expectAccessible(page);
  const linkUrl = await page.getByLabel("Copy it now").inputValue();
  expect(linkUrl).toMatch(new RegExp(`^${url}/l/[\\w-]{43}$`));
  return linkUrl;
}

/** Opens a link with its button, and returns what the URLs of its report begin with. */
async function open(page: Page, link: string): Promise<string> {
  await page.goto(link);
  return press(page);
}

/** Presses the button of a link's page. */
async function press(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Open the report" }).click();
  await expect(page).toHaveURL(/\/shared\/[0-9a-f]{16}\/denials\?range=all$/);
  return page.url().replace(/\/denials\?.*$/, "");
}

test("a customer reads its own denials, and nothing once the link is revoked", async ({
  page,
  browser,
  turnaway,
}) => {
  const database = await importBusyWeeks(turnaway, `links-${test.info().project.name}`);
  const { url, stop } = await turnaway.serve(database);
  const view = `account=Ash+Works&${week}`;
  const linkUrl = await share(page, url, view, () =>
    page.getByRole("textbox", { name: "Note to the reader" }).fill("Your seats ran out last week."),
  );

  const context = await customer(browser);
  const theirs = await context.newPage();
  await theirs.goto(linkUrl);
  await expectAccessible(theirs);
  const base = await open(theirs, linkUrl);
  const look = new ReportPage(theirs);
  await look.open(`${base}/denials?${week}`);
  await expect(theirs.getByText("Your seats ran out last week.")).toBeVisible();
  const all = await report(turnaway, database, view);
  await expect(look.figure("Attempts (denied)")).toHaveText(number(all.attempts));
  await expect(theirs.getByRole("heading", { name: "What you can do" })).toBeVisible();
  await expect(theirs.getByRole("link", { name: "Overview" })).toHaveCount(0);
  await expectAccessible(theirs);
  // No key leads to the overview either, and the sheet names none.
  await theirs.keyboard.press("o");
  await theirs.keyboard.press("?");
  await expect(look.help.getByRole("term")).toHaveText(["?", "/", "f", "m", "c", "r"]);
  await theirs.keyboard.press("Escape");
  expect(new URL(theirs.url()).pathname).toMatch(/\/denials$/);

  // Customers filter within the link's scope, never beyond it.
  await look.bars(look.panel("Denials by User")).first().click();
  await expect(theirs).toHaveURL(/user=/);
  const user = new URL(theirs.url()).searchParams.get("user");
  const of = await report(turnaway, database, `${view}&user=${encodeURIComponent(user ?? "")}`);
  await expect(look.figure("Attempts (denied)")).toHaveText(number(of.attempts));
  await look.open(`${base}/denials?${week}&account=Birch+%26+Sons`);
  await expect(look.figure("Attempts (denied)")).toHaveText("0");

  await page.goto(`${url}/links`);
  await expect(page.getByText(/opened once/)).toBeVisible();
  await expectAccessible(page);
  await page.getByText("Revoke …").click();
  await page.getByRole("button", { name: "Revoke the link" }).click();
  await expect(page.getByText(/^Revoked /)).toBeVisible();
  const alert = theirs.getByRole("alert");
  await expect(alert, "what is open blanks itself").toHaveText("This link no longer works.");
  await expect(theirs.locator("body")).not.toContainText("Ash Works");
  await expectAccessible(theirs);
  await theirs.reload();
  await expect(theirs.getByRole("heading", { name: "You are not signed in to this report" })).toBeVisible();
  await expectAccessible(theirs);
  await theirs.goto(linkUrl);
  await expect(theirs.getByRole("heading", { name: "This link isn't valid" })).toBeVisible();
  await expectAccessible(theirs);
  await context.close();
  await stop();
});

test("a link whose button is pressed in two tabs is open in both", async ({ page, browser, turnaway }) => {
  const database = await importBusyWeeks(turnaway, `twice-${test.info().project.name}`);
  const { url, stop } = await turnaway.serve(database);
  const link = await share(page, url, `account=Ash+Works&${week}`);
  const context = await customer(browser);
  const [first, second] = [await context.newPage(), await context.newPage()];
  await first.goto(link);
  await second.goto(link);
  const base = await press(first);
  expect(await press(second)).toBe(base);
  const look = new ReportPage(first);
  await look.bars(look.panel("Denials by User")).first().click();
  await expect(first).toHaveURL(/user=/);
  await first.reload();
  await expect(first.getByRole("heading", { name: "Denied License Requests" })).toBeVisible();
  await page.goto(`${url}/links`);
  await expect(page.getByText(/opened once/)).toBeVisible();
  await context.close();
  await stop();
});

test("without JavaScript a link opens too, with its password and masked names", async ({
  page,
  browser,
  turnaway,
}) => {
  const database = await importBusyWeeks(turnaway, `masked-${test.info().project.name}`);
  const { url, stop } = await turnaway.serve(database);
  const linkUrl = await share(page, url, `account=Ash+Works&${week}`, async () => {
    await page.getByLabel("Users").check();
    await page.getByLabel(/^Password/).fill("correct horse battery");
  });
  const context = await customer(browser, { javaScriptEnabled: false });
  const theirs = await context.newPage();
  await theirs.goto(linkUrl);
  await theirs.getByLabel("Password").fill("wrong");
  await theirs.getByRole("button", { name: "Open the report" }).click();
  await expect(theirs.getByRole("alert")).toHaveText("The password is wrong.");
  await theirs.getByLabel("Password").fill("correct horse battery");
  await theirs.getByRole("button", { name: "Open the report" }).click();
  await expect(theirs).toHaveURL(/\/shared\//);
  await theirs.goto(theirs.url().replace("range=all", week));
  const users = theirs.getByRole("region", { name: "Denials by User" }).getByRole("listitem");
  await expect(users.first()).toContainText(/user [0-9A-Z]{4}-[0-9A-Z]{4}/);
  await theirs.getByRole("button", { name: "Sign out of this report" }).click();
  await expect(theirs.getByRole("heading", { name: "You are signed out of this report" })).toBeVisible();
  await context.close();
  await stop();
});

test("two links in one browser stay two reports, and signing out of one leaves the other", async ({
  page,
  browser,
  turnaway,
}) => {
  const database = await importBusyWeeks(turnaway, `two-links-${test.info().project.name}`);
  const { url, stop } = await turnaway.serve(database);
  const context = await customer(browser);
  const tabs = [];
  for (const [account, other] of [
    ["Ash Works", "Birch & Sons"],
    ["Birch & Sons", "Ash Works"],
  ] as const) {
    const view = `account=${encodeURIComponent(account)}&${week}`;
    const link = await share(page, url, view);
    const tab = await context.newPage();
    const base = await open(tab, link);
    tabs.push({ tab, base, link, account, other, numbers: await report(turnaway, database, view) });
  }
  // Both are open now: what the first does next still applies to it alone.
  for (const { tab, base, link, account, other, numbers } of tabs) {
    const look = new ReportPage(tab);
    const shows = async () => {
      await expect(tab.getByText(`It shows the denials of ${account}`)).toBeVisible();
      await expect(look.figure("Attempts (denied)")).toHaveText(number(numbers.attempts));
      await expect(tab.locator("body")).not.toContainText(other);
    };
    await look.open(`${base}/denials?${week}`);
    await shows();
    await tab.reload();
    await look.ready();
    await shows();
    // A view that its slice does not cover is requested from the server.
    await look.open(`${base}/denials?${week}&tz=Asia/Tokyo`);
    await look.bars(look.panel("Denials by User")).first().click();
    await expect(tab).toHaveURL(new RegExp(`^${base}/denials\\?.*user=`));
    await expect(tab.getByRole("alert")).toHaveText("");
    await tab.goBack();
    await expect(tab).not.toHaveURL(/user=/);
    const csv = await save(look.panel("Denials by Feature").getByRole("link", { name: "CSV" }));
    expect(csv.bytes.toString("utf8")).toContain("Denials by Feature");
    const summary = await tab.request.get(`${base}/export/denials-summary.csv?${week}`);
    const text = await summary.text();
    expect(text).toContain(account);
    expect(text).not.toContain(other);
    await tab.goto(`${base}/table/denials-summary?${week}`);
    await expect(tab.locator("main")).toContainText(account);
    await expect(tab.locator("main")).not.toContainText(other);
    await tab.getByRole("navigation").getByRole("link", { name: "Denials" }).click();
    await look.ready();
    await shows();
    // Opened again in this browser it needs no click.
    await tab.goto(link);
    await expect(tab).toHaveURL(`${base}/denials?range=all`);
    await look.open(`${base}/denials?${week}`);
    await shows();
  }

  const [first, second] = tabs;
  if (!first || !second) throw new Error("two tabs are open");
  // A page for users is not part of a link, and looking at it ends nothing.
  await second.tab.goto(`${url}/users`);
  const elsewhere = second.tab.getByRole("heading", { name: "This page isn't part of the shared report" });
  await expect(elsewhere).toBeVisible();
  await expectAccessible(second.tab);
  expect(await new ReportPage(second.tab).overflow()).toBeLessThanOrEqual(0);
  await second.tab.screenshot({ path: test.info().outputPath("not-shared.png") });
  await second.tab.getByRole("link", { name: `Denials of ${second.account}` }).click();
  await expect(second.tab).toHaveURL(`${second.base}/denials?range=all`);

  // Other tabs of the same report learn that they are signed out.
  const same = await context.newPage();
  await new ReportPage(same).open(`${first.base}/denials?${week}`);
  await first.tab.getByRole("button", { name: "Sign out of this report" }).click();
  await expect(first.tab.getByRole("heading", { name: "You are signed out of this report" })).toBeVisible();
  await expect(first.tab.locator("body")).not.toContainText("ended");
  await expectAccessible(first.tab);
  await first.tab.screenshot({ path: test.info().outputPath("signed-out.png") });
  await same.bringToFront();
  await expect(same.getByRole("alert")).toHaveText("You are signed out of this report.");
  await expect(same.locator("body")).not.toContainText(first.account);
  await expectAccessible(same);
  await same.close();
  const look = new ReportPage(second.tab);
  await look.open(`${second.base}/denials?${week}`);
  await expect(look.figure("Attempts (denied)")).toHaveText(number(second.numbers.attempts));
  await first.tab.getByRole("link", { name: `Denials of ${second.account}` }).click();
  await expect(first.tab).toHaveURL(`${second.base}/denials?range=all`);
  await open(first.tab, first.link);
  await context.close();
  await stop();
});

test("a user who previews a link keeps their own report in another tab", async ({ page, context, turnaway }) => {
  const database = await importBusyWeeks(turnaway, `preview-${test.info().project.name}`);
  const { url, stop } = await turnaway.serve(database);
  const view = `account=Ash+Works&${week}`;
  const link = await share(page, url, view);
  const look = new ReportPage(page);
  await look.open(`${url}/denials?${week}`);
  const all = await report(turnaway, database, week);
  await expect(look.figure("Attempts (denied)")).toHaveText(number(all.attempts));

  const preview = await context.newPage();
  const base = await open(preview, link);
  const theirs = new ReportPage(preview);
  await theirs.open(`${base}/denials?${week}`);
  const own = await report(turnaway, database, view);
  await expect(theirs.figure("Attempts (denied)")).toHaveText(number(own.attempts));
  await expectAccessible(preview);
  expect(await theirs.overflow()).toBeLessThanOrEqual(0);
  await preview.screenshot({ path: test.info().outputPath("link-head.png") });

  await page.bringToFront();
  const csv = await save(look.panel("Denials by Account").getByRole("link", { name: "CSV" }));
  expect(csv.bytes.toString("utf8")).toContain("Birch & Sons");
  await page.reload();
  await look.ready();
  await expect(look.figure("Attempts (denied)")).toHaveText(number(all.attempts));
  await expect(page.getByText(/^Signed in as/)).toBeAttached();

  await preview.bringToFront();
  await preview.getByRole("button", { name: "Sign out of this report" }).click();
  await preview.getByRole("link", { name: "Back to your own report" }).click();
  await expect(preview).toHaveURL(`${url}/`);
  // Open pages would send requests to a server that has ended.
  await preview.close();
  await page.close();
  await stop();
});

test("an open page blanks itself when another user signs in to its browser", async ({
  page,
  context,
  turnaway,
  allowedProblems,
}) => {
  allowedProblems.push(/status 409/, /Failed to load resource.*409/, /status 503/, /Failed to load resource.*503/);
  const database = await importBusyWeeks(turnaway, `other-user-${test.info().project.name}`);
  const { url, stop } = await turnaway.serve(database);
  const password = "correct horse battery";
  const limited = ["--role", "customer-success", "--account", "Ash Works"];
  const added = await turnaway.run(["user", "add", "Mira", "--database", database, ...limited], `${password}\n`);
  expect(added.status, added.stderr).toBe(0);
  // As if the page is hidden: it gets no news.
  await page.route("**/news", (route) => route.fulfill({ status: 503 }));
  const look = new ReportPage(page);
  await look.open(`${url}/denials?${week}`);
  await expect(page.locator("body")).toContainText("Birch & Sons");

  const other = await context.newPage();
  await other.goto(`${url}/sign-in`);
  await other.getByLabel("Name").fill("Mira");
  await other.getByLabel("Password").fill(password);
  await other.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(other).toHaveURL(`${url}/`);
  await page.bringToFront();
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await expect(page.getByRole("alert")).toHaveText("Your access has changed.");
  await expect(page.locator("body")).not.toContainText("Birch & Sons");
  await page.getByRole("link", { name: "Open the report" }).click();
  await expect(page.getByText("Signed in as Mira")).toBeAttached();
  await other.close();
  await page.close();
  await stop();
});

test("a page of a named site shows the report in a frame, and no other page does", async ({
  page,
  browser,
  turnaway,
}) => {
  // To a browser this is a different site from 127.0.0.1.
  let linkUrl = "";
  const portal = createServer((_, response) => {
    response.setHeader("content-type", "text/html");
    response.end(`<h1>Portal</h1><iframe src="${linkUrl}?embed" width="900" height="700"></iframe>`);
  });
  await new Promise<void>((listening) => portal.listen(0, "localhost", () => listening()));
  const origin = `http://localhost:${(portal.address() as AddressInfo).port}`;
  const database = await importBusyWeeks(turnaway, `embed-${test.info().project.name}`);
  const view = `account=Ash+Works&${week}`;
  for (const allowed of [true, false]) {
    const options = allowed ? ["--embed-origin", origin] : [];
    const { url, stop } = await turnaway.serve(database, options);
    linkUrl = await share(page, url, view);
    const context = await customer(browser);
    const theirs = await context.newPage();
    await theirs.goto(origin);
    const frame = theirs.frameLocator("iframe");
    if (allowed) {
      await frame.getByRole("button", { name: "Open the report" }).click();
      await expect(frame.getByRole("heading", { name: "Denied License Requests" })).toBeVisible();
      await expect(frame.getByRole("banner")).toBeHidden();
      // Its own cookie is sent with the frame's requests.
      await expect(frame.locator("html[data-ready]")).toBeAttached();
      await expect(frame.getByRole("alert")).toHaveText("");
      await frame.getByRole("region", { name: "Denials by User" }).locator(".bar-list a").first().click();
      await expect(frame.getByRole("list", { name: "Active filters" }).getByRole("listitem")).toHaveCount(1);
      // Users who open it there stay signed in here.
      const portalTab = await page.context().newPage();
      await portalTab.goto(origin);
      const framed = portalTab.frameLocator("iframe");
      await framed.getByRole("button", { name: "Open the report" }).click();
      await expect(framed.getByRole("heading", { name: "Denied License Requests" })).toBeVisible();
      await expect(framed.getByRole("banner")).toBeHidden();
      await page.goto(`${url}/links`);
      await expect(page.getByText(/opened 2 times/)).toBeVisible();
      await portalTab.close();
    } else {
      await expect(frame.getByRole("button", { name: "Open the report" })).toHaveCount(0);
    }
    await context.close();
    await stop();
  }
  await new Promise((closed) => portal.close(closed));
});
