// What the page does if the server does not answer.

import { expect, test } from "./fixtures.ts";
import { asCsv, busyWeeks, importBusyWeeks, WEEK } from "./busy_weeks.ts";
import { OverviewPage } from "./overview.page.ts";
import { askedPath, ReportPage } from "./report.page.ts";
import { importEvents, number, report } from "./sample.ts";

const week = `from=${WEEK.from}&to=${WEEK.to}`;

/** The browser's own message for a request that a test aborts. */
const FAILED = /^console error: Failed to load resource: net::ERR_FAILED/;

/**
 * The same for a server that stops, whatever was being loaded: it refuses new live connections
 * first, then closes every connection.
 */
const GONE = [
  /net::ERR_(CONNECTION_\w+|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED|INCOMPLETE_CHUNKED_ENCODING)/,
  /^status 503: GET \S+\/news$/,
  /^console error: Failed to load resource: .* 503 .*\/news\)$/,
];

test("a server that is gone is reported, the report stays, and it can be retried", async ({
  page,
  turnaway,
  allowedProblems,
}) => {
  // The page may still be loading the code of charts when the server stops.
  allowedProblems.push(...GONE);
  const database = await importBusyWeeks(turnaway);
  // With so few attempts the browser has none of this week.
  const first = await turnaway.serve(database, ["--slice-attempts", "10"]);
  const look = new ReportPage(page);
  await look.open(`${first.url}/denials?${week}`);
  const all = await report(turnaway, database, week);
  await expect(look.figure("Attempts (denied)")).toHaveText(number(all.attempts));
  await first.stop();

  const reason = look.bars(look.panel("Denials Distribution")).first();
  await reason.click();
  const alert = page.getByRole("alert");
  await expect(alert).toContainText("The server didn't respond");
  await expect(look.figure("Attempts (denied)"), "the old numbers").toHaveText(number(all.attempts));
  const [status] = all.by_status;
  const view = `status=${status?.space}%3A${status?.code}`;
  await expect(page).toHaveURL(new RegExp(`&${view}&`));

  const port = new URL(first.url).port;
  const options = ["--slice-attempts", "10", "--listen", `127.0.0.1:${port}`];
  const second = await turnaway.serve(database, options);
  await alert.getByRole("button", { name: "Try again" }).click();
  await expect(alert.getByRole("button")).toHaveCount(0);
  const filtered = await report(turnaway, database, `${week}&${view}`);
  await expect(look.figure("Attempts (denied)")).toHaveText(number(filtered.attempts));
  await page.goto("about:blank");
  await second.stop();
});

test("usage that could not be loaded is reported and requested again", async ({
  page,
  turnaway,
  allowedProblems,
}) => {
  allowedProblems.push(/\/data\/usage.*ERR_FAILED/, /net::ERR_FAILED/);
  const database = await importBusyWeeks(turnaway);
  const { url, stop } = await turnaway.serve(database);
  const overview = new OverviewPage(page);
  await overview.open(`${url}/?${week}`);
  await page.route("**/data/usage?*", (route) => route.abort());
  await overview.choose("Product", "Solids");
  const alert = page.getByRole("alert");
  await expect(alert).toContainText("The server didn't respond");
  const { attempts } = await report(turnaway, database, `${week}&product=Solids`);
  await expect(overview.figure("Attempts (denied)"), "the browser has these").toHaveText(
    new RegExp(`^${number(attempts)} `),
  );
  await page.unroute("**/data/usage?*");
  await alert.getByRole("button", { name: "Try again" }).click();
  await expect(alert.getByRole("button")).toHaveCount(0);
  await overview.shows(busyWeeks(), { ...WEEK, only: { product: "Solids" } });
  await page.goto("about:blank");
  await stop();
});

