import { chromium } from "@playwright/test";
import { spawn } from "node:child_process";
const out = "/tmp/shots-imports/";
const db = "/tmp/shots-imports/shots.db";
const bin = process.env.TURNAWAY_BIN, site = process.env.TURNAWAY_SITE;
const child = spawn(bin, ["serve", "--database", db, "--site", site, "--listen", "127.0.0.1:8377", "--sign-in-link"], { stdio: ["ignore", "pipe", "inherit"] });
const link = await new Promise((ok) => { let t = ""; child.stdout.on("data", (d) => { t += d; const m = t.match(/sign-in: (\S+)/); if (m) ok(m[1]); }); });
const base = new URL(link).origin;
const b = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
const LOG = `10:25:31 (lmgrd) TIMESTAMP 8/29/2025
10:26:00 (gridlm) OUT: "mesh_core" nadia@ws-004  (2 licenses)
10:27:11 (gridlm) DENIED: "mesh_solver" nadia@ws-004  (Users are queued for this feature. (-24,332))
10:40:00 (gridlm) DENIED: "mesh_core" otto@ws-009  (Licensed number of users already reached. (-4,342))
`;
const ROWS = "time,outcome,account,feature,code_space,code\n2025-08-29T10:00:00Z,denied,Ash Works,mesh,own,1\nyesterday,denied,Ash Works,mesh,own,1\n";
const c = await b.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: "light" });
const p = await c.newPage();
await p.goto(link);
if (await p.getByLabel("Name").count()) await p.getByLabel("Name").fill("Mira");
await p.locator("button").first().click(); await p.waitForLoadState();
await p.goto(base + "/imports");
await p.getByLabel("Account").fill("Birch Tools");
await p.getByLabel("Log files").setInputFiles([{ name: "night-2025-08-29.log", mimeType: "text/plain", buffer: Buffer.from(LOG) }, { name: "rows.csv", mimeType: "text/csv", buffer: Buffer.from(ROWS) }]);
await p.getByRole("button", { name: "Import", exact: true }).click();
await p.getByText("line 3").waitFor();
await p.waitForTimeout(500);
await p.screenshot({ path: out + "imports-desktop-light.png", fullPage: true });
await p.getByRole("link", { name: /Take back/ }).first().click();
await p.screenshot({ path: out + "one-desktop-light.png", fullPage: true });
await p.goto(base + "/sources"); await p.screenshot({ path: out + "sources-desktop-light.png", fullPage: true });
await p.getByLabel("Name of the key").fill("plant " + Date.now() % 10000); await p.getByLabel("Account").fill("Birch Tools");
await p.getByRole("button", { name: "Make the key" }).click();
await p.screenshot({ path: out + "key-desktop-light.png", fullPage: true });
const st = await c.storageState();
const c2 = await b.newContext({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, colorScheme: "dark", storageState: st });
const q = await c2.newPage();
for (const [n, path] of [["imports", "/imports"], ["one", "/imports/1"], ["sources", "/sources"]]) { await q.goto(base + path); await q.screenshot({ path: out + n + "-phone-dark.png", fullPage: true }); }
await b.close(); child.kill("SIGTERM");
