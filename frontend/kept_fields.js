// Fields of a form whose session has ended. They are kept in the session storage of this tab
// for the user who entered them, and restored on the form's page once that user has signed in.
// If anyone else signs in, they are removed.

const KEY = "turnaway-form";

/** Keeps names and values; `reader` is the number of the user who entered them. */
export function keep(reader, page, action, fields) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ reader, page, action, fields }));
  } catch {
    // The storage is off or full: the page that is shown has the entries.
  }
}

/** Restores what the reader of this page entered into one of its forms. */
export function putBack(reader) {
  const kept = read();
  if (!kept) return;
  const isHere = kept.page === location.pathname + location.search;
  if (kept.reader === reader && !isHere) {
    // A sign-in does not lead to a very long query string.
    const [path] = kept.page.split("?");
    if (location.pathname === path && !location.search) location.replace(kept.page);
    return;
  }
  sessionStorage.removeItem(KEY);
  if (kept.reader !== reader) return;
  const form = [...document.forms].find((form) => isFormOf(form, kept));
  if (!form || !fill(form, kept.fields)) return;
  const notice = document.createElement("p");
  notice.className = "notice";
  notice.setAttribute("role", "status");
  const lacks = form.querySelector("[type=password], [type=file]");
  notice.textContent = `Your entries are back.${lacks ? " Enter passwords and choose files again." : ""}`;
  form.prepend(notice);
  open(form);
  notice.scrollIntoView({ block: "center" });
}

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null;
  }
}

/** If several forms submit to the same URL, hidden fields identify the right one. */
function isFormOf(form, kept) {
  if (form.getAttribute("action") !== kept.action) return false;
  return [...form.elements].every(({ type, name, value }) => {
    if (type !== "hidden" || name === "reader" || name === "asked") return true;
    const field = kept.fields.find(([other]) => other === name);
    return !field || field[1] === value;
  });
}

/** Whether there was anything to fill in. */
function fill(form, fields) {
  const left = fields.map(([name, value]) => ({ name, value }));
  const take = (isIt) => {
    const at = left.findIndex(isIt);
    return at < 0 ? undefined : left.splice(at, 1)[0].value;
  };
  let isFilled = false;
  for (const field of form.elements) {
    const { name, type } = field;
    if (!name || ["password", "file", "submit", "button"].includes(type) || name === "reader") continue;
    if (type === "checkbox" || type === "radio") {
      field.checked = take((kept) => kept.name === name && kept.value === field.value) !== undefined;
    } else {
      const value = take((kept) => kept.name === name);
      if (value === undefined) continue;
      field.value = value;
      if (value && type !== "hidden") open(field);
    }
    isFilled ||= type !== "hidden";
  }
  return isFilled;
}

/** Opens the collapsed parents of an element. */
function open(element) {
  for (let part = element.closest("details"); part; part = part.parentElement?.closest("details")) part.open = true;
}
