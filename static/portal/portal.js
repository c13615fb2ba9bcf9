// Progressive enhancement only: every page works without this file.
"use strict";

const REFRESH_EVERY_MS = 4000;
const RESEND_AFTER_MS = 3000;

// A page with faults, or one that says so, puts the focus where reading should begin.
function focusFirstThing() {
  document.querySelector("[data-error-summary]")?.focus();
}

// The theme form works by itself; here the page changes colour without being loaded again.
function enhanceTheme(form) {
  form.addEventListener("submit", (event) => {
    const chosen = event.submitter?.value;
    if (!chosen) return;
    event.preventDefault();
    const body = new FormData(form);
    body.set("theme", chosen);
    fetch(form.action, { method: "POST", body, redirect: "manual", credentials: "same-origin" });
    const root = document.documentElement;
    if (chosen === "system") delete root.dataset.kernTheme;
    else root.dataset.kernTheme = chosen;
    for (const button of form.querySelectorAll("button[name=theme]")) {
      button.setAttribute("aria-pressed", String(button.value === chosen));
    }
  });
}

// Menus close on Escape and when something else is clicked or focused.
function enhanceMenus() {
  const open = () => document.querySelectorAll("details.ks-menu[open]");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  for (const kind of ["click", "focusin"]) {
    document.addEventListener(kind, (event) => {
      for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
    });
  }
}

// A double click does not send twice (the server recognises repeats anyway); after three seconds,
// when an answer got lost, the button works again.
function enhanceSubmits() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    const since = performance.now() - Number(form.dataset.sent ?? -Infinity);
    if (since < RESEND_AFTER_MS) event.preventDefault();
    else form.dataset.sent = String(performance.now());
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
}

// Lists that show new concerns listen for "inbox-refresh"; it is heard only while somebody looks.
function refreshWhileVisible() {
  const tell = () => {
    if (!document.hidden) document.body.dispatchEvent(new CustomEvent("inbox-refresh"));
  };
  setInterval(tell, REFRESH_EVERY_MS);
  document.addEventListener("visibilitychange", tell);
}

// "(3) Eingang …": the number of open concerns in the browser's tab.
function countInTitle() {
  const show = () => {
    const plain = document.title.replace(/^\(\d+\) /, "");
    const count = document.querySelector("[data-title-count]")?.dataset.titleCount;
    document.title = Number(count) > 0 ? `(${count}) ${plain}` : plain;
  };
  show();
  document.addEventListener("htmx:finally:swap", show); // by now htmx has set the title itself
}

document.addEventListener("DOMContentLoaded", () => {
  focusFirstThing();
  document.querySelectorAll("form[data-theme-form]").forEach(enhanceTheme);
  enhanceMenus();
  enhanceSubmits();
  refreshWhileVisible();
  countInTitle();
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
});
