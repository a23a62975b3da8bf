// Names come from outside. None may run, and none may break the page.

import { expect, test } from "./fixtures.ts";
import { DenialsPage } from "./denials.page.ts";
import { importEvents, report } from "./sample.ts";

const HOSTILE = [
  '<img src=x onerror="globalThis.ran=1">',
  "<script>globalThis.ran=1</script>",
  "\"'><svg/onload=globalThis.ran=1>",
  "#*#*#*#globalThis.ran=1#*#*#*#",
  "{{constructor.constructor('globalThis.ran=1')()}}",
  "</leptos-island><script>globalThis.ran=1</script>",
  "=HYPERLINK(1)",
  "\u202Edesrever\u202C",
  "a".repeat(4000),
  "nul\u0000here",
];

test("hostile names stay text", async ({ page, turnaway }) => {
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const rows = HOSTILE.map((name, index) => {
    const cells = [name, name, name, name, name].map(quoted).join(",");
    return `2025-07-01T08:00:0${index}Z,denied,${cells},"${index}",${quoted(name)}`;
  });
  const header = "time,outcome,account,server,user,device,feature,code,description,code_space";
  const csv = [header, ...rows.map((row) => `${row},space-x`)].join("\n");
  const database = await importEvents(turnaway, `hostile-${test.info().project.name}`, csv);
  const { url, stop } = await turnaway.serve(database);
  const denials = new DenialsPage(page);
  await denials.open(`${url}/denials?range=all`);
  const all = await report(turnaway, database, "range=all");
  expect(all.attempts).toBe(HOSTILE.length);
  await expect(denials.rows).toHaveCount(HOSTILE.length);
  await denials.canvas(denials.account);

  // Every slice is hovered, so that every description has been in the tooltip.
  const tooltip = denials.status.locator(".tooltip");
  for (const [index, row] of all.by_status.entries()) {
    const place = await denials.slice(index / HOSTILE.length, 1 / HOSTILE.length);
    await page.mouse.move(place.x, place.y);
    await expect(tooltip.locator("strong")).toHaveText(`space-x ${row.code}`);
  }
  // And every bar, so that every account's name has been.
  const bars = await (await denials.canvas(denials.account)).boundingBox();
  if (!bars) throw new Error("the bars have no box");
  for (const [index, row] of all.by_account.entries()) {
    const y = bars.y + 4 + ((bars.height - 28) * (index + 0.5)) / HOSTILE.length;
    await page.mouse.move(bars.x + bars.width / 2, y);
    // HTML has no NUL, and folds blanks.
    const start = (row.account.split("\0")[0] ?? "").slice(0, 5).trim();
    await expect(denials.account.locator(".tooltip strong")).toContainText(start);
  }
  for (const name of HOSTILE.slice(0, 8)) {
    await page.getByLabel("Search user, device").fill(name);
    const holds = (other: string) => other.toLowerCase().includes(name.toLowerCase());
    const count = HOSTILE.filter(holds).length;
    await expect(denials.rows).toHaveCount(count);
    await page.reload();
    await denials.ready();
    await expect(denials.rows).toHaveCount(count);
  }
  expect(await page.evaluate(() => (globalThis as { ran?: number }).ran)).toBeUndefined();
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBeLessThanOrEqual(0);
  await page.goto("about:blank");
  await stop();
});
