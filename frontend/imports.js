// Log files dropped on the imports page: each is uploaded separately, with a progress bar.
// Without this script the form uploads them all at once.

import { keep } from "./kept_fields.js";

const form = document.querySelector("#drop");
const input = form.querySelector("input[type=file]");
const zone = form.querySelector(".drop-zone");
const list = document.querySelector("#dropped");
const button = form.querySelector("button");

// Files that wait, in the order in which they were added.
let waiting = [];
let isSending = false;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  add(input.files);
  input.value = "";
});

// A file dropped outside the form would be opened instead of the page.
for (const name of ["dragover", "drop"]) {
  window.addEventListener(name, (event) => event.preventDefault());
}
form.addEventListener("dragover", () => zone.classList.add("over"));
form.addEventListener("dragleave", () => zone.classList.remove("over"));
form.addEventListener("drop", (event) => {
  zone.classList.remove("over");
  add(event.dataTransfer.files);
});

function add(files) {
  for (const file of files) {
    waiting.push({ file, fields: new FormData(form), item: itemOf(file) });
  }
  if (!isSending) void sendAll();
}

async function sendAll() {
  isSending = true;
  button.disabled = true;
  // Files that are added meanwhile are included. Each is tried once, even if it fails.
  while (waiting.length > 0) {
    const next = waiting.shift();
    show(next.item, await send(next));
  }
  isSending = false;
  button.disabled = false;
  await showImports();
}

function itemOf(file) {
  const item = document.createElement("li");
  item.className = "notice";
  const name = document.createElement("strong");
  name.textContent = file.name;
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", `Uploading ${file.name}`);
  item.append(name, bar);
  list.append(item);
  return item;
}

/** Uploads one file, and returns the server's result. */
function send({ file, fields, item }) {
  fields.delete("files");
  fields.append("modified", String(Math.floor(file.lastModified / 1000)));
  fields.append("files", file);
  const bar = item.querySelector("progress");
  return new Promise((told) => {
    const failed = () => told({ notice: "The server cannot be reached: try again later." });
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      if (total > 0) bar.value = loaded / total;
    });
    request.addEventListener("load", () => {
      if (request.status === 401) return told(signedOut(fields));
      try {
        told(JSON.parse(request.responseText));
      } catch {
        told({ notice: request.responseText.trim() });
      }
    });
    request.addEventListener("error", failed);
    request.addEventListener("abort", failed);
    request.send(fields);
  });
}

/** The session has ended: the other entries are kept for the same user. */
function signedOut(fields) {
  const typed = [...fields].filter(([name, value]) => typeof value === "string" && name !== "reader" && name !== "modified");
  keep(fields.get("reader"), location.pathname + location.search, form.getAttribute("action"), typed);
  const signIn = `/sign-in?to=${encodeURIComponent(location.pathname + location.search)}`;
  return { notice: "You are signed out, so this file was not imported. Sign in and upload it again.", signIn };
}

/** Shows the result of a file, as text and never as HTML. */
function show(item, { files, notice, signIn }) {
  item.querySelector("progress").remove();
  const [file] = files ?? [];
  const lines = [...(file?.lines ?? []), ...(notice ? [notice] : [])];
  if (file) item.querySelector("strong").textContent = file.name;
  if (!file?.is_whole || notice) item.classList.add("partly");
  const told = document.createElement("ul");
  for (const line of lines) {
    const row = document.createElement("li");
    row.textContent = line;
    told.append(row);
  }
  item.append(told);
  if (!signIn) return;
  const link = document.createElement("a");
  link.href = signIn;
  link.textContent = "Sign in";
  item.append(link);
}

/** Updates the list below. */
async function showImports() {
  // If the server cannot be reached, each file has reported it.
  const answer = await fetch("/imports").catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = page.querySelector("#imports");
  if (now) document.querySelector("#imports").replaceWith(now);
}
