// Stores each choice on the attendance list by itself; without JavaScript the form does the same with one press.
const form = document.querySelector("form[data-attendance]");
const said = document.querySelector("[data-said]");
const count = document.querySelector("[data-count]");
const PAUSE = 350; // milliseconds: arrow keys pass over choices that nobody means
const waiting = new Map(); // person → timer
const sending = new Map(); // person → the request under way; the next one must know its answer

function rowData(person) {
  const data = new FormData(form);
  for (const key of [...data.keys()]) {
    const owner = key.split("-")[1];
    if (owner && owner !== person) data.delete(key);
  }
  return data;
}

function show(row) {
  const box = document.getElementById(`person-${row.person}`);
  box.querySelector(`[name="seen-${row.person}"]`).value = row.version;
  for (const radio of box.querySelectorAll(`[name="mark-${row.person}"]`)) radio.checked = radio.value === row.status;
  const about = box.querySelector(".attendance-row__about");
  const mark = about.querySelector(".attendance-row__marked") ?? about.appendChild(Object.assign(document.createElement("span"), { className: "attendance-row__marked" }));
  mark.textContent = row.text;
  said.textContent = row.text;
}

async function store(person) {
  try {
    const answer = await fetch(location.pathname, { method: "POST", body: rowData(person), headers: { Accept: "application/json" } });
    const { rows = [], error } = await answer.json();
    if (error) said.textContent = error;
    if (!waiting.has(person)) rows.filter((row) => row.person).forEach(show);
    else rows.filter((row) => row.person).forEach((row) => (form.querySelector(`[name="seen-${row.person}"]`).value = row.version));
    tally();
  } catch {
    // No connection: the choice stays on the screen and goes with the next press of the button.
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
  const rows = form.querySelectorAll(".attendance-row");
  const marked = [...rows].filter((row) => row.querySelector("input[type=radio]:checked")).length;
  if (count) count.textContent = count.textContent.replace(/\d+\s*\/\s*\d+/, `${marked}/${rows.length}`);
}

if (form) {
  form.addEventListener("change", (event) => {
    const person = event.target.name.split("-")[1];
    if (person) schedule(person);
  });
  form.addEventListener("submit", () => waiting.forEach((timer) => clearTimeout(timer)));
}
