// After a form with mistakes: what to correct gets the focus, and going back later does not ask to send the form again.
document.querySelector("[data-errors]")?.focus();
history.replaceState(null, "", location.href);
