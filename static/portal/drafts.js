// Unsent text is never lost: kept on the server while somebody types, and as a sealed copy in this
// browser until the server has it. docs/drafts.md describes the contract with the server.
// Progressive enhancement only: long forms work without this file.
"use strict";

(() => {
  const SAVE_AFTER_MS = 600;
  const COPY_AFTER_MS = 150;
  const ANSWER_WITHIN_MS = 15000;
  const SLOW_AFTER_MS = 3000; // without an answer: say where the text is meanwhile
  const SLOW_AGAIN_MS = 1000; // after the last key, so that the line does not flicker
  const RETRY_MS = [2000, 4000, 8000, 15000, 30000, 60000];
  const LOGOUT_WAITS_MS = 3000;
  const COPY_KEPT_MS = 7 * 24 * 60 * 60 * 1000;
  const OWN_FIELDS = new Set(["csrfmiddlewaretoken", "fassung", "seite", "zug", "wer", "entwurf"]);
  const KEEPALIVE_BYTES = 60000; // browsers send no more after the page is gone
  const LOCK = "entwurf-";
  const PENDING = "Wird gespeichert …";
  const BOTH = "Beide Fassungen ansehen";
  const { draftsAlive: ALIVE_URL, draftsLogin: LOGIN_URL } = document.currentScript.dataset;

  // --- the store: one sealed record per page; its names tell nothing without logging in ---

  const store = {
    open() {
      this.db ??= new Promise((resolve, reject) => {
        const opening = indexedDB.open("entwuerfe", 1);
        opening.onupgradeneeded = () => opening.result.createObjectStore("copies", { keyPath: "page" });
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error);
      });
      return this.db;
    },
    async run(mode, work) {
      const db = await this.open();
      return new Promise((resolve, reject) => {
        // "strict": on the disk before it counts, so that a dead battery takes nothing along
        const change = db.transaction("copies", mode, { durability: "strict" });
        const asked = work(change.objectStore("copies"));
        change.oncomplete = () => resolve(asked?.result);
        change.onerror = change.onabort = () => reject(change.error);
      });
    },
    put(record) { return this.run("readwrite", (copies) => copies.put(record)); },
    delete(page) { return this.run("readwrite", (copies) => copies.delete(page)); },
    all() { return this.run("readonly", (copies) => copies.getAll()); },
  };

  const bytesOf = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

  async function seal(key, page, content) {
    const text = JSON.stringify(content);
    const padded = new TextEncoder().encode(text + " ".repeat(4096 - (text.length % 4096))); // hides the length
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const additionalData = new TextEncoder().encode(page);
    return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, padded) };
  }

  async function unseal(key, record) {
    const additionalData = new TextEncoder().encode(record.page);
    const how = { name: "AES-GCM", iv: record.iv, additionalData };
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, key, record.sealed)));
  }

  // Copies that nobody needs any more: held by the server, of a draft that is gone, or too old.
  // Those of other people are not touched; only their age counts.
  async function sweep(said) {
    const groups = new Set(said.groups);
    const held = new Map();
    for (const [page, turn] of said.held ?? []) held.set(page, Math.max(turn, held.get(page) ?? 0));
    for (const copy of await store.all()) {
      const own = copy.whose === said.whose;
      const isGone = own && !groups.has(copy.group);
      const isHeld = own && held.has(copy.page) && copy.turn <= held.get(copy.page);
      if (isGone || isHeld || copy.at < Date.now() - COPY_KEPT_MS) await store.delete(copy.page);
    }
  }

  // Copies of this person's draft whose page is dead: crashed, closed, or offline when it was left.
  async function orphans(said) {
    const alive = new Set((await navigator.locks.query()).held.map((lock) => lock.name));
    const copies = (await store.all()).filter((copy) => copy.whose === said.whose && copy.group === said.group);
    return copies.filter((copy) => !alive.has(LOCK + copy.page)).sort((a, b) => a.at - b.at);
  }

  async function ask(url, whose, more = {}) {
    const headers = { Accept: "application/json", "X-Draft-Whose": whose, ...more.headers };
    const how = { credentials: "same-origin", redirect: "error", signal: AbortSignal.timeout(ANSWER_WITHIN_MS) };
    const answer = await fetch(url, { ...how, ...more, headers });
    const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
    return { status: answer.status, said: isJson ? await answer.json() : {} };
  }

  // The key of a draft, only in memory and not to be taken out again; null where there is none now.
  async function fetchKey(url, whose) {
    const { status, said } = await ask(url, whose);
    if (status !== 200) return { status, said };
    const key = await crypto.subtle.importKey("raw", bytesOf(said.key), "AES-GCM", false, ["encrypt", "decrypt"]);
    delete said.key;
    return { status, said, key };
  }

  // Bring what dead pages have left to the server, which judges: newer text is kept, text that meets
  // another version is set aside beside it. Returns what was brought: `url` of the page whose text it is now, or `versionsUrl` of both.
  async function rescue(door, whose) {
    const brought = [];
    for (const copy of await orphans(door.said)) {
      const content = await unseal(door.key, copy);
      const writing = { fassung: content.base, seite: copy.page, zug: copy.turn };
      const body = new URLSearchParams([...content.values, ...Object.entries(writing)]);
      const headers = { "X-CSRFToken": door.said.csrf };
      const { status, said } = await ask(content.versionsUrl, whose, { method: "POST", body, headers });
      if (status !== 200 && status !== 409) continue;
      await store.delete(copy.page);
      if (said.version === door.said.version) continue; // it said what is stored already
      const isOther = status === 409;
      brought.push({ url: isOther ? "" : content.url, versionsUrl: isOther ? content.versionsUrl : "", at: copy.at });
    }
    return brought;
  }

  // --- a long form ---

  class Keeper {
    constructor(form) {
      this.form = form;
      this.urls = { save: form.dataset.draftUrl, versions: form.dataset.draftVersionsUrl, key: form.dataset.draftKeyUrl };
      this.page = this.field("seite").value;
      this.whose = this.field("wer").value;
      this.turn = 0; // how often this page has written
      this.changes = 0; // how often somebody has typed
      this.kept = 0; // up to which change the server has the text
      this.copied = 0; // up to which change the sealed copy has it
      this.failures = 0;
      this.askedAt = null; // since when the server has been asked without an answer
      this.isEnded = false; // sent elsewhere, or another version waits: nothing more is written
      this.isSent = false; // a button was pressed: the request under way says it all
    }

    field(name) { return this.form.elements.namedItem(name); }

    get isSaved() { return this.kept === this.changes; }

    values() { return [...new FormData(this.form)].filter(([name]) => !OWN_FIELDS.has(name)); }

    listen() {
      // the lock lasts as long as the page: others see by it whether a copy's page still lives
      navigator.locks.request(LOCK + this.page, () => new Promise(() => {}));
      for (const kind of ["input", "change"]) this.form.addEventListener(kind, () => this.changed());
      this.form.addEventListener("submit", (event) => this.submitted(event));
      addEventListener("pageshow", () => { this.isSent = false; }); // came back to it
      addEventListener("online", () => this.retry());
      addEventListener("focus", () => this.failures && this.retry());
      document.addEventListener("visibilitychange", () => document.hidden && this.flush({ isLeaving: true }));
      addEventListener("beforeunload", (event) => {
        if (this.failures && !this.isEnded && this.copied !== this.changes) event.preventDefault();
      });
    }

    async begin() {
      this.tellRestored();
      if ((await this.unlock()) !== 200) return;
      const brought = await rescue(this.door, this.whose);
      const other = brought.find((each) => each.versionsUrl);
      const here = brought.find((each) => each.url === this.urls.save);
      const { step } = this.form.dataset;
      const isOld = (this.door.said.steps[step] ?? 0) > Number(this.field("fassung").value);
      if (this.changes) { // somebody types already: the page stays as it is
        if (other) this.tell("Auf diesem Gerät lag noch eine andere Fassung. Sie ist jetzt gespeichert.", other.versionsUrl, BOTH);
      } else if (other) location.assign(other.versionsUrl);
      else if (here || isOld) {
        if (here) history.replaceState({ restoredAt: here.at }, "");
        if ("posted" in this.form.dataset) location.replace(location.href); // to send twice is no way to look again
        else location.reload();
      }
    }

    tellRestored() {
      const at = history.state?.restoredAt;
      if (!at) return;
      history.replaceState(null, "");
      const clock = new Date(at).toLocaleTimeString("de-DE", { hour: "2-digit", minute: "2-digit" });
      this.tell(`Nicht gespeicherter Text von ${clock} Uhr ist wieder da. Er ist jetzt gespeichert.`);
    }

    // Get the key, and a token for writing: also after somebody has logged in again elsewhere.
    async unlock() {
      try {
        const door = await fetchKey(this.urls.key, this.whose);
        if (door.status === 410) await this.gone(door.said.url);
        if (door.status !== 200) return door.status;
        this.door = door;
        this.field("csrfmiddlewaretoken").value = door.said.csrf;
        await sweep(door.said);
        await this.copy();
        return 200;
      } catch {
        return 0; // offline, or a browser without a store: the text stands on the page
      }
    }

    changed() {
      if (this.isEnded) return;
      this.isSent = false;
      this.changes += 1;
      clearTimeout(this.copyTimer);
      this.copyTimer = setTimeout(() => this.copy(), COPY_AFTER_MS);
      if (this.failures) return; // the line says already that it is not saved
      this.saveAfter(SAVE_AFTER_MS);
      this.showPending();
    }

    saveAfter(ms) {
      clearTimeout(this.saveTimer);
      this.saveTimer = setTimeout(() => (this.failures ? this.retry() : this.save()), ms);
    }

    // A sealed copy of what stands here, with the number of the writing that would send it.
    async copy() {
      clearTimeout(this.copyTimer);
      if (!this.door || this.isSaved) return;
      const change = this.changes;
      const { whose, group } = this.door.said;
      const record = { page: this.page, turn: this.turn + 1, whose, group, at: Date.now() };
      const content = { values: this.values(), base: this.field("fassung").value, url: this.urls.save, versionsUrl: this.urls.versions };
      try {
        await store.put({ ...record, ...(await seal(this.door.key, this.page, content)) });
        this.copied = Math.max(this.copied, change);
        if (this.isSaved || this.isEnded) await store.delete(this.page); // the server was quicker
      } catch {
        this.copied = 0;
      }
    }

    // One request at a time; what was typed meanwhile goes with the next one.
    async save({ isLeaving = false } = {}) {
      clearTimeout(this.saveTimer);
      if (this.saving && !isLeaving) await this.saving;
      if (this.isEnded || this.isSent || this.isSaved) return;
      this.saving = this.send(isLeaving);
      await this.saving;
      this.saving = null;
    }

    async send(isLeaving) {
      const change = this.changes;
      this.nextTurn();
      const body = new URLSearchParams(new FormData(this.form));
      body.delete("csrfmiddlewaretoken");
      const headers = { "X-CSRFToken": this.field("csrfmiddlewaretoken").value };
      const keepalive = isLeaving && String(body).length < KEEPALIVE_BYTES;
      let answer;
      this.askedAt = Date.now();
      try {
        answer = await ask(this.urls.save, this.whose, { method: "POST", body, headers, keepalive });
      } catch {
        return this.failed("Nicht gespeichert: keine Verbindung.");
      } finally {
        this.askedAt = null;
      }
      return this.answered(answer, change);
    }

    nextTurn() {
      this.turn += 1;
      this.field("zug").value = this.turn;
    }

    async answered({ status, said }, change) {
      if (status === 200) {
        this.failures = 0;
        this.kept = Math.max(this.kept, change);
        this.field("fassung").value = said.version;
        if (this.isSaved) await store.delete(this.page).catch(() => {});
        if (!this.isSaved) { // typed on meanwhile, perhaps while nothing could be saved
          this.saveAfter(SAVE_AFTER_MS);
          return this.showPending();
        }
        return this.show("Entwurf gespeichert", ` um ${said.at} Uhr`);
      }
      if (status === 410) return this.gone(said.url);
      if (status === 409) return this.met();
      if (status === 413) return this.show("Nicht gespeichert: Der Text ist zu lang.");
      if (status !== 401) return this.failed("Nicht gespeichert.");
      await this.failed("Nicht gespeichert: Sie sind abgemeldet.");
      return this.tell("Melden Sie sich in einem neuen Fenster wieder an; danach wird hier von selbst gespeichert.", LOGIN_URL, "Anmelden");
    }

    async failed(what) {
      this.failures += 1;
      await this.copy();
      const isSafe = this.copied === this.changes;
      this.show(`${what} ${isSafe ? "Ihr Text ist auf diesem Gerät gesichert." : "Bitte lassen Sie diese Seite offen."}`);
      this.saveAfter(RETRY_MS[Math.min(this.failures, RETRY_MS.length) - 1]);
    }

    // The session may be another one by now: ask for the key first, it brings a fresh token along.
    async retry() {
      if (this.isEnded || this.isSaved) return;
      const status = await this.unlock();
      if (status === 200) await this.save();
      else await this.answered({ status, said: {} }, 0).catch(() => {});
    }

    // Another window has changed this page meanwhile: from here on the person decides.
    async met() {
      await this.copy();
      this.isEnded = true;
      this.show("Noch nicht gespeichert: Es gibt zwei Fassungen.");
      this.tell("Diese Seite wurde inzwischen in einem anderen Fenster geändert. Ihr Text hier ist nicht verloren.", this.urls.versions, BOTH, async (event) => {
        event.preventDefault();
        this.nextTurn();
        const body = new URLSearchParams(new FormData(this.form));
        const headers = { "X-CSRFToken": this.field("csrfmiddlewaretoken").value };
        const { status } = await ask(this.urls.versions, this.whose, { method: "POST", body, headers }).catch(() => ({}));
        if (status !== 409 && status !== 200) return this.show("Nicht gespeichert: keine Verbindung.");
        await store.delete(this.page).catch(() => {});
        location.assign(this.urls.versions);
      });
    }

    async gone(url) {
      this.isEnded = true;
      await store.delete(this.page).catch(() => {});
      this.show("Nicht gespeichert.");
      if (url) this.tell("Diese Mitteilung wurde inzwischen gesendet. Was Sie danach getippt haben, ist nicht dabei.", url, "Zur Eingangsbestätigung");
      else this.tell("Dieser Entwurf wurde inzwischen gesendet oder gelöscht. Was hier steht, wird nicht mehr gespeichert.");
    }

    submitted(event) {
      if (event.defaultPrevented) return;
      if (navigator.onLine) {
        clearTimeout(this.saveTimer);
        this.copy();
        this.nextTurn();
        this.isSent = true;
      } else { // the browser's own page "no internet" would only take the form away
        event.preventDefault();
        this.failed("Nicht gesendet: keine Verbindung.");
      }
    }

    // All that can be done at once, before the page goes.
    async flush(how) {
      if (this.isEnded || this.isSent || this.isSaved) return;
      await Promise.all([this.copy(), this.save(how)]);
    }

    // What stands here is newer than what the server has: to be seen at once, heard only if it lasts.
    showPending() {
      this.write(PENDING, { isHeard: false });
      const due = (this.askedAt ?? Date.now() + SAVE_AFTER_MS) + SLOW_AFTER_MS;
      this.slowTimer = setTimeout(() => this.showSlow(), Math.max(SLOW_AGAIN_MS, due - Date.now()));
    }

    showSlow() {
      if (this.isSaved || this.isEnded) return;
      const isSafe = this.copied === this.changes;
      this.show(`${PENDING} ${isSafe ? "Ihr Text ist auf diesem Gerät gesichert." : "Bitte lassen Sie diese Seite offen."}`);
    }

    // Heard once, not every minute: the time of day is there to be seen.
    show(text, time = "") {
      this.write(text, { time, isHeard: text !== this.heard });
      this.heard = text;
      if (this.failures === 0 && time) this.tell("");
    }

    write(text, { time = "", isHeard }) {
      clearTimeout(this.slowTimer);
      const [state, clock] = ["[data-draft-state]", "[data-draft-time]"].map((each) => document.querySelector(each));
      state.closest("[role=status]").setAttribute("aria-live", isHeard ? "polite" : "off");
      if (state.textContent !== text) state.textContent = text;
      clock.textContent = time;
    }

    tell(text, url = "", label = "", onclick = null) {
      const news = document.querySelector("[data-draft-news]");
      const link = news.querySelector("[data-draft-news-link]");
      news.hidden = !text;
      link.hidden = !url;
      if (url) Object.assign(link, { href: url, textContent: label, onclick, target: url === LOGIN_URL ? "_blank" : "" });
      const said = news.querySelector("[data-draft-news-text]");
      if (said.textContent !== text) said.textContent = text;
    }
  }

  // --- the page ---

  // Logging out saves first. What could not be saved stays sealed until the same person is back.
  function saveBeforeLogout(keepers) {
    document.addEventListener("submit", async (event) => {
      if (!event.target.matches("[data-logout]") || keepers.every((keeper) => keeper.isSaved)) return;
      event.preventDefault();
      event.stopPropagation();
      const patience = new Promise((resolve) => setTimeout(resolve, LOGOUT_WAITS_MS));
      await Promise.race([Promise.all(keepers.map((keeper) => keeper.flush())), patience]);
      event.target.submit();
    }, true);
  }

  // A page that follows from the text (the check, both versions) waits for all of it.
  async function settle(place) {
    const door = await fetchKey(place.dataset.draftSettles, place.dataset.draftWhose);
    if (door.status !== 200) return;
    await sweep(door.said);
    const brought = await rescue(door, place.dataset.draftWhose);
    const isOld = door.said.version > Number(place.dataset.draftVersion);
    if (brought.length || isOld) location.replace(brought.find((each) => each.versionsUrl)?.versionsUrl ?? location.href);
  }

  // Elsewhere: copies of what is sent or discarded go, and the list says what lies here unsaved.
  async function tidy() {
    const { status, said } = await ask(ALIVE_URL, "");
    if (status !== 200) return;
    await sweep(said);
    const groups = new Set((await store.all()).filter((copy) => copy.whose === said.whose).map((copy) => copy.group));
    for (const hint of document.querySelectorAll("[data-draft-group]")) hint.hidden = !groups.has(hint.dataset.draftGroup);
  }

  document.addEventListener("DOMContentLoaded", () => {
    const keepers = [...document.querySelectorAll("form[data-draft]")].map((form) => new Keeper(form));
    const place = document.querySelector("[data-draft-settles]");
    const giveUp = (fault) => console.warn("drafts:", fault.name); // no store here: the server still keeps
    for (const keeper of keepers) {
      keeper.listen();
      keeper.begin().catch(giveUp);
    }
    if (keepers.length) saveBeforeLogout(keepers);
    else (place ? settle(place) : tidy()).catch(giveUp);
  });
})();
