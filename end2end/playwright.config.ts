import { defineConfig } from "@playwright/test";

/** The browser: the system's own, because Playwright's builds are not in a package registry. */
const chromium = process.env["CHROMIUM"] || "/usr/bin/chromium";

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.ts",
  // A test that passes only on the second try has found something.
  retries: 0,
  // A worker is a browser and a server; two keep two cores busy.
  workers: 2,
  // No test waits for time: these only end what would never end, however busy the machine is.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  forbidOnly: Boolean(process.env["CI"]),
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    // Both differ from the server's: no number and no date may depend on the browser's
    // settings.
    locale: "de-DE",
    timezoneId: "Asia/Kolkata",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: chromium,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        // The browser itself must not connect to anyone.
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    {
      name: "desktop",
      use: { viewport: { width: 1280, height: 800 } },
    },
    {
      name: "phone",
      use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
    },
  ],
});
