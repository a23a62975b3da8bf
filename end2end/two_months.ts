// Two months of attempts in which every field has several values, always the same.

import type { Served, Turnaway } from "./fixtures.ts";
import { importEvents, report, type Report } from "./sample.ts";

/** An attempt of the sample, as its row in the file. */
export interface Attempt {
  /** The time, in milliseconds since 1970. No two attempts have the same time. */
  at: number;
  account: string;
  server: string;
  source: string;
  user: string;
  device: string;
  product: string;
  feature: string;
  version: string;
  license_model: string;
  count: string;
  code_space: string;
  code: string;
}

/** How many there are. */
export const ATTEMPTS = 1500;

/** The days of the sample: its first and last attempts are on them. */
export const FIRST_DAY = "2025-06-01";
export const LAST_DAY = "2025-07-30";

const MINUTE = 60_000;
const STATUSES = [
  ["flexnet-publisher", "-4"],
  ["flexnet-publisher", "-5"],
  ["flexnet-publisher", "-10"],
  ["flexnet-publisher", "-21"],
  ["flexnet-publisher", "-39"],
  ["flexnet-publisher", "-15"],
  ["rlm", "-22"],
  ["rlm", "-3"],
  ["flexnet-publisher", "-38"],
] as const;
const PRODUCTS = ["Milling", "Turning", "Molding & Casting"];
const MODELS = ["concurrent", "metered", "elastic", ""];
const SOURCES = ["local", "local", "cls", "dynamic-monetization"];

/** The attempts, oldest first. */
export function attempts(): Attempt[] {
  const random = numbers(20_250_601);
  // Low numbers are more frequent, so that lists have an order.
  const one = (count: number) => Math.min(random(count), random(count));
  const list: Attempt[] = [];
  for (let step = 0; step < ATTEMPTS; step += 1) {
    const before = list.at(-1);
    const at = Date.UTC(2025, 5, 1, 6) + step * 57 * MINUTE;
    if (before && step % 11 === 0) {
      // A retry, which the rule counts once.
      list.push({ ...before, at: before.at + 90_000 });
      continue;
    }
    const account = one(24);
    const product = one(PRODUCTS.length);
    const [code_space, code] = STATUSES[one(STATUSES.length)] ?? STATUSES[0];
    list.push({
      at: at + random(50) * 1000,
      account: `Customer ${String.fromCharCode(65 + account)} & Sons`,
      server: `lic-${account % 4}`,
      source: SOURCES[account % SOURCES.length] ?? "local",
      user: step % 37 === 0 ? "" : `user-${one(30)}`,
      device: `ws-${one(20)}`,
      product: PRODUCTS[product] ?? "",
      feature: `${["mill", "turn", "cast"][product]}-${one(4)}`,
      version: `${2023 + one(3)}.${one(2)}`,
      license_model: MODELS[one(MODELS.length)] ?? "",
      count: String([1, 1, 2, 0.5, 5][one(5)]),
      code_space,
      code,
    });
  }
  return list;
}

/** The grants: two minutes after every eighth attempt, of what was denied there. */
function grants(): Attempt[] {
  const every8th = attempts().filter((_, step) => step % 8 === 0);
  return every8th.map((attempt) => ({ ...attempt, at: attempt.at + 2 * MINUTE }));
}

/** Why an attempt of the sample is a true denial or not, with windows of five minutes. */
export function verdict(attempt: Attempt): string {
  const asked = ["account", "user", "device", "feature"] as const;
  const gap = (later: Attempt[], keys: readonly (keyof Attempt)[]) => {
    const same = later.filter((other) => keys.every((key) => other[key] === attempt[key]));
    const gaps = same.map((other) => (other.at - attempt.at) / 1000).filter((gap) => gap > 0);
    return Math.min(...gaps, Infinity);
  };
  const granted = gap(grants(), asked);
  if (granted <= 300) return `granted after ${duration(granted)}`;
  const repeated = gap(attempts(), [...asked, "code_space", "code"]);
  return repeated <= 300 ? `repeated after ${duration(repeated)}` : "true denial";
}

function duration(seconds: number): string {
  return seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} min`;
}

/** The attempts and the grants, as a file of events. */
export function twoMonths(): string {
  const names = [
    ...["account", "server", "source", "user", "device", "product", "feature", "version"],
    ...["license_model", "count", "code_space", "code"],
  ] as Exclude<keyof Attempt, "at">[];
  const rows = [`time,outcome,${names.join(",")}`];
  const row = (outcome: string) => (event: Attempt) =>
    [new Date(event.at).toISOString(), outcome, ...names.map((name) => event[name])].join(",");
  rows.push(...attempts().map(row("denied")));
  const bare = grants().map((grant) => ({ ...grant, code_space: "", code: "" }));
  rows.push(...bare.map(row("granted")));
  return `${rows.join("\n")}\n`;
}

/** The sample in a database, a server of it, and its reports from the command line. */
export interface ServedSample extends Served {
  /** The report of a view, as `turnaway report --json` prints it. */
  report(view: string): Promise<Report>;
}

/** Serves the sample. What was already imported is not imported again. */
export async function serveTwoMonths(
  turnaway: Turnaway,
  options: string[] = [],
): Promise<ServedSample> {
  const database = await importEvents(turnaway, "two-months", twoMonths());
  const served = await turnaway.serve(database, options);
  return { ...served, report: (view) => report(turnaway, database, view) };
}

/** Whole numbers below a bound, always the same for a seed. */
function numbers(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}
