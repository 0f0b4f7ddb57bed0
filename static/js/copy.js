// Copies a text of the page; without it the text can be selected and copied as any other.
for (const button of document.querySelectorAll("[data-copy]")) {
  const text = document.getElementById(button.dataset.copy);
  const said = document.querySelector("[data-copy-said]");
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.textContent.trim());
      said.textContent = button.dataset.copied;
    } catch {
      getSelection().selectAllChildren(text); // not allowed: the text is chosen, ready for the keyboard
    }
  });
}
