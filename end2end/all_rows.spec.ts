// Lists show their first rows; a link leads to all of them.

import { expect, test } from "./fixtures.ts";
import { cells, ReportPage } from "./report.page.ts";
import { importEvents, number, percent, report } from "./sample.ts";

/** A file of denials: the first account has one, the second two, and so on. */
function denials(accounts: string[]): string {
  const rows = accounts.flatMap((account, index) =>
    Array.from({ length: index + 1 }, (_, step) => {
      const time = new Date(Date.UTC(2025, 6, 1, index, step)).toISOString();
      return `${time},denied,${account},user-${step},CAD,flexnet-publisher,-4`;
    }),
  );
  return ["time,outcome,account,user,feature,code_space,code", ...rows, ""].join("\n");
}

const view = "from=2025-07-01&to=2025-07-02";
for (const path of ["/", "/denials"]) {
  test(`the accounts of ${path} that are too many have a page of their own`, async ({
    page,
    turnaway,
  }) => {
    const accounts = Array.from({ length: 25 }, (_, index) => `Customer ${index}`);
    const database = await importEvents(turnaway, "many-accounts", denials(accounts));
    const { url, stop } = await turnaway.serve(database);
    const look = new ReportPage(page);
    await look.open(`${url}${path}?${view}&theme=light`);
    const { by_account, attempts } = await report(turnaway, database, view);
    const panel = look.panel("Denials by Account");
    await expect(look.bars(panel)).toHaveCount(20);
    const shown = await cells(await look.numbers(panel));
    const rest = by_account.slice(20).reduce((sum, row) => sum + row.attempts, 0);
    expect(shown.at(-1)?.slice(0, 2)).toEqual(["5 others", number(rest)]);
    const sum = by_account.reduce((sum, row) => sum + row.attempts, 0);
    expect(sum).toBe(attempts);

    await panel.getByRole("link", { name: "All 25 rows" }).click();
    await look.comesTo(`${url}/table/denials-by-account?${view}&theme=light`);
    const all = await cells(page.getByRole("table"));
    expect(all.slice(1).map(([name, attempts, , , share]) => [name, attempts, share])).toEqual(
      by_account.map((row) => [row.account, number(row.attempts), percent(row.percent)]),
    );
    await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Denials" }).click();
    await expect(page).toHaveURL(`${url}/denials?${view}&theme=light`);
    await look.ready();
    await page.goto("about:blank");
    await stop();
  });
}

test("names so long that the first list is cut have a page of their own, too", async ({
  page,
  turnaway,
}) => {
  // A list is cut by the information in its names, so they must not repeat.
  const letters = (seed: number) => {
    let state = seed + 1;
    return Array.from({ length: 1000 }, () => {
      state = (state * 48271) % 2147483647;
      return String.fromCharCode(97 + (state % 26));
    }).join("");
  };
  const accounts = Array.from({ length: 12 }, (_, index) => `Customer ${index} ${letters(index)}`);
  const database = await importEvents(turnaway, "long-accounts", denials(accounts));
  const { url, stop } = await turnaway.serve(database);
  const look = new ReportPage(page);
  await look.open(`${url}/denials?${view}`);
  const link = look.panel("Denials by Account").getByRole("link", { name: "All 12 rows" });
  await link.click();
  await expect(page.getByRole("table").getByRole("row")).toHaveCount(13);
  await page.goto("about:blank");
  await stop();
});