for (const file of ["echarts.js", "split_charts.wasm"]) {
  test(`without ${file} a chart says so, its numbers stay, and it is retried`, async ({
    page,
    turnaway,
    allowedProblems,
  }) => {
    allowedProblems.push(new RegExp(`request failed: .*${file}: net::ERR_FAILED`), FAILED);
    const database = await importBusyWeeks(turnaway);
    const { url, stop } = await turnaway.serve(database);
    await page.route(`**/${file}`, (route) => route.abort());
    const look = new ReportPage(page);
    await look.open(`${url}/denials?${week}`);
    const panel = look.panel("Denials Distribution");
    const chart = panel.getByRole("img");
    await chart.scrollIntoViewIfNeeded();
    const failure = panel.getByText("The chart could not be loaded.");
    await expect(failure).toBeVisible();
    await expect(panel.getByRole("button", { name: /^Save as PNG/ })).toBeDisabled();
    const { by_status } = await report(turnaway, database, week);
    await expect(look.bars(panel)).toHaveCount(by_status.length);

    const again = page.waitForEvent("requestfailed", (request) => request.url().endsWith(file));
    await panel.getByRole("button", { name: "Try again" }).click();
    await again;
    await expect(failure, "in vain").toBeVisible();
    await page.unroute(`**/${file}`);
    await panel.getByRole("button", { name: "Try again" }).click();
    await expect(chart.locator("canvas")).toBeVisible();
    await expect(failure).toBeHidden();
    await expect(panel.getByRole("button", { name: /^Save as PNG/ })).toBeEnabled();
    await page.goto("about:blank");
    await stop();
  });
}

test("a chart that could not be loaded is retried when it is next in view", async ({
  page,
  turnaway,
  allowedProblems,
}) => {
  allowedProblems.push(/request failed: .*echarts\.js: net::ERR_FAILED/, FAILED);
  const database = await importBusyWeeks(turnaway);
  const { url, stop } = await turnaway.serve(database);
  await page.route("**/echarts.js", (route) => route.abort());
  const look = new ReportPage(page);
  await look.open(`${url}/denials?${week}`);
  const panel = look.panel("Denials Distribution");
  const chart = panel.getByRole("img");
  await chart.scrollIntoViewIfNeeded();
  await expect(panel.getByText("The chart could not be loaded.")).toBeVisible();
  await page.getByRole("region", { name: "Attempts, one per row" }).scrollIntoViewIfNeeded();
  await expect(chart).not.toBeInViewport();
  await page.unroute("**/echarts.js");
  await chart.scrollIntoViewIfNeeded();
  await expect(chart.locator("canvas")).toBeVisible();
  await expect(panel.getByText("The chart could not be loaded.")).toBeHidden();
  await page.goto("about:blank");
  await stop();
});

test("charts whose code failed to load while the server was gone load when it is back", async ({
  page,
  turnaway,
  allowedProblems,
}) => {
  allowedProblems.push(...GONE);
  const database = await importBusyWeeks(turnaway);
  const first = await turnaway.serve(database);
  // So low that no chart is in view when the page opens.
  await page.setViewportSize({ width: page.viewportSize()?.width ?? 390, height: 240 });
  const fetched: string[] = [];
  page.on("request", (request) => fetched.push(request.url()));
  const look = new ReportPage(page);
  await look.open(`${first.url}/denials?${week}`);
  expect(fetched.filter((url) => url.endsWith("/echarts.js"))).toEqual([]);
  await first.stop();
  const panel = look.panel("Denials Distribution");
  const chart = panel.getByRole("img");
  await chart.scrollIntoViewIfNeeded();
  await expect(panel.getByText("The chart could not be loaded.")).toBeVisible();
  const { by_status } = await report(turnaway, database, week);
  await expect(look.bars(panel), "the numbers stay").toHaveCount(by_status.length);

  const port = new URL(first.url).port;
  const second = await turnaway.serve(database, ["--listen", `127.0.0.1:${port}`]);
  // The reader returns to the page, which then sends a request. It also polls by itself.
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await expect(chart.locator("canvas")).toBeVisible();
  await expect(panel.getByText("The chart could not be loaded.")).toBeHidden();
  await page.goto("about:blank");
  await second.stop();
});

test("without the code that decodes the slice the server answers", async ({
  page,
  turnaway,
  allowedProblems,
}) => {
  allowedProblems.push(/request failed: .*split_engine\.wasm: net::ERR_FAILED/, FAILED);
  const database = await importBusyWeeks(turnaway);
  const { url, stop } = await turnaway.serve(database);
  await page.route("**/split_engine.wasm", (route) => route.abort());
  const look = new ReportPage(page);
  await look.open(`${url}/denials?${week}`);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(askedPath(request.url())));
  const rows = look.bars(look.panel("Denials by Account"));
  const { by_account } = await report(turnaway, database, week);
  await rows.first().click();
  const first = encodeURIComponent(by_account[0]?.account ?? "");
  const one = await report(turnaway, database, `account=${first}&${week}`);
  await expect(look.figure("Attempts (denied)")).toHaveText(number(one.attempts));
  expect(asked).toContain("/data/report");

  // With an answer it is loaded again, unless a load that is aborted is still under way: the
  // reader clicks until it is here.
  const engine = page.waitForResponse(/split_engine/);
  let isHere = false;
  void engine.then(() => (isHere = true));
  await page.unroute("**/split_engine.wasm");
  await expect(async () => {
    if (!isHere) await rows.nth(1).click();
    expect(isHere).toBe(true);
  }).toPass({ intervals: [1_000] });
  const two = await report(turnaway, database, new URL(page.url()).search.slice(1));
  await expect(look.figure("Attempts (denied)")).toHaveText(number(two.attempts));
  await (await engine).finished();
  await page.goto("about:blank");
  await stop();
});

