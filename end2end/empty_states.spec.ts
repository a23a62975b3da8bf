// If there is nothing to show, the page says what to do.

import { expect, test } from "./fixtures.ts";
import { asCsv, busyWeeks, importBusyWeeks, WEEK } from "./busy_weeks.ts";
import { ReportPage } from "./report.page.ts";
import { importEvents, number, report } from "./sample.ts";

const week = `from=${WEEK.from}&to=${WEEK.to}`;

for (const path of ["/", "/denials"]) {
  test(`without data ${path} says how to import, and detects new data`, async ({
    page,
    turnaway,
  }) => {
    const name = `first-${path.slice(1)}-${test.info().project.name}`;
    const database = turnaway.path(`${name}.db`);
    const { url, stop } = await turnaway.serve(database);
    const look = new ReportPage(page);
    await look.open(`${url}${path}?${week}`);
    const notice = page.getByRole("status").filter({ hasText: "No denied requests yet." });
    await expect(notice).toContainText(`turnaway import --database`);
    await expect(notice).toContainText(`${name}.db --account`);
    await expect(look.figure("Attempts (denied)")).toHaveText(/^0\s*$/);

    await importEvents(turnaway, name, asCsv(busyWeeks()));
    await page.evaluate(() => window.dispatchEvent(new Event("focus")));
    const slice = page.waitForResponse(/\/slice\?/);
    const engine = page.waitForResponse(/split_engine/);
    await look.news.getByRole("button", { name: "Show it" }).click();
    await expect(notice).toBeHidden();
    const { attempts } = await report(turnaway, database, week);
    await expect(look.figure("Attempts (denied)")).toHaveText(
      new RegExp(`^${number(attempts)}\\b`),
    );
    await (await slice).finished();
    await (await engine).finished();
    await page.goto("about:blank");
    await stop();
  });
}

test.describe("with data elsewhere", () => {
  let database = "";
  let url = "";

  test.beforeAll(async ({ turnaway }) => {
    database = await importBusyWeeks(turnaway);
    ({ url } = await turnaway.serve(database));
  });

  test("a range without denials says where there is data", async ({ page, turnaway }) => {
    const look = new ReportPage(page);
    const all = await report(turnaway, database, "range=all");
    const days = busyWeeks().filter((event) => event.outcome === "denied");
    const [first, last] = [days.at(0)?.time.slice(0, 10), days.at(-1)?.time.slice(0, 10)];
    for (const path of ["/", "/denials"]) {
      await look.open(`${url}${path}?from=2024-01-01&to=2024-01-31`);
      await expect(page.getByText("No denied requests in this range.")).toContainText(
        `The data has ${number(all.attempts)} denied requests, from ${first} to ${last}.`,
      );
      await page.getByRole("link", { name: "Show all time, without filters" }).click();
      await expect(page).toHaveURL(`${url}${path}?range=all`);
      await expect(look.figure("Attempts (denied)")).toHaveText(number(all.attempts));
    }
  });

  test("days after the data are not called all time", async ({ page }) => {
    const look = new ReportPage(page);
    await look.open(`${url}/?from=2025-08-01&to=2025-08-31`);
    await expect(page.getByText("No denied requests in this range.")).toBeVisible();
    await expect(look.headline).not.toContainText("“All time”");
  });

  test("filters that match nothing: which to remove, with the resulting count", async ({
    page,
    turnaway,
  }) => {
    const look = new ReportPage(page);
    const view = (filters: string[]) => [...filters, week].join("&");
    const [account, feature, text] = ["account=Ash+Works", "feature=nothing", "q=user"];
    await look.open(`${url}/denials?${view([account, feature])}&q=user`);
    await expect(page.getByText("Nothing matches these filters in this range.")).toBeVisible();
    const drops = page.getByRole("status").getByRole("listitem");
    const without = await report(turnaway, database, view([account, text]));
    await expect(drops).toHaveText([
      `Remove the feature filter: ${number(without.attempts)} attempts`,
    ]);
    await drops.getByRole("link").click();
    await expect(look.figure("Attempts (denied)")).toHaveText(number(without.attempts));
    await expect(page).toHaveURL(
      `${url}/denials?${account}&from=${WEEK.from}&${text}&to=${WEEK.to}`,
    );
    await expect(drops).toHaveCount(0);
  });

  test("if no single filter helps, all can be removed", async ({ page, turnaway }) => {
    const look = new ReportPage(page);
    await look.open(`${url}/denials?account=Nobody&feature=nothing&${week}`);
    await page.getByRole("link", { name: "Remove all filters" }).click();
    const { attempts } = await report(turnaway, database, week);
    await expect(look.figure("Attempts (denied)")).toHaveText(number(attempts));
    await expect(page).toHaveURL(`${url}/denials?${week}`);
  });

  test("a mistake in the URL is a notice that can be dismissed", async ({ page, turnaway }) => {
    const look = new ReportPage(page);
    await look.open(`${url}/denials?${week}&w=soon&acount=red&utm_source=mail`);
    await expect(page.getByText('"w=soon" is invalid')).toBeVisible();
    await expect(page.getByText('unknown setting "acount": did you mean account?')).toBeVisible();
    await expect(page.getByText("utm_source")).toHaveCount(0);
    const { attempts } = await report(turnaway, database, week);
    await expect(look.figure("Attempts (denied)")).toHaveText(number(attempts));
    await page.getByRole("link", { name: "Dismiss" }).click();
    await expect(page.getByText('"w=soon"')).toBeHidden();
  });
});
