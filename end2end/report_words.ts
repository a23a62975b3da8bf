// How the page writes what a report says.

import { number, percent, type Measures, type Report, type Row } from "./sample.ts";

/** What the page calls the reason categories. */
export const REASONS: Record<string, string> = {
  capacity: "out of licenses",
  expired: "expired",
  "not-entitled": "not entitled",
  rule: "kept out by a rule",
  version: "version not covered",
  other: "other",
};

/** What the page calls the sources. */
export const SOURCES: Record<string, string> = {
  cls: "cloud license server",
  local: "local license server",
  "dynamic-monetization": "dynamic monetization",
};

const MEASURES = {
  attempts: { key: "attempts", name: "attempts" },
  true: { key: "true_denials", name: "true denials" },
  users: { key: "affected_users", name: "affected users" },
} as const;

/** The measure by which a report is sorted, and what the page calls it. */
export function measure(report: Report): (typeof MEASURES)[keyof typeof MEASURES] {
  const word = new URLSearchParams(report.view).get("measure") ?? "attempts";
  return MEASURES[word as keyof typeof MEASURES];
}

/** A row's value of the report's measure. */
export function value(report: Report, row: Measures): number {
  return row[measure(report).key];
}

/** How many of the measure, and what share, as a tooltip writes it. */
export function counted(report: Report, row: Row): string {
  return `${number(value(report, row))} ${measure(report).name} · ${percent(row.percent)}`;
}

/** A name, or the word for none. */
export function name(name: string): string {
  return name || "(unknown)";
}

/** A change in percent, as the page writes it. */
export function change(now: number, before: number): string {
  if (now === before) return "±0 %";
  if (before === 0) return "new";
  const tenths = Math.round((Math.abs(now - before) * 1000) / before);
  return `${now > before ? "+" : "−"}${number(Math.floor(tenths / 10))}.${tenths % 10} %`;
}

/** A change of a count, as a table writes it. */
export function countChange(now: number, before: number): string {
  if (now === before) return "±0";
  return `${now > before ? "+" : "−"}${number(Math.abs(now - before))}`;
}
