// The tooltips of a chart: by mouse, by tap, and by keyboard through the list or table beside
// it. The texts are those of the report, and always within the window.

import { expect, test } from "./fixtures.ts";
import type { Chart, Part, Tip } from "./chart.page.ts";
import { DenialsPage } from "./denials.page.ts";
import { counted, hundredths, name, REASONS, share as shareOf } from "./report_words.ts";
import { number, type Report } from "./sample.ts";
import { serveTwoMonths, type ServedSample } from "./two_months.ts";

let sample: ServedSample;

test.beforeAll(async ({ turnaway }) => {
  sample = await serveTwoMonths(turnaway);
});

/** The tooltips of the pie's slices: code, description, count and percentage. */
function statusTips(report: Report): Tip[] {
  return report.by_status.map((row) => ({
    title: `${row.space} ${row.code}`,
    text: row.description,
    number: counted(report, row),
  }));
}

/** The tooltips of the account bars: name, count and percentage. */
function accountTips(report: Report): Tip[] {
  const rows = report.by_account.map((row) => ({
    title: name(row.account),
    text: "",
    number: counted(report, row),
  }));
  const others = report.by_account.slice(20);
  if (others.length === 0) return rows;
  const first20 = report.by_account.slice(0, 20);
  const sum = (of: (row: (typeof others)[number]) => number) =>
    first20.reduce((sum, row) => sum + of(row), 0);
  const left = report.totals.by_account.attempts - sum((row) => row.attempts);
  const share = shareOf(hundredths(left, report.totals.by_account.attempts));
  return [
    ...rows.slice(0, 20),
    {
      title: "others",
      text: `${others.length} more`,
      number: `${number(left)} attempts · ${share}`,
    },
  ];
}

/** Points at a part with the mouse or, on a touch screen, taps it. */
async function point(chart: Chart, part: Part, hasTouch: boolean): Promise<void> {
  if (hasTouch) await chart.press(part, true);
  else await chart.hover(part);
}

for (const measure of ["", "measure=true&", "measure=users&"]) {
  test(`slices have tooltips: ${measure || "attempts"}`, async ({ page, hasTouch }) => {
    const view = `${measure}range=all`;
    const denials = new DenialsPage(page);
    await denials.open(`${sample.url}/denials?${view}`);
    await expect(denials.status.chart.tooltip).toBeHidden();
    for (const [index, tip] of statusTips(await sample.report(view)).entries()) {
      await point(denials.status.chart, { series: 0, index }, hasTouch);
      await denials.status.chart.says(tip);
    }
  });
}

test("bars have tooltips, and so do the others", async ({ page, hasTouch }) => {
  const denials = new DenialsPage(page);
  await denials.open(`${sample.url}/denials?range=all`);
  const tips = accountTips(await sample.report("range=all"));
  expect(tips).toHaveLength(21);
  for (const [index, tip] of tips.entries()) {
    await point(denials.account.chart, { series: 0, index }, hasTouch);
    await denials.account.chart.says(tip);
  }
});

test("bars of the trend have day, reason, count and share", async ({ page, hasTouch }) => {
  const denials = new DenialsPage(page);
  const { chart } = denials.trend;
  await denials.open(`${sample.url}/denials?from=2025-07-01&to=2025-07-07`);
  for (const [index, day] of [
    [0, "2025-07-01"],
    [3, "2025-07-04"],
    [6, "2025-07-07"],
  ] as const) {
    const report = await sample.report(`from=${day}&to=${day}`);
    for (const [series, [slug, reason]] of Object.entries(REASONS).entries()) {
      const row = report.by_category.find((row) => row.category === slug);
      if (!row) continue;
      await point(chart, { series, index }, hasTouch);
      await chart.says({ title: day, text: reason, number: counted(report, row) });
    }
  }
});

test("bars of weeks have their days, and those of affected users the whole", async ({
  page,
  hasTouch,
}) => {
  const denials = new DenialsPage(page);
  const { chart } = denials.trend;
  await denials.open(`${sample.url}/denials?from=2025-07-01&measure=users&to=2025-07-20&step=week`);
  const weeks = [
    ["2025-07-01", "2025-07-06"],
    ["2025-07-07", "2025-07-13"],
    ["2025-07-14", "2025-07-20"],
  ];
  for (const [index, [from, to]] of weeks.entries()) {
    const report = await sample.report(`from=${from}&measure=users&to=${to}`);
    await point(chart, { series: 0, index }, hasTouch);
    const users = `${number(report.affected_users)} affected users`;
    // The range begins within the first week.
    const part = index === 0 ? ", part of the week" : "";
    await chart.says({ title: `${from} to ${to}${part}`, text: "", number: users });
  }
});

