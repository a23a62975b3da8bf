// A denial in full: opened from its row, with what else the same user was denied around it.

import { expect, test } from "./fixtures.ts";
import { DenialsPage } from "./denials.page.ts";
import {
  attempts,
  serveTwoMonths,
  verdict,
  type Attempt,
  type ServedSample,
} from "./two_months.ts";

/** Rows before and after a denial in its detail. */
const EACH_SIDE = 5;

let sample: ServedSample;

test.beforeAll(async ({ turnaway }) => {
  sample = await serveTwoMonths(turnaway);
});

/** The time of an attempt to the second. */
function time(attempt: Attempt): string {
  return new Date(attempt.at).toISOString().slice(0, 19).replace("T", " ");
}

/** The attempts, newest first, as the table has them. */
function newestFirst(): Attempt[] {
  return attempts().reverse();
}

/** The rows that the detail lists around an attempt: the same user's attempts, oldest first. */
async function around(attempt: Attempt): Promise<string[][]> {
  const { by_status } = await sample.report("range=all");
  const key = attempt.user ? "user" : "device";
  const same = attempts().filter(
    (other) => other.account === attempt.account && other[key] === attempt[key],
  );
  const place = same.findIndex((other) => other.at === attempt.at);
  return same.slice(Math.max(0, place - EACH_SIDE), place + EACH_SIDE + 1).map((other) => {
    const { code_space: space, code } = other;
    const status = by_status.find((row) => row.space === space && row.code === code);
    const texts = [`${space} ${code}`, status?.description ?? "", verdict(other)];
    return [time(other), other.feature, ...texts];
  });
}

/** The index in the table of the first attempt that matches. */
function placeOf(is: (attempt: Attempt) => boolean): { attempt: Attempt; place: number } {
  const list = newestFirst();
  const place = list.findIndex(is);
  const attempt = list[place];
  if (!attempt || place > 20) throw new Error("no such attempt is among the first rows");
  return { attempt, place };
}

test("a click on a row opens its detail, with its neighbours", async ({ page }) => {
  const denials = new DenialsPage(page);
  const { table } = denials;
  await denials.open(`${sample.url}/denials?range=all`);
  const { attempt, place } = placeOf((attempt) => attempt.user !== "");
  await table.rows.nth(place).getByRole("cell").first().click();
  const { detail } = table;
  await expect(detail.heading).toHaveText(`Denied ${time(attempt).slice(0, 16)}`);
  for (const [title, text] of [
    ["Time", time(attempt)],
    ["Account", attempt.account],
    ["User", attempt.user],
    ["Device", attempt.device],
    ["Product", attempt.product],
    ["Feature", attempt.feature],
    ["Version", attempt.version],
    ["Count", attempt.count],
    ["Code", `${attempt.code_space} ${attempt.code}`],
    ["Server", attempt.server],
  ] as const) {
    await expect(detail.field(title)).toContainText(text);
  }
  const rows = await around(attempt);
  expect(rows.length, "the user was refused before").toBeGreaterThan(1);
  await expect.poll(() => detail.aroundTexts()).toEqual(rows);
  const own = detail.around.and(detail.dialog.locator("[aria-current=true]"));
  await expect(own).toContainText(time(attempt));
  await expect(own).toHaveCount(1);
});

test("Back closes it, and a link in it leads on from the page below", async ({ page }) => {
  const denials = new DenialsPage(page);
  const { detail } = denials.table;
  await denials.open(`${sample.url}/denials?range=all`);
  await denials.filters.fill(denials.filters.text, "mill");
  const searched = page.url();
  await denials.table.opener(0).click();
  await expect(detail.dialog).toBeVisible();
  await page.goBack();
  await expect(detail.dialog).toBeHidden();
  expect(page.url()).toBe(searched);

  // Closed by its button, it leaves no entry behind.
  await denials.table.opener(0).click();
  // The browser is back on the page's own entry a moment after the dialog is closed.
  const isBack = page.evaluate(
    () => new Promise((back) => addEventListener("popstate", () => back(null), { once: true })),
  );
  await detail.close.click();
  await expect(detail.dialog).toBeHidden();
  await isBack;
  await page.goBack();
  await expect(page).toHaveURL(`${sample.url}/denials?range=all`);

  await denials.table.opener(0).click();
  await detail.dialog.getByRole("link", { name: /^filter by user/ }).click();
  await expect(detail.dialog).toBeHidden();
  await expect(page).toHaveURL(/user=/);
  const asked = new URL(page.url()).searchParams;
  expect(asked.getAll("account"), "names repeat across accounts").toHaveLength(1);
  await page.goBack();
  await expect(page).toHaveURL(`${sample.url}/denials?range=all`);
  await expect(detail.dialog).toBeHidden();
});

