// Saves the draft of an assignment on the server while it is written. Nothing is kept in the browser.
const form = document.querySelector("form[data-draft]");
const saved = document.querySelector("[data-saved]");
const PAUSE = 2500; // milliseconds without a key before saving
let timer;
let last = form?.elements.text.value;

async function save() {
  const text = form.elements.text.value;
  if (text === last) return;
  const data = new FormData(form);
  data.set("action", "save");
  try {
    const answer = await fetch(location.href, { method: "POST", body: data, headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    last = text;
    saved.textContent = (await answer.json()).saved;
  } catch {
    schedule(); // no connection: try again after the next pause
  }
}

function schedule() {
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE);
}

if (form) {
  form.addEventListener("input", schedule);
  form.addEventListener("submit", () => clearTimeout(timer));
}
