// If the dataset is too large for the browser, the server answers, and the numbers are the
// same.

import { expect, test } from "./fixtures.ts";
import { DenialsPage } from "./denials.page.ts";
import { askedPath } from "./report.page.ts";
import { attempts, serveTwoMonths, type ServedSample } from "./two_months.ts";

let sample: ServedSample;

test.beforeAll(async ({ turnaway }) => {
  sample = await serveTwoMonths(turnaway, ["--slice-attempts", "10"]);
});

test("filters, charts and text are answered by the server", async ({ page, hasTouch }) => {
  const denials = new DenialsPage(page);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(askedPath(request.url())));
  await denials.open(`${sample.url}/denials?range=all`);
  await denials.shows(await sample.report("range=all"));

  await denials.status.row("-5").click();
  const five = await sample.report("range=all&status=flexnet-publisher:-5");
  await expect(page).toHaveURL(`${sample.url}/denials?${five.view}`);
  await denials.shows(five);
  await denials.account.chart.press({ series: 0, index: 0 }, hasTouch);
  const first = five.by_account[0]?.account ?? "";
  const both = await sample.report(`${five.view}&account=${encodeURIComponent(first)}`);
  await denials.shows(both);
  await page.goBack();
  await denials.shows(five);
  await page.goBack();
  await denials.shows(await sample.report("range=all"));

  const { filters } = denials;
  await filters.fill(filters.text, "user-1");
  await denials.shows(await sample.report("q=user-1&range=all"));
  await filters.choose(filters.measure, "true denials");
  await denials.shows(await sample.report("measure=true&q=user-1&range=all"));
  expect(asked).toContain("/data/report");
  expect(asked, "there is no slice").not.toContain("/slice");
});

test("the table loads more rows on scrolling, and on request", async ({ page }) => {
  const denials = new DenialsPage(page);
  const { table } = denials;
  await denials.open(`${sample.url}/denials?range=all`);
  await expect(table.count).toHaveText("rows 1 to 100 of 1,500 attempts, newest first");
  await table.scrollToEnd();
  await expect(table.count).toHaveText("rows 1 to 200 of 1,500 attempts, newest first");
  await table.more.click();
  await expect(table.count).toHaveText(/^rows 1 to [3-9]00 of 1,500 attempts/);
});

test("every row is loaded once, down to the last", async ({ page }) => {
  const denials = new DenialsPage(page);
  const { table } = denials;
  await denials.open(`${sample.url}/denials?from=2025-07-16&to=2025-07-30`);
  const { attempts: count } = await sample.report("from=2025-07-16&to=2025-07-30");
  expect(count).toBeGreaterThan(300);
  await expect
    .poll(async () => {
      await table.scrollToEnd();
      return table.count.textContent();
    })
    .toBe(`${count} attempts, newest first`);
  await expect(table.more).toBeHidden();
  const seen = await table.scrollThrough();
  expect([...seen.keys()].sort((a, b) => a - b)).toEqual(
    Array.from({ length: count }, (_, place) => place + 2),
  );
});

test("another order is requested", async ({ page }) => {
  const denials = new DenialsPage(page);
  const { table } = denials;
  await denials.open(`${sample.url}/denials?range=all`);
  await table.sort("Count");
  await table.sort("Count");
  await expect(table.count).toHaveText(
    "rows 1 to 100 of 1,500 attempts, sorted by count descending",
  );
  await table.sort("Account", true);
  await expect(table.count).toHaveText(
    "rows 1 to 100 of 1,500 attempts, sorted by count descending, then account",
  );
  const fives = attempts().filter((attempt) => attempt.count === "5");
  const first = fives.map((attempt) => attempt.account).sort()[0] ?? "";
  await expect(table.rows.first()).toContainText(first);
});

test("a list's search finds values", async ({ page }) => {
  const denials = new DenialsPage(page);
  await denials.open(`${sample.url}/denials?range=all`);
  const accounts = denials.filters.facet("Account");
  await accounts.open();
  const answered = page.waitForResponse((response) => response.url().includes("/data/values"));
  await accounts.search("mer w");
  await answered;
  await expect(accounts.names).toHaveText(["Customer W & Sons"]);
  await accounts.value("Customer W & Sons").check();
  await denials.shows(await sample.report("account=Customer W %26 Sons&range=all"));
});

test("a row's detail has its neighbours", async ({ page }) => {
  const denials = new DenialsPage(page);
  const { table } = denials;
  await denials.open(`${sample.url}/denials?range=all`);
  const place = attempts().reverse().findIndex((attempt) => attempt.user !== "");
  const attempt = attempts().reverse()[place];
  if (!attempt) throw new Error("the sample has users");
  await table.opener(place).click();
  await expect(table.detail.field("User")).toContainText(attempt.user);
  const same = attempts().filter(
    (other) => other.account === attempt.account && other.user === attempt.user,
  );
  const later = same.filter((other) => other.at >= attempt.at).slice(1, 6);
  const earlier = same.filter((other) => other.at < attempt.at).slice(-5);
  await expect(table.detail.around).toHaveCount(earlier.length + 1 + later.length);
  await page.keyboard.press("Escape");
  await expect(table.opener(place)).toBeFocused();
});

test("the previous period is compared", async ({ page }) => {
  const denials = new DenialsPage(page);
  await denials.open(`${sample.url}/denials?from=2025-07-01&to=2025-07-14`);
  await denials.filters.setCompare(true);
  const past = await sample.report("from=2025-06-17&to=2025-06-30");
  await denials.shows(await sample.report("from=2025-07-01&to=2025-07-14"), past);
});

test("a slice of some days answers for them, and the server beyond", async ({ page, turnaway }) => {
  const some = await serveTwoMonths(turnaway, ["--slice-attempts", "200"]);
  const denials = new DenialsPage(page);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(askedPath(request.url())));
  await denials.open(`${some.url}/denials?from=2025-07-03&to=2025-07-06`);
  expect(asked).toContain("/slice");
  await denials.status.row("-4").click();
  const within = "from=2025-07-03&status=flexnet-publisher:-4&to=2025-07-06";
  await denials.shows(await some.report(within));
  expect(asked, "the slice answers for its days").not.toContain("/data/report");
  await denials.filters.fill(denials.filters.from, "2025-06-20");
  await denials.shows(await some.report(within.replace("2025-07-03", "2025-06-20")));
  expect(asked).toContain("/data/report");
  await page.goto("about:blank");
  await some.stop();
});
