// Suggests organisations after three letters, and keeps a second press from sending the form twice.
const field = document.querySelector("[data-suggest]");
const list = document.getElementById("organisations");
let wanted = "";

async function suggest() {
  const typed = field.value.trim();
  if (typed.length < 3 || typed === wanted) return;
  wanted = typed;
  try {
    const answer = await fetch(`/ilmoittaudu/organisaatiot/?q=${encodeURIComponent(typed)}`, { headers: { Accept: "application/json" } });
    if (!answer.ok || typed !== wanted) return;
    const { names } = await answer.json();
    list.replaceChildren(...names.map((name) => Object.assign(document.createElement("option"), { value: name })));
  } catch {
    list.replaceChildren(); // no connection: the name can still be typed
  }
}

if (field && list) field.addEventListener("input", suggest);

function say(form, text) {
  const place = form.querySelector("[data-said]") ?? form.appendChild(document.createElement("p"));
  place.dataset.said = "";
  place.setAttribute("role", "alert");
  place.textContent = text;
}

for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) return event.preventDefault();
    if (form.dataset.offline && !navigator.onLine) {
      event.preventDefault();
      return say(form, form.dataset.offline);
    }
    form.dataset.sent = "yes";
    window.addEventListener("pageshow", () => delete form.dataset.sent, { once: true });
  });
}
