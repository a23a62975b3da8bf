// Exports: every table as CSV and XLSX, every chart as a picture.

import { expect, test } from "./fixtures.ts";
import { busyWeeks, importBusyWeeks, WEEK } from "./busy_weeks.ts";
import { asInFile, csvTable, save, sheetNames, unzip } from "./files.ts";
import { cells, ReportPage } from "./report.page.ts";
import { report } from "./sample.ts";

const week = `from=${WEEK.from}&to=${WEEK.to}`;
const compared = `${week}&compare=before`;
let database = "";
let url = "";

test.beforeAll(async ({ turnaway }) => {
  database = await importBusyWeeks(turnaway);
  ({ url } = await turnaway.serve(database));
});

for (const [path, name, file] of [
  ["/", "Active Account Identifiers", "active-account-identifiers"],
  ["/", "Number of Unique Served Clients", "unique-served-clients"],
  ["/", "Activations by Product", "activations-by-product"],
  ["/denials", "Denials Distribution", "denials-distribution"],
  ["/denials", "Denials by Account", "denials-by-account"],
  ["/denials", "Denials over time", "denials-over-time"],
] as const) {
  test(`${name} is the same table on the page and in its files`, async ({ page }) => {
    const look = new ReportPage(page);
    await look.open(`${url}${path}?product=Drafting&${compared}&tz=Europe/Madrid`);
    const panel = look.panel(name);
    const shown = await cells(await look.numbers(panel));
    expect(shown.length).toBeGreaterThan(1);

    const csv = await save(panel.getByRole("link", { name: "CSV" }));
    expect(csv.name).toBe(`${file}.csv`);
    const { heading, columns, rows } = csvTable(csv.bytes);
    expect(heading).toEqual({
      Title: name,
      View: `from=${WEEK.from}&product=Drafting&to=${WEEK.to}&tz=Europe%2FMadrid`,
      Filters: expect.stringMatching(/^product: Drafting; true denials: retries within 5 minutes/),
      Days: `${WEEK.from} to ${WEEK.to}`,
      "Time zone": "Europe/Madrid",
      "Data through": expect.stringMatching(/^2025-07-27 \d\d:\d\d$/),
    });
    expect([columns, ...rows]).toEqual(shown.map((row) => row.map(asInFile)));

    const xlsx = await save(panel.getByRole("link", { name: "XLSX" }));
    expect(xlsx.name).toBe(`${file}.xlsx`);
    expect(sheetNames(xlsx.bytes)).toEqual([name]);
    const texts = [...unzip(xlsx.bytes)].map(([, bytes]) => bytes.toString("utf8")).join("");
    for (const row of rows) expect(texts).toContain(row[0]?.replaceAll("&", "&amp;"));
  });
}

test("what to do is a file too, its numbers those of the report", async ({ page, turnaway }) => {
  const look = new ReportPage(page);
  await look.open(`${url}/denials?${week}`);
  const { bytes } = await save(look.panel("What to do about it").getByRole("link", { name: "CSV" }));
  const { columns, rows } = csvTable(bytes);
  const said = await turnaway.run(["report", "--database", database, "--view", week, "--json"]);
  const { by_category } = JSON.parse(said.stdout) as {
    by_category: { attempts: number; true_denials: number; affected_users: number; percent: number }[];
  };
  expect(columns.slice(0, 5)).toEqual([
    ...["Reason", "Attempts", "True denials", "Affected users", "Share"],
  ]);
  expect(rows.map((row) => row.slice(1, 5))).toEqual(
    by_category.map((row) => [
      ...[row.attempts, row.true_denials, row.affected_users].map(String),
      row.percent.toFixed(2),
    ]),
  );
});

test("the summary table's file has all rows, sorted, without the hidden columns", async ({
  page,
}) => {
  const look = new ReportPage(page);
  const everything = "from=2025-06-30&to=2025-07-27";
  await look.open(`${url}/denials?${everything}&hide=version,count&sort=account,-time`);
  const panel = look.panel("Denials Summary");
  const csv = await save(panel.getByRole("link", { name: "CSV" }));
  expect(csv.name).toBe("denials-summary.csv");
  const { columns, rows } = csvTable(csv.bytes);
  expect(columns).toEqual([
    ...["Time", "Account", "User", "Device", "Product", "Feature", "Code", "Description"],
    ...["Reason", "Server", "Source", "True denial?"],
  ]);
  const denied = busyWeeks().filter((event) => event.outcome === "denied");
  const expected = denied
    .sort((a, b) => (a.account < b.account ? -1 : a.account > b.account ? 1 : a.time < b.time ? 1 : -1))
    .map(({ time, account, user, device, product, feature, code_space, code }) => [
      time.slice(0, 19).replace("T", " "),
      ...[account, user, device, product, feature].map((name) => name || "(unknown)"),
      `${code_space} ${code}`,
    ]);
  expect(rows.map((row) => row.slice(0, 7))).toEqual(expected);

  const region = page.getByRole("region", { name: "Attempts, one per row" });
  const shown = (await cells(region.getByRole("table"))).filter((row) => row.length > 1);
  // The page omits the seconds.
  const first = rows.slice(0, 10).map(([time, ...cells]) => [time?.slice(0, 16), ...cells]);
  expect(shown.slice(1, 11)).toEqual(first);
  const xlsx = await save(panel.getByRole("link", { name: "XLSX" }));
  expect(sheetNames(xlsx.bytes)).toEqual(["Denials Summary"]);
});

test("a file follows the filters of the page", async ({ page, turnaway }) => {
  const look = new ReportPage(page);
  await look.open(`${url}/denials?${week}`);
  await look.choose("Source", "cloud license server");
  await expect(page).toHaveURL(/source=cls/);
  const panel = look.panel("Denials by Account");
  const { rows } = csvTable((await save(panel.getByRole("link", { name: "CSV" }))).bytes);
  const { by_account } = await report(turnaway, database, `${week}&source=cls`);
  expect(rows.map((row) => row.slice(0, 2))).toEqual(
    by_account.map((row) => [row.account, String(row.attempts)]),
  );
});

test("every chart can be saved as a picture", async ({ page }) => {
  const look = new ReportPage(page);
  for (const [path, names] of [
    ["/", ["Denials Distribution", "Active Account Identifiers", "Activations by Product"]],
    ["/denials", ["Denials by Account", "Denials over time"]],
  ] as const) {
    await look.open(`${url}${path}?account=Ash+Works&${compared}`);
    for (const name of names) {
      const canvas = await look.canvas(look.panel(name));
      const button = page.getByRole("button", { name: `Save as PNG: ${name}` });
      const { name: file, bytes } = await save(button);
      expect(file).toMatch(/^[a-z-]+\.png$/);
      expect(bytes.subarray(0, 8).toString("latin1")).toBe("\u0089PNG\r\n\u001a\n");
      const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
      const box = await canvas.boundingBox();
      // Twice the canvas, with a margin, the title above and the legend below.
      expect(Math.abs(width - 2 * ((box?.width ?? 0) + 32))).toBeLessThanOrEqual(2);
      expect(height).toBeGreaterThan(2 * ((box?.height ?? 0) + 32));
      expect(height).toBeLessThan(2 * ((box?.height ?? 0) + 600));
      expect(bytes.length, "something is drawn").toBeGreaterThan(5000);
    }
  }
});
