// Filter and sort of the same attempts, twice in one tab: by WebAssembly, and by plain
// JavaScript over an array of objects. The answers must be the same rows in the same order.

import init, { Attempts } from "/bench_browser.js";

/** Runs that count, after as many that warm the compilers up. */
const RUNS = 31;

/** What is asked: the view and the order for the engine, and the same as JavaScript. */
const QUESTIONS = [
  {
    name: "category, newest first",
    view: "category=capacity&range=all",
    sort: "",
    keep: (row) => row.category === "capacity",
    order: newest,
  },
  {
    name: "category, by account",
    view: "category=capacity&range=all",
    sort: "account",
    keep: (row) => row.category === "capacity",
    order: (a, b) => text(a.account, b.account) || newest(a, b),
  },
  {
    name: "category and product, by user and feature",
    view: "category=capacity&product=PRODUCT&range=all",
    sort: "user,feature",
    keep: (row) => row.category === "capacity" && row.product === product,
    order: (a, b) => text(a.user, b.user) || text(a.feature, b.feature) || newest(a, b),
  },
  {
    name: "everything, by account",
    view: "range=all",
    sort: "account",
    keep: () => true,
    order: (a, b) => text(a.account, b.account) || newest(a, b),
  },
];

/** Texts by their code units, as the engine sorts them. */
function text(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The latest first, and within one second the latest arrival. */
function newest(a, b) {
  return b.at - a.at || b.row - a.row;
}

let product;

async function measure() {
  await init({ module_or_path: "/bench_browser_bg.wasm" });
  const slice = new Uint8Array(await (await fetch("/attempts.slice")).arrayBuffer());
  const rows = await (await fetch("/attempts.json")).json();
  rows.forEach((row, place) => (row.row = place));
  product = commonest(rows.map((row) => row.product));
  const decoded = time(5, () => Attempts.read(slice)?.free());
  const attempts = Attempts.read(slice);
  const results = QUESTIONS.map((question) => {
    const view = question.view.replace("PRODUCT", encodeURIComponent(product));
    const ours = () => attempts.rows(view, question.sort);
    const plain = () => rows.filter(question.keep).sort(question.order);
    same(question.name, ours(), plain());
    return { name: question.name, rows: ours().length, ours: time(RUNS, ours), plain: time(RUNS, plain) };
  });
  const report = time(RUNS, () => attempts.report("category=capacity&range=all"));
  return { attempts: rows.length, bytes: slice.length, decoded, report, questions: results };
}

function commonest(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0][0];
}

function same(name, ours, plain) {
  if (ours.length === 0 || ours.length !== plain.length) {
    throw new Error(`${name}: ${ours.length} rows and ${plain.length}`);
  }
  plain.forEach((row, place) => {
    if (row.row !== ours[place]) throw new Error(`${name}: row ${place} differs`);
  });
}

/** The median time in milliseconds. */
function time(runs, work) {
  for (let run = 0; run < runs; run += 1) work();
  const times = [];
  for (let run = 0; run < runs; run += 1) {
    const start = performance.now();
    work();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[runs >> 1];
}

window.measured = measure().then(
  (result) => ({ result }),
  (error) => ({ error: String(error) }),
);
