// What a person does with the denials page, its numbers held against `turnaway report --json`.

import { expect, test } from "./fixtures.ts";
import { DenialsPage } from "./denials.page.ts";
import { events, importEvents, number, percent, report } from "./sample.ts";

let database = "";
let url = "";

test.beforeAll(async ({ turnaway }) => {
  database = await importEvents(turnaway, `denials-${test.info().project.name}`, events());
  ({ url } = await turnaway.serve(database));
});

test("the page shows the numbers of the report", async ({ page, turnaway }) => {
  const denials = new DenialsPage(page);
  await denials.open(`${url}/denials?range=all`);
  await denials.shows(await report(turnaway, database, "range=all"));
});

test("hovering a slice tells code, description, count and percentage", async ({
  page,
  turnaway,
  isMobile,
}) => {
  const denials = new DenialsPage(page);
  await denials.open(`${url}/denials?range=all`);
  const all = await report(turnaway, database, "range=all");
  const [first, second] = all.by_status;
  if (!first || !second) throw new Error("the sample has four statuses");
  const before = first.attempts / all.attempts;
  const place = await denials.slice(before, second.attempts / all.attempts);
  const tooltip = denials.status.locator(".tooltip");
  await expect(tooltip).toBeHidden();
  await page.mouse.move(place.x, place.y);
  await expect(tooltip).toBeVisible();
  await expect(tooltip).toContainText(second.code);
  await expect(tooltip).toContainText(second.description);
  await expect(tooltip).toContainText(
    `${number(second.attempts)} attempts · ${percent(second.percent)}`,
  );
  const box = await tooltip.boundingBox();
  const width = page.viewportSize()?.width ?? 0;
  expect(box && box.x >= 0 && box.x + box.width <= width, "the tooltip is on the screen").toBe(true);
  if (!isMobile) {
    await page.mouse.move(1, 1);
    await expect(tooltip).toBeHidden();
  }
});

test("a filter recomputes the page without a request, and back undoes it", async ({
  page,
  turnaway,
}) => {
  const denials = new DenialsPage(page);
  await denials.open(`${url}/denials?range=all`);
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.url()));

  await denials.checkbox(denials.status, "flexnet-publisher:-4").check();
  await expect(page).toHaveURL(`${url}/denials?range=all&status=flexnet-publisher%3A-4`);
  const four = "range=all&status=flexnet-publisher:-4";
  await denials.shows(await report(turnaway, database, four));

  await denials.checkbox(denials.account, "Birch & Sons").check();
  const both = `${four}&account=Birch %26 Sons`;
  await denials.shows(await report(turnaway, database, both));
  const pageRequests = requests.filter((request) => !request.endsWith("/echarts.js"));
  expect(pageRequests, "the slice answers").toEqual([]);

  await page.goBack();
  await denials.shows(await report(turnaway, database, four));
  await expect(denials.checkbox(denials.account, "Birch & Sons")).not.toBeChecked();
  await page.goForward();
  await denials.shows(await report(turnaway, database, both));

  await page.reload();
  await denials.ready();
  await denials.shows(await report(turnaway, database, both));
  await expect(denials.checkbox(denials.account, "Birch & Sons")).toBeChecked();

  await page.getByRole("link", { name: "Remove account: Birch & Sons" }).click();
  await denials.shows(await report(turnaway, database, four));
});

test("clicking a slice filters by it, and the pie keeps all its parts", async ({
  page,
  turnaway,
}) => {
  const denials = new DenialsPage(page);
  await denials.open(`${url}/denials?range=all`);
  const all = await report(turnaway, database, "range=all");
  const [first] = all.by_status;
  if (!first) throw new Error("the sample has four statuses");
  const place = await denials.slice(0, first.attempts / all.attempts);
  await page.mouse.click(place.x, place.y);
  await expect(page).toHaveURL(`${url}/denials?range=all&status=flexnet-publisher%3A-4`);
  await denials.shows(await report(turnaway, database, "range=all&status=flexnet-publisher:-4"));
  await page.mouse.click(place.x, place.y);
  await expect(page).toHaveURL(`${url}/denials?range=all`);
});

