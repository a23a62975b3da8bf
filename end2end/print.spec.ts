// On paper: the view, and every number; nothing that needs a click.

import { expect, test } from "./fixtures.ts";
import { importBusyWeeks, WEEK } from "./busy_weeks.ts";
import { cells, ReportPage } from "./report.page.ts";
import { number, report } from "./sample.ts";

const view = `account=Ash+Works&from=${WEEK.from}&to=${WEEK.to}&tz=Europe%2FMadrid`;
let database = "";
let url = "";

test.beforeAll(async ({ turnaway }) => {
  database = await importBusyWeeks(turnaway);
  ({ url } = await turnaway.serve(database));
});

for (const path of ["/", "/denials"] as const) {
  test(`${path} on paper has view, filters, zone, data-as-of and all tables`, async ({
    page,
    turnaway,
  }) => {
    const look = new ReportPage(page);
    await page.emulateMedia({ colorScheme: "dark" });
    await look.open(`${url}${path}?${view}`);
    const tables = page.locator(".numbers").getByRole("table");
    await expect(tables).toHaveCount(0);

    // The browser fires this event when it prints.
    await page.emulateMedia({ media: "print" });
    await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
    const heading = page.locator(".print-heading");
    await expect(heading.getByRole("term")).toHaveText([
      ...["View", "Filters", "Days", "Zone", "Data through"],
    ]);
    await expect(heading.getByRole("definition")).toHaveText([
      view,
      /^account: Ash Works; true denials: retries within 5 minutes count once/,
      `${WEEK.from} to ${WEEK.to}`,
      "Europe/Madrid",
      /^2025-07-27 \d\d:\d\d$/,
    ]);
    const { attempts, by_status } = await report(turnaway, database, view);
    await expect(look.figure("Attempts (denied)")).toContainText(number(attempts));
    await expect(tables).toHaveCount(path === "/" ? 5 : 4);
    const statuses = await cells(tables.first());
    expect(statuses.slice(1).map((row) => row[1])).toEqual(by_status.map((row) => row.code));
    if (path === "/denials") {
      const rows = page.locator("tbody.rows tr");
      await expect(rows).toHaveCount(Math.min(attempts, 100));
      await expect(rows.last()).toBeVisible();
      const printed = `Printed: rows 1 to ${Math.min(attempts, 100)}.`;
      await expect(page.getByText(printed)).toBeVisible();
      await expect(look.panel("What to do about it").getByRole("table")).toBeVisible();
    }
    const cut = await page.evaluate(() => {
      const regions = [...document.querySelectorAll<HTMLElement>("[role=region], .bar-list")];
      const isCut = (region: HTMLElement) =>
        region.checkVisibility() &&
        region.scrollHeight > region.clientHeight + 1 &&
        getComputedStyle(region).overflowY !== "visible";
      return regions.filter(isCut).map((region) => region.className);
    });
    expect(cut, "nothing is cut off by a region that would scroll").toEqual([]);

    for (const role of ["combobox", "searchbox", "button", "checkbox", "navigation"] as const) {
      const interactive = page.getByRole(role).filter({ visible: true });
      const names = await interactive.evaluateAll((elements) =>
        elements
          // A row's time is a button, and plain text on paper.
          .filter((element) => !element.matches(".row-open"))
          .map((element) => element.outerHTML.slice(0, 80)),
      );
      expect(names, role).toEqual([]);
    }
    for (const name of ["CSV", "XLSX", "Reset", "×"]) {
      const links = page.getByRole("link", { name, exact: true });
      await expect(links.filter({ visible: true })).toHaveCount(0);
    }
    const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(paper, "ink on white, whatever the theme").toBe("rgb(255, 255, 255)");

    await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
    await page.emulateMedia({ media: "screen" });
    await expect(tables).toHaveCount(0);
    await expect(heading).toBeHidden();
  });
}

