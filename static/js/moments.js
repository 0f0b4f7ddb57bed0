// Days and times in the admin's fields, as people here write them: the calendar reads «ma 1.2.2027 klo 12.00», and the
// day of the week is told under what is typed.
(() => {
  const WRITTEN = /^\s*(?:\p{L}+\.?\s+)?(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[\s\p{L}.]+(\d{1,2})(?:[.:](\d{2}))?)?\s*$/u;

  const read = (typed) => {
    const found = WRITTEN.exec(typed);
    if (!found) return null;
    const [day, month, year, hour = 0, minute = 0] = found.slice(1).map((part) => part && Number(part));
    const moment = new Date(year, month - 1, day, hour, minute);
    return moment.getDate() === day && moment.getMonth() === month - 1 ? moment : null;
  };

  const usual = window.DateFormatter?.prototype.parseDate;
  if (usual) {
    window.DateFormatter.prototype.parseDate = function parseDate(typed, format) {
      return (typeof typed === "string" && read(typed)) || usual.call(this, typed, format);
    };
  }

  const weekday = new Intl.DateTimeFormat(document.documentElement.lang || "fi", { weekday: "long" });

  const tell = (field) => {
    let told = document.getElementById(`${field.id}-weekday`);
    if (!told) {
      told = Object.assign(document.createElement("p"), { id: `${field.id}-weekday`, className: "help weekday" });
      field.after(told);
      field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${told.id}`.trim());
    }
    const moment = read(field.value);
    told.textContent = moment ? weekday.format(moment) : "";
  };

  const FIELDS = "input[data-moment]";
  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => event.target.matches(FIELDS) && tell(event.target));
  }
  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll(FIELDS).forEach(tell));
})();
