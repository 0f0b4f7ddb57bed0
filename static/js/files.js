// Adds files as soon as they are chosen and says how far it is; what is being written stays on the page as it is.
const answer = document.querySelector("form[data-draft]");
const said = document.querySelector("[data-files-said]");
const STEP = 25; // hundredths between two announcements

function place() {
  return answer.querySelector("[data-files]");
}

function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-files]");
  if (!fresh) return fail(); // signed out, or sent from another window
  const fault = fresh.querySelector(".field__error");
  fault?.setAttribute("role", "alert"); // said where it stands, once
  place().replaceWith(fresh);
  said.textContent = fault ? "" : fresh.dataset.added;
  prepare();
  (fresh.querySelector("input[type=file]") ?? fresh).focus();
}

function fail() {
  const input = place().querySelector("input[type=file]");
  input.disabled = false;
  input.value = "";
  said.textContent = place().dataset.lost;
}

function add(input) {
  if (!input.files.length) return;
  const data = new FormData(answer);
  data.set("action", "attach");
  const request = new XMLHttpRequest();
  let told = -1;
  request.upload.addEventListener("progress", (event) => {
    const part = Math.floor((100 * event.loaded) / event.total / STEP) * STEP;
    if (part > told) said.textContent = place().dataset.adding.replace("%", `${(told = part)} %`);
  });
  request.addEventListener("load", () => show(request.responseText));
  request.addEventListener("error", fail);
  request.open("POST", location.href);
  request.send(data);
  input.disabled = true;
}

function prepare() {
  const input = place().querySelector("input[type=file]");
  if (!input) return;
  place().querySelector("[data-attach]").hidden = true;
  input.addEventListener("change", () => add(input));
}

if (answer && place()) prepare();
