// Downloaded files, read in the simplest way.

import { readFile } from "node:fs/promises";
import { inflateRawSync } from "node:zlib";
import type { Locator } from "@playwright/test";

/** A file that was saved. */
export interface Saved {
  name: string;
  bytes: Buffer;
}

/** A table as a CSV file has it: what it was made from, its columns and its rows. */
export interface CsvTable {
  heading: Record<string, string>;
  columns: string[];
  rows: string[][];
}

/** Clicks a download and returns the file. */
export async function save(link: Locator): Promise<Saved> {
  const started = link.page().waitForEvent("download");
  await link.click();
  const download = await started;
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** Reads a CSV file of ours. */
export function csvTable(bytes: Buffer): CsvTable {
  const text = bytes.toString("utf8");
  if (!text.startsWith("\ufeff")) throw new Error("the file has no byte order mark");
  const lines = records(text.slice(1));
  const blank = lines.findIndex((cells) => cells.length === 1 && cells[0] === "");
  const heading = lines.slice(0, blank).map(([label, value]) => [label, value]);
  return {
    heading: Object.fromEntries(heading) as Record<string, string>,
    columns: lines[blank + 1] ?? [],
    rows: lines.slice(blank + 2),
  };
}

/** The records of a CSV text: RFC 4180, each ended by CR LF. */
export function records(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  while (field.lastIndex < text.length) {
    const place = field.lastIndex;
    const match = field.exec(text);
    if (!match) throw new Error(`no field at ${place}: ${text.slice(place, place + 80)}`);
    record.push(match[1] === undefined ? (match[2] ?? "") : match[1].replaceAll('""', '"'));
    if (match[3] === "\r\n") {
      records.push(record);
      record = [];
    }
  }
  return records;
}

/** The files of a ZIP archive, by name. */
export function unzip(archive: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const end = archive.lastIndexOf(Buffer.from("PK\u0005\u0006"));
  const count = archive.readUInt16LE(end + 10);
  let entry = archive.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    const [method, size] = [archive.readUInt16LE(entry + 10), archive.readUInt32LE(entry + 20)];
    const [name, extra, comment] = [28, 30, 32].map((at) => archive.readUInt16LE(entry + at));
    const local = archive.readUInt32LE(entry + 42);
    const from =
      local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const packed = archive.subarray(from, from + size);
    const fileName = archive.toString("utf8", entry + 46, entry + 46 + (name ?? 0));
    files.set(fileName, method === 0 ? packed : inflateRawSync(packed));
    entry += 46 + (name ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return files;
}

/** The names of a workbook's sheets. */
export function sheetNames(workbook: Buffer): string[] {
  const index = unzip(workbook).get("xl/workbook.xml")?.toString("utf8") ?? "";
  return [...index.matchAll(/<sheet name="([^"]*)"/g)].map(([, name]) => name ?? "");
}

/** A cell of a page as a CSV file has it: only digits for a number. */
export function asInFile(text: string): string {
  if (!/^[+−±]?[\d,]+(\.\d+)?( %)?$/.test(text)) return text;
  return text.replaceAll(",", "").replace(" %", "").replace("−", "-").replace(/^[+±]/, "");
}
