// How the page writes what it compares.

import { number, percent } from "./sample.ts";

/** A relative change, to a tenth of a percent: `+12.3 %`, `−4.0 %`, `±0 %`, `new`. */
export function change(now: number, before: number): string {
  if (now === before) return "±0 %";
  if (before === 0) return "new";
  // In whole numbers, so that a half is a half.
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

/** The minus is the one of type, as wide as the plus. */
function sign(now: number, before: number): string {
  if (now === before) return "±";
  return now > before ? "+" : "−";
}
