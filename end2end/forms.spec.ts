// Forms: entries are restored, things are created once, and deleting asks first.

import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test, type Turnaway } from "./fixtures.ts";
import { events, importEvents } from "./sample.ts";

const PASSWORD = "correct horse battery";

test.use({ isSignedIn: false });

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map((violation) => violation.id)).toEqual([]);
}

/** The page may be narrow, but not wider than the window. */
async function expectToFit(page: Page): Promise<void> {
  // A phone shows a page that is too wide in a wider window.
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(page.viewportSize()?.width ?? 0);
}

/** A server with three accounts and two administrators, Mira and Noor; `options` are more of `turnaway serve`. */
async function serve(
  turnaway: Turnaway,
  name: string,
  options: string[] = [],
): Promise<{ url: string; stop: () => Promise<void> }> {
  const database = await importEvents(turnaway, `${name}-${test.info().project.name}`, events());
  for (const user of ["Mira", "Noor"]) {
    const command = ["user", "add", user, "--role", "administrator", "--database", database];
    const added = await turnaway.run(command, `${PASSWORD}\n`);
    expect(added.status, added.stderr).toBe(0);
  }
  return turnaway.serveOnly(database, options);
}

/** Signs in on the current page. */
async function signIn(page: Page, name: string): Promise<void> {
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).not.toHaveURL(/\/sign-in/);
}

const addForm = (page: Page) => page.getByRole("region", { name: "Add a user" });

