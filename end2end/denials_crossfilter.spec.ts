// Filtering with a click: on a row of a list, a slice, a bar. The clicked list keeps all its
// parts, the others follow, and no request is made.

import { expect, test } from "./fixtures.ts";
import { DenialsPage } from "./denials.page.ts";
import { serveTwoMonths, type ServedSample } from "./two_months.ts";
import { REASONS } from "./report_words.ts";

/** The opacity of a part that the filter excludes. */
const DIMMED = 0.3;
const RANGE = "from=2025-07-01&to=2025-07-14";

let sample: ServedSample;

test.beforeAll(async ({ turnaway }) => {
  sample = await serveTwoMonths(turnaway);
});

test("a row of a list filters the other lists, and keeps its own list whole", async ({ page }) => {
  const denials = new DenialsPage(page);
  await denials.open(`${sample.url}/denials?${RANGE}`);
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.url()));

  await denials.status.row("-5").click();
  const five = await sample.report(`${RANGE}&status=flexnet-publisher:-5`);
  await expect(page).toHaveURL(`${sample.url}/denials?${five.view}`);
  await denials.shows(five);
  await denials.status.hasChosen(["-5"]);
  const all = await sample.report(RANGE);
  expect(five.by_status, "the list that was clicked keeps its numbers").toEqual(all.by_status);
  expect(five.by_account, "the others follow").not.toEqual(all.by_account);

  await denials.status.row("-10").click();
  const two = await sample.report(
    `${RANGE}&status=flexnet-publisher:-5&status=flexnet-publisher:-10`,
  );
  await denials.shows(two);
  await denials.status.hasChosen(["-5", "-10"]);

  await denials.account.row("Customer D & Sons").click();
  await denials.reasons.reason("expired").click();
  const narrow = await sample.report(`${two.view}&account=Customer D %26 Sons&category=expired`);
  await expect(page).toHaveURL(`${sample.url}/denials?${narrow.view}`);
  await denials.shows(narrow);

  await denials.reasons.reason("expired").click();
  for (const code of ["-5", "-10"]) await denials.status.row(code).click();
  await denials.shows(await sample.report(`${RANGE}&account=Customer D %26 Sons`));
  await denials.status.hasChosen([]);
  await denials.account.hasChosen(["Customer D & Sons"]);
  const asked = requests.filter((url) => !/\/(echarts\.js|split_charts\.wasm|version)$/.test(url));
  expect(asked, "the slice answers").toEqual([]);
});

test("the first click moves nothing, so that a second hits the same row", async ({ page }) => {
  const denials = new DenialsPage(page);
  await denials.open(`${sample.url}/denials?${RANGE}`);
  const row = denials.status.row("-5");
  await row.scrollIntoViewIfNeeded();
  const place = async () => {
    const box = await row.boundingBox();
    return [box?.x, box?.y];
  };
  const before = await place();
  const chosen: string[] = [];
  for (const code of ["-5", "-10", "-4"]) {
    await denials.status.row(code).click();
    chosen.push(code);
    await expect(denials.filters.chips).toHaveCount(chosen.length);
    expect(await place(), `after ${chosen.join(", ")}`).toEqual(before);
  }
});

test("a slice is a filter, and the pie keeps all its parts", async ({ page, hasTouch }) => {
  const denials = new DenialsPage(page);
  const { chart } = denials.status;
  const all = await sample.report(RANGE);
  await denials.open(`${sample.url}/denials?${RANGE}`);
  const values = all.by_status.map((row) => row.attempts);
  const opacities = async () => (await chart.parts(0)).map((part) => part.opacity);
  expect((await chart.parts(0)).map((part) => part.value)).toEqual(values);
  expect(await opacities()).toEqual(values.map(() => 1));

  const second = all.by_status[1];
  if (!second) throw new Error("the sample has several statuses");
  await chart.press({ series: 0, index: 1 }, hasTouch);
  const chosen = await sample.report(`${RANGE}&status=${second.space}:${second.code}`);
  await expect(page).toHaveURL(`${sample.url}/denials?${chosen.view}`);
  await denials.shows(chosen);
  await denials.status.hasChosen([second.code]);
  await expect.poll(opacities).toEqual(values.map((_, index) => (index === 1 ? 1 : DIMMED)));
  expect((await chart.parts(0)).map((part) => part.value)).toEqual(values);
  // The bars followed.
  const bars = async () => (await denials.account.chart.parts(0)).map((part) => part.value).slice(0, 20);
  await expect.poll(bars).toEqual(chosen.by_account.slice(0, 20).map((row) => row.attempts));

  await chart.press({ series: 0, index: 1 }, hasTouch);
  await expect(page).toHaveURL(`${sample.url}/denials?${RANGE}`);
  await expect.poll(opacities).toEqual(values.map(() => 1));
  await denials.shows(all);
});

test("a bar is a filter; the bar of the others is not", async ({ page, hasTouch }) => {
  const denials = new DenialsPage(page);
  const { chart } = denials.account;
  const all = await sample.report("range=all");
  await denials.open(`${sample.url}/denials?range=all`);
  const first20 = all.by_account.slice(0, 20).map((row) => row.attempts);
  const others = all.attempts - first20.reduce((sum, attempts) => sum + attempts, 0);
  expect(others, "the sample has more than 20 accounts").toBeGreaterThan(0);
  expect((await chart.parts(0)).map((part) => part.value)).toEqual([...first20, others]);

  await chart.press({ series: 0, index: 20 }, hasTouch);
  await chart.press({ series: 0, index: 3 }, hasTouch);
  const fourth = all.by_account[3]?.account ?? "";
  const chosen = await sample.report(`range=all&account=${encodeURIComponent(fourth)}`);
  await expect(page, "only the account is asked for").toHaveURL(
    `${sample.url}/denials?${chosen.view}`,
  );
  await denials.shows(chosen);
  await denials.account.hasChosen([fourth]);
  const opacities = (await chart.parts(0)).map((part) => part.opacity);
  expect(opacities).toEqual([...first20, others].map((_, index) => (index === 3 ? 1 : DIMMED)));
  await chart.press({ series: 0, index: 3 }, hasTouch);
  await expect(page).toHaveURL(`${sample.url}/denials?range=all`);
  await denials.shows(all);
});

test("a bar of the trend filters by its reason", async ({ page, hasTouch }) => {
  const denials = new DenialsPage(page);
  const { chart, legend } = denials.trend;
  await denials.open(`${sample.url}/denials?${RANGE}`);
  const series = await chart.series();
  expect(series).toEqual(Object.values(REASONS));
  const values = (await chart.parts(1)).map((part) => part.value);
  const largest = values.indexOf(Math.max(...values));

  await chart.press({ series: 1, index: largest }, hasTouch);
  const chosen = await sample.report(`${RANGE}&category=expired`);
  await expect(page).toHaveURL(`${sample.url}/denials?${chosen.view}`);
  await denials.shows(chosen);
  await expect(legend.locator("[aria-current=true]")).toHaveText("expired");
  await expect(legend.locator(".dimmed")).toHaveCount(series.length - 1);
  expect(await chart.series(), "the trend keeps all its parts").toEqual(series);
  for (const place of series.keys()) {
    const opacities = new Set((await chart.parts(place)).map((part) => part.opacity));
    expect([...opacities]).toEqual([place === 1 ? 1 : DIMMED]);
  }

  await chart.press({ series: 1, index: largest }, hasTouch);
  await expect(page).toHaveURL(`${sample.url}/denials?${RANGE}`);
  await legend.getByRole("link", { name: "other" }).click();
  await denials.shows(await sample.report(`${RANGE}&category=other`));
});
