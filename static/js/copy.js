// Copies a text of the page or the value of a field; without it either can be selected and copied as any other.
for (const button of document.querySelectorAll("[data-copy]")) {
  const text = document.getElementById(button.dataset.copy);
  const said = button.parentElement.querySelector("[data-copy-said]");
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText((text.value ?? text.textContent).trim());
      said.textContent = button.dataset.copied;
    } catch {
      text.select ? text.select() : getSelection().selectAllChildren(text); // not allowed: the text is chosen, ready for the keyboard
    }
  });
}
