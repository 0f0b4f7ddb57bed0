// Beside the answer there is room for its instruction; on a phone it is folded, so that the answer comes first.
const isWide = matchMedia("(min-width: 60rem)").matches;
for (const part of document.querySelectorAll("[data-open-when-wide]")) part.open = isWide;
