// Names that try to run, to break out, or to break the page.

import type { Page } from "@playwright/test";
import { expect, type Turnaway } from "./fixtures.ts";
import { importEvents } from "./sample.ts";

/**
 * The names, together as long as those of a list may be in a page's first HTML. Each is the
 * account, user, device, feature, product, … of one attempt.
 */
export const HOSTILE = [
  '<img src=x onerror="globalThis.ran=1">',
  "<script>globalThis.ran=1</script>",
  "\"'><svg/onload=globalThis.ran=1>",
  "#*#*#*#globalThis.ran=1#*#*#*#",
  "{{constructor.constructor('globalThis.ran=1')()}}",
  "</leptos-island></title></textarea><script>globalThis.ran=1</script>",
  "javascript:globalThis.ran=1",
  "<!-- <a href='javascript:globalThis.ran=1'>",
  "=HYPERLINK(\"http://elsewhere.invalid\",1)",
  "+1+cmd|' /C calc'!A0",
  "@SUM(1+1)",
  "\u202Edesrever\u202C",
  "\u202Enever closed",
  "\u200F\u05D0\u05D1\u05D2 (7)",
  "a".repeat(4000),
  `${"word ".repeat(150)}end`,
  "nul\u0000here",
  "&amp;&lt;%00%3Cb%3E?x=1&account=y#z",
  "e\u0301\u0301\u0301".repeat(20),
];

/** The day of the attempts. */
export const DAY = "2025-07-01";

/** The events: for each name a denial with it in every field, and a grant. */
export function hostileEvents(): string {
  const rows = HOSTILE.flatMap((name, index) => {
    const names = {
      ...{ account: name, server: name, user: name, device: name, product: name },
      ...{ feature: name, version: name, license_model: name },
    };
    const minute = String(index).padStart(2, "0");
    const denial = { code_space: "space-x", code: String(index), description: name };
    return [
      { time: `${DAY}T08:${minute}:00Z`, outcome: "denied", ...names, ...denial },
      { time: `${DAY}T12:${minute}:00Z`, outcome: "granted", ...names },
    ];
  });
  // A NUL is written \u0000 here, which CSV cannot express.
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}

/** Imports the events into a database in the worker's folder. */
export async function importHostile(turnaway: Turnaway): Promise<string> {
  return importEvents(turnaway, "hostile", hostileEvents());
}

/** A name as a page shows it: HTML has no NUL, and surrounding blanks are removed. */
export function shown(name: string): string {
  return name.replaceAll(/[\0\ufffd]/g, "").replaceAll(/\s+/g, " ").trim();
}

/** What a watched page must not have done. */
export interface Watched {
  /** Checks that no name ran, showed a dialog, or sent a request. */
  stayedText(): Promise<void>;
}

/** Watches a page for what names could make it do. Violations of the policy fail every test. */
export function watchNames(page: Page): Watched {
  const dialogs: string[] = [];
  const hosts = new Set<string>();
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol !== "data:" && protocol !== "blob:") hosts.add(hostname);
  });
  return {
    async stayedText() {
      expect(await page.evaluate(() => (globalThis as { ran?: number }).ran)).toBeUndefined();
      expect(dialogs).toEqual([]);
      expect([...hosts]).toEqual(["127.0.0.1"]);
      const made = ["img", "script", "iframe", "[onerror]", "[onload]", "a[href^='javascript:' i]"]
        .map((element) => `main ${element}`)
        .join(", ");
      await expect(page.locator(made)).toHaveCount(0);
    },
  };
}
