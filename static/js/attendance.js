// Stores each choice on the attendance list by itself; without JavaScript the form does the same with one press.
// What could not be stored goes back to the mark that stands, and a line that cannot be missed says so; minutes that
// cannot be right stay to be corrected, with the reason below them. What another trainer marks meanwhile comes into the
// rows that nobody is touching here.
const form = document.querySelector("form[data-attendance]");
const said = document.querySelector("[data-said]");
const count = document.querySelector("[data-count]");
const trouble = document.querySelector("[data-trouble]");
const undo = document.querySelector("[data-undo]");
const rest = document.querySelector("[data-rest]");
const button = document.querySelector("[data-save]");
const undone = document.querySelector("[data-undone]");
const ASK_EVERY = 20_000; // milliseconds between two looks at what others have marked
const UNUSED = 30 * 60_000; // milliseconds: a list left open unused asks nothing more, so that its session can end
const PAUSE = 2000; // milliseconds: arrow keys pass over choices that nobody means; leaving the row is an answer too
const waiting = new Map(); // person → timer
const sending = new Map(); // person → the request under way; the next one must know its answer
let byArrows = false;
let usedAt = Date.now();
let pressed = 0; // how many marks have been sent: what was asked before one of them is old

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

function refuse(person, text) {
  const field = one(`[name="minutes-${person}"]`);
  const line = document.getElementById(`wrong-${person}`);
  if (text) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
  line.querySelector("span").textContent = text;
  line.hidden = !text;
}

function show(row) {
  const isOld = waiting.has(String(row.person)); // something newer has been chosen meanwhile
  if (row.refusal) return isOld || refuse(row.person, row.refusal);
  one(`[name="seen-${row.person}"]`).value = row.version;
  if (isOld) return;
  paint(row, row.conflict);
  if (row.conflict) warn(row.conflict);
  said.textContent = `${row.said} ${tally()}`;
}

function paint(row, withMinutes) {
  one(`[name="seen-${row.person}"]`).value = row.version;
  choose(row.person, row.status);
  if (withMinutes) one(`[name="minutes-${row.person}"]`).value = row.minutes ?? "";
  const about = document.querySelector(`#person-${row.person} .attendance-row__about`);
  const mark = about.querySelector(".attendance-row__marked") ?? about.appendChild(Object.assign(document.createElement("span"), { className: "attendance-row__marked" }));
  mark.textContent = row.text;
}

const personOf = (row) => row.id.split("-")[1];

function isTouched(row) {
  const isUnderWay = waiting.has(personOf(row)) || sending.has(personOf(row));
  return isUnderWay || row.querySelector("input[type=text]:focus, [aria-invalid]") !== null;
}

async function look() {
  if (document.hidden || Date.now() - usedAt > UNUSED) return;
  const before = pressed;
  const answer = await fetch(form.dataset.marks, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok || !answer.headers.get("Content-Type")?.includes("json")) return;
  const standing = new Map((await answer.json()).rows.map((row) => [String(row.person), row]));
  if (pressed !== before) return;
  for (const row of form.querySelectorAll(".attendance-row:not([disabled])")) {
    const person = personOf(row);
    const stands = standing.get(person) ?? { person, status: "", minutes: null, version: ":", text: "" };
    if (stands.version !== one(`[name="seen-${person}"]`).value && !isTouched(row)) paint(stands, true);
  }
  tally();
}

async function takeLastBack() {
  let answer;
  pressed += 1;
  try {
    answer = await fetch(undo.form.action, { method: "POST", body: new FormData(undo.form), headers: { Accept: "application/json" } });
  } catch {
    return warn(form.dataset.lost);
  }
  if (answer.redirected || !answer.headers.get("Content-Type")?.includes("json")) return warn(form.dataset.signedOut);
  const { rows = [], batch, error, said: told } = await answer.json();
  if (error) return warn(error);
  rows.forEach((row) => paint(row, true));
  offer(batch);
  tell(told);
  said.textContent = `${told} ${tally()}`;
}

function offer(batch) {
  undo.form.elements.batch.value = batch;
  undo.toggleAttribute("data-idle", !batch);
}

function tell(text) {
  undone.textContent = text;
  undone.hidden = !text;
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
  tell("");
  refuse(person, "");
  document.getElementById("page-messages")?.style.setProperty("visibility", "hidden"); // what it told is past; its room stays
  let answer;
  try {
    answer = await fetch(form.action, { method: "POST", body: rowData(person), headers: { Accept: "application/json" }, keepalive: true });
  } catch {
    return takeBack(person, form.dataset.lost);
  }
  if (answer.redirected || !answer.headers.get("Content-Type")?.includes("json")) return takeBack(person, form.dataset.signedOut);
  const { rows = [], batch, error } = await answer.json();
  if (error) return takeBack(person, error);
  rows.filter((row) => row.person).forEach(show);
  if (batch && undo) offer(batch);
}

function send(person) {
  clearTimeout(waiting.get(person));
  waiting.delete(person);
  pressed += 1;
  const request = (sending.get(person) ?? Promise.resolve()).then(() => store(person));
  sending.set(person, request);
  request.finally(() => sending.get(person) === request && sending.delete(person));
}

// Somebody who told beforehand that they cannot come is marked, with none of the three choices.
function isMarked(row) {
  return row.querySelector("input[type=radio]:checked") || row.querySelector("input[type=hidden]").value.startsWith("excused");
}

function tally() {
  const rows = [...form.querySelectorAll(".attendance-row")];
  const marked = rows.filter(isMarked).length;
  if (marked === rows.length) document.querySelector("[data-late]")?.remove();
  if (rest) rest.hidden = marked === rows.length;
  if (count) count.textContent = count.textContent.replace(/\d+\s*\/\s*\d+/, `${marked}/${rows.length}`);
  return count?.textContent ?? "";
}

const ownerOf = (target) => target.name?.split("-")[1];

if (form) {
  if (button) button.hidden = true; // every choice is stored at once
  form.addEventListener("pointerdown", () => (byArrows = false));
  form.addEventListener("keydown", (event) => {
    byArrows = event.key.startsWith("Arrow");
    if (event.key !== "Enter" || event.target.type !== "text") return;
    event.preventDefault(); // the minutes are stored like any choice; the list stays where it is
    event.target.blur();
  });
  form.addEventListener("change", (event) => {
    const person = ownerOf(event.target);
    if (!person) return;
    if (!byArrows || event.target.type !== "radio") return send(person);
    clearTimeout(waiting.get(person));
    waiting.set(person, setTimeout(() => send(person), PAUSE));
  });
  form.addEventListener("focusout", (event) => {
    const person = ownerOf(event.target);
    if (waiting.has(person) && !event.target.closest("fieldset").contains(event.relatedTarget)) send(person);
  });
  form.addEventListener("submit", () => waiting.forEach((timer) => clearTimeout(timer)));
  undo?.form.addEventListener("submit", (event) => {
    event.preventDefault(); // the list stays where it is
    takeLastBack();
  });
  for (const kind of ["pointerdown", "keydown", "visibilitychange"]) document.addEventListener(kind, () => (usedAt = Date.now()));
  document.addEventListener("visibilitychange", look);
  if (one("[data-save]")) setInterval(look, ASK_EVERY);
}
