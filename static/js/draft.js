// Saves the draft of an assignment on the server while it is written. Nothing is kept in the browser.
const form = document.querySelector("form[data-draft]");
const saved = document.querySelector("[data-saved]");
const PAUSE = 1500; // milliseconds without a key before saving
const CARRIED = 15000; // characters a browser surely still sends while the page goes away (64 kB in all)
let timer;
let isRefused = false;
const showsBoth = form?.dataset.draft === "both"; // the draft was changed elsewhere: a press decides, not a pause
let last = showsBoth ? null : form?.elements.text.value;

function tell(text, isSaved) {
  isRefused = !isSaved;
  saved.textContent = text;
  saved.classList.toggle("assignment__saved--not", isRefused);
}

async function save(isLeaving = false) {
  const text = form.elements.text.value;
  if (text === last || showsBoth) return;
  clearTimeout(timer);
  const data = new FormData(form);
  data.set("action", "save");
  data.delete("added"); // chosen files are added once, not with every saving
  try {
    const headers = { Accept: "application/json" };
    const answer = await fetch(location.href, { method: "POST", body: data, headers, keepalive: isLeaving });
    const isOurs = answer.headers.get("Content-Type")?.startsWith("application/json"); // not a page to sign in
    const news = isOurs ? await answer.json() : {};
    if (answer.ok && isOurs) last = text;
    tell(news.saved || news.told || form.dataset.unsaved, answer.ok && isOurs);
  } catch {
    tell(form.dataset.unsaved, false);
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
    const isLost = isRefused || showsBoth || form.elements.text.value.length > CARRIED;
    if (isLost) event.preventDefault(); // the browser asks first
    else save(true);
  });
  addEventListener("pageshow", () => (isSending = false)); // back from the next page
}
