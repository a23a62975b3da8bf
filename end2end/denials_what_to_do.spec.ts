// What to do about it: the weight of each reason, accounts and features concerned, and who
// acts.

import { expect, test } from "./fixtures.ts";
import { DenialsPage } from "./denials.page.ts";
import { REASONS, value } from "./report_words.ts";
import { number } from "./sample.ts";
import { serveTwoMonths, type ServedSample } from "./two_months.ts";

/** How many accounts and features a reason names. */
const NAMED = 3;

let sample: ServedSample;

test.beforeAll(async ({ turnaway }) => {
  sample = await serveTwoMonths(turnaway);
});

for (const view of ["range=all", "from=2025-07-01&measure=true&source=local&to=2025-07-14"]) {
  test(`each reason names its heaviest accounts and features: ${view}`, async ({ page }) => {
    const denials = new DenialsPage(page);
    await denials.open(`${sample.url}/denials?${view}`);
    const all = await sample.report(view);
    await denials.reasons.shows(all);
    for (const { category } of all.by_category) {
      const within = await sample.report(`${view}&category=${category}`);
      const heaviest = [
        ...within.by_account.slice(0, NAMED).map((row) => ({ ...row, name: row.account })),
        ...within.by_feature.slice(0, NAMED).map((row) => ({ ...row, name: row.feature })),
      ];
      const named = denials.reasons.row(category).getByRole("listitem");
      const texts = heaviest.map((row) => `${row.name} ${number(value(within, row))}`);
      await expect(named).toHaveText(texts);
    }
  });
}

for (const slug of Object.keys(REASONS)) {
  test(`the heaviest names of a reason lead to a view with that count: ${slug}`, async ({ page }) => {
    const denials = new DenialsPage(page);
    await denials.open(`${sample.url}/denials?range=all`);
    const items = denials.reasons.row(slug).getByRole("listitem");
    await expect(items).toHaveCount(2 * NAMED);
    for (const item of await items.all()) {
      const count = Number(await item.locator(".value").textContent());
      await item.getByRole("link").click();
      await denials.counts(count);
      const opened = new URL(page.url());
      expect(opened.searchParams.get("category")).toBe(slug);
      expect((await sample.report(opened.search.slice(1))).attempts).toBe(count);
      await page.goBack();
      await expect(page).toHaveURL(`${sample.url}/denials?range=all`);
      await expect(items).toHaveCount(2 * NAMED);
    }
  });
}

test("each reason has its meaning, what to do and who acts", async ({ page }) => {
  const denials = new DenialsPage(page);
  await denials.open(`${sample.url}/denials?range=all`);
  const says = (slug: string) => denials.reasons.row(slug).getByRole("cell");
  await expect(says("capacity").nth(0)).toHaveText(/Demand exceeds/);
  await expect(says("capacity").nth(1)).toHaveText(/more licenses.*Sales/);
  await expect(says("expired").nth(1)).toHaveText(/renewal.*Renewals/);
  await expect(says("not-entitled").nth(1)).toHaveText(/Cross-sell.*Sales/);
  await expect(says("rule").nth(1)).toHaveText(/license administrator.*Customer Success/);
  await expect(says("version").nth(1)).toHaveText(/maintenance.*Renewals/);
  await expect(says("other").nth(1)).toHaveText(/Find the cause.*Support/);
});

test("a reason filters; the others stay and are dimmed", async ({ page }) => {
  const denials = new DenialsPage(page);
  await denials.open(`${sample.url}/denials?range=all`);
  await denials.reasons.reason("version").click();
  const chosen = await sample.report("category=version&range=all");
  await expect(page).toHaveURL(`${sample.url}/denials?${chosen.view}`);
  await denials.shows(chosen);
  expect(chosen.by_category).toHaveLength(6);
  await expect(denials.reasons.section.locator("tr.dimmed")).toHaveCount(5);
  await expect(denials.reasons.row("version")).not.toHaveClass(/dimmed/);
  await denials.reasons.reason("version").click();
  await denials.shows(await sample.report("range=all"));
});