for (const file of ["turnaway.js", "turnaway_bg.wasm"]) {
  test(`without ${file} the page says so, its numbers stay, and it is retried`, async ({
    page,
    turnaway,
    allowedProblems,
  }) => {
    allowedProblems.push(new RegExp(`request failed: .*${file}.*: net::ERR_FAILED`), FAILED);
    const database = await importBusyWeeks(turnaway);
    const { url, stop } = await turnaway.serve(database);
    await page.route(`**/${file}*`, (route) => route.abort());
    await page.goto(`${url}/denials?${week}`);
    const look = new ReportPage(page);
    const notice = page.getByRole("status").filter({ hasText: "script could not be loaded" });
    await expect(notice).toBeVisible();
    const { attempts } = await report(turnaway, database, week);
    await expect(look.figure("Attempts (denied)")).toHaveText(number(attempts));
    await page.unroute(`**/${file}*`);
    await notice.getByRole("button", { name: "Try again" }).click();
    await look.ready();
    await expect(notice).toBeHidden();
    // Modules that are loaded later are found, wherever the code was loaded from.
    await look.canvas(look.panel("Denials Distribution"));
    await page.goto("about:blank");
    await stop();
  });
}

test("a damaged slice is reported, and the server answers", async ({ page, turnaway }) => {
  const database = await importBusyWeeks(turnaway);
  const { url, stop } = await turnaway.serve(database);
  const bytes = Buffer.from("TRNW\u0002 but nothing that follows makes sense");
  await page.route(/\/slice\?/, (route) => route.fulfill({ body: bytes }));
  const look = new ReportPage(page);
  await look.open(`${url}/denials?${week}`);
  await expect(page.getByText("The server answers instead of this browser, because")).toBeVisible();
  const answer = page.waitForResponse(/\/data\/report\?/);
  await look.bars(look.panel("Denials Distribution")).first().click();
  await answer;
  const [status] = (await report(turnaway, database, week)).by_status;
  await expect(look.figure("Attempts (denied)")).toHaveText(number(status?.attempts ?? -1));
  await expect(page.getByText("The server answers instead of this browser, because"), "still").toBeVisible();
  await page.goto("about:blank");
  await stop();
});

test("new data is fetched as a delta", async ({ page, turnaway }) => {
  const name = `added-${test.info().project.name}`;
  const older = busyWeeks().filter((event) => event.time < "2025-07-18");
  const database = await importEvents(turnaway, name, asCsv(older));
  const { url, stop } = await turnaway.serve(database);
  const look = new ReportPage(page);
  await look.open(`${url}/denials?range=all`);
  await importEvents(turnaway, name, asCsv(busyWeeks()));
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  const added = page.waitForResponse(/\/slice\?.*&since=\d+/);
  await look.news.getByRole("button", { name: "Show it" }).click();
  const bytes = (await (await added).body()).length;
  // The table has all rows once the slice is decoded, and a page of them until then.
  const { attempts: all } = await report(turnaway, database, "range=all");
  expect(all).toBeGreaterThan(100);
  await expect(page.getByRole("button", { name: "Show 100 more" })).toHaveCount(0);
  const slices = requests.filter((url) => askedPath(url) === "/slice");
  expect(slices.length, "an addition that cannot be read would be followed by the whole").toBe(1);
  const whole = await page.request.get(slices[0]?.replace(/&since=\d+/, "") ?? "");
  expect(bytes).toBeLessThan((await whole.body()).length / 2);
  // The slice with the delta answers, without the server.
  requests.length = 0;
  await look.bars(look.panel("Denials by Account")).first().click();
  await expect(page).toHaveURL(/account=/);
  const view = new URL(page.url()).searchParams.toString();
  const { attempts, true_denials } = await report(turnaway, database, view);
  await expect(look.figure("Attempts (denied)")).toHaveText(number(attempts));
  await expect(look.figure("True denials")).toHaveText(number(true_denials));
  expect(requests.filter((url) => url.includes("/data/report"))).toEqual([]);
  await page.goto("about:blank");
  await stop();
});