test("measure, windows, range and text are part of the address", async ({ page, turnaway }) => {
  const denials = new DenialsPage(page);
  await denials.open(`${url}/denials?range=all`);
  const search = page.getByLabel("Search user, device");
  await search.pressSequentially("USER-1");
  await expect(search, "what is typed stays").toHaveValue("USER-1");
  await page.getByLabel("Count a repeat once within").fill("86400");
  await page.getByLabel("Count a repeat once within").press("Tab");
  await expect(page).toHaveURL(`${url}/denials?q=user-1&range=all&w=86400`);
  await denials.shows(await report(turnaway, database, "q=user-1&range=all&w=86400"));
  await page.getByLabel("From", { exact: true }).fill("2025-07-03");
  await page.getByLabel("From", { exact: true }).press("Tab");
  await page.getByLabel("To", { exact: true }).fill("2025-07-05");
  await page.getByLabel("To", { exact: true }).press("Tab");
  const dates = "from=2025-07-03&q=user-1&to=2025-07-05&w=86400";
  await expect(page).toHaveURL(`${url}/denials?${dates}`);
  await denials.shows(await report(turnaway, database, dates));
  await page.getByLabel("Measure").selectOption("true denials");
  await expect(page).toHaveURL(`${url}/denials?from=2025-07-03&measure=true&q=user-1&to=2025-07-05&w=86400`);
  const first = (await report(turnaway, database, `${dates}&measure=true`)).by_status[0];
  await expect(denials.status.locator(".value").first()).toHaveText(
    number(first?.true_denials ?? -1),
  );
  await page.getByRole("link", { name: "Reset" }).click();
  await expect(page).toHaveURL(`${url}/denials`);
  await expect(search).toHaveValue("");
});

test("going back undoes a whole word, not a letter", async ({ page }) => {
  const denials = new DenialsPage(page);
  await denials.open(`${url}/denials?range=all`);
  await page.getByLabel("Search user, device").pressSequentially("cad_1");
  await expect(page).toHaveURL(`${url}/denials?q=cad_1&range=all`);
  await page.goBack();
  await expect(page).toHaveURL(`${url}/denials?range=all`);
  await expect(page.getByLabel("Search user, device")).toHaveValue("");
});

test("the list is the keyboard's way: focus points, space filters", async ({ page, turnaway }) => {
  const denials = new DenialsPage(page);
  await denials.open(`${url}/denials?range=all`);
  const five = denials.checkbox(denials.status, "flexnet-publisher:-5");
  await five.focus();
  await page.keyboard.press("Space");
  await denials.shows(await report(turnaway, database, "range=all&status=flexnet-publisher:-5"));
  await expect(five, "the focus stays where it was").toBeFocused();
  await page.keyboard.press("Space");
  await denials.shows(await report(turnaway, database, "range=all"));
});

test("where the record is too large for the browser the server answers the same", async ({
  page,
  turnaway,
}) => {
  const { url, stop } = await turnaway.serve(database, ["--slice-attempts", "50"]);
  const denials = new DenialsPage(page);
  await denials.open(`${url}/denials?range=all`);
  await denials.shows(await report(turnaway, database, "range=all"));
  await denials.checkbox(denials.status, "flexnet-publisher:-5").check();
  await denials.shows(await report(turnaway, database, "range=all&status=flexnet-publisher:-5"));
  await page.goBack();
  await denials.shows(await report(turnaway, database, "range=all"));
  await page.getByRole("button", { name: "Show 100 more" }).click();
  await expect(denials.rows).toHaveCount(200);
  await page.goto("about:blank");
  await stop();
});

test("a slice of some days answers for them, and the server beyond", async ({ page, turnaway }) => {
  const { url, stop } = await turnaway.serve(database, ["--slice-attempts", "100"]);
  const denials = new DenialsPage(page);
  const dates = "from=2025-07-03&to=2025-07-06";
  await denials.open(`${url}/denials?${dates}&tz=Asia/Tokyo`);
  await denials.shows(await report(turnaway, database, `${dates}&tz=Asia/Tokyo`));
  await page.getByRole("link", { name: "Remove zone: Asia/Tokyo" }).click();
  await denials.shows(await report(turnaway, database, dates));
  await denials.checkbox(denials.status, "flexnet-publisher:-4").check();
  await denials.shows(await report(turnaway, database, `${dates}&status=flexnet-publisher:-4`));
  await page.goto("about:blank");
  await stop();
});

