// A phone's first screen: the headline and the reasons as bars in HTML, and the filters in a
// sheet. The widths are set here, so both projects test each: by touch and by mouse.

import { expect, test } from "./fixtures.ts";
import { importBusyWeeks, WEEK } from "./busy_weeks.ts";
import { ReportPage } from "./report.page.ts";
import { number, report } from "./sample.ts";

const HEIGHT = 844;
const week = `from=${WEEK.from}&to=${WEEK.to}`;
let database = "";
let url = "";

test.beforeAll(async ({ turnaway }) => {
  database = await importBusyWeeks(turnaway);
  ({ url } = await turnaway.serve(database));
});

for (const width of [320, 390, 480]) {
  for (const path of ["/", "/denials"]) {
    test(`at ${width} px ${path} begins with its numbers and reasons`, async ({
      page,
      turnaway,
    }) => {
      await page.setViewportSize({ width, height: HEIGHT });
      const look = new ReportPage(page);
      await look.open(`${url}${path}?${week}`);
      const { by_status } = await report(turnaway, database, week);
      const reasons = look.bars(look.panel("Denials Distribution"));
      const values = reasons.locator(".value");
      await expect(values, "sorted").toHaveText(by_status.map((row) => number(row.attempts)));

      const figures = look.headline.getByRole("definition");
      await expect(figures).toHaveCount(path === "/" ? 6 : 4);
      const seen = [...(await figures.all()), ...(await reasons.all()).slice(0, 3)];
      for (const part of seen) {
        const box = await part.boundingBox();
        expect(box && box.y >= 0 && box.y + box.height <= HEIGHT, await part.innerText()).toBe(true);
        expect(box && box.x >= 0 && box.x + box.width <= width, await part.innerText()).toBe(true);
      }
      for (const canvas of await page.locator(".canvas").all()) {
        const box = await canvas.boundingBox();
        const last = await reasons.last().boundingBox();
        expect(box && last && box.y >= last.y, "charts follow below").toBe(true);
      }
    });
  }
}

test("the filters are a sheet that opens, counts what is active, and closes", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: HEIGHT });
  const look = new ReportPage(page);
  await look.open(`${url}/denials?${week}`);
  const opener = page.getByRole("button", { name: /^Filters/ });
  await expect(opener).toHaveText(`Filters ${WEEK.from} to ${WEEK.to}`);
  await expect(look.filters).toBeHidden();

  await opener.click();
  await expect(look.filters).toBeVisible();
  const account = await look.facet("Account");
  await account.getByRole("checkbox", { name: /^Ash Works/ }).check();
  await account.getByRole("checkbox", { name: /^Dogwood/ }).check();
  await page.getByRole("button", { name: "Show the report" }).click();
  await expect(look.filters).toBeHidden();
  await expect(opener).toHaveText(`Filters (2) ${WEEK.from} to ${WEEK.to}`);
  await expect(opener, "the focus comes back").toBeFocused();

  await page.getByRole("link", { name: "Exclude account: Dogwood" }).click();
  await expect(opener, "what is left out is a filter").toHaveText(`Filters (2) ${WEEK.from} to ${WEEK.to}`);
  await page.getByRole("link", { name: "Remove not account: Dogwood" }).click();
  await expect(opener).toHaveText(`Filters (1) ${WEEK.from} to ${WEEK.to}`);

  await opener.click();
  await expect(look.filters).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(look.filters).toBeHidden();
  await opener.click();
  await expect(look.filters).toBeVisible();
  // Outside the sheet, which takes the lower part of the window.
  await page.mouse.click(195, 20);
  await expect(look.filters).toBeHidden();
});

test("what the sheet covers can be reached by scrolling it", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 568 });
  const look = new ReportPage(page);
  await look.open(`${url}/?${week}`);
  await look.openFilters();
  const facet = await look.facet("License model");
  await facet.getByRole("checkbox", { name: /^concurrent/ }).check();
  await expect(page).toHaveURL(/model=concurrent/);
  await look.filters.getByLabel("Compare with previous period").check();
  await expect(page).toHaveURL(/compare=before/);
  await look.filters.getByRole("link", { name: "Reset" }).click();
  await expect(page).toHaveURL(`${url}/?compare=before`);
});
