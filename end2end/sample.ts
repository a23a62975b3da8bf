// A small log of events for the tests, always the same.

import { writeFile } from "node:fs/promises";
import { expect, type Turnaway } from "./fixtures.ts";

/** The report of `turnaway report --json`. */
export interface Report extends Measures {
  view: string;
  /** How many accounts have an attempt: counted here from the rows by user, so it needs no filter. */
  accounts_hit: number;
  totals: Record<"by_status" | "by_category" | "by_account" | "by_feature", Measures>;
  by_status: (Row & { space: string; code: string; description: string; category: string })[];
  by_category: (Row & { category: string })[];
  by_account: (Row & { account: string })[];
  by_feature: (Row & { feature: string })[];
  by_user: (Row & { account: string; user: string })[];
  by_day: (Row & { day: string })[];
}

/** The three measures. */
export interface Measures {
  attempts: number;
  true_denials: number;
  affected_users: number;
}

/** A row of a list. */
export type Row = Measures & { percent: number };

const STATUSES = ["-4", "-4", "-4", "-4", "-5", "-5", "-10", "-39"];
const ACCOUNTS = ["Ash Works", "Birch & Sons", "Cedar GmbH"];

/** About 320 attempts of three accounts and a grant after every eighth, in July 2025. */
export function events(): string {
  const rows = ["time,outcome,account,server,user,device,feature,version,code_space,code"];
  for (let step = 0; step < 320; step += 1) {
    const time = new Date(Date.UTC(2025, 6, 1, 8, step * 97)).toISOString();
    const account = ACCOUNTS[(step * 7 + Math.floor(step / 5)) % 3];
    const user = `user-${(step * 7) % 13}`;
    const code = STATUSES[(step * 5) % STATUSES.length];
    if (step % 8 === 0) {
      const later = new Date(Date.parse(time) + 120_000).toISOString();
      rows.push(`${later},granted,${account},main,${user},ws-${step % 9},CAD_${step % 4},2025,,`);
    }
    rows.push(
      `${time},denied,${account},main,${user},ws-${step % 9},CAD_${step % 4},2025,flexnet-publisher,${code}`,
    );
  }
  return `${rows.join("\n")}\n`;
}

/** Imports events into a database in the worker's folder. */
export async function importEvents(turnaway: Turnaway, name: string, csv: string): Promise<string> {
  const file = turnaway.path(`${name}.csv`);
  const database = turnaway.path(`${name}.db`);
  await writeFile(file, csv);
  const imported = await turnaway.run(["import", "--database", database, file]);
  expect(imported.stderr).toBe("");
  expect(imported.status).toBe(0);
  return database;
}

/** The report of a view, from the command line. */
export async function report(turnaway: Turnaway, database: string, view: string): Promise<Report> {
  const ask = async (view: string) => {
    const said = await turnaway.run(["report", "--database", database, "--view", view, "--json"]);
    expect(said.stderr.replace(/^turnaway: no attempts in this range: .*\n/, "")).toBe("");
    return JSON.parse(said.stdout) as Report;
  };
  const report = await ask(view);
  // Rows of zero are left out, so the rows of attempts are requested.
  const query = new URLSearchParams(report.view);
  const isByAttempts = !query.has("measure");
  query.delete("measure");
  const { by_user } = isByAttempts ? report : await ask(query.toString());
  return { ...report, accounts_hit: new Set(by_user.map((row) => row.account)).size };
}

/** A number as the page writes it. */
export function number(value: number): string {
  return value.toString().replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** A percentage as the page writes it. */
export function percent(value: number): string {
  return `${value.toFixed(2)} %`;
}