test("a server that is gone is said, and the old numbers are dimmed", async ({
  page,
  turnaway,
  allowedProblems,
}) => {
  allowedProblems.push(/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE/);
  const { url, stop } = await turnaway.serve(database, ["--slice-attempts", "50"]);
  const denials = new DenialsPage(page);
  await denials.open(`${url}/denials?range=all`);
  await stop();
  await denials.checkbox(denials.status, "flexnet-publisher:-5").check();
  await expect(page.getByRole("alert")).toContainText("the server did not answer");
  await expect(page.locator(".report")).toHaveAttribute("aria-busy", "true");
});

test("the table shows more rows on request", async ({ page }) => {
  const denials = new DenialsPage(page);
  await denials.open(`${url}/denials?range=all`);
  await page.getByRole("button", { name: "Show 100 more" }).click();
  await expect(denials.rows).toHaveCount(200);
});

test("a mistake in the address is a notice that goes away", async ({ page, turnaway }) => {
  const denials = new DenialsPage(page);
  await denials.open(`${url}/denials?range=all&w=soon&color=red`);
  await expect(page.getByText("`w=soon` is no value of w")).toBeVisible();
  await expect(page.getByText("`color` is no key of a view")).toBeVisible();
  await denials.shows(await report(turnaway, database, "range=all"));
  await page.getByRole("link", { name: "Dismiss" }).click();
  await expect(page.getByText("`w=soon`")).toBeHidden();
});

test("an empty range says where the data lies", async ({ page }) => {
  const denials = new DenialsPage(page);
  await denials.open(`${url}/denials?from=2024-01-01&to=2024-01-31`);
  await expect(page.getByText("Nothing was denied in this range.")).toBeVisible();
  await expect(page.getByText("320 denied requests from 2025-07-01 to 2025-07-22")).toBeVisible();
  await page.getByRole("link", { name: "Show everything", exact: true }).click();
  await expect(page.locator(".total dd").first()).toHaveText("320");
});

test("an import beside the running server is seen on reload", async ({ page, turnaway }) => {
  const name = `grows-${test.info().project.name}`;
  const start = events().split("\n");
  const grows = await importEvents(turnaway, name, start.slice(0, 11).join("\n"));
  const { url, stop } = await turnaway.serve(grows);
  const denials = new DenialsPage(page);
  await denials.open(`${url}/denials?range=all`);
  await denials.shows(await report(turnaway, grows, "range=all"));
  await importEvents(turnaway, name, events());
  await page.reload();
  await denials.ready();
  await denials.shows(await report(turnaway, grows, "range=all"));
  await page.goto("about:blank");
  await stop();
});

test("an empty record says how to import", async ({ page, turnaway }) => {
  const { url, stop } = await turnaway.serve(turnaway.path(`none-${test.info().project.name}.db`));
  const denials = new DenialsPage(page);
  await denials.open(`${url}/denials`);
  await expect(page.getByText("There is no denied request yet.")).toBeVisible();
  await expect(page.locator("pre")).toContainText("turnaway import --database");
  await page.goto("about:blank");
  await stop();
});

test.describe("without JavaScript", () => {
  // What the page fetches for its script alone is fetched in vain.
  const preloaded = [/turnaway\.js: csp/, /turnaway_bg\.wasm was preloaded/];
  test.use({ javaScriptEnabled: false, allowedProblems: [preloaded, { option: true }] });

  test("the numbers are there and the filters are a plain form", async ({ page, turnaway }) => {
    const denials = new DenialsPage(page);
    await page.goto(`${url}/denials?range=all&not-status=flexnet-publisher:-39`);
    await denials.shows(await report(turnaway, database, "range=all&not-status=flexnet-publisher:-39"));
    await denials.checkbox(denials.account, "Cedar GmbH").check();
    await page.getByLabel("Count a repeat once within").fill("60");
    await page.getByRole("button", { name: "Apply" }).click();
    await denials.shows(
      await report(
        turnaway,
        database,
        "range=all&not-status=flexnet-publisher:-39&account=Cedar GmbH&w=60",
      ),
    );
    await expect(denials.checkbox(denials.account, "Cedar GmbH")).toBeChecked();
  });
});

test("nothing scrolls sideways but the table", async ({ page }) => {
  const denials = new DenialsPage(page);
  await denials.open(`${url}/denials?range=all`);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBeLessThanOrEqual(0);
});
