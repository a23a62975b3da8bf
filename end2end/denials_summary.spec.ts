// The summary table: every attempt of the slice, in any order, with the chosen columns.

import { expect, test } from "./fixtures.ts";
import { DenialsPage } from "./denials.page.ts";
import { REASONS, SOURCES, name } from "./report_words.ts";
import type { Report } from "./sample.ts";
import {
  attempts,
  serveTwoMonths,
  verdict,
  type Attempt,
  type ServedSample,
} from "./two_months.ts";

/** The columns, in their order. */
const COLUMNS = [
  ...["Time", "Account", "User", "Device", "Product", "Feature", "Version", "Count", "Code"],
  ...["Description", "Reason", "Server", "Source", "True denial?"],
];

/** How many rows are compared if not all are. */
const SOME = 30;

let sample: ServedSample;

test.beforeAll(async ({ turnaway }) => {
  sample = await serveTwoMonths(turnaway);
});

/** The row of an attempt, as the page shows it. */
function row(attempt: Attempt, report: Report): string[] {
  const { code_space: space, code } = attempt;
  const status = report.by_status.find((row) => row.space === space && row.code === code);
  return [
    new Date(attempt.at).toISOString().slice(0, 16).replace("T", " "),
    ...[attempt.account, attempt.user, attempt.device, attempt.product, attempt.feature].map(name),
    ...[attempt.version, attempt.count, `${space} ${code}`, status?.description ?? ""],
    ...[REASONS[status?.category ?? ""] ?? "", attempt.server, SOURCES[attempt.source] ?? ""],
    verdict(attempt),
  ];
}

/** The headers of columns: their titles, perhaps followed by an arrow. */
function heads(titles: string[]): RegExp[] {
  return titles.map((title) => new RegExp(`^${title.replace("?", "\\?")}`));
}

/** The attempts by some keys; equal ones stay newest first. */
function sorted(...by: ((a: Attempt, b: Attempt) => number)[]): Attempt[] {
  const newestFirst = (a: Attempt, b: Attempt) => b.at - a.at;
  const compare = (a: Attempt, b: Attempt) =>
    [...by, newestFirst].reduce((order, next) => order || next(a, b), 0);
  return attempts().sort(compare);
}

const text = (key: "account" | "user" | "feature") => (a: Attempt, b: Attempt) =>
  a[key] < b[key] ? -1 : a[key] > b[key] ? 1 : 0;

test("the table has every attempt of the slice, and a window of them in the document", async ({
  page,
}) => {
  const denials = new DenialsPage(page);
  const { table } = denials;
  await denials.open(`${sample.url}/denials?range=all`);
  const all = await sample.report("range=all");
  await expect(table.heads).toHaveText(heads(COLUMNS));
  await expect(table.count).toHaveText("1,500 attempts, newest first");
  const rows = sorted().map((attempt) => row(attempt, all));
  expect(rows.filter((texts) => texts.at(-1) === "true denial")).toHaveLength(all.true_denials);
  await table.begins(rows.slice(0, SOME));

  const seen = await table.scrollThrough();
  // The header is the first row.
  expect([...seen.keys()].sort((a, b) => a - b)).toEqual(rows.map((_, place) => place + 2));
  expect(rows.map((_, place) => seen.get(place + 2))).toEqual(rows);
});

test("filters and their counts hold for the table", async ({ page }) => {
  const denials = new DenialsPage(page);
  await denials.open(`${sample.url}/denials?range=all`);
  await denials.status.row("-38").click();
  const chosen = await sample.report("range=all&status=flexnet-publisher:-38");
  const rows = sorted().filter((attempt) => attempt.code === "-38");
  await denials.table.begins(rows.map((attempt) => row(attempt, chosen)).slice(0, SOME));
  await expect(denials.table.count).toHaveText(`${rows.length} attempts, newest first`);
});

test("a column sorts up, then down, then no more", async ({ page }) => {
  const denials = new DenialsPage(page);
  const { table } = denials;
  await denials.open(`${sample.url}/denials?range=all`);
  const all = await sample.report("range=all");
  const rows = (list: Attempt[]) => list.slice(0, SOME).map((attempt) => row(attempt, all));
  const pageUrl = `${sample.url}/denials?range=all`;
  await expect(table.head("Time")).toHaveAttribute("aria-sort", "descending");

  await table.sort("Account");
  await expect(page).toHaveURL(`${pageUrl}&sort=account`);
  await expect(table.head("Account")).toHaveAttribute("aria-sort", "ascending");
  await expect(table.count).toHaveText("1,500 attempts, sorted by account");
  await table.begins(rows(sorted(text("account"))));

  await table.sort("Account");
  await expect(page).toHaveURL(`${pageUrl}&sort=-account`);
  await expect(table.head("Account")).toHaveAttribute("aria-sort", "descending");
  await table.begins(rows(sorted((a, b) => text("account")(b, a))));

  await table.sort("Account");
  await expect(page).toHaveURL(pageUrl);
  await table.begins(rows(sorted()));

  await table.sort("Count");
  await table.begins(rows(sorted((a, b) => Number(a.count) - Number(b.count))));
  await table.sort("Time");
  await expect(page).toHaveURL(`${pageUrl}&sort=time`);
  await table.begins(rows(sorted((a, b) => a.at - b.at)));
});

