// What the page does when the server does not answer.

import { expect, test } from "./fixtures.ts";
import { busyWeeks, importBusyWeeks, WEEK } from "./busy_weeks.ts";
import { OverviewPage } from "./overview.page.ts";
import { ReportPage } from "./report.page.ts";
import { number, report } from "./sample.ts";

const week = `from=${WEEK.from}&to=${WEEK.to}`;

test("a server that is gone is said, what was there stays, and it can be tried again", async ({
  page,
  turnaway,
  allowedProblems,
}) => {
  allowedProblems.push(/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE/);
  const database = await importBusyWeeks(turnaway);
  // Of so few attempts the browser holds none of this week.
  const first = await turnaway.serve(database, ["--slice-attempts", "10"]);
  const look = new ReportPage(page);
  await look.open(`${first.url}/denials?${week}`);
  const all = await report(turnaway, database, week);
  await expect(look.figure("Attempts (denied)")).toHaveText(number(all.attempts));
  await first.stop();

  const reason = look.bars(look.panel("Denials Distribution")).first();
  await reason.click();
  const alert = page.getByRole("alert");
  await expect(alert).toContainText("the server did not answer");
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

test("usage that could not be had is said and asked for again", async ({
  page,
  turnaway,
  allowedProblems,
}) => {
  allowedProblems.push(/\/api\/usage.*ERR_FAILED/, /net::ERR_FAILED/);
  const database = await importBusyWeeks(turnaway);
  const { url, stop } = await turnaway.serve(database);
  const overview = new OverviewPage(page);
  await overview.open(`${url}/?${week}`);
  await page.route("**/api/usage?*", (route) => route.abort());
  await overview.choose("Product", "Solids");
  const alert = page.getByRole("alert");
  await expect(alert).toContainText("the server did not answer");
  const { attempts } = await report(turnaway, database, `${week}&product=Solids`);
  await expect(overview.figure("Attempts (denied)"), "the browser has these").toHaveText(
    new RegExp(`^${number(attempts)} `),
  );
  await page.unroute("**/api/usage?*");
  await alert.getByRole("button", { name: "Try again" }).click();
  await expect(alert.getByRole("button")).toHaveCount(0);
  await overview.shows(busyWeeks(), { ...WEEK, only: { product: "Solids" } });
  await page.goto("about:blank");
  await stop();
});

test("a chart that cannot be drawn says so, and its numbers stay", async ({
  page,
  turnaway,
  allowedProblems,
}) => {
  allowedProblems.push(/echarts\.js/, /net::ERR_FAILED/);
  const database = await importBusyWeeks(turnaway);
  const { url, stop } = await turnaway.serve(database);
  await page.route("**/echarts.js", (route) => route.abort());
  const look = new ReportPage(page);
  await look.open(`${url}/denials?${week}`);
  const panel = look.panel("Denials Distribution");
  await panel.getByRole("img").scrollIntoViewIfNeeded();
  await expect(panel.getByText("The chart could not be drawn.")).toBeVisible();
  await expect(panel.getByRole("button", { name: /^Save as PNG/ })).toBeDisabled();
  const { by_status } = await report(turnaway, database, week);
  await expect(look.bars(panel)).toHaveCount(by_status.length);
  await page.goto("about:blank");
  await stop();
});
