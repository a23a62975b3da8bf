// The filter bar of the denials page: whatever is chosen becomes the URL, and the page shows
// the report of the URL. Once the slice is loaded, no request is made for it.

import { expect, test } from "./fixtures.ts";
import { DenialsPage } from "./denials.page.ts";
import { askedPath } from "./report.page.ts";
import { REASONS, SOURCES } from "./report_words.ts";
import { number, type Report } from "./sample.ts";
import { attempts, serveTwoMonths, type Attempt, type ServedSample } from "./two_months.ts";

let sample: ServedSample;

test.beforeAll(async ({ turnaway }) => {
  sample = await serveTwoMonths(turnaway);
});

/** A page that answers by itself, and the URLs that it requests from then on. */
class OwnAnswers extends DenialsPage {
  readonly requests: string[] = [];

  async openWithSlice(view: string): Promise<void> {
    await this.open(`${sample.url}/denials?${view}`);
    this.page.on("request", (request) => {
      const pathname = askedPath(request.url());
      // Chart code is loaded when one scrolls to a chart; news is polled at any time.
      if (/\/(echarts\.js|split_charts\.wasm)$/.test(pathname) || /^\/(version|news)$/.test(pathname)) return;
      this.requests.push(request.url());
    });
  }

  /** Waits for the URL of a view, and compares the page with the view's report. */
  async answers(view: string): Promise<Report> {
    await expect(this.page).toHaveURL(`${sample.url}/denials${view && `?${view}`}`);
    const report = await sample.report(view);
    await this.shows(report);
    expect(this.requests, "the slice answers").toEqual([]);
    return report;
  }
}

test("ranges: presets, everything, and two dates", async ({ page }) => {
  const denials = new OwnAnswers(page);
  const { filters } = denials;
  await denials.openWithSlice("range=7d");
  await filters.choose(filters.range, "All time");
  await denials.answers("range=all");
  for (const [name, view] of [
    ["Last 28 days", "range=28d"],
    ["Last 90 days", "range=90d"],
    ["Last 12 months", ""],
    ["Last 7 days", "range=7d"],
  ] as const) {
    await filters.choose(filters.range, name);
    await denials.answers(view);
  }

  await filters.fill(filters.from, "2025-07-03");
  await denials.answers("from=2025-07-03");
  await filters.fill(filters.to, "2025-07-16");
  await denials.answers("from=2025-07-03&to=2025-07-16");
  // The other end is not overwritten: the range changes once both fit.
  await filters.fill(filters.from, "2025-07-20");
  await expect(page.getByText("“To” is before “From”")).toBeAttached();
  await filters.has(filters.from, "2025-07-20");
  await filters.has(filters.to, "2025-07-16");
  await denials.answers("from=2025-07-03&to=2025-07-16");
  await filters.fill(filters.to, "2025-07-24");
  await denials.answers("from=2025-07-20&to=2025-07-24");
  await expect(page.getByText("“To” is before “From”")).toHaveCount(0);
  // The later end may be chosen first.
  await filters.fill(filters.to, "2025-07-10");
  await filters.fill(filters.from, "2025-07-08");
  await denials.answers("from=2025-07-08&to=2025-07-10");
  await filters.fill(filters.to, "2025-07-20");
  await filters.fill(filters.from, "");
  await denials.answers("to=2025-07-20");
  await filters.choose(filters.range, "All time");
  await denials.answers("range=all");
});

test("a typed date takes effect when the field is left, and the other stays", async ({ page }) => {
  const denials = new OwnAnswers(page);
  const { filters } = denials;
  await denials.openWithSlice("from=2025-07-03");
  await filters.show();
  // The year passes through 2, 20 and 202; day and month are the same in every order.
  await filters.to.pressSequentially("07072025");
  await expect(page).toHaveURL(`${sample.url}/denials?from=2025-07-03`);
  await filters.to.blur();
  await filters.hide();
  await denials.answers("from=2025-07-03&to=2025-07-07");
  await filters.show();
  await filters.to.pressSequentially("08082025");
  await filters.to.press("Enter");
  await filters.hide();
  await denials.answers("from=2025-07-03&to=2025-08-08");
  await page.goBack();
  await page.goBack();
  await denials.answers("from=2025-07-03");
});

test("all time as custom dates has the days of the record", async ({ page }) => {
  const denials = new OwnAnswers(page);
  await denials.openWithSlice("range=all");
  await denials.filters.choose(denials.filters.range, "Custom");
  const report = await denials.answers("from=2025-06-01&to=2025-07-30");
  expect(report.attempts).toBe(attempts().length);
});

test("a time zone moves the days", async ({ page }) => {
  const denials = new DenialsPage(page);
  const days = "from=2025-07-03&to=2025-07-03";
  await denials.open(`${sample.url}/denials?${days}`);
  await denials.filters.fill(denials.filters.zone, "asia/tokyo");
  // The server knows the zone's changes and its spelling; the slice then answers for it.
  await expect(denials.page.getByText("(Asia/Tokyo)")).toBeVisible();
  const tokyo = await sample.report(`${days}&tz=Asia/Tokyo`);
  await denials.shows(tokyo);
  await denials.filters.fill(denials.filters.zone, "");
  await expect(page).toHaveURL(`${sample.url}/denials?${days}`);
  const utc = await sample.report(days);
  await denials.shows(utc);
  expect(utc.by_category).not.toEqual(tokyo.by_category);
});

