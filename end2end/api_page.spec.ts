// The page of the ingest API: found in the menu, readable by everyone.

import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "./fixtures.ts";
import { sidewaysScrolling, smallTargets } from "./targets.ts";

let url = "";

test.beforeAll(async ({ turnaway }) => {
  ({ url } = await turnaway.serve(turnaway.path(`api-${test.info().project.name}.db`)));
});

test("the menu leads to it, and it shows an event's fields and a command to send one", async ({ page }) => {
  await page.goto(`${url}/account`);
  await page.locator(".reader-menu > summary").click();
  await page.getByRole("link", { name: "Ingest API" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Ingest API");
  const events = page.getByRole("region", { name: "POST /api/v1/events", exact: true });
  await expect(events).toContainText(`"${url}/api/v1/events"`);
  await events.getByRole("link", { name: "EventDocument" }).first().click();
  await expect(page.getByRole("heading", { name: "EventDocument" })).toBeInViewport();
  const fields = page.getByRole("region", { name: "Fields of EventDocument" });
  await expect(fields.getByRole("rowheader", { name: "code_space" })).toBeVisible();
  const answered = await page.request.get(`${url}/api/openapi.json`);
  expect((await answered.json()).openapi).toMatch(/^3\.1/);
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test("axe finds nothing", async ({ page }) => {
      await page.goto(`${url}/api`);
      const { violations, passes } = await new AxeBuilder({ page }).analyze();
      expect(passes, "axe has looked").not.toEqual([]);
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target)}`)).toEqual([]);
    });
  });
}

for (const width of [320, 390, 1280]) {
  test(`at ${width} px targets have 24 px and nothing scrolls sideways but tables and examples`, async ({ page }) => {
    await page.setViewportSize({ width, height: 844 });
    await page.goto(`${url}/api`);
    expect(await smallTargets(page)).toEqual([]);
    expect(await sidewaysScrolling(page)).toEqual([]);
  });
}
