// Fields of a form whose session has ended. They are kept in the session storage of this tab
// for the user who typed them, and put back on the form's page once that user has signed in.
// Anyone else who signs in makes them go.

const KEY = "turnaway-form";

/** Keeps names and values; `reader` is the number of the user who typed them. */
export function keep(reader, page, action, fields) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ reader, page, action, fields }));
  } catch {
    // The storage is off or full: what was typed is on the page that is shown.
  }
}

/** Puts back what the reader of this page typed into one of its forms. */
export function putBack(reader) {
  const kept = read();
  if (!kept) return;
  const isHere = kept.page === location.pathname + location.search;
  if (kept.reader === reader && !isHere) {
    // A sign-in leads to no query string that is very long.
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

/** Of several forms that send to one place, hidden fields tell which is meant. */
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

/** Opens what an element is folded away in. */
function open(element) {
  for (let part = element.closest("details"); part; part = part.parentElement?.closest("details")) part.open = true;
}
