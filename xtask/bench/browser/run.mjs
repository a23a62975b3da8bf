// Opens the page in Chromium and prints what it measured:
// node run.mjs PACKAGES CHROMIUM FOLDER, where PACKAGES is the node_modules with Playwright.

import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";

const [packages, chromium, folder] = process.argv.slice(2);
const { chromium: browsers } = createRequire(join(packages, "here.js"))("@playwright/test");

const TYPES = { html: "text/html", js: "text/javascript", json: "application/json", wasm: "application/wasm" };

const server = createServer((request, response) => {
  const name = request.url === "/" ? "browser.html" : request.url.slice(1);
  const file = join(folder, name);
  if (!/^[a-z_.]+$/.test(name) || !existsSync(file)) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, {
    "content-type": TYPES[name.split(".").pop()] ?? "application/octet-stream",
    // An isolated page gets the finer clock.
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
  });
  createReadStream(file).pipe(response);
});
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));

const browser = await browsers.launch({
  executablePath: chromium,
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
try {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.waitForFunction(() => window.measured !== undefined);
  const { result, error } = await page.evaluate(() => window.measured);
  if (error) throw new Error(error);
  console.log(JSON.stringify({ chromium: browser.version(), ...result }));
} finally {
  await browser.close();
  server.close();
}
