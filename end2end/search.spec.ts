// The search of the report, and that of a filter's list: case, accents and Unicode form do not
// matter.

import { expect, test } from "./fixtures.ts";
import { DenialsPage } from "./denials.page.ts";
import { importEvents } from "./sample.ts";

const USERS = ["Café", "cafe\u0301-2", "STRASSE", "Straße", "Ødegård", "plain"];
let url = "";

test.beforeAll(async ({ turnaway }) => {
  const rows = USERS.flatMap((user, place) => {
    const time = (minute: number) => new Date(Date.UTC(2025, 6, 1, 8 + place, minute)).toISOString();
    const row = (minute: number, account: string) =>
      `${time(minute)},denied,${account},${user},mesh,flexnet-publisher,-4`;
    return [row(0, "Ash"), row(20, `Konto ${user}`)];
  });
  // So many accounts that their list has a search.
  for (let more = 0; more < 4; more += 1) {
    const time = new Date(Date.UTC(2025, 6, 2, more)).toISOString();
    rows.push(`${time},denied,Extra ${more},plain,mesh,flexnet-publisher,-4`);
  }
  const csv = `time,outcome,account,user,feature,code_space,code\n${rows.join("\n")}\n`;
  ({ url } = await turnaway.serve(await importEvents(turnaway, "accents", csv)));
});

for (const [typed, attempts] of [
  ["cafe", 4],
  ["CAFÉ", 4],
  ["cafe\u0301", 4],
  [" strasse ", 4],
  ["straße", 4],
  ["odegard", 0],
  ["ødegard", 2],
] as const) {
  test(`"${typed}" finds ${attempts} attempts, typed and from the server`, async ({ page }) => {
    const denials = new DenialsPage(page);
    await denials.open(`${url}/denials?range=all`);
    await denials.filters.fill(denials.filters.text, typed);
    await denials.counts(attempts);
    const asked = new URL(page.url());
    expect(asked.searchParams.get("q")).toBe(typed.trim().toLowerCase());
    await page.reload();
    await denials.counts(attempts);
  });
}

test("the list of a filter is searched alike, and Enter takes the first match", async ({ page }) => {
  const denials = new DenialsPage(page);
  await denials.open(`${url}/denials?range=all`);
  const facet = denials.filters.facet("Account");
  await facet.open();
  const search = facet.box.getByRole("searchbox");
  await expect(search).toBeFocused();
  await search.fill("konto cafe");
  await expect(facet.names).toHaveText([/^Konto Caf/, /^Konto caf/]);
  await search.press("Enter");
  await denials.counts(1);
  await expect(search).toHaveValue("");
  expect(new URL(page.url()).searchParams.getAll("account")).toHaveLength(1);
});