test("the keyboard's focus in a list points at the chart's part", async ({ page }) => {
  const denials = new DenialsPage(page);
  await denials.open(`${sample.url}/denials?range=all`);
  const all = await sample.report("range=all");
  for (const [panel, tips] of [
    [denials.status, statusTips(all)],
    [denials.account, accountTips(all).slice(0, 20)],
  ] as const) {
    await panel.chart.drawn();
    await panel.rows.first().focus();
    for (const [index, tip] of tips.entries()) {
      await expect(panel.rows.nth(index)).toBeFocused();
      await panel.chart.says(tip);
      const states = (await panel.chart.parts(0)).map((part) => part.states);
      expect(states[index], "the part is highlighted").toContain("emphasis");
      await page.keyboard.press("Tab");
    }
    await expect(panel.chart.tooltip).toBeHidden();
  }
});

test("the keyboard's focus in the trend's table points at its bucket", async ({ page }) => {
  const denials = new DenialsPage(page);
  const { chart, numbers } = denials.trend;
  await denials.open(`${sample.url}/denials?from=2025-07-01&to=2025-07-03`);
  await chart.drawn();
  await numbers.open();
  for (const [index, day] of ["2025-07-01", "2025-07-02", "2025-07-03"].entries()) {
    const report = await sample.report(`from=${day}&to=${day}`);
    const row = report.by_category.find((row) => row.category === "capacity");
    if (!row) throw new Error("the sample has some of it every day");
    await numbers.rows.nth(index).getByRole("link").focus();
    await chart.says({ title: day, text: "out of licenses", number: counted(report, row) });
    expect((await chart.parts(0))[index]?.states).toContain("emphasis");
  }
});

test("Enter in a list filters, and the focus and its tooltip stay", async ({ page }) => {
  const denials = new DenialsPage(page);
  await denials.open(`${sample.url}/denials?range=all`);
  const tips = statusTips(await sample.report("range=all"));
  await denials.status.chart.drawn();
  const third = denials.status.rows.nth(2);
  await third.focus();
  await page.keyboard.press("Enter");
  await expect(third).toHaveAttribute("aria-current", "true");
  await expect(third).toBeFocused();
  if (!tips[2]) throw new Error("the sample has nine statuses");
  await denials.status.chart.says(tips[2]);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`${sample.url}/denials?range=all`);
});

test("Escape hides a tooltip until another part is pointed at", async ({ page }) => {
  const denials = new DenialsPage(page);
  await denials.open(`${sample.url}/denials?range=all`);
  const { chart, rows } = denials.status;
  await chart.drawn();
  await rows.nth(1).focus();
  await expect(chart.tooltip).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(chart.tooltip).toBeHidden();
  await page.keyboard.press("Tab");
  await expect(chart.tooltip).toBeVisible();
});

test("the tooltip disappears when the mouse leaves", async ({ page, hasTouch }) => {
  test.skip(hasTouch, "a finger does not hover");
  const denials = new DenialsPage(page);
  await denials.open(`${sample.url}/denials?range=all`);
  const { chart } = denials.status;
  await chart.hover({ series: 0, index: 0 });
  await expect(chart.tooltip).toBeVisible();
  await page.mouse.move(1, 1);
  await expect(chart.tooltip).toBeHidden();
});

test("a tap elsewhere hides the tooltip", async ({ page, hasTouch }) => {
  test.skip(!hasTouch, "a mouse does not tap");
  const denials = new DenialsPage(page);
  await denials.open(`${sample.url}/denials?range=all`);
  const { chart } = denials.status;
  await chart.press({ series: 0, index: 0 }, true);
  await expect(chart.tooltip).toBeVisible();
  await denials.status.section.getByRole("heading").tap();
  await expect(chart.tooltip).toBeHidden();
});

for (const share of [0.01, 0.99]) {
  const edge = share < 0.5 ? "upper" : "lower";
  test(`at the ${edge} edge of the window the tooltip stays within`, async ({ page, hasTouch }) => {
    const denials = new DenialsPage(page);
    await denials.open(`${sample.url}/denials?range=all`);
    const { chart } = denials.status;
    const [tip] = statusTips(await sample.report("range=all"));
    if (!tip) throw new Error("the sample has nine statuses");
    const part = { series: 0, index: 0 };
    await chart.drawn();
    await chart.scrollTo(part, share);
    const { x, y } = await chart.placeNow(part);
    if (hasTouch) await page.touchscreen.tap(x, y);
    else await page.mouse.move(x, y);
    await chart.says(tip);
  });
}

test("in a narrow window every tooltip stays within", async ({ page, hasTouch }) => {
  await page.setViewportSize({ width: 320, height: 568 });
  const denials = new DenialsPage(page);
  const all = await sample.report("range=all");
  for (const [panel, tips] of [
    [denials.status, statusTips(all)],
    [denials.account, accountTips(all).slice(0, 5)],
  ] as const) {
    // A tap filters the other panels.
    await denials.open(`${sample.url}/denials?range=all`);
    for (const [index, tip] of tips.entries()) {
      await point(panel.chart, { series: 0, index }, hasTouch);
      await panel.chart.says(tip);
      await page.mouse.move(1, 1);
      await panel.rows.nth(index).focus();
      await panel.chart.says(tip);
    }
  }
});
