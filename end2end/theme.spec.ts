// Light, dark and the system's theme, and motion.

import type { Locator } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { importBusyWeeks, WEEK } from "./busy_weeks.ts";
import { ReportPage } from "./report.page.ts";

const week = `from=${WEEK.from}&to=${WEEK.to}`;
const LIGHT_PANEL = "rgb(255, 255, 255)";
const DARK_PANEL = "rgb(22, 27, 34)";
let url = "";

test.beforeAll(async ({ turnaway }) => {
  ({ url } = await turnaway.serve(await importBusyWeeks(turnaway)));
});

/** Waits until a panel has a background. */
async function expectBackground(panel: Locator, color: string, message?: string): Promise<void> {
  await expect(panel, message).toHaveCSS("background-color", color);
}

/** The picture of a chart; a canvas that is redrawn gives another one. */
function drawn(canvas: Locator): Promise<string> {
  return canvas.evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
}

test("the URL chooses the theme, before and without the page's script", async ({ page }) => {
  const look = new ReportPage(page);
  const panel = look.panel("Denials by Account");
  for (const path of ["/", "/denials"]) {
    for (const [theme, color] of [["dark", DARK_PANEL], ["light", LIGHT_PANEL]] as const) {
      await page.emulateMedia({ colorScheme: theme === "dark" ? "light" : "dark" });
      await look.open(`${url}${path}?${week}&theme=${theme}`);
      await expectBackground(panel, color, "against the system's");
      await expect(page.getByLabel("Theme")).toHaveValue(theme);
    }
  }
});

test("the choice is written to the URL, without loading the page", async ({ page }) => {
  const look = new ReportPage(page);
  await look.open(`${url}/denials?${week}`);
  const panel = look.panel("Denials Distribution");
  const canvas = await look.canvas(panel);
  const lightPie = await drawn(canvas);
  await page.evaluate(() => Object.assign(globalThis, { stayed: true }));
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.url()));

  await page.getByLabel("Theme").selectOption("Dark");
  await expect(page).toHaveURL(`${url}/denials?${week}&theme=dark`);
  await expectBackground(panel, DARK_PANEL);
  await look.canvas(panel);
  await expect.poll(async () => (await drawn(canvas)) !== lightPie, "the chart too").toBe(true);
  const darkPie = await drawn(canvas);

  await page.getByLabel("Theme").selectOption("System theme");
  await expect(page).toHaveURL(`${url}/denials?${week}`);
  await expectBackground(panel, LIGHT_PANEL);
  await expect.poll(async () => (await drawn(canvas)) !== darkPie).toBe(true);
  expect(await page.evaluate(() => "stayed" in globalThis)).toBe(true);
  expect(requests.filter((request) => !/\/(echarts\.js|split_charts\.wasm)$/.test(request))).toEqual([]);

  await page.getByLabel("Theme").selectOption("Dark");
  const usage = page.waitForResponse(/\/data\/usage\?/);
  const pages = page.getByRole("navigation", { name: "Pages" });
  await pages.getByRole("link", { name: "Overview" }).click();
  await expect(page, "it goes along to the other page").toHaveURL(`${url}/?${week}&theme=dark`);
  await (await usage).finished();
  await page.reload();
  await look.ready();
  await expectBackground(look.panel("Denials by Account"), DARK_PANEL);
});

test("the system's theme is followed, charts included", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  const look = new ReportPage(page);
  await look.open(`${url}/?${week}`);
  const panel = look.panel("Denials Distribution");
  const canvas = await look.canvas(panel);
  const lightPie = await drawn(canvas);
  await page.emulateMedia({ colorScheme: "dark" });
  await expectBackground(panel, DARK_PANEL);
  await expect.poll(async () => (await drawn(canvas)) !== lightPie).toBe(true);
});

test("nothing moves for a reader who prefers reduced motion", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  const look = new ReportPage(page);
  for (const path of ["/", "/denials"]) {
    await look.open(`${url}${path}?${week}`);
    const panel = look.panel("Denials Distribution");
    const canvas = await look.canvas(panel);
    await look.bars(panel).first().focus();
    await page.keyboard.press("Tab");
    const moving = await page.evaluate(() => {
      const animations = document.getAnimations().length;
      const transitions = [...document.querySelectorAll("body *")].filter((element) =>
        getComputedStyle(element)
          .transitionDuration.split(",")
          .some((duration) => Number.parseFloat(duration) > 0),
      );
      return { animations, transitions: transitions.map((element) => element.className) };
    });
    expect(moving).toEqual({ animations: 0, transitions: [] });
    await expect(canvas).toBeVisible();
  }
});