test("text takes effect while typing, and going back undoes all of it", async ({ page }) => {
  const denials = new OwnAnswers(page);
  const { filters } = denials;
  await denials.openWithSlice("range=all");
  await filters.show();
  await filters.text.pressSequentially("USER-1");
  await expect(filters.text, "what is typed stays").toHaveValue("USER-1");
  await denials.answers("q=user-1&range=all");
  await filters.text.pressSequentially("3");
  await denials.answers("q=user-13&range=all");
  await filters.hide();
  await page.goBack();
  await denials.answers("range=all");
  await filters.has(filters.text, "");
  await page.goForward();
  await denials.answers("q=user-13&range=all");
  await filters.has(filters.text, "USER-13");
});

test("the measure sorts the lists, and percentages refer to it", async ({ page }) => {
  const denials = new OwnAnswers(page);
  await denials.openWithSlice("range=all");
  for (const [name, view] of [
    ["true denials", "measure=true&range=all"],
    ["affected users", "measure=users&range=all"],
    ["attempts", "range=all"],
  ] as const) {
    await denials.filters.choose(denials.filters.measure, name);
    await denials.answers(view);
  }
});

test("the two windows are chosen from lists", async ({ page }) => {
  const denials = new OwnAnswers(page);
  const { filters } = denials;
  await denials.openWithSlice("range=all");
  await filters.choose(filters.repeats, "off");
  const retries = await denials.answers("range=all&w=0");
  await filters.choose(filters.grants, "off");
  const all = await denials.answers("g=0&range=all&w=0");
  expect(all.true_denials, "every final attempt counts").toBe(all.attempts);
  expect(retries.true_denials).toBeLessThan(all.true_denials);
  await filters.choose(filters.repeats, "1 minute");
  await filters.choose(filters.grants, "1 day");
  await denials.answers("g=86400&range=all&w=60");
});

test("another window in the URL is offered too", async ({ page }) => {
  const denials = new DenialsPage(page);
  await denials.open(`${sample.url}/denials?range=all&w=7200`);
  await denials.filters.show();
  await expect(denials.filters.repeats).toHaveValue("7200");
  const chosen = denials.filters.repeats.locator("option:checked");
  await expect(chosen).toHaveText("2 hours");
  await denials.shows(await sample.report("range=all&w=7200"));
});

/** A filter with a list, and its field in the sample. */
interface FacetCase {
  title: string;
  key: string;
  /** The value of an attempt, and its label in the list. */
  of(attempt: Attempt): string;
  called(value: string): string;
}

const same = (value: string) => value;
const FACETS: FacetCase[] = [
  {
    title: "Status",
    key: "status",
    of: (it) => `${it.code_space}:${it.code}`,
    called: (value) => value.split(":")[1] ?? "",
  },
  { title: "Account", key: "account", of: (it) => it.account, called: same },
  { title: "Product", key: "product", of: (it) => it.product, called: same },
  { title: "Feature", key: "feature", of: (it) => it.feature, called: same },
  { title: "Server", key: "server", of: (it) => it.server, called: same },
  { title: "Source", key: "source", of: (it) => it.source, called: (it) => SOURCES[it] ?? it },
  {
    title: "License model",
    key: "model",
    of: (it) => it.license_model,
    called: (value) => value || "(unknown)",
  },
];

for (const { title, key, of, called } of FACETS) {
  test(`the list of ${title} has every value with its count`, async ({ page }) => {
    const counts = new Map<string, number>();
    for (const attempt of attempts()) counts.set(of(attempt), (counts.get(of(attempt)) ?? 0) + 1);
    const offered = [...counts].map(([value, count]) => `${called(value)} ${number(count)}`);

    const denials = new OwnAnswers(page);
    await denials.openWithSlice("range=all");
    const facet = denials.filters.facet(title);
    await facet.open();
    const names = await facet.names.allTextContents();
    const values = await facet.counts.allTextContents();
    expect(names.map((name, place) => `${name} ${values[place]}`).sort()).toEqual(offered.sort());

    const [first, second] = [...counts.keys()].sort();
    if (first === undefined || second === undefined) throw new Error("there are two values");
    const query = (...values: string[]) => {
      const pairs = [...values.map((value) => [key, value]), ["range", "all"]];
      return new URLSearchParams(pairs.sort() as [string, string][]).toString();
    };
    await facet.value(called(first)).check();
    await denials.answers(query(first));
    await facet.value(called(second)).check();
    await denials.answers(query(first, second));
    await expect(facet.chosen).toHaveText("2");
    await expect(facet.counts, "its own filter changes no count").toHaveText(values);
    await facet.value(called(first)).uncheck();
    await denials.answers(query(second));
  });
}

