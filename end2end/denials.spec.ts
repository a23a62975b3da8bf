// The denials page: its numbers are those of `turnaway report --json`, and its URL is its
// state.

import { expect, test } from "./fixtures.ts";
import { DenialsPage } from "./denials.page.ts";
import { askedPath } from "./report.page.ts";
import { serveTwoMonths, type ServedSample } from "./two_months.ts";

let sample: ServedSample;

test.beforeAll(async ({ turnaway }) => {
  sample = await serveTwoMonths(turnaway);
});

for (const view of ["range=all", "from=2025-07-03&to=2025-07-16", "measure=true&range=all"]) {
  test(`the page shows the numbers of the report: ${view}`, async ({ page }) => {
    const denials = new DenialsPage(page);
    await denials.open(`${sample.url}/denials?${view}`);
    await denials.shows(await sample.report(view));
  });
}

test("back and forward go through the views, and reload keeps one", async ({ page }) => {
  const denials = new DenialsPage(page);
  const all = await sample.report("range=all");
  const four = await sample.report("range=all&status=flexnet-publisher:-4");
  const both = await sample.report(
    "range=all&status=flexnet-publisher:-4&account=Customer D %26 Sons",
  );
  await denials.open(`${sample.url}/denials?range=all`);
  await denials.status.row("-4").click();
  await expect(page).toHaveURL(`${sample.url}/denials?${four.view}`);
  await denials.account.row("Customer D & Sons").click();
  await expect(page).toHaveURL(`${sample.url}/denials?${both.view}`);
  await denials.shows(both);

  await page.goBack();
  await denials.shows(four);
  await denials.account.hasChosen([]);
  await page.goBack();
  await denials.shows(all);
  await page.goForward();
  await page.goForward();
  await denials.shows(both);
  await denials.account.hasChosen(["Customer D & Sons"]);

  await page.reload();
  await denials.ready();
  await expect(page).toHaveURL(`${sample.url}/denials?${both.view}`);
  await denials.shows(both);
  await denials.status.hasChosen(["-4"]);
});

test("a bookmark opens the same page in another window", async ({ page, context }) => {
  const denials = new DenialsPage(page);
  await denials.open(`${sample.url}/denials?from=2025-07-01&to=2025-07-20`);
  await denials.filters.setCompare(true);
  await denials.filters.choose(denials.filters.measure, "true denials");
  await denials.trend.step("Week").click();
  await denials.table.sort("Feature");
  const view = "from=2025-07-01&measure=true&to=2025-07-20";
  const bookmark = `${sample.url}/denials?${view}&compare=before&sort=feature&step=week`;
  await expect(page).toHaveURL(bookmark);

  const other = new DenialsPage(await context.newPage());
  await other.open(bookmark);
  await expect(other.page).toHaveURL(bookmark);
  const before = await sample.report("from=2025-06-10&measure=true&to=2025-06-29");
  for (const each of [denials, other]) {
    await each.shows(await sample.report(view), before);
    await each.filters.has(each.filters.compare, true);
    await expect(each.trend.step("Week")).toHaveAttribute("aria-current", "true");
    await expect(each.table.count).toHaveText(/, sorted by feature$/);
  }
});

test("an equivalent URL becomes the canonical one", async ({ page }) => {
  const denials = new DenialsPage(page);
  await denials.open(`${sample.url}/denials?to=2025-07-16&q=&from=2025-07-03&w=300`);
  await denials.status.row("-5").click();
  const view = "from=2025-07-03&status=flexnet-publisher%3A-5&to=2025-07-16";
  await expect(page).toHaveURL(`${sample.url}/denials?${view}`);
  await denials.shows(await sample.report(view));
});

test("going between the two pages fetches no slice again", async ({ page }) => {
  const denials = new DenialsPage(page);
  const slices: string[] = [];
  const loads: string[] = [];
  page.on("request", (request) => {
    if (askedPath(request.url()) === "/slice") slices.push(request.url());
    if (request.isNavigationRequest()) loads.push(request.url());
  });
  const view = "range=all&status=rlm%3A-22";
  await denials.open(`${sample.url}/denials?${view}`);
  await denials.goTo("Overview");
  await expect(page).toHaveURL(`${sample.url}/?${view}`);
  await expect(page).toHaveTitle("Overview · Turnaway");
  await denials.counts((await sample.report(view)).attempts);
  await denials.goTo("Denials");
  await expect(page).toHaveURL(`${sample.url}/denials?${view}`);
  await expect(page).toHaveTitle("Denials · Turnaway");
  await denials.shows(await sample.report(view));
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Usage and Denials/);
  await page.goForward();
  await denials.shows(await sample.report(view));
  expect(slices, "one slice").toHaveLength(1);
  expect(loads, "one page load").toHaveLength(1);
});

test("a mistake in the URL is a notice that can be dismissed", async ({ page }) => {
  const denials = new DenialsPage(page);
  await denials.open(`${sample.url}/denials?range=all&w=soon&acount=red&utm_source=mail`);
  await expect(page.getByText('"w=soon" is invalid')).toBeVisible();
  await expect(page.getByText('unknown setting "acount": did you mean account?')).toBeVisible();
  await expect(page.getByText("utm_source")).toHaveCount(0);
  await denials.shows(await sample.report("range=all"));
  await page.getByRole("link", { name: "Dismiss" }).click();
  await expect(page.getByText('"w=soon"')).toBeHidden();
});