test("charts on paper are dark on white, whatever the theme", async ({ page }) => {
  const look = new ReportPage(page);
  const picture = async (theme: string, isPrinted: boolean) => {
    await look.open(`${url}/denials?${view}&theme=${theme}`);
    const canvas = await look.canvas(look.panel("Denials over time"));
    // Whatever is painted once the browser's event has been handled: no frame comes between.
    return canvas.evaluate(async (canvas: HTMLCanvasElement, isPrinted) => {
      if (isPrinted) {
        window.dispatchEvent(new Event("beforeprint"));
        await new Promise((resolve) => {
          const channel = new MessageChannel();
          channel.port1.onmessage = resolve;
          channel.port2.postMessage("");
        });
      }
      return canvas.toDataURL();
    }, isPrinted);
  };
  const light = await picture("light", false);
  const dark = await picture("dark", false);
  expect(dark === light, "the themes differ").toBe(false);
  const printed = await picture("dark", true);
  expect(printed === light, "paper has the light theme").toBe(true);
});

test("the browser prints it, and the page is as before", async ({ page }) => {
  const look = new ReportPage(page);
  for (const path of ["/", "/denials"]) {
    await look.open(`${url}${path}?${view}`);
    const pdf = await page.pdf({ format: "A4" });
    expect(pdf.subarray(0, 5).toString("latin1")).toBe("%PDF-");
    const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    expect(pages).toBeGreaterThan(0);
    expect(pages).toBeLessThan(20);
    await expect(page.locator(".numbers details[open]")).toHaveCount(0);
    await expect(page.locator(".print-heading")).toBeHidden();
  }
});

test("without JavaScript paper has the tables too", async ({ browser, turnaway }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  await turnaway.giveCookies(context);
  const page = await context.newPage();
  await page.goto(`${url}/denials?${view}`);
  await page.emulateMedia({ media: "print" });
  await expect(page.locator(".print-heading")).toContainText("account: Ash Works");
  for (const table of await page.locator(".numbers table").all()) {
    const box = await table.boundingBox();
    expect(box?.height ?? 0).toBeGreaterThan(20);
  }
  await context.close();
});

test("charts that were not scrolled to are on paper, at the size of the text", async ({ page }) => {
  const look = new ReportPage(page);
  await look.open(`${url}/denials?${view}`);
  // One is drawn, so that the code is here; the last is still far below the window.
  await look.canvas(look.panel("Denials Distribution"));
  // A browser fires it while the page is still laid out for the screen.
  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  const charts = await page.getByRole("main").getByRole("img").all();
  expect(charts.length).toBeGreaterThan(2);
  for (const chart of charts) await expect(chart.locator("canvas")).toBeAttached();
  await page.emulateMedia({ media: "print" });
  for (const chart of charts) {
    const canvas = chart.locator("canvas");
    await expect(canvas).toBeVisible();
    const scale = await canvas.evaluate((canvas: HTMLCanvasElement) => {
      const drawn = Number.parseFloat(canvas.style.width);
      return canvas.getBoundingClientRect().width / drawn;
    });
    expect(scale, "never larger than it was drawn").toBeLessThanOrEqual(1.001);
  }
});

test("a number is never broken, on paper and on a phone", async ({ page }) => {
  const look = new ReportPage(page);
  for (const [path, media] of [
    ["/sources", "screen"],
    ["/sources", "print"],
    [`/denials?${view}`, "print"],
  ] as const) {
    await page.emulateMedia({ media });
    await page.goto(`${url}${path}`);
    if (path !== "/sources") await look.ready();
    await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
    const broken = await page.locator("td.number").evaluateAll((cells) =>
      cells
        .filter((cell) => cell.checkVisibility() && cell.textContent?.trim())
        .filter((cell) => {
          const range = document.createRange();
          range.selectNodeContents(cell);
          const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
          return lines.size > 1;
        })
        .map((cell) => cell.textContent),
    );
    expect(broken, `${path} on ${media}`).toEqual([]);
    if (media === "screen") expect(await look.overflow()).toBeLessThanOrEqual(0);
  }
});