test("the list of reasons has every reason with its count", async ({ page }) => {
  const denials = new OwnAnswers(page);
  await denials.openWithSlice("range=all");
  const all = await sample.report("range=all");
  const facet = denials.filters.facet("Reason");
  await facet.open();
  await expect(facet.names).toHaveText(all.by_category.map((row) => REASONS[row.category] ?? ""));
  await expect(facet.counts).toHaveText(all.by_category.map((row) => number(row.attempts)));
  await facet.value("blocked by a rule").check();
  await denials.answers("category=rule&range=all");
});

test("a long list is searched, by name or by description", async ({ page }) => {
  const denials = new OwnAnswers(page);
  await denials.openWithSlice("range=all");
  const statuses = denials.filters.facet("Status");
  await statuses.open();
  await statuses.search("list for feature");
  await expect(statuses.names).toHaveText(["-39", "-38"]);
  await statuses.close();

  const accounts = denials.filters.facet("Account");
  await accounts.open();
  await accounts.search("MER w");
  await expect(accounts.names).toHaveText(["Customer W & Sons"]);
  await accounts.value("Customer W & Sons").check();
  await denials.answers("account=Customer+W+%26+Sons&range=all");
  await accounts.search("no such customer");
  await expect(accounts.names).toHaveCount(0);
  await accounts.search("");
  await expect(accounts.names).toHaveCount(new Set(attempts().map((it) => it.account)).size);
  await expect(accounts.value("Customer W & Sons")).toBeChecked();
  expect(denials.requests, "the slice answers").toEqual([]);
});

test("chips remove a filter, or negate it and back", async ({ page }) => {
  const denials = new OwnAnswers(page);
  const account = denials.filters.chip("account: Customer A & Sons");
  await denials.openWithSlice("account=Customer+A+%26+Sons&q=mill&range=all&status=rlm%3A-22");
  await expect(denials.filters.chips).toHaveCount(3);

  await account.leaveOut.click();
  await denials.answers("not-account=Customer+A+%26+Sons&q=mill&range=all&status=rlm%3A-22");
  await account.showOnly.click();
  await denials.answers("account=Customer+A+%26+Sons&q=mill&range=all&status=rlm%3A-22");
  await account.leaveOut.click();
  await denials.filters.chip("not account: Customer A & Sons").remove.click();
  await denials.answers("q=mill&range=all&status=rlm%3A-22");
  const { by_status } = await sample.report("q=mill&range=all&status=rlm%3A-22");
  const described = by_status.find((row) => row.code === "-22")?.description;
  await denials.filters.chip(`status: rlm -22 ${described}`).remove.click();
  await denials.answers("q=mill&range=all");
  await denials.filters.chip("text: mill").remove.click();
  await denials.answers("range=all");
  await expect(denials.filters.chips).toHaveCount(0);
});

/** This many excluded users, from `u10` on. */
const leftOut = (count: number) =>
  Array.from({ length: count }, (_, nth) => `not-user=u${10 + nth}`).join("&");

test("chips after the first eight are in a list that opens, and do the same", async ({ page }) => {
  const denials = new OwnAnswers(page);
  const { more } = denials.filters;
  await denials.openWithSlice(`${leftOut(11)}&range=all`);
  await expect(more).toHaveText("and 3 more");
  const remove = page.getByRole("button", { name: "Remove not user: u18", exact: true });
  await expect(remove).toBeHidden();
  await more.click();
  await remove.click();
  const rest = leftOut(11).replace("&not-user=u18", "");
  await denials.answers(`${rest}&range=all`);
  await expect(more).toHaveText("and 2 more");
  await page.getByRole("button", { name: "Show only user: u20", exact: true }).click();
  const turned = rest.replace("&not-user=u20", "");
  await expect(page).toHaveURL(`${sample.url}/denials?${turned}&range=all&user=u20`);
  await page.goBack();
  await denials.answers(`${rest}&range=all`);
});

test("a filter of more than a hundred values is reported, and the view stays", async ({ page }) => {
  const denials = new OwnAnswers(page);
  const accounts = Array.from({ length: 100 }, (_, nth) => `account=a${100 + nth}`).join("&");
  await denials.openWithSlice(`${accounts}&range=all`);
  const facet = denials.filters.facet("Account");
  await facet.open();
  const box = facet.value("Customer W & Sons");
  await box.click();
  await expect(box).not.toBeChecked();
  await denials.filters.hide();
  await expect(page.getByText('"account" has more than 100 values')).toBeVisible();
  await expect(page).toHaveURL(`${sample.url}/denials?${accounts}&range=all`);
  const answer = await page.request.get(`${sample.url}/denials?${accounts}&account=more`);
  expect(answer.status()).toBe(400);
});

test("reset goes back to the default view", async ({ page }) => {
  const denials = new OwnAnswers(page);
  const { filters } = denials;
  await denials.openWithSlice("category=rule&measure=true&q=mill&range=all&w=0");
  await filters.reset();
  await denials.answers("");
  await filters.has(filters.text, "");
  await filters.has(filters.measure, "attempts");
  await filters.has(filters.repeats, "300");
  await page.goBack();
  await denials.answers("category=rule&measure=true&q=mill&range=all&w=0");
});
