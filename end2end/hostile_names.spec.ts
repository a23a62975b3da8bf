// Names come from outside. None may run, and none may break the page.

import { expect, test } from "./fixtures.ts";
import { csvTable, save, sheetNames, unzip } from "./files.ts";
import { DAY, HOSTILE, importHostile, shown, watchNames } from "./hostile_names.ts";
import { cells, ReportPage } from "./report.page.ts";
import { sidewaysScrolling } from "./targets.ts";

const day = `from=${DAY}&to=${DAY}`;
let url = "";

test.beforeAll(async ({ turnaway }) => {
  ({ url } = await turnaway.serve(await importHostile(turnaway)));
});

for (const path of ["/", "/denials"]) {
  test(`in lists, tables and charts of ${path}`, async ({ page }) => {
    const names = watchNames(page);
    const look = new ReportPage(page);
    await look.open(`${url}${path}?${day}`);
    await expect(look.figure("Attempts (denied)")).toHaveText(String(HOSTILE.length));
    const accounts = look.bars(look.panel("Denials by Account")).locator(".name");
    const expected = HOSTILE.map(shown).sort();
    const texts = async () => (await accounts.allTextContents()).map(shown).sort();
    await expect.poll(texts).toEqual(expected);

    for (const summary of await page.getByText("Numbers as a table").all()) await summary.click();
    const usage = path === "/" ? ["Activations by Product"] : [];
    for (const panel of ["Denials by Account", ...usage]) {
      const table = await cells(await look.numbers(look.panel(panel)));
      expect(table.slice(1).map(([name]) => shown(name ?? "")).sort()).toEqual(expected);
    }
    for (const chart of await page.locator(".canvas").all()) {
      await chart.scrollIntoViewIfNeeded();
      await expect(chart.locator("canvas")).toBeVisible();
    }
    expect(await sidewaysScrolling(page)).toEqual([]);
    await names.stayedText();
  });
}

test("in the tooltips of pie and bars, which stay in the window", async ({ page }) => {
  const names = watchNames(page);
  const look = new ReportPage(page);
  await look.open(`${url}/denials?${day}`);
  const window = page.viewportSize() ?? { width: 0, height: 0 };
  for (const [panel, field] of [
    ["Denials Distribution", "span"],
    ["Denials by Account", "strong"],
  ] as const) {
    const region = look.panel(panel);
    await look.canvas(region);
    // Where no part is under it, wherever the focus scrolls to.
    await page.mouse.move(1, 1);
    const tooltip = region.locator(".tooltip");
    for (const bar of await look.bars(region).all()) {
      await bar.focus();
      const part = bar.locator(field === "strong" ? ".name" : ".detail");
      const name = (await part.textContent()) ?? "";
      await expect(tooltip).toBeVisible();
      await expect
        .poll(async () => shown((await tooltip.locator(field).first().textContent()) ?? ""))
        .toBe(shown(name));
      const box = await tooltip.boundingBox();
      expect(box && box.width <= window.width && box.height <= window.height / 2).toBe(true);
    }
    // The pointer moves across the canvas, over every part.
    const canvas = await region.locator("canvas").boundingBox();
    if (!canvas) throw new Error("the chart has no box");
    for (let step = 0; step < 40; step += 1) {
      const angle = (step / 40) * 2 * Math.PI;
      const pie = (Math.min(canvas.width, canvas.height) / 2) * 0.7;
      const isPie = panel === "Denials Distribution";
      const x = isPie ? canvas.width / 2 + pie * Math.sin(angle) : canvas.width * 0.6;
      const y = isPie ? canvas.height / 2 - pie * Math.cos(angle) : (canvas.height * step) / 40;
      await page.mouse.move(canvas.x + x, canvas.y + y);
    }
  }
  await names.stayedText();
});

