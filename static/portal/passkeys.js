// Passkeys: asks the browser and sends its answer with the form. Without it codes work as well.
"use strict";

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const withIds = (list) => (list ?? []).map((each) => ({ ...each, id: bytes(each.id) }));

function question({ publicKey }) {
  const asked = { ...publicKey, challenge: bytes(publicKey.challenge) };
  if (asked.user) asked.user = { ...asked.user, id: bytes(asked.user.id) };
  if (asked.excludeCredentials) asked.excludeCredentials = withIds(asked.excludeCredentials);
  if (asked.allowCredentials) asked.allowCredentials = withIds(asked.allowCredentials);
  return { publicKey: asked };
}

function answer(credential) {
  const response = {};
  const names = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  for (const name of names) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  });
}

async function options(form) {
  const inPage = form.querySelector("script[type='application/json']");
  if (inPage) return JSON.parse(inPage.textContent);
  const headers = { Accept: "application/json" };
  const found = await fetch(form.dataset.optionsUrl, { headers, credentials: "same-origin" });
  return (await found.json()).request_options;
}

function enhance(form) {
  form.hidden = false;
  document.querySelector("[data-passkey-missing]")?.setAttribute("hidden", "");
  form.addEventListener("submit", async (event) => {
    const field = form.elements.credential;
    if (field.value) return;
    event.preventDefault();
    delete form.dataset.sent;
    const status = form.querySelector("[data-passkey-status]");
    status.textContent = "Bitte folgen Sie jetzt der Anzeige Ihres Browsers.";
    try {
      const asked = question(await options(form));
      const given =
        form.dataset.passkey === "create"
          ? await navigator.credentials.create(asked)
          : await navigator.credentials.get(asked);
      field.value = answer(given);
    } catch {
      status.textContent = "Das hat nicht geklappt oder wurde abgebrochen. Bitte noch einmal versuchen.";
      return;
    }
    delete form.dataset.sent;
    form.requestSubmit();
  });
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) enhance(form);
}
