// Progressive enhancement only: the pages of a report work without this file.
"use strict";

// Whoever takes a call in begins to type at once; a page with faults keeps the focus on its summary.
document.addEventListener("DOMContentLoaded", () => {
  if (document.querySelector("[data-error-summary]") || location.hash) return;
  const chosen = document.querySelector("[data-autofocus]:checked");
  (chosen ?? document.querySelector("[data-autofocus]"))?.focus();
});
