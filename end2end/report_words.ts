// How the page writes the values of a report.

import { number, percent, type Measures, type Report, type Row } from "./sample.ts";

/** The labels of the reason categories. */
export const REASONS: Record<string, string> = {
  capacity: "out of licenses",
  expired: "expired",
  "not-entitled": "not entitled",
  rule: "blocked by a rule",
  version: "version not covered",
  other: "other",
};

/** The labels of the sources. */
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

/** The measure that a report is sorted by, and its label. */
export function measure(report: Report): (typeof MEASURES)[keyof typeof MEASURES] {
  const word = new URLSearchParams(report.view).get("measure") ?? "attempts";
  return MEASURES[word as keyof typeof MEASURES];
}

/** A row's value of the report's measure. */
export function value(report: Report, row: Measures): number {
  return row[measure(report).key];
}

/** The value of the measure with its share, as in a tooltip. */
export function counted(report: Report, row: Row): string {
  const counted = value(report, row);
  const { name } = measure(report);
  return `${number(counted)} ${counted === 1 ? name.replace(/s$/, "") : name} · ${percent(row.percent)}`;
}

/** A name, or the text for an empty one. */
export function name(name: string): string {
  return name || "(unknown)";
}

/** A relative change, to a tenth of a percent: `+12.3 %`, `−4.0 %`, `±0 %`, `new`. */
export function change(now: number, before: number): string {
  if (now === before) return "±0 %";
  if (before === 0) return "new";
  // In whole numbers, so that a half is exact.
  const tenths = Math.floor((Math.abs(now - before) * 2000 + before) / (2 * before));
  return `${sign(now, before)}${number(Math.floor(tenths / 10))}.${tenths % 10} %`;
}

/** A difference of two counts: `+1,234`, `−5`, `±0`. */
export function difference(now: number, before: number): string {
  return `${sign(now, before)}${number(Math.abs(now - before))}`;
}

/** The share of a part, in hundredths of a percent, rounded half up. */
export function hundredths(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.floor((part * 20_000 + whole) / (2 * whole));
}

/** The difference of two percentages given in hundredths: `+0.25 points`. */
export function points(now: number, before: number): string {
  return `${sign(now, before)}${(Math.abs(now - before) / 100).toFixed(2)} points`;
}

/** A percentage given in hundredths. */
export function share(hundredths: number): string {
  return percent(hundredths / 100);
}

/** The minus is the typographic one, as wide as the plus. */
function sign(now: number, before: number): string {
  if (now === before) return "±";
  return now > before ? "+" : "−";
}
