// Stores each choice on the attendance list by itself; without JavaScript the form does the same with one press.
// What could not be stored goes back to the mark that stands, and a line that cannot be missed says so.
const form = document.querySelector("form[data-attendance]");
const said = document.querySelector("[data-said]");
const count = document.querySelector("[data-count]");
const trouble = document.querySelector("[data-trouble]");
const undo = document.querySelector("form[data-undo]");
const button = document.querySelector("[data-save]");
const PAUSE = 350; // milliseconds: arrow keys pass over choices that nobody means
const waiting = new Map(); // person → timer
const sending = new Map(); // person → the request under way; the next one must know its answer

const one = (selector) => form.querySelector(selector);

function rowData(person) {
  const data = new FormData(form);
  for (const key of [...data.keys()]) {
    const owner = key.split("-")[1];
    if (owner && owner !== person) data.delete(key);
  }
  return data;
}

function choose(person, status) {
  for (const radio of form.querySelectorAll(`[name="mark-${person}"]`)) radio.checked = radio.value === status;
}

function show(row) {
  one(`[name="seen-${row.person}"]`).value = row.version;
  if (waiting.has(String(row.person))) return; // something newer has been chosen meanwhile
  choose(row.person, row.status);
  const about = document.querySelector(`#person-${row.person} .attendance-row__about`);
  const mark = about.querySelector(".attendance-row__marked") ?? about.appendChild(Object.assign(document.createElement("span"), { className: "attendance-row__marked" }));
  mark.textContent = row.conflict ? "" : row.text;
  if (row.conflict) warn(row.text);
  said.textContent = `${row.said}. ${tally()}`;
}

function warn(text) {
  trouble.querySelector("[data-trouble-text]").textContent = text;
  trouble.hidden = !text;
}

function takeBack(person, text) {
  choose(person, one(`[name="seen-${person}"]`).value.split(":")[0]);
  warn(text);
  tally();
}

async function store(person) {
  warn("");
  let answer;
  try {
    answer = await fetch(location.pathname, { method: "POST", body: rowData(person), headers: { Accept: "application/json" } });
  } catch {
    return takeBack(person, form.dataset.lost);
  }
  if (answer.redirected || !answer.headers.get("Content-Type")?.includes("json")) return takeBack(person, form.dataset.signedOut);
  const { rows = [], batch, error } = await answer.json();
  if (error) return takeBack(person, error);
  rows.filter((row) => row.person).forEach(show);
  if (batch && undo) {
    undo.elements.batch.value = batch;
    undo.hidden = false;
  }
}

function schedule(person) {
  clearTimeout(waiting.get(person));
  waiting.set(person, setTimeout(() => {
    waiting.delete(person);
    sending.set(person, (sending.get(person) ?? Promise.resolve()).then(() => store(person)));
  }, PAUSE));
}

function tally() {
  const rows = [...form.querySelectorAll(".attendance-row")];
  const marked = rows.filter((row) => row.querySelector("input[type=radio]:checked")).length;
  if (marked === rows.length) document.querySelector("[data-late]")?.remove();
  if (count) count.textContent = count.textContent.replace(/\d+\s*\/\s*\d+/, `${marked}/${rows.length}`);
  return count?.textContent ?? "";
}

if (form) {
  if (button) button.hidden = true; // every choice is stored at once
  form.addEventListener("change", (event) => {
    const person = event.target.name.split("-")[1];
    if (person) schedule(person);
  });
  form.addEventListener("submit", () => waiting.forEach((timer) => clearTimeout(timer)));
}