/** Enters a user, and submits the form after the session has ended. */
async function typeAndLoseSession(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/users`);
  const form = addForm(page);
  await form.getByLabel("Name").fill("Otto <b>");
  await form.getByLabel("Role").selectOption("Customer success");
  await form.getByLabel("Accounts, one per line").fill("Ash Works\nCedar GmbH");
  await form.getByLabel("Password").fill(PASSWORD);
  await page.context().clearCookies();
  await form.getByRole("button", { name: "Add" }).click();
  await expect(page.getByRole("heading", { name: "You are signed out" })).toBeVisible();
}

test("a form whose session has ended is restored for the same user", async ({
  page,
  turnaway,
  allowedProblems,
}) => {
  allowedProblems.push(/status 401/, /console error: .*401/);
  const { url, stop } = await serve(turnaway, "ended");
  await page.goto(`${url}/sign-in?to=/account`);
  await signIn(page, "Mira");
  await typeAndLoseSession(page, url);
  await page.getByText("What you entered").click();
  await expect(page.getByText("Otto <b>")).toBeVisible();
  await expectAccessible(page);
  await expectToFit(page);
  await page.getByRole("link", { name: "Sign in" }).click();
  await signIn(page, "Mira");
  await expect(page).toHaveURL(`${url}/users`);
  const form = addForm(page);
  await expect(form.getByRole("status").first()).toContainText("Your entries are back");
  await expect(form.getByLabel("Name")).toHaveValue("Otto <b>");
  await expect(form.getByLabel("Role")).toHaveValue("customer-success");
  await expect(form.getByLabel("Only these")).toBeChecked();
  await expect(form.getByLabel("Accounts, one per line")).toHaveValue("Ash Works\nCedar GmbH");
  await expect(form.getByLabel("Password")).toHaveValue("");
  await expectAccessible(page);
  await expectToFit(page);
  await form.getByLabel("Password").fill(PASSWORD);
  await form.getByRole("button", { name: "Add" }).click();
  await expect(page.getByRole("heading", { name: "Otto <b>" })).toBeVisible();
  await expect(addForm(page).getByLabel("Name"), "they come back once").toHaveValue("");
  await stop();
});

test("entries beside a very long view are restored too", async ({ page, turnaway, allowedProblems }) => {
  allowedProblems.push(/status 401/, /console error: .*401/);
  const { url, stop } = await serve(turnaway, "long");
  await page.goto(`${url}/sign-in?to=/account`);
  await signIn(page, "Mira");
  const users = Array.from({ length: 80 }, (_, at) => `user=${"u".repeat(70)}${at}`).join("&");
  await page.goto(`${url}/links/new?range=all&account=Ash+Works&${users}`);
  const here = page.url();
  expect(here.length).toBeGreaterThan(5_000);
  await page.getByRole("textbox", { name: "Note to the reader" }).fill("Typed once");
  const filters = page.locator("input[name=filter]");
  await filters.nth(7).uncheck();
  await page.context().clearCookies();
  await page.getByRole("button", { name: "Create link" }).click();
  await expect(page.getByRole("heading", { name: "You are signed out" })).toBeVisible();
  await page.getByRole("link", { name: "Sign in" }).click();
  await signIn(page, "Mira");
  await expect(page.getByText("Your entries are back")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Note to the reader" })).toHaveValue("Typed once");
  await expect(page.getByLabel("Ash Works")).toBeChecked();
  await expect(filters.nth(7)).not.toBeChecked();
  await expect(filters.nth(8)).toBeChecked();
  await stop();
});

test("another user never gets the entries, and they are removed then", async ({ page, turnaway, allowedProblems }) => {
  allowedProblems.push(/status 401/, /console error: .*401/);
  const { url, stop } = await serve(turnaway, "other");
  await page.goto(`${url}/sign-in?to=/account`);
  await signIn(page, "Mira");
  await typeAndLoseSession(page, url);
  await page.getByRole("link", { name: "Sign in" }).click();
  await signIn(page, "Noor");
  await expect(page).toHaveURL(`${url}/users`);
  await expect(page.getByRole("heading", { name: "Noor" })).toBeVisible();
  await expect(addForm(page).getByLabel("Name")).toHaveValue("");
  await expect.poll(() => page.evaluate(() => sessionStorage.length)).toBe(0);
  await stop();
});

test("a form of one user's page is not accepted from another", async ({ page, turnaway, allowedProblems }) => {
  allowedProblems.push(/status 409/, /console error: .*409/);
  const { url, stop } = await serve(turnaway, "mixed");
  await page.goto(`${url}/sign-in?to=/account`);
  await signIn(page, "Mira");
  await page.goto(`${url}/users`);
  await addForm(page).getByLabel("Name").fill("Otto");
  const tab = await page.context().newPage();
  await tab.goto(`${url}/sign-in?to=/account`);
  await signIn(tab, "Noor");
  await addForm(page).getByRole("button", { name: "Add" }).click();
  await expect(page.getByRole("heading", { name: "Another user is signed in" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Open the page again" }).click();
  await expect(page.getByRole("heading", { name: "Otto" })).toHaveCount(0);
  await expect(addForm(page).getByLabel("Name")).toHaveValue("");
  await stop();
});

test("a link is created once, copied, edited and revoked", async ({ page, turnaway, allowedProblems }) => {
  allowedProblems.push(/status 422/, /console error: .*422/);
  const { url, stop } = await serve(turnaway, "link");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: url });
  await page.goto(`${url}/sign-in?to=/account`);
  await signIn(page, "Mira");
  await page.goto(`${url}/links/new?range=all&account=Ash+Works`);
  await page.getByRole("button", { name: "Create link" }).click();
  await expect(page.getByRole("heading", { name: "Link created" })).toBeVisible();
  const field = page.getByLabel("Copy it now. It won't be shown again.");
  const linkUrl = await field.inputValue();
  await page.getByRole("button", { name: "Copy the link" }).click();
  await expect(page.getByRole("status")).toHaveText("Copied");
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(linkUrl);
  await expectAccessible(page);
  await expectToFit(page);

  await page.reload();
  await expect(page, "a reload shows the list").toHaveURL(`${url}/links`);
  await expect(page.locator(".managed > li")).toHaveCount(1);
  expect(await page.content()).not.toContain(linkUrl);
  await expectAccessible(page);
  await expectToFit(page);

  await page.getByRole("link", { name: "Edit the link for Ash Works" }).click();
  await page.getByRole("textbox", { name: "Note to the reader" }).fill("Until the end of the year");
  await page.getByLabel("Last day (UTC)").fill("2020-01-01");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText("choose a last day");
  await expect(page.getByRole("textbox", { name: "Note to the reader" })).toHaveValue("Until the end of the year");
  await expectAccessible(page);
  await expectToFit(page);
  const soon = new Date(Date.now() + 9 * 86_400_000).toISOString().slice(0, 10);
  await page.getByLabel("Last day (UTC)").fill(soon);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page).toHaveURL(`${url}/links`);
  await expect(page.getByText("Until the end of the year")).toBeVisible();

  await page.getByText("Revoke …").click();
  await expect(page.getByText("This cannot be undone.")).toBeVisible();
  await expectAccessible(page);
  await expectToFit(page);
  await page.getByRole("button", { name: "Revoke the link" }).click();
  await expect(page.getByText(/^Revoked /)).toBeVisible();
  await stop();
});

test("the embed code of a link is copied whole", async ({ page, turnaway }) => {
  const { url, stop } = await serve(turnaway, "embed-code", ["--embed-origin", "https://portal.example"]);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: url });
  await page.goto(`${url}/sign-in?to=/account`);
  await signIn(page, "Mira");
  await page.goto(`${url}/links/new?range=all&account=Ash+Works`);
  await page.getByRole("button", { name: "Create link" }).click();
  const linkUrl = await page.getByLabel("Copy it now. It won't be shown again.").inputValue();
  await page.getByRole("button", { name: "Copy the embed code" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Copied" })).toBeVisible();
  const code = await page.evaluate(() => navigator.clipboard.readText());
  expect(code).toContain(`<iframe src="${linkUrl}?embed" `);
  expect(code).toBe(await page.getByLabel("Embed it in your portal").inputValue());
  await expectAccessible(page);
  await expectToFit(page);
  await stop();
});

test("typing accounts chooses only these, and a typo is asked about", async ({ page, turnaway, allowedProblems }) => {
  allowedProblems.push(/status 422/, /console error: .*422/);
  const { url, stop } = await serve(turnaway, "users");
  await page.goto(`${url}/sign-in?to=/account`);
  await signIn(page, "Mira");
  await page.goto(`${url}/users`);
  let form = addForm(page);
  await form.getByLabel("Name").fill("Pia");
  await form.getByLabel("Role").selectOption("Customer success");
  await expect(form.getByLabel("All", { exact: true })).toBeChecked();
  await form.getByLabel("Add an account").fill("Ash Wroks");
  await expect(form.getByLabel("Only these")).toBeChecked();
  await form.getByLabel("Add an account").press("Enter");
  const lines = form.getByLabel("Accounts, one per line");
  await expect(lines).toHaveValue("Ash Wroks");
  await expect(form.getByLabel("Add an account")).toHaveValue("");
  const suggested = page.locator("datalist option");
  await expect(suggested).toHaveCount(3);
  await form.getByRole("button", { name: "Add" }).click();
  form = addForm(page);
  await expect(form.getByRole("alert")).toContainText("Did you mean “Ash Works”?");
  await expect(form.getByLabel("Name")).toHaveValue("Pia");
  await expect(form.getByLabel("Only these")).toBeChecked();
  await expectAccessible(page);
  await expectToFit(page);
  await form.getByLabel("Accounts, one per line").fill("Ash Works");
  await form.getByRole("button", { name: "Add" }).click();
  await expect(page.getByText("Customer success · Ash Works")).toBeVisible();
  await page.getByText("Change Pia").click();
  await page.getByText("Remove …").last().click();
  await expect(page.getByText("the user's links stop working").last()).toBeVisible();
  await expectAccessible(page);
  await expectToFit(page);
  await page.getByRole("button", { name: "Remove the user Pia" }).click();
  await expect(page.getByRole("heading", { name: "Pia" })).toHaveCount(0);
  await stop();
});

test("files whose session has ended are uploaded again, with the other entries", async ({
  page,
  turnaway,
  allowedProblems,
}) => {
  allowedProblems.push(/status 401/, /console error: .*401/);
  const { url, stop } = await serve(turnaway, "files");
  await page.goto(`${url}/sign-in?to=/account`);
  await signIn(page, "Mira");
  await page.goto(`${url}/imports`);
  await page.getByLabel("Account").fill("Dune");
  await page.getByLabel("Server", { exact: true }).fill("eu-7");
  await page.context().clearCookies();
  const buffer = Buffer.from("time,outcome,feature,code_space,code\n2025-08-29T10:00:00Z,denied,mesh,own,1\n");
  const file = { name: "rows.csv", mimeType: "text/plain", buffer };
  await page.getByLabel("Log files", { exact: true }).setInputFiles([file]);
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await expect(page.getByText("this file was not imported")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Sign in" }).click();
  await signIn(page, "Mira");
  await expect(page).toHaveURL(`${url}/imports`);
  await expect(page.getByLabel("Account")).toHaveValue("Dune");
  await expect(page.getByLabel("Server", { exact: true })).toHaveValue("eu-7");
  await expectToFit(page);
  await stop();
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the response itself submits the form again once the session is back", async ({
    page,
    turnaway,
    allowedProblems,
  }) => {
    allowedProblems.push(/status 401/, /console error: .*401/);
    const { url, stop } = await serve(turnaway, "plain-form");
    await page.goto(`${url}/sign-in?to=/account`);
    await signIn(page, "Mira");
    await page.goto(`${url}/users`);
    await addForm(page).getByLabel("Name").fill("Pia");
    await page.context().clearCookies();
    await addForm(page).getByRole("button", { name: "Add" }).click();
    await expect(page.getByRole("heading", { name: "You are signed out" })).toBeVisible();
    const tab = await page.context().newPage();
    await tab.goto(`${url}/sign-in?to=/account`);
    await signIn(tab, "Mira");
    await page.getByRole("button", { name: "Send again" }).click();
    await expect(page.getByRole("heading", { name: "Pia" })).toBeVisible();
    await page.getByText("Change Pia").click();
    await page.getByText("Remove …").last().click();
    await page.getByRole("button", { name: "Remove the user Pia" }).click();
    await expect(page.getByRole("heading", { name: "Pia" })).toHaveCount(0);
    await page.goto(`${url}/links/new?range=all&account=Ash+Works`);
    await page.getByRole("button", { name: "Create link" }).click();
    await expect(page.getByRole("button", { name: "Copy the link" })).toBeHidden();
    await stop();
  });
});
