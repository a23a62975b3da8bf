// The pictures of the documentation: both pages on invented data, always the same.

import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "./fixtures.ts";
import { ReportPage } from "./report.page.ts";

const IMAGES = fileURLToPath(new URL("../docs/images/", import.meta.url));
/** The maximum size of a picture, in bytes. */
const BYTES_MAX = 200_000;
const DEMO = ["--seed", "7", "--events", "20000", "--until", "2025-08-29"];
/** The last thirteen weeks of the data, which have a previous period to compare with. */
const VIEW = "from=2025-05-31&to=2025-08-29&compare=before";

test("pictures of both pages", async ({ page, turnaway }) => {
  const database = turnaway.path("demo.db");
  const made = await turnaway.run(["demo", "--database", database, ...DEMO]);
  expect(made.status, made.stderr).toBe(0);
  const { url } = await turnaway.serve(database);
  const look = new ReportPage(page);
  await mkdir(IMAGES, { recursive: true });
  for (const [path, name] of [
    ["/denials", "denials"],
    ["/", "overview"],
  ] as const) {
    await look.open(`${url}${path}?${VIEW}`);
    await look.canvas(look.panel("Denials Distribution"));
    await page.evaluate(() => window.scrollTo(0, 0));
    let picture = await page.screenshot();
    // Once drawing has finished, two pictures are equal.
    await expect
      .poll(async () => {
        const before = picture;
        picture = await page.screenshot();
        return picture.equals(before);
      })
      .toBe(true);
    expect(picture.length).toBeLessThan(BYTES_MAX);
    await writeFile(`${IMAGES}${name}.png`, picture);
  }
});
