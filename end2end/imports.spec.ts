// Log files dropped on the page, their results, and undoing an import.

import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { report } from "./sample.ts";

// Two denials, a grant and a return.
const LOG = `\
10:25:31 (lmgrd) TIMESTAMP 8/29/2025
10:26:00 (gridlm) OUT: "mesh_core" nadia@ws-004  (2 licenses)
10:27:11 (gridlm) DENIED: "mesh_solver" nadia@ws-004  (Users are queued for this feature. (-24,332))
10:40:00 (gridlm) DENIED: "mesh_core" otto@ws-009  (Licensed number of users already reached. (-4,342))
10:50:00 (gridlm) IN: "mesh_core" nadia@ws-004  (2 licenses)
`;

const ROWS = `\
time,outcome,account,feature,code_space,code
2025-08-29T10:00:00Z,denied,Ash Works,mesh,own,1
yesterday,denied,Ash Works,mesh,own,1
`;

const file = (name: string, text: string) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) });

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

/** Drops files on the form with the mouse. */
async function drop(page: Page, files: { name: string; text: string }[]): Promise<void> {
  const data = await page.evaluateHandle((files) => {
    const data = new DataTransfer();
    for (const { name, text } of files) data.items.add(new File([text], name));
    return data;
  }, files);
  await page.locator("#drop").dispatchEvent("dragover", { dataTransfer: data });
  await page.locator("#drop").dispatchEvent("drop", { dataTransfer: data });
}

/** The server's HTML of the denials page. */
async function denialsPage(page: Page, url: string): Promise<string> {
  const answer = await page.request.get(`${url}/denials?range=all`);
  return answer.text();
}

test("files are dropped, summed up and undone", async ({ page, turnaway }) => {
  const database = turnaway.path(`imports-${test.info().project.name}.db`);
  const { url, stop } = await turnaway.serve(database);
  await page.goto(`${url}/imports`);
  await expectAccessible(page);
  await page.getByLabel("Account").fill("Wrong <b>Ltd</b>");
  await drop(page, [
    { name: "night.log", text: LOG },
    { name: "rows.csv", text: ROWS },
  ]);
  const told = page.getByRole("list", { name: "Files" });
  await expect(told.getByText("night.log (flexnet-debug): 5 lines")).toBeVisible();
  await expect(told.getByText("2 denied · 1 granted · 1 returned")).toBeVisible();
  await expect(told.getByText("1 stored · 0 already stored · 1 rejected")).toBeVisible();
  await expect(told.getByText("line 3: time `yesterday` is not RFC 3339")).toBeVisible();
  await expect(told.locator("progress")).toHaveCount(0);
  const imported = page.getByRole("region", { name: "Imported" });
  await expect(imported.getByRole("heading", { name: "night.log" })).toBeVisible();
  await expect(imported.getByText("Wrong <b>Ltd</b>")).toBeVisible();
  await expectAccessible(page);
  await expectToFit(page);
  expect((await report(turnaway, database, "range=all")).attempts).toBe(3);

  await imported.getByRole("link", { name: "Undo … import 1" }).click();
  await expect(page.getByText("2025-08-29 10:26 to 2025-08-29 10:50 UTC")).toBeVisible();
  await expectAccessible(page);
  await expectToFit(page);
  await page.getByRole("button", { name: "Undo import" }).click();
  await expect(page).toHaveURL(`${url}/imports`);
  await expect(page.getByText(/undone .* UTC by/)).toBeVisible();
  expect((await report(turnaway, database, "range=all")).attempts).toBe(1);
  const denials = await denialsPage(page, url);
  expect(denials).toContain("Ash Works");
  expect(denials).not.toContain("Wrong");
  await stop();
});

test("without its script the form imports too, and results stay if the list cannot be loaded", async ({
  page,
  turnaway,
  allowedProblems,
}) => {
  allowedProblems.push(/net::ERR_FAILED/);
  const database = turnaway.path(`imports-script-${test.info().project.name}.db`);
  const { url, stop } = await turnaway.serve(database);
  await page.route("**/imports.js", (route) => route.abort());
  await page.goto(`${url}/imports`);
  await page.getByLabel("Account").fill("Cedar");
  await page.getByLabel("Log files", { exact: true }).setInputFiles([file("a.log", LOG)]);
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await expect(page.getByText("a.log (flexnet-debug): 5 lines")).toBeVisible();

  await page.unroute("**/imports.js");
  await page.goto(`${url}/imports`);
  await page.route("**/imports", (route) =>
    route.request().resourceType() === "fetch" ? route.abort() : route.fallback(),
  );
  const asked = page.waitForEvent("requestfailed");
  await drop(page, [{ name: "rows.csv", text: ROWS }]);
  await asked;
  await expect(page.getByText("line 3: time `yesterday` is not RFC 3339")).toBeVisible();
  await stop();
});

test("a running server notices what another process undid", async ({ page, turnaway }) => {
  const database = turnaway.path(`undone-${test.info().project.name}.db`);
  await turnaway.run(["import", "--database", database, "--account", "Birch", "-"], LOG);
  const { url, stop } = await turnaway.serve(database);
  expect(await denialsPage(page, url)).toContain("Birch");
  const undone = await turnaway.run(["undo", "--database", database, "1"]);
  expect(undone.stdout).toContain("4 events removed");
  expect(await denialsPage(page, url)).not.toContain("Birch");
  await stop();
});

test("a key is made and revoked beside the servers", async ({ page, turnaway }) => {
  const database = turnaway.path(`sources-${test.info().project.name}.db`);
  await turnaway.run(["import", "--database", database, "--account", "Birch", "-"], LOG);
  const { url, stop } = await turnaway.serve(database);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: url });
  await page.goto(`${url}/sources`);
  await expect(page.getByText(/silent for \d/)).toBeVisible();
  await expectAccessible(page);
  await expectToFit(page);
  await page.getByLabel("Name of the key").fill("plant 7");
  await page.getByLabel("Account").fill("Birch");
  await page.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByLabel("The key")).toHaveValue(/^[\w-]{43}$/);
  const key = await page.getByLabel("The key").inputValue();
  await page.getByRole("button", { name: "Copy the key" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Copied" })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key);
  await expect(page.getByText(`${url}/usage/api/1.0/sync`).first()).toBeVisible();
  await expectAccessible(page);
  await expectToFit(page);
  await page.getByRole("link", { name: "All sources" }).click();
  await expect(page.getByRole("cell", { name: "key plant 7" })).toBeVisible();
  await page.getByText("Revoke … the key plant 7").click();
  await page.getByRole("button", { name: "Revoke the key plant 7" }).click();
  await expect(page.getByText(/revoked \d/)).toBeVisible();
  await stop();
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the form imports files and a button undoes one", async ({ page, turnaway }) => {
    const database = turnaway.path(`plain-${test.info().project.name}.db`);
    const { url, stop } = await turnaway.serve(database);
    await page.goto(`${url}/imports`);
    await page.getByLabel("Account").fill("Cedar");
    await page.getByLabel("Log files", { exact: true }).setInputFiles([file("a.log", LOG), file("rows.csv", ROWS)]);
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await expect(page.getByText("a.log (flexnet-debug): 5 lines")).toBeVisible();
    await expect(page.getByText("line 3: time `yesterday` is not RFC 3339")).toBeVisible();
    await page.getByRole("link", { name: "Undo … import 1" }).click();
    await page.getByRole("button", { name: "Undo import" }).click();
    await expect(page.getByText(/undone .* UTC by/)).toBeVisible();
    expect((await report(turnaway, database, "range=all")).attempts).toBe(1);
    await stop();
  });
});
