// A URL that leads nowhere.

import { expect, test } from "./fixtures.ts";
import { importBusyWeeks } from "./busy_weeks.ts";
import { ReportPage } from "./report.page.ts";

test("it is a page that leads on", async ({ page, turnaway, allowedProblems }) => {
  allowedProblems.push(/404/);
  const { url } = await turnaway.serve(await importBusyWeeks(turnaway));
  const answer = await page.goto(`${url}/denails`);
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Page not found");
  const look = new ReportPage(page);
  expect(await look.overflow()).toBeLessThanOrEqual(0);
  await page.getByRole("main").getByRole("link", { name: "Denials" }).click();
  await expect(page).toHaveURL(`${url}/denials`);
});
