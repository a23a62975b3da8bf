// The script of the forms on management pages: entries are restored after signing in again,
// buttons copy, and accounts are added to a list. Each form works without it.

import { keep, putBack } from "./kept_fields.js";

// The response to a form whose session has ended: its fields are stored before anything else.
const kept = document.querySelector("#kept");
if (kept) {
  const fields = [...kept.elements].filter(({ type, name }) => type === "hidden" && name !== "reader");
  const reader = kept.elements.namedItem("reader")?.value;
  const action = kept.getAttribute("action");
  // If this script does not load, the form can be submitted again from here.
  kept.querySelector("[data-without-script]")?.remove();
  if (reader) keep(reader, kept.dataset.page, action, fields.map(({ name, value }) => [name, value]));
}

const { reader } = document.querySelector("main").dataset;
if (reader) putBack(reader);

for (const button of document.querySelectorAll("[data-copy]")) {
  button.classList.remove("hidden");
  button.addEventListener("click", () => void copy(button));
}

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  const status = button.nextElementSibling;
  status.textContent = "";
  try {
    await navigator.clipboard.writeText(source.value ?? source.textContent);
    status.textContent = "Copied";
  } catch {
    // Not allowed, or not over https.
    getSelection().selectAllChildren(source);
    source.select?.();
    status.textContent = "Press Ctrl+C to copy";
  }
}

for (const part of document.querySelectorAll("[data-accounts]")) {
  const lines = part.querySelector("textarea");
  const more = part.querySelector("[name=more]");
  const named = part.querySelector("[value=named]");
  const add = () => {
    const name = more.value.trim();
    if (!name) return;
    const names = lines.value.split("\n").map((line) => line.trim());
    if (!names.includes(name)) lines.value = [...names.filter(Boolean), name].join("\n");
    more.value = "";
  };
  part.addEventListener("input", ({ target }) => {
    // Typing accounts selects "only these": the server treats it so, whatever the button says.
    if (named && (target === lines || target === more) && target.value.trim()) named.checked = true;
  });
  more.addEventListener("change", add);
  more.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !more.value.trim()) return;
    event.preventDefault();
    add();
  });
}
