// Single-key shortcuts, the dialog that lists them, and how to switch them off.

import { expect, test } from "./fixtures.ts";
import { importBusyWeeks, WEEK } from "./busy_weeks.ts";
import { ReportPage } from "./report.page.ts";

const week = `from=${WEEK.from}&to=${WEEK.to}`;
let url = "";

test.beforeAll(async ({ turnaway }) => {
  ({ url } = await turnaway.serve(await importBusyWeeks(turnaway)));
});

test("each key does what the dialog says", async ({ page }) => {
  const look = new ReportPage(page);
  await look.open(`${url}/denials?account=Dogwood&${week}`);
  await page.keyboard.press("?");
  await expect(look.help).toBeVisible();
  await expect(look.help.getByRole("term")).toHaveText(["?", "/", "f", "o", "d", "m", "c", "r"]);
  await page.keyboard.press("o");
  await expect(page, "the sheet takes no shortcut").toHaveURL(/\/denials/);
  await page.keyboard.press("Escape");
  await expect(look.help).toBeHidden();

  await page.keyboard.press("o");
  await expect(page).toHaveURL(`${url}/?account=Dogwood&${week}`);
  await page.keyboard.press("d");
  await expect(page).toHaveURL(`${url}/denials?account=Dogwood&${week}`);
  for (const measure of ["&measure=true", "&measure=users", ""]) {
    await page.keyboard.press("m");
    await expect(page).toHaveURL(
      `${url}/denials?account=Dogwood&from=${WEEK.from}${measure}&to=${WEEK.to}`,
    );
  }
  await page.keyboard.press("c");
  await expect(page).toHaveURL(/&compare=before$/);
  await page.keyboard.press("c");
  await expect(page).not.toHaveURL(/compare/);
  await page.keyboard.press("r");
  await expect(page).toHaveURL(`${url}/denials`);
});

test("two keys focus the filters, on a phone in their sheet", async ({ page, isMobile }) => {
  const look = new ReportPage(page);
  await look.open(`${url}/denials?${week}`);
  await page.keyboard.press("/");
  const search = page.getByLabel("Search user, device");
  await expect(search).toBeFocused();
  await expect(search, "the key itself is not typed").toHaveValue("");
  if (isMobile) await page.keyboard.press("Escape");
  await look.panel("Denials by Account").getByRole("link").first().focus();
  await page.keyboard.press("f");
  await expect(page.getByLabel("Range")).toBeFocused();
  await expect(look.filters).toBeVisible();
});

test("no shortcut while typing or choosing", async ({ page }) => {
  const look = new ReportPage(page);
  await look.open(`${url}/denials?${week}`);
  await look.openFilters();
  await page.getByLabel("Search user, device").pressSequentially("commodor?/");
  await expect(page).toHaveURL(`${url}/denials?from=${WEEK.from}&q=commodor%3F%2F&to=${WEEK.to}`);
  await expect(look.help).toBeHidden();
  await page.getByLabel("Time zone").focus();
  await page.keyboard.press("o");
  await expect(page).toHaveURL(/\/denials\?/);
  await page.getByLabel("Measure").focus();
  await page.keyboard.press("Control+m");
  await page.keyboard.press("d");
  await expect(page).not.toHaveURL(/measure/);
});

test("a menu that is open takes every key", async ({ page }) => {
  const look = new ReportPage(page);
  await look.open(`${url}/denials?account=Dogwood&${week}`);
  const opened = page.url();
  for (const filter of ["Account", "Product", "Reason"]) {
    const facet = await look.facet(filter);
    await page.keyboard.type("render", { delay: 20 });
    await page.keyboard.press("Escape");
    await expect(facet.locator("ul")).toBeHidden();
    expect(page.url(), filter).toBe(opened);
  }
  await look.closeFilters();
  await page.locator(".columns-menu summary").click();
  await page.keyboard.type("render");
  expect(page.url(), "the menu of columns").toBe(opened);
  await page.locator(".columns-menu summary").click();
  await page.keyboard.press("r");
  await expect(page).toHaveURL(`${url}/denials`);
});

test("they are switched off in the dialog, and that is remembered", async ({ page }) => {
  const look = new ReportPage(page);
  await look.open(`${url}/denials?${week}`);
  await page.keyboard.press("?");
  await look.help.getByLabel("Use these shortcuts").uncheck();
  await look.help.getByRole("button", { name: "Close" }).click();
  await expect(look.help).toBeHidden();
  await page.keyboard.press("o");
  await page.keyboard.press("?");
  await expect(look.help).toBeHidden();
  await expect(page).toHaveURL(`${url}/denials?${week}`);

  await page.reload();
  await look.ready();
  await page.keyboard.press("o");
  await expect(page).toHaveURL(`${url}/denials?${week}`);
});

test("a button opens the dialog where there are keys, and they can be switched on again", async ({
  page,
  isMobile,
}) => {
  test.skip(isMobile, "a phone has no keys, and no button for them");
  const look = new ReportPage(page);
  await page.addInitScript(() => localStorage.setItem("turnaway-shortcuts-off", "1"));
  await look.open(`${url}/denials?${week}`);
  await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
  await expect(look.help.getByLabel("Use these shortcuts")).not.toBeChecked();
  await look.help.getByLabel("Use these shortcuts").check();
  await page.keyboard.press("Escape");
  await page.keyboard.press("o");
  await expect(page).toHaveURL(`${url}/?${week}`);
});
