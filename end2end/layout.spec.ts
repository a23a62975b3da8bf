// Layout at every width: targets are large enough, and nothing scrolls sideways but tables.

import { expect, test } from "./fixtures.ts";
import { importBusyWeeks, WEEK } from "./busy_weeks.ts";
import { ReportPage } from "./report.page.ts";
import { sidewaysScrolling, smallTargets } from "./targets.ts";

const week = `from=${WEEK.from}&to=${WEEK.to}`;
const filtered = `account=Ash+Works&account=Birch+%26+Sons&compare=before&not-status=rlm:-3&${week}`;
let url = "";

test.beforeAll(async ({ turnaway }) => {
  ({ url } = await turnaway.serve(await importBusyWeeks(turnaway)));
});

for (const width of [320, 390, 768, 1280]) {
  test.describe(`at ${width} px`, () => {
    test.use({ viewport: { width, height: 844 } });

    for (const path of ["/", "/denials"]) {
      test(`${path} has targets of 24 px and no sideways scrolling`, async ({ page }) => {
        const look = new ReportPage(page);
        await look.open(`${url}${path}?${filtered}`);
        const holds = async (state: string) => {
          expect(await smallTargets(page), state).toEqual([]);
          expect(await sidewaysScrolling(page), state).toEqual([]);
        };
        for (const chart of await page.locator(".canvas").all()) {
          await chart.scrollIntoViewIfNeeded();
          await expect(chart.locator("canvas")).toBeVisible();
        }
        await holds("as it opens");
        for (const summary of await page.getByText("Numbers as a table").all()) await summary.click();
        await holds("with its numbers");
        await look.facet("Account");
        await holds("with a filter's list");
        await page.keyboard.press("Escape");
        await look.facet("License model");
        await holds("with the last filter's list");
      });
    }

    test("the table's menu and a row's detail have room", async ({ page }) => {
      const look = new ReportPage(page);
      await look.open(`${url}/denials?${week}`);
      await page.getByText("Columns", { exact: true }).click();
      expect(await smallTargets(page)).toEqual([]);
      expect(await sidewaysScrolling(page)).toEqual([]);
      await page.getByText("Columns", { exact: true }).click();
      await page.getByRole("button", { name: /^Details of the denial/ }).first().click();
      const detail = page.getByRole("dialog", { name: /^Denied/ });
      await expect(detail.getByRole("table")).toBeVisible();
      expect(await smallTargets(page)).toEqual([]);
      expect(await sidewaysScrolling(page)).toEqual([]);
      await detail.getByRole("button", { name: "Close" }).click();
      await page.keyboard.press("?");
      await expect(look.help).toBeVisible();
      expect(await smallTargets(page)).toEqual([]);
      expect(await sidewaysScrolling(page)).toEqual([]);
    });

    test("a table's own page has targets of 24 px and no sideways scrolling", async ({ page }) => {
      for (const name of ["denials-summary", "denials-over-time", "what-to-do"]) {
        await page.goto(`${url}/table/${name}?${week}`);
        expect(await smallTargets(page), name).toEqual([]);
        expect(await sidewaysScrolling(page), name).toEqual([]);
      }
    });

    test("notices have room", async ({ page }) => {
      const look = new ReportPage(page);
      await look.open(`${url}/denials?account=Nobody+at+all&w=soon&${week}`);
      await expect(page.getByText("Nothing matches these filters")).toBeVisible();
      expect(await smallTargets(page)).toEqual([]);
      expect(await sidewaysScrolling(page)).toEqual([]);
    });
  });
}

test("a row opens although the menu above it closes on the same click", async ({ page }) => {
  const look = new ReportPage(page);
  await look.open(`${url}/denials?${week}`);
  const row = page.getByRole("button", { name: /^Details of the denial/ }).first();
  await row.scrollIntoViewIfNeeded();
  await page.getByText("Columns", { exact: true }).click();
  await row.click();
  await expect(page.getByRole("dialog", { name: /^Denied/ })).toBeVisible();
});
