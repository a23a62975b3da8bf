// How many bytes a first visit transfers: a change that makes the page heavier must be
// recorded here.

import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { importBusyWeeks, WEEK } from "./busy_weeks.ts";
import { ReportPage } from "./report.page.ts";

/** The limit of a file, in bytes with Brotli: its size when it was last recorded, plus 3 %. */
const FILES_MAX: Record<string, number> = {
  "turnaway.css": 6_480,
  "turnaway.js": 8_330,
  "turnaway_bg.wasm": 326_200,
  "split_engine.wasm": 76_700,
  "split_charts.wasm": 45_800,
  "echarts.js": 156_000,
};

test.use({ viewport: { width: 1280, height: 800 } });

/** The files of the site that a page loads, with the bytes of each as transferred. */
async function weigh(page: Page, visit: () => Promise<void>): Promise<Map<string, number>> {
  const names: string[] = [];
  const fetched: Promise<[string, number]>[] = [];
  page.on("requestfinished", (request) => {
    const path = new URL(request.url()).pathname;
    if (path.startsWith("/pkg/")) {
      const name = path.slice(path.lastIndexOf("/") + 1);
      names.push(name);
      fetched.push(request.sizes().then((sizes) => [name, sizes.responseBodySize]));
    }
  });
  await visit();
  // The browser reports the sizes a little after the page can use the files.
  const all = expect.arrayContaining(Object.keys(FILES_MAX));
  await expect.poll(() => names).toEqual(all);
  expect(names, "each is fetched once, and what is preloaded is used").toEqual([...new Set(names)]);
  return new Map(await Promise.all(fetched));
}

test("no file of the site weighs more than recorded", async ({ page, turnaway }) => {
  const { url } = await turnaway.serve(await importBusyWeeks(turnaway));
  const weights = await weigh(page, async () => {
    const look = new ReportPage(page);
    await look.open(`${url}/denials?from=${WEEK.from}&to=${WEEK.to}`);
    await expect(page.locator(".canvas canvas").first()).toBeVisible();
  });
  for (const [name, most] of Object.entries(FILES_MAX)) {
    const weight = weights.get(name);
    expect(weight, `${name} was fetched`).toBeGreaterThan(0);
    expect(weight, name).toBeLessThanOrEqual(most);
    weights.delete(name);
  }
  const rest = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  expect(rest, `everything else: ${[...weights.keys()]}`).toBeLessThanOrEqual(1_000);
});
