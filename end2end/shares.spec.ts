// Percentages: a remainder never shows as nothing, and what it is missing from never as all.

import { expect, test } from "./fixtures.ts";
import { DenialsPage } from "./denials.page.ts";
import { importEvents } from "./sample.ts";

const MANY = 29_999;
let url = "";

test.beforeAll(async ({ turnaway }) => {
  const rows = ["time,outcome,account,user,feature,code_space,code"];
  const first = Date.UTC(2025, 6, 1);
  for (let step = 0; step <= MANY; step += 1) {
    const time = new Date(first + step * 1000).toISOString();
    const [account, code] = step === MANY ? ["Elm", "-5"] : ["Ash", "-4"];
    rows.push(`${time},denied,${account},ada,mesh,flexnet-publisher,${code}`);
  }
  const database = await importEvents(turnaway, "shares", `${rows.join("\n")}\n`);
  ({ url } = await turnaway.serve(database));
});

test("29,999 of 30,000 is less than everything, and one more than nothing", async ({ page }) => {
  const denials = new DenialsPage(page);
  await denials.open(`${url}/denials?range=all`);
  for (const panel of [denials.status, denials.account]) {
    await expect(panel.rows.locator(".share")).toHaveText([">99.99 %", "<0.01 %"]);
    await panel.numbers.open();
    await expect(panel.numbers.rows.first()).toContainText(">99.99 %");
    await expect(panel.numbers.rows.last()).toContainText("<0.01 %");
  }
  const csv = await page.request.get(`${url}/export/denials-by-account.csv?range=all`);
  expect(await csv.text()).toMatch(/Ash,29999,.*,100\.00/);
  // One attempt is one, in words too.
  await page.goto(`${url}/denials?range=all&account=Elm`);
  await denials.ready();
  await denials.counts(1);
  await expect(denials.table.count).toContainText("1 attempt,");
  await expect(page.getByRole("main")).not.toContainText("1 attempts");
});
