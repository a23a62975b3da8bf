// Four weeks of grants, denials and returns, the same every time, and a plain count of them.

import type { Turnaway } from "./fixtures.ts";
import { importEvents } from "./sample.ts";

/** An event, as its row in the file. */
export interface LogEvent {
  /** RFC 3339, in UTC. No two events have the same time. */
  time: string;
  outcome: "denied" | "granted" | "returned";
  account: string;
  server: string;
  source: string;
  user: string;
  device: string;
  product: string;
  feature: string;
  license_model: string;
  code_space: string;
  code: string;
}

/** What is counted: whole days in UTC, both inclusive, and the fields that must have a value. */
export interface Counted {
  from: string;
  to: string;
  only?: Partial<LogEvent>;
}

/** What `countUsage` counts. Its lists are sorted by count, descending, then by name. */
export interface Usage {
  granted: number;
  denied: number;
  returned: number;
  accountsHit: number;
  /** Accounts with their events, and how many were granted, denied and returned. */
  activeAccounts: [name: string, events: number, granted: number, denied: number, returned: number][];
  /** Features and their distinct clients with a grant. */
  servedClients: [name: string, count: number][];
  /** Products and their grants that are not returned at the end. */
  activations: [name: string, count: number][];
}

/** The Monday of the third week and its Sunday: a week with one before and one after it. */
export const WEEK = { from: "2025-07-14", to: "2025-07-20" };
/** The previous week. */
export const WEEK_BEFORE = { from: "2025-07-07", to: "2025-07-13" };

const FIRST = Date.UTC(2025, 5, 30, 6);
const MINUTE = 60_000;
const STATUSES = ["-4", "-4", "-5", "-10", "-39"];
const ACCOUNTS = ["Ash Works", "Birch & Sons", "Cedar GmbH", "Dogwood", "Elm Tools"];
const SOURCES = ["local", "cls", "dynamic-monetization"];
const MODELS = ["concurrent", "metered", "elastic"];
const PRODUCTS = ["Drafting", "Solids", "Rendering"];

/** The events, oldest first. */
export function busyWeeks(): LogEvent[] {
  const random = numbers(7);
  const events: LogEvent[] = [];
  for (let step = 0; step < 800; step += 1) {
    const pick = <T>(list: readonly T[]): T => list[Math.min(random(list.length), random(list.length))]!;
    const time = new Date(FIRST + step * 49 * MINUTE + random(40) * 1000).toISOString();
    const granted = events.filter((event) => event.outcome === "granted");
    const kind = random(10);
    const earlier = granted[random(granted.length || 1)];
    if (kind > 6 && earlier) {
      // Some grants are returned twice: the second time changes nothing.
      events.push({ ...earlier, time, outcome: "returned" });
      continue;
    }
    const account = pick(ACCOUNTS);
    const product = pick(PRODUCTS);
    const denied = kind < 4;
    events.push({
      time,
      outcome: denied ? "denied" : "granted",
      account,
      server: `lic-${account.length % 3}`,
      source: pick(SOURCES),
      user: step % 29 === 0 ? "" : `user-${random(14)}`,
      device: step % 29 === 0 || step % 13 === 0 ? "" : `ws-${random(6)}`,
      product,
      feature: `${product.toLowerCase()}_${random(3)}`,
      license_model: pick(MODELS),
      code_space: denied ? "flexnet-publisher" : "",
      code: denied ? pick(STATUSES) : "",
    });
  }
  return events;
}

/** Imports the events into a database in the worker's folder; a second time adds nothing. */
export async function importBusyWeeks(turnaway: Turnaway, name = "busy-weeks"): Promise<string> {
  return importEvents(turnaway, name, asCsv(busyWeeks()));
}

/** Events as a file. */
export function asCsv(events: LogEvent[]): string {
  const names = Object.keys(events[0] ?? {}) as (keyof LogEvent)[];
  const rows = events.map((event) => names.map((name) => event[name]).join(","));
  return `${[names.join(","), ...rows].join("\n")}\n`;
}

/** Counts events in the simplest way. */
export function countUsage(events: LogEvent[], counted: Counted): Usage {
  const day = (event: LogEvent) => event.time.slice(0, 10);
  const only = Object.entries(counted.only ?? {}) as [keyof LogEvent, string][];
  const passes = (event: LogEvent) => only.every(([name, value]) => event[name] === value);
  const within = events.filter(
    (event) => passes(event) && counted.from <= day(event) && day(event) <= counted.to,
  );
  const of = (outcome: LogEvent["outcome"], account?: string) =>
    within.filter((event) => event.outcome === outcome && event.account === (account ?? event.account))
      .length;

  const accounts = new Set(within.map((event) => event.account));
  const activeAccounts = [...accounts].map((account): Usage["activeAccounts"][number] => {
    const counts = [of("granted", account), of("denied", account), of("returned", account)] as const;
    return [account, counts[0] + counts[1] + counts[2], ...counts];
  });

  const clients = new Map<string, Set<string>>();
  for (const { outcome, feature, account, user, device } of within) {
    // If both are unknown, no one knows whether it was one client.
    if (outcome !== "granted" || !(user || device)) continue;
    const known = clients.get(feature) ?? new Set();
    clients.set(feature, known.add(`${account}|${user}|${device}`));
  }

  // A return ends the earliest open grant of the same license, whatever is filtered.
  const open = new Map<string, LogEvent[]>();
  for (const event of events.filter((event) => day(event) <= counted.to)) {
    const { account, server, user, device, product, feature } = event;
    const license = [account, server, user, device, product, feature].join("|");
    const grants = open.get(license) ?? [];
    if (event.outcome === "granted") grants.push(event);
    if (event.outcome === "returned") grants.shift();
    open.set(license, grants);
  }
  const activations = new Map<string, number>();
  for (const grant of [...open.values()].flat().filter(passes)) {
    activations.set(grant.product, (activations.get(grant.product) ?? 0) + 1);
  }

  const hit = within.filter((event) => event.outcome === "denied").map((event) => event.account);
  return {
    granted: of("granted"),
    denied: of("denied"),
    returned: of("returned"),
    accountsHit: new Set(hit).size,
    activeAccounts: sorted(activeAccounts),
    servedClients: sorted([...clients].map(([feature, known]) => [feature, known.size])),
    activations: sorted([...activations]),
  };
}

function sorted<T extends [string, number, ...number[]]>(rows: T[]): T[] {
  return rows.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

/** Whole numbers below a bound, always the same for a seed. */
function numbers(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}