test("in the summary table and in each row's detail, where they are complete", async ({ page }) => {
  const names = watchNames(page);
  const look = new ReportPage(page);
  await look.open(`${url}/denials?${day}&sort=time`);
  const rows = page.getByRole("button", { name: /^Details of the denial/ });
  const detail = page.getByRole("dialog", { name: /^Denied/ });
  for (const [index, name] of HOSTILE.entries()) {
    // By key, which scrolls the table to the row.
    if (index === 0) await rows.first().focus();
    else await page.keyboard.press("ArrowDown");
    const minute = String(index).padStart(2, "0");
    await expect(page.locator(":focus")).toHaveText(`${DAY} 08:${minute}`);
    await page.keyboard.press("Enter");
    const fields = detail.getByRole("definition");
    await expect
      .poll(async () => shown((await fields.nth(1).textContent()) ?? ""))
      .toContain(shown(name));
    const texts = (await fields.allTextContents()).map(shown);
    expect(texts.filter((text) => text.includes(shown(name)))).toHaveLength(8);
    await expect(detail.getByRole("table")).toBeVisible();
    expect(await sidewaysScrolling(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await expect(detail).toBeHidden();
  }
  await names.stayedText();
});

test("in chips, filters and the URL, going back and after a reload", async ({ page }) => {
  test.slow();
  const names = watchNames(page);
  const look = new ReportPage(page);
  await look.open(`${url}/denials?${day}`);
  const accounts = look.bars(look.panel("Denials by Account"));
  for (let place = 0; place < HOSTILE.length; place += 1) {
    const row = accounts.nth(place);
    const label = shown((await row.locator(".name").textContent()) ?? "");
    const name = HOSTILE.find((name) => shown(name) === label);
    await row.click();
    await expect(look.figure("Attempts (denied)")).toHaveText("1");
    expect(new URL(page.url()).searchParams.getAll("account")).toEqual([name]);
    const chip = page.getByRole("list", { name: "Active filters" }).getByRole("listitem");
    await expect.poll(async () => shown((await chip.first().textContent()) ?? "")).toContain(label);
    expect(await sidewaysScrolling(page)).toEqual([]);
    await page.reload();
    await look.ready();
    await expect(look.figure("Attempts (denied)")).toHaveText("1");
    await expect.poll(async () => shown((await chip.first().textContent()) ?? "")).toContain(label);
    await page.goBack();
    await expect(look.figure("Attempts (denied)")).toHaveText(String(HOSTILE.length));
  }
  await names.stayedText();
});

test("in the search, and in the search of a filter's list", async ({ page }) => {
  const names = watchNames(page);
  const look = new ReportPage(page);
  await look.open(`${url}/denials?${day}`);
  const holding = (text: string) =>
    HOSTILE.filter((name) => name.toLowerCase().includes(text.toLowerCase())).length;
  for (const name of HOSTILE.filter((name) => !name.includes("\0")).slice(0, 12)) {
    await look.openFilters();
    await page.getByLabel("Search user, device").fill(name);
    await expect(look.figure("Attempts (denied)")).toHaveText(String(holding(name)));
  }
  await page.getByLabel("Search user, device").fill("");
  const facet = await look.facet("Product");
  for (const text of ["<script>", "\"'>", "=HYPERLINK", "#*#*"]) {
    await facet.getByRole("searchbox").fill(text);
    await expect(facet.getByRole("checkbox")).toHaveCount(holding(text));
  }
  await names.stayedText();
});

test("in CSV and XLSX, where no spreadsheet takes them as a formula", async ({ page }) => {
  const names = watchNames(page);
  const look = new ReportPage(page);
  await look.open(`${url}/denials?${day}&sort=time`);
  const panel = look.panel("Denials Summary");
  const { columns, rows } = csvTable((await save(panel.getByRole("link", { name: "CSV" }))).bytes);
  expect(rows).toHaveLength(HOSTILE.length);
  for (const [index, row] of rows.entries()) {
    const name = HOSTILE[index] ?? "";
    const account = row[columns.indexOf("Account")] ?? "";
    // An apostrophe keeps a spreadsheet from parsing a formula, also after a semicolon, where
    // some split; a NUL is U+FFFD.
    expect(account.replaceAll(/(^|;)'(?=\W)/g, "$1")).toBe(name.replaceAll("\0", "\ufffd"));
    for (const cell of row) expect(cell).not.toMatch(/^[\s"\u200f\u202e]*[=+@|%]|^-(?![\d.]+$)/u);
  }
  const { bytes } = await save(panel.getByRole("link", { name: "XLSX" }));
  expect(sheetNames(bytes)).toEqual(["Denials Summary"]);
  const files = unzip(bytes);
  const sheet = files.get("xl/worksheets/sheet1.xml")?.toString("utf8") ?? "";
  expect(sheet, "no formula").not.toContain("<f>");
  const texts = [...files.values()].map((file) => file.toString("utf8")).join("");
  expect(texts).toContain("&lt;script&gt;globalThis.ran=1&lt;/script&gt;");
  expect(texts, "as a text").toContain("'=HYPERLINK(");
  expect(texts).not.toContain("\0");
  await names.stayedText();
});

test("on a table's own page", async ({ page }) => {
  const names = watchNames(page);
  for (const name of ["denials-summary", "denials-by-account", "unique-served-clients"]) {
    await page.goto(`${url}/table/${name}?${day}`);
    const table = await cells(page.getByRole("table"));
    const place = name === "denials-summary" ? 1 : 0;
    expect(table.slice(1).map((row) => shown(row[place] ?? "")).sort()).toEqual(
      HOSTILE.map(shown).sort(),
    );
    expect(await sidewaysScrolling(page)).toEqual([]);
    await names.stayedText();
  }
});

test("on paper", async ({ page }) => {
  const names = watchNames(page);
  const look = new ReportPage(page);
  for (const path of ["/", "/denials"]) {
    const filters = HOSTILE.map((name) => `account=${encodeURIComponent(name)}`).join("&");
    await look.open(`${url}${path}?${filters}&${day}`);
    await page.emulateMedia({ media: "print" });
    // As wide as a sheet of paper within its margins.
    await page.setViewportSize({ width: 718, height: 1000 });
    const heading = page.locator(".print-heading");
    await expect(heading).toContainText("<script>globalThis.ran=1</script>");
    expect(await look.overflow(), path).toBeLessThanOrEqual(0);
    const pdf = await page.pdf();
    expect(pdf.subarray(0, 5).toString("latin1")).toBe("%PDF-");
    await page.emulateMedia({ media: "screen" });
    await names.stayedText();
  }
});

test.describe("without JavaScript", () => {
  const preloaded = [/turnaway\.js: csp/, /turnaway_bg\.wasm was preloaded/];
  test.use({ javaScriptEnabled: false, allowedProblems: [preloaded, { scope: "test" }] });

  test("in the HTML from the server", async ({ page }) => {
    for (const path of ["/", "/denials"]) {
      await page.goto(`${url}${path}?${day}`);
      const look = new ReportPage(page);
      const accounts = look.bars(look.panel("Denials by Account")).locator(".name");
      const texts = (await accounts.allTextContents()).map(shown);
      expect(texts.length).toBeGreaterThan(10);
      for (const text of texts) expect(HOSTILE.map(shown)).toContain(text);
      expect(await look.overflow()).toBeLessThanOrEqual(0);
    }
  });
});
