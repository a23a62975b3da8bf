// axe finds nothing: both pages, both themes, and everything that opens.

import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { importBusyWeeks, WEEK } from "./busy_weeks.ts";
import { ReportPage } from "./report.page.ts";

const week = `from=${WEEK.from}&to=${WEEK.to}`;
let url = "";

test.beforeAll(async ({ turnaway }) => {
  ({ url } = await turnaway.serve(await importBusyWeeks(turnaway)));
});

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** axe violations of WCAG 2.0 to 2.2, levels A and AA: one line per element. */
async function violations(page: Page): Promise<string[]> {
  const { violations, passes } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  expect(passes, "axe has looked").not.toEqual([]);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`),
  );
}

for (const theme of ["light", "dark"] as const) {
  test.describe(theme, () => {
    test.use({ colorScheme: theme });

    for (const path of ["/", "/denials"]) {
      test(`${path} as it opens, filtered and compared`, async ({ page }) => {
        const look = new ReportPage(page);
        await look.open(`${url}${path}?${week}`);
        expect(await violations(page)).toEqual([]);
        await look.open(
          `${url}${path}?account=Ash+Works&category=capacity&compare=before&${week}` +
            "&not-source=cls&q=user&sort=account,-time",
        );
        for (const chart of await page.locator(".canvas").all()) {
          await chart.scrollIntoViewIfNeeded();
          await expect(chart.locator("canvas")).toBeVisible();
        }
        for (const summary of await page.getByText("Numbers as a table").all()) await summary.click();
        expect(await violations(page)).toEqual([]);
      });

      test(`${path} with a filter's list, and on a phone with its sheet`, async ({ page }) => {
        const look = new ReportPage(page);
        // This many days have more features than a list shows without a search.
        await look.open(`${url}${path}?from=2025-06-30&to=2025-07-27`);
        await look.openFilters();
        // The buttons stay at the sheet's lower edge: what is under them is one scroll away.
        const sheet = look.filters;
        await sheet.evaluate((sheet) => sheet.scrollTo(0, sheet.scrollHeight));
        expect(await violations(page)).toEqual([]);
        const facet = await look.facet("Feature");
        await facet.getByRole("checkbox", { name: /^drafting_0/ }).check();
        await facet.getByRole("searchbox").fill("SOLIDS");
        await expect(facet.getByRole("checkbox")).toHaveCount(3);
        await sheet.evaluate((sheet) => sheet.scrollTo(0, sheet.scrollHeight));
        expect(await violations(page)).toEqual([]);
      });
    }

    test("a row's detail, the menu of columns and the sheet of shortcuts", async ({ page }) => {
      const look = new ReportPage(page);
      await look.open(`${url}/denials?${week}`);
      await page.getByText("Columns", { exact: true }).click();
      expect(await violations(page)).toEqual([]);
      await page.getByText("Columns", { exact: true }).click();
      await page.getByRole("button", { name: /^Details of the denial/ }).nth(1).click();
      const detail = page.getByRole("dialog", { name: /^Denied/ });
      await expect(detail.getByRole("table")).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await detail.getByRole("button", { name: "Close" }).click();
      await page.keyboard.press("?");
      await expect(look.help).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });

    test("a list that is pointed at, with its tooltip", async ({ page }) => {
      const look = new ReportPage(page);
      await look.open(`${url}/denials?${week}`);
      const panel = look.panel("Denials Distribution");
      await look.canvas(panel);
      await look.bars(panel).first().focus();
      await expect(panel.locator(".tooltip")).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });

    test("no match, and a mistake in the URL", async ({ page }) => {
      const look = new ReportPage(page);
      for (const path of ["/", "/denials"]) {
        await look.open(`${url}${path}?account=Nobody&w=soon&${week}`);
        await expect(page.getByText("Nothing matches these filters")).toBeVisible();
        expect(await violations(page), path).toEqual([]);
      }
    });

    test("no data at all", async ({ page, turnaway }) => {
      const name = `empty-${theme}-${test.info().project.name}.db`;
      const { url, stop } = await turnaway.serve(turnaway.path(name));
      const look = new ReportPage(page);
      for (const path of ["/", "/denials"]) {
        await look.open(`${url}${path}`);
        await expect(page.getByText("No denied requests yet.")).toBeVisible();
        expect(await violations(page), path).toEqual([]);
      }
      await page.goto("about:blank");
      await stop();
    });

    test("a failure", async ({ page, allowedProblems }) => {
      allowedProblems.push(/\/data\/usage/, /ERR_FAILED/);
      const look = new ReportPage(page);
      await look.open(`${url}/?${week}`);
      await page.route("**/data/usage?*", (route) => route.abort());
      await look.choose("Account", "Ash Works");
      await expect(page.getByRole("alert")).toContainText("The server didn't respond");
      expect(await violations(page)).toEqual([]);
    });

    test("a table's own page", async ({ page }) => {
      for (const name of ["denials-by-account", "denials-summary", "active-account-identifiers"]) {
        await page.goto(`${url}/table/${name}?${week}&theme=${theme}`);
        expect(await violations(page), name).toEqual([]);
      }
    });
  });
}

test("in the system's own colors what is chosen has an outline", async ({ page }) => {
  const look = new ReportPage(page);
  await page.emulateMedia({ forcedColors: "active" });
  await look.open(`${url}/denials?account=Ash+Works&${week}`);
  const chosen = look.bars(look.panel("Denials by Account")).and(page.locator("[aria-current=true]"));
  await expect(chosen).toHaveCount(1);
  await expect(chosen).toHaveCSS("outline-style", "solid");
  const others = look.bars(look.panel("Denials by Account")).and(page.locator(".dimmed"));
  await expect(others.first()).toHaveCSS("outline-style", "none");
});
