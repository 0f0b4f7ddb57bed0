// Gives a name to the controls of Wagtail's forms that have none, so that a screen reader says what each is for:
// the field where tags are typed, the file field of many images, the editors inside a block of content, and dialogs.
// Makes addresses of plain letters, and lets Escape close a calendar.
(() => {
  const labels = (field) => field.labels?.length || field.hasAttribute("aria-label") || field.hasAttribute("aria-labelledby");

  const nameTags = (field) => {
    const list = field.closest("ul.tagit");
    const label = list?.parentElement.querySelector("input[data-controller~='w-tag']")?.labels?.[0];
    if (label) field.setAttribute("aria-label", label.firstChild.textContent.trim());
  };

  const nameByButton = (field) => {
    const button = field.parentElement.querySelector("button");
    if (button) field.setAttribute("aria-label", button.textContent.trim());
  };

  const nameByBlock = (field) => {
    const heading = field.closest("section[aria-labelledby]")?.getAttribute("aria-labelledby");
    if (heading) field.setAttribute("aria-labelledby", heading);
  };

  const nameByHeading = (dialog) => {
    const heading = dialog.querySelector("h1");
    if (heading) dialog.setAttribute("aria-label", heading.textContent.trim().replace(/\s+/g, " "));
  };

  const nameByPopup = (button) => {
    const popup = button.querySelector(".w-editing-sessions__popup");
    if (popup) button.setAttribute("aria-label", popup.textContent.trim().replace(/\s+/g, " "));
  };

  // Under a name on a phone each fact needs the heading of its column; one that says nothing is left out there.
  const nameByColumn = (row) => {
    const headings = row.closest("table").querySelectorAll("thead tr:last-child > :is(th, td)");
    [...row.cells].forEach((cell, index) => {
      const words = cell.textContent.trim(), heading = headings[index]?.textContent.trim().replace(/\s+/g, " ");
      cell.classList.toggle("is-empty", (words === "" || words === "–") && !cell.querySelector("a, img, input, svg"));
      if (index && heading && !cell.matches(".title, .children")) cell.dataset.label = heading;
    });
  };

  const RULES = [
    ["ul.tagit .ui-autocomplete-input", nameTags],
    ["#fileupload", nameByButton],
    [".public-DraftEditor-content", nameByBlock],
    [".modal[role='dialog']", nameByHeading],
    ["button.w-editing-sessions__session", nameByPopup],
    ["[data-streamfield-child] input[type='text'], [data-streamfield-child] textarea", nameByBlock],
  ];

  // Letters lose their marks in an address; Wagtail alone would leave those letters out of what is typed there.
  const PLAIN = [["àáâäãå", "a"], ["èéêë", "e"], ["ìíîï", "i"], ["òóôöõø", "o"], ["ùúûü", "u"], ["æ", "ae"], ["š", "s"], ["ž", "z"]];
  const asRules = PLAIN.map(([marked, plain]) => [[`[${marked}]`, "giu"], plain]);
  const plainAddress = (field) => {
    field.dataset.wSlugFormattersValue ??= JSON.stringify(asRules);
  };

  // Escape closes the calendar and nothing else: the field keeps the focus and what was typed.
  const closeCalendar = (event) => {
    const calendar = [...document.querySelectorAll(".xdsoft_datetimepicker")].find((each) => each.checkVisibility());
    if (event.key !== "Escape" || !calendar) return;
    event.stopImmediatePropagation();
    window.jQuery(event.target).datetimepicker("hide");
  };

  const nameAll = () => {
    for (const field of document.querySelectorAll("input[data-controller~='w-slug']")) plainAddress(field);
    for (const [selector, name] of RULES) {
      for (const field of document.querySelectorAll(selector)) if (!labels(field)) name(field);
    }
    document.querySelectorAll("table.listing tbody tr").forEach(nameByColumn);
  };

  // The first mistake of a form comes to the middle of the screen, clear of the bar that saves.
  const showFirstMistake = () => {
    const mistake = [...document.querySelectorAll("main .error-message")].find((words) => words.textContent.trim());
    mistake?.scrollIntoView({ block: "center" });
  };

  document.addEventListener("DOMContentLoaded", () => {
    nameAll();
    document.addEventListener("keydown", closeCalendar, { capture: true });
    window.addEventListener("load", showFirstMistake, { once: true });
    new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
  });
})();