test("with Shift a column is a further key; rows that are equal stay newest first", async ({
  page,
}) => {
  const denials = new DenialsPage(page);
  const { table } = denials;
  await denials.open(`${sample.url}/denials?range=all`);
  const all = await sample.report("range=all");
  const rows = (list: Attempt[]) => list.slice(0, SOME).map((attempt) => row(attempt, all));
  await table.sort("Feature");
  await table.sort("User", true);
  await expect(page).toHaveURL(`${sample.url}/denials?range=all&sort=feature%2Cuser`);
  await expect(table.count).toHaveText("1,500 attempts, sorted by feature, then user");
  await table.begins(rows(sorted(text("feature"), text("user"))));

  await table.sort("Feature", true);
  await expect(page).toHaveURL(`${sample.url}/denials?range=all&sort=-feature%2Cuser`);
  await table.begins(rows(sorted((a, b) => text("feature")(b, a), text("user"))));

  await page.reload();
  await denials.ready();
  await table.begins(rows(sorted((a, b) => text("feature")(b, a), text("user"))));
  await table.sort("Account");
  await expect(page).toHaveURL(`${sample.url}/denials?range=all&sort=account`);
});

test("another order begins at the top", async ({ page }) => {
  const denials = new DenialsPage(page);
  const { table } = denials;
  await denials.open(`${sample.url}/denials?range=all`);
  await table.scrollToEnd();
  const top = () => table.region.evaluate((region) => region.scrollTop);
  await expect.poll(top).toBeGreaterThan(1000);
  await table.sort("User");
  await expect.poll(top).toBe(0);
});

test("a URL with a later row is scrolled to there", async ({ page }) => {
  const denials = new DenialsPage(page);
  const { table } = denials;
  await denials.open(`${sample.url}/denials?range=all&row=301`);
  const all = await sample.report("range=all");
  const row301 = sorted()[300];
  if (!row301) throw new Error("the sample has more rows");
  await table.region.scrollIntoViewIfNeeded();
  const shown = table.region.locator("[aria-rowindex='302']");
  await expect(shown.getByRole("rowheader")).toBeInViewport({ ratio: 0.9 });
  await expect(shown).toHaveText(row(row301, all).join(""));
  await expect(table.count).toHaveText("1,500 attempts, newest first");
});

test("columns are hidden, and the URL keeps them", async ({ page }) => {
  const denials = new DenialsPage(page);
  const { table } = denials;
  await denials.open(`${sample.url}/denials?range=all`);
  await table.setColumn("Version", false);
  await table.setColumn("Device", false);
  await expect(page).toHaveURL(`${sample.url}/denials?range=all&hide=device%2Cversion`);
  const shown = COLUMNS.filter((title) => title !== "Version" && title !== "Device");
  await expect(table.heads).toHaveText(heads(shown));
  const all = await sample.report("range=all");
  const rows = sorted().slice(0, SOME).map((attempt) => row(attempt, all));
  const places = shown.map((title) => COLUMNS.indexOf(title));
  await table.begins(rows.map((texts) => places.map((place) => texts[place] ?? "")));

  await page.reload();
  await denials.ready();
  await expect(table.heads).toHaveText(heads(shown));
  await table.setColumn("Device", true);
  await expect(page).toHaveURL(`${sample.url}/denials?range=all&hide=version`);
  await denials.status.row("-4").click();
  await expect(table.heads, "another view keeps them hidden").toHaveCount(COLUMNS.length - 1);
});

test("header and first column stay visible", async ({ page }) => {
  const denials = new DenialsPage(page);
  const { table } = denials;
  await denials.open(`${sample.url}/denials?range=all`);
  await table.region.scrollIntoViewIfNeeded();
  await table.scrollToEnd();
  // The last row is the oldest attempt.
  const oldest = table.rows.filter({ hasText: "2025-06-01 06:0" });
  await expect(oldest.last().getByRole("rowheader")).toBeInViewport({ ratio: 0.9 });
  await expect(table.head("Time")).toBeInViewport({ ratio: 0.9 });
  await expect(table.head("True denial?")).toBeInViewport({ ratio: 0.5 });
  const region = await table.region.boundingBox();
  const head = await table.head("Time").boundingBox();
  const time = await oldest.last().getByRole("rowheader").boundingBox();
  if (!region || !head || !time) throw new Error("the table has no place");
  const near = (a: number, b: number) => Math.abs(a - b) < 2;
  expect(near(head.y, region.y), "the header is at the top").toBe(true);
  expect(near(head.x, region.x), "the first column is at the left").toBe(true);
  expect(near(time.x, region.x), "in every row").toBe(true);
  expect(await table.region.evaluate((region) => region.scrollTop)).toBeGreaterThan(10_000);
});

test("the page itself does not scroll sideways", async ({ page }) => {
  const denials = new DenialsPage(page);
  await denials.open(`${sample.url}/denials?range=all`);
  for (const { numbers } of [denials.status, denials.account, denials.trend]) await numbers.open();
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBeLessThanOrEqual(0);
});