test("the verdict is explained", async ({ page }) => {
  const denials = new DenialsPage(page);
  const { table } = denials;
  await denials.open(`${sample.url}/denials?range=all`);
  for (const [start, sentence] of [
    ["true denial", /^A true denial: .* not retried within 5 minutes and not granted/],
    ["repeated after", /^Not a true denial: the request was retried 90 s later/],
    ["granted after", /^Not a true denial: the request was granted \d+ (s|min) later/],
  ] as const) {
    const { place } = placeOf((attempt) => verdict(attempt).startsWith(start));
    await table.opener(place).click();
    await expect(table.detail.verdict).toHaveText(sentence);
    await table.detail.close.click();
    await expect(table.detail.dialog).toBeHidden();
  }
});

test("if the user is unknown, the neighbours are those of the device", async ({ page }) => {
  const denials = new DenialsPage(page);
  const { table } = denials;
  await denials.open(`${sample.url}/denials?range=all&user=`);
  const attempt = newestFirst().find((attempt) => attempt.user === "");
  if (!attempt) throw new Error("the sample has attempts without a user");
  await table.opener(0).click();
  await expect(table.detail.field("User")).toContainText("(unknown)");
  const heading = table.detail.dialog.getByRole("heading", { level: 3 });
  await expect(heading).toHaveText("The same device around that time");
  const rows = await around(attempt);
  await expect.poll(() => table.detail.aroundTexts()).toEqual(rows);
});

test("the keyboard opens rows, moves through them, and gets the focus back", async ({ page }) => {
  const denials = new DenialsPage(page);
  const { table } = denials;
  await denials.open(`${sample.url}/denials?range=all`);
  await table.opener(0).focus();
  for (const key of ["ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp"]) {
    await page.keyboard.press(key);
  }
  await expect(table.opener(2)).toBeFocused();
  await page.keyboard.press("Enter");
  const third = newestFirst()[2];
  if (!third) throw new Error("the sample has many attempts");
  await expect(table.detail.heading).toHaveText(`Denied ${time(third).slice(0, 16)}`);
  await page.keyboard.press("Escape");
  await expect(table.detail.dialog).toBeHidden();
  await expect(table.opener(2)).toBeFocused();

  await page.keyboard.press("End");
  const oldest = attempts()[0];
  if (!oldest) throw new Error("the sample has many attempts");
  const focused = table.region.locator("button:focus");
  await expect(focused).toHaveText(time(oldest).slice(0, 16));
  await expect(focused).toBeInViewport();
  await page.keyboard.press("Space");
  await expect(table.detail.heading).toHaveText(`Denied ${time(oldest).slice(0, 16)}`);
  await table.detail.close.press("Enter");
  await expect(focused).toHaveText(time(oldest).slice(0, 16));
  await page.keyboard.press("Home");
  await expect(table.opener(0)).toBeFocused();
});

test("a click outside the detail closes it", async ({ page }) => {
  const denials = new DenialsPage(page);
  const { table } = denials;
  await denials.open(`${sample.url}/denials?range=all`);
  await table.opener(1).click();
  await expect(table.detail.dialog).toBeVisible();
  await page.mouse.click(3, 3);
  await expect(table.detail.dialog).toBeHidden();
  await expect(table.opener(1)).toBeFocused();
});

test("each field of a denial is a filter", async ({ page }) => {
  const denials = new DenialsPage(page);
  const { table } = denials;
  await denials.open(`${sample.url}/denials?range=all`);
  const { attempt, place } = placeOf((attempt) => attempt.user !== "");
  for (const [title, key, value] of [
    ["Account", "account", attempt.account],
    ["User", "user", attempt.user],
    ["Device", "device", attempt.device],
    ["Product", "product", attempt.product],
    ["Feature", "feature", attempt.feature],
    ["Code", "status", `${attempt.code_space}:${attempt.code}`],
    ["Server", "server", attempt.server],
    ["Source", "source", attempt.source],
  ] as const) {
    await table.opener(place).click();
    await table.detail.filterBy(title).click();
    await expect(table.detail.dialog).toBeHidden();
    const pairs: [string, string][] = [[key, value], ["range", "all"]];
    // Such names repeat across accounts.
    if (["user", "device", "server"].includes(key)) pairs.push(["account", attempt.account]);
    const view = new URLSearchParams(pairs.sort()).toString();
    await expect(page).toHaveURL(`${sample.url}/denials?${view}`);
    await denials.counts((await sample.report(view)).attempts);
    await page.goBack();
    await expect(page).toHaveURL(`${sample.url}/denials?range=all`);
    await expect(table.count).toHaveText("1,500 attempts, newest first");
  }
});

test("a filter that is set can be removed in the detail", async ({ page }) => {
  const denials = new DenialsPage(page);
  const { table } = denials;
  await denials.open(`${sample.url}/denials?category=capacity&range=all`);
  await table.opener(0).click();
  const link = table.detail.filterBy("Reason");
  await expect(link).toHaveAccessibleName("stop filtering by reason out of licenses");
  await link.click();
  await expect(page).toHaveURL(`${sample.url}/denials?range=all`);
});
