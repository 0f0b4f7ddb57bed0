// Beside the answer there is room for its instruction; on a phone it is folded, so that the answer comes first.
const isWide = matchMedia("(min-width: 60rem)").matches;
for (const part of document.querySelectorAll("[data-open-when-wide]")) part.open = isWide;

// The comment being written is kept on the server, in the reviewer's own session: a reload loses nothing.
const form = document.querySelector("form[data-comment]");
const PAUSE = 1500; // milliseconds without a key before keeping
let timer;
let kept = form?.elements.comment.value;
let isDeciding = false;

async function keep() {
  clearTimeout(timer);
  const text = form.elements.comment.value;
  if (isDeciding || text === kept) return;
  const data = new FormData(form);
  data.set("decision", "keep");
  const answer = await fetch(location.href, { method: "POST", body: data, keepalive: true }).catch(() => null);
  if (answer?.status === 204) kept = text;
}

if (form) {
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  });
  form.addEventListener("submit", () => {
    isDeciding = true;
    clearTimeout(timer);
  });
  document.addEventListener("visibilitychange", () => document.hidden && keep());
  addEventListener("beforeunload", keep);
  addEventListener("pageshow", () => (isDeciding = false)); // back from the next page
}
