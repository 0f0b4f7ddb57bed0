// Saves the draft of an assignment on the server while it is written. Nothing is kept in the browser.
const form = document.querySelector("form[data-draft]");
const saved = document.querySelector("[data-saved]");
const PAUSE = 1500; // milliseconds without a key before saving
const CARRIED = 15000; // characters a browser surely still sends while the page goes away (64 kB in all)
let timer;
let last = form?.elements.text.value;

async function save(isLeaving = false) {
  const text = form.elements.text.value;
  if (text === last) return;
  clearTimeout(timer);
  const data = new FormData(form);
  data.set("action", "save");
  data.delete("added"); // chosen files are added once, not with every saving
  try {
    const headers = { Accept: "application/json" };
    const answer = await fetch(location.href, { method: "POST", body: data, headers, keepalive: isLeaving });
    if (!answer.ok) return;
    last = text;
    saved.textContent = (await answer.json()).saved;
  } catch {
    if (!isLeaving) schedule(); // no connection: try again after the next pause
  }
}

function schedule() {
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE);
}

if (form) {
  let isSending = false;
  form.addEventListener("input", schedule);
  form.addEventListener("submit", () => {
    isSending = true;
    clearTimeout(timer);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && !isSending) save(true);
  });
  addEventListener("beforeunload", (event) => {
    if (isSending || form.elements.text.value === last) return;
    if (form.elements.text.value.length > CARRIED) event.preventDefault(); // the browser asks first
    else save(true);
  });
  addEventListener("pageshow", () => (isSending = false)); // back from the next page
}
