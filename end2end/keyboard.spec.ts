// Keyboard only: from the URL bar to a filtered report, a row's detail and back.

import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { importBusyWeeks, WEEK } from "./busy_weeks.ts";
import { ReportPage } from "./report.page.ts";
import { number, report } from "./sample.ts";

const week = `from=${WEEK.from}&to=${WEEK.to}`;
let database = "";
let url = "";

test.beforeAll(async ({ turnaway }) => {
  database = await importBusyWeeks(turnaway);
  ({ url } = await turnaway.serve(database));
});

/** What has the focus, and whether that is visible. */
interface Stop {
  name: string;
  seen: boolean;
}

/** Presses a key, and returns what has the focus then. */
async function press(page: Page, key: string): Promise<Stop> {
  await page.keyboard.press(key);
  return page.evaluate(() => {
    const focused = document.activeElement ?? document.body;
    const { outlineStyle, outlineWidth } = getComputedStyle(focused);
    const box = focused.getBoundingClientRect();
    const inWindow = box.bottom > 0 && box.top < window.innerHeight && box.right > 0;
    const label = focused.getAttribute("aria-label") ?? (focused as HTMLInputElement).name;
    return {
      name: `${focused.tagName.toLowerCase()} ${label || focused.textContent?.trim().slice(0, 60)}`,
      seen: outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2 && inWindow,
    };
  });
}

/** Presses Tab until a given stop; every stop on the way must be visible. */
async function tabTo(page: Page, wanted: RegExp, key = "Tab"): Promise<void> {
  const passed: string[] = [];
  for (let stops = 0; stops < 150; stops += 1) {
    const { name, seen } = await press(page, key);
    expect(seen, `the focus is seen on ${name}`).toBe(true);
    if (wanted.test(name)) return;
    passed.push(name);
  }
  throw new Error(`no stop is ${wanted}: ${passed.join(" · ")}`);
}

test("from the URL bar to a filtered report, a row's detail and back", async ({
  page,
  turnaway,
}) => {
  const look = new ReportPage(page);
  await look.open(`${url}/denials?${week}`);

  // The first stop skips the header.
  const first = await press(page, "Tab");
  expect(first).toEqual({ name: "a Skip to the report", seen: true });
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();

  // To a filter's list, on a phone through the sheet.
  const opener = page.getByRole("button", { name: /^Filters/ });
  if (await opener.isVisible()) {
    await tabTo(page, /^button Filters/);
    await page.keyboard.press("Enter");
    await expect(look.filters).toBeVisible();
  }
  await tabTo(page, /^summary Account/);
  await page.keyboard.press("Enter");
  await tabTo(page, /^input account$/);
  await page.keyboard.press("Space");
  await expect(page).toHaveURL(/account=/);
  const view = new URL(page.url()).searchParams.toString();
  const filtered = await report(turnaway, database, view);
  await expect(look.figure("Attempts (denied)")).toHaveText(number(filtered.attempts));
  await expect(page.locator(":focus"), "the focus stays where it was").toBeChecked();
  await page.keyboard.press("Escape");
  await expect(page.locator("summary:focus")).toContainText("Account");
  if (await page.getByRole("button", { name: "Show the report" }).isVisible()) {
    await tabTo(page, /^button Show the report/);
    await page.keyboard.press("Enter");
    await expect(look.filters).toBeHidden();
  }

  // On to the table, and into a row.
  await tabTo(page, /^button Details of the denial/);
  const focused = () =>
    page.evaluate(() => {
      const element = document.activeElement;
      return `${element?.localName} ${element?.getAttribute("aria-label")}`;
    });
  const firstRow = await focused();
  await page.keyboard.press("ArrowDown");
  // The focus follows in the next frame.
  await expect.poll(focused).not.toBe(firstRow);
  const opened = await focused();
  expect(opened).toMatch(/^button Details of the denial/);
  await page.keyboard.press("Enter");
  const detail = page.getByRole("dialog", { name: /^Denied/ });
  await expect(detail).toBeVisible();
  for (let stops = 0; stops < 8; stops += 1) {
    const { name, seen } = await press(page, "Tab");
    const inside = await detail.evaluate((detail) => detail.contains(document.activeElement));
    // After its last stop a dialog passes the focus to the browser itself.
    if (inside) expect(seen, `the focus is seen on ${name}`).toBe(true);
  }
  await page.keyboard.press("Escape");
  await expect(detail).toBeHidden();
  await expect.poll(focused, "the focus is back on its row").toBe(opened);

  // And back to the chips, where the filter is removed.
  await tabTo(page, /^a Remove account/, "Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`${url}/denials?${week}`);
});

test("every stop of the overview is visible", async ({ page }) => {
  const look = new ReportPage(page);
  await look.open(`${url}/?${week}`);
  await press(page, "Tab");
  await tabTo(page, /^a XLSX/);
  await tabTo(page, /^summary Numbers as a table/);
  await page.keyboard.press("Enter");
  await tabTo(page, /^div Denials by Account|^div Active/);
});
