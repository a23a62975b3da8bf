// A link for a customer: made from the view, opened in a browser that knows nothing, and ended.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContext, Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { importBusyWeeks, WEEK } from "./busy_weeks.ts";
import { ReportPage } from "./report.page.ts";
import { number, report } from "./sample.ts";

const week = `from=${WEEK.from}&to=${WEEK.to}`;

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map((violation) => violation.id)).toEqual([]);
}

/** A browser that has no cookie of ours, as the customer's. */
async function customer(browser: Browser, options = {}): Promise<BrowserContext> {
  const { viewport } = test.info().project.use;
  return browser.newContext({ viewport: viewport ?? null, ...options });
}

/** Makes a link of a view with two clicks, and returns its address. */
async function share(page: Page, url: string, view: string, fill?: () => Promise<void>): Promise<string> {
  await new ReportPage(page).open(`${url}/denials?${view}`);
  await page.getByRole("link", { name: "Share" }).click();
  await expectAccessible(page);
  await fill?.();
  await page.getByRole("button", { name: "Create link" }).click();
  await expectAccessible(page);
  const address = await page.getByLabel("Copy it now").inputValue();
  expect(address).toMatch(new RegExp(`^${url}/l/[\\w-]{43}$`));
  return address;
}

test("a customer reads its own denials, and nothing once the link is revoked", async ({
  page,
  browser,
  turnaway,
}) => {
  const database = await importBusyWeeks(turnaway, `links-${test.info().project.name}`);
  const { url, stop } = await turnaway.serve(database);
  const view = `account=Ash+Works&${week}`;
  const address = await share(page, url, view, () =>
    page.getByRole("textbox", { name: "Note to the reader" }).fill("Your seats ran out last week."),
  );

  const context = await customer(browser);
  const theirs = await context.newPage();
  await theirs.goto(address);
  await expectAccessible(theirs);
  await theirs.getByRole("button", { name: "Open the report" }).click();
  await expect(theirs).toHaveURL(`${url}/denials?range=all`);
  const look = new ReportPage(theirs);
  await look.open(`${url}/denials?${week}`);
  await expect(theirs.getByText("Your seats ran out last week.")).toBeVisible();
  const all = await report(turnaway, database, view);
  await expect(look.figure("Attempts (denied)")).toHaveText(number(all.attempts));
  await expect(theirs.getByRole("heading", { name: "What you can do" })).toBeVisible();
  await expect(theirs.getByRole("link", { name: "Overview" })).toHaveCount(0);
  await expectAccessible(theirs);

  // They filter within, never beyond.
  await look.bars(look.panel("Denials by User")).first().click();
  await expect(theirs).toHaveURL(/user=/);
  const user = new URL(theirs.url()).searchParams.get("user");
  const of = await report(turnaway, database, `${view}&user=${encodeURIComponent(user ?? "")}`);
  await expect(look.figure("Attempts (denied)")).toHaveText(number(of.attempts));
  await look.open(`${url}/denials?${week}&account=Birch+%26+Sons`);
  await expect(look.figure("Attempts (denied)")).toHaveText("0");

  await page.goto(`${url}/links`);
  await expect(page.getByText(/opened once/)).toBeVisible();
  await expectAccessible(page);
  await page.getByText("Revoke …").click();
  await page.getByRole("button", { name: "Revoke the link" }).click();
  await expect(page.getByText(/^Revoked /)).toBeVisible();
  await expect(theirs.locator("body"), "what is open blanks itself").toHaveText("This link works no longer.");
  await expectAccessible(theirs);
  await theirs.reload();
  await expect(theirs).toHaveURL(`${url}/l/closed`);
  await expect(theirs.getByRole("heading", { name: "This link opens nothing" })).toBeVisible();
  await expectAccessible(theirs);
  await theirs.goto(address);
  await expect(theirs.getByRole("heading", { name: "This link opens nothing" })).toBeVisible();
  await context.close();
  await stop();
});

test("without JavaScript a link opens too, with its password and other names", async ({
  page,
  browser,
  turnaway,
}) => {
  const database = await importBusyWeeks(turnaway, `masked-${test.info().project.name}`);
  const { url, stop } = await turnaway.serve(database);
  const address = await share(page, url, `account=Ash+Works&${week}`, async () => {
    await page.getByLabel("Users").check();
    await page.getByLabel(/^Password/).fill("correct horse battery");
  });
  const context = await customer(browser, { javaScriptEnabled: false });
  const theirs = await context.newPage();
  await theirs.goto(address);
  await theirs.getByLabel("Password").fill("wrong");
  await theirs.getByRole("button", { name: "Open the report" }).click();
  await expect(theirs.getByRole("alert")).toHaveText("The password is wrong.");
  await theirs.getByLabel("Password").fill("correct horse battery");
  await theirs.getByRole("button", { name: "Open the report" }).click();
  await theirs.goto(`${url}/denials?${week}`);
  const users = theirs.getByRole("region", { name: "Denials by User" }).getByRole("listitem");
  await expect(users.first()).toContainText(/user [0-9A-Z]{4}-[0-9A-Z]{4}/);
  await theirs.getByRole("button", { name: "Close" }).click();
  await expect(theirs).toHaveURL(`${url}/l/closed`);
  await context.close();
  await stop();
});

test("a page of a named site shows the report in a frame, and no other page does", async ({
  page,
  browser,
  turnaway,
}) => {
  // To a browser this is another site than 127.0.0.1.
  let address = "";
  const portal = createServer((_, response) => {
    response.setHeader("content-type", "text/html");
    response.end(`<h1>Portal</h1><iframe src="${address}?embed" width="900" height="700"></iframe>`);
  });
  await new Promise<void>((listening) => portal.listen(0, "localhost", () => listening()));
  const origin = `http://localhost:${(portal.address() as AddressInfo).port}`;
  const database = await importBusyWeeks(turnaway, `embed-${test.info().project.name}`);
  const view = `account=Ash+Works&${week}`;
  for (const allowed of [true, false]) {
    const options = allowed ? ["--embed-origin", origin] : [];
    const { url, stop } = await turnaway.serve(database, options);
    address = await share(page, url, view);
    const context = await customer(browser);
    const theirs = await context.newPage();
    await theirs.goto(origin);
    const frame = theirs.frameLocator("iframe");
    if (allowed) {
      await frame.getByRole("button", { name: "Open the report" }).click();
      await expect(frame.getByRole("heading", { name: "Denied License Requests" })).toBeVisible();
      await expect(frame.getByRole("banner")).toBeHidden();
      // Its own cookie comes along with what the frame asks for.
      await expect(frame.locator("html[data-ready]")).toBeAttached();
      await expect(frame.getByRole("alert")).toHaveText("");
      await frame.getByRole("region", { name: "Denials by User" }).locator(".bar-list a").first().click();
      await expect(frame.getByRole("list", { name: "Active filters" }).getByRole("listitem")).toHaveCount(1);
    } else {
      await expect(frame.getByRole("button", { name: "Open the report" })).toHaveCount(0);
    }
    await context.close();
    await stop();
  }
  await new Promise((closed) => portal.close(closed));
});
