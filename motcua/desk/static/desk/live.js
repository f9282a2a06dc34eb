// Parts of a page that follow what others do. Everything can be read and done without this file.
//
// An element with an id and data-live="ADDRESS" is asked for anew every data-live-every seconds (10) while the page
// is looked at. The answer holds the element under the same id and is laid into the page: only what the server says
// differently from the last time is touched, so focus, selection, open parts, typed text and scrolling stay. What
// changed is marked for two seconds, but for what only goes with the clock (chips, times, data-quiet).
"use strict";
(() => {
  const MARKED = 2000, SLOWEST = 60, PATIENCE = 20000, WHILE_AWAY = 30;
  const DRIFTS = ".chip, time, [data-quiet]";
  const FOCUSABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
  const TYPED = "input:not([type=checkbox]):not([type=radio]):not([type=hidden]), select, textarea";

  // ---- laying an answer into the page -------------------------------------------------------------------------
  const said = new WeakMap(); // element -> its attributes as the server last said them
  const attributes = (element) => Object.fromEntries([...element.attributes].map((a) => [a.name, a.value]));
  const remember = (root) => [root, ...root.querySelectorAll("*")].forEach((e) => said.set(e, attributes(e)));
  const isElement = (node) => node.nodeType === Node.ELEMENT_NODE;
  const idOf = (node) => (isElement(node) ? node.id : "");
  const isHeld = (node) => isElement(node) && "gone" in node.dataset;
  const words = (text) => (text || "").split(/\s+/).filter(Boolean);

  const mark = (element) => {
    element.dataset.changed = "";
    setTimeout(() => delete element.dataset.changed, MARKED);
  };

  // The scripts of the page have their own attributes on it; those are not the server's to change.
  const settle = (old, fresh) => {
    const was = said.get(old) || attributes(old), now = attributes(fresh);
    const names = Object.keys({ ...was, ...now }).filter((name) => was[name] !== now[name]);
    for (const name of names) {
      if (name === "class") {
        old.classList.remove(...words(was.class));
        old.classList.add(...words(now.class));
      } else if (name in now) old.setAttribute(name, now[name]);
      else old.removeAttribute(name);
    }
    said.set(old, now);
    return names.length > 0 && old.name !== "csrfmiddlewaretoken";
  };

  const place = (parent, node, before) =>
    parent.moveBefore && node.isConnected ? parent.moveBefore(node, before) : parent.insertBefore(node, before);

  // Somebody who types in a line that is gone keeps it until he leaves it; a focus on it goes to its neighbour.
  const takeAway = (node) => {
    const focus = document.activeElement;
    if (isElement(node) && node.contains(focus)) {
      if (focus.matches(TYPED)) {
        node.dataset.gone = "";
        return;
      }
      const beside = node.nextElementSibling || node.previousElementSibling;
      const next = beside && (beside.matches(FOCUSABLE) ? beside : beside.querySelector(FOCUSABLE));
      node.remove();
      if (next) next.focus({ preventScroll: true });
      return;
    }
    node.remove();
  };

  const leadsUpTo = (from, match) => {
    const between = [];
    for (let node = from; node && node !== match; node = node.nextSibling) {
      if (idOf(node)) return null;
      between.push(node);
    }
    return between;
  };

  const layChildren = (old, fresh) => {
    const wanted = new Set([...fresh.children].map((c) => c.id).filter(Boolean));
    for (const child of [...old.children]) if (child.id && !wanted.has(child.id)) takeAway(child);
    const known = new Map([...old.children].filter((c) => c.id).map((c) => [c.id, c]));
    const past = (node) => {
      while (node && isHeld(node)) node = node.nextSibling;
      return node;
    };
    let at = past(old.firstChild), changed = false;
    for (const next of [...fresh.childNodes]) {
      const id = idOf(next);
      let match = id ? known.get(id) : at && !idOf(at) && at.nodeName === next.nodeName ? at : null;
      if (match && match.nodeName !== next.nodeName) match = null;
      if (!match) {
        old.insertBefore(next, at);
        if (isElement(next)) remember(next);
        if (id) mark(next);
        else changed = changed || !!next.textContent.trim();
        continue;
      }
      if (match !== at) {
        const between = leadsUpTo(at, match);
        if (between) between.forEach((node) => isHeld(node) || node.remove());
        else place(old, match, at);
      }
      at = past(match.nextSibling);
      changed = lay(match, next) || changed;
    }
    while (at) {
      const leftover = at;
      at = past(at.nextSibling);
      changed = changed || !!leftover.textContent.trim();
      takeAway(leftover);
    }
    return changed;
  };

  // Lays one node over another; true where something changed that is not marked yet.
  const lay = (old, fresh) => {
    if (!isElement(old)) {
      if (old.nodeValue === fresh.nodeValue) return false;
      old.nodeValue = fresh.nodeValue;
      return true;
    }
    delete old.dataset.gone;
    const own = settle(old, fresh), inner = layChildren(old, fresh);
    if (old.matches(DRIFTS) || !(own || inner)) return false;
    if (!old.id) return true;
    if (!("live" in old.dataset) || !old.querySelector("[id]")) mark(old);
    return false;
  };

  const layInto = (element, fresh) => {
    const focus = document.activeElement;
    lay(element, fresh);
    if (focus && focus !== document.activeElement && focus.isConnected) focus.focus({ preventScroll: true });
    if (window.htmx) window.htmx.process(element);
    element.dispatchEvent(new CustomEvent("live:changed", { bubbles: true }));
  };

  // ---- asking ---------------------------------------------------------------------------------------------------
  const parts = new Map(); // address -> { mark, timer, failed, asking }
  let pressed = false;
  addEventListener("pointerdown", () => (pressed = true), true);
  for (const name of ["pointerup", "pointercancel"]) addEventListener(name, () => (pressed = false), true);
  const released = () =>
    new Promise((done) => (pressed ? addEventListener("pointerup", () => setTimeout(done, 50), { once: true }) : done()));

  const elementsOf = (address) =>
    [...document.querySelectorAll("[data-live]")].filter((e) => e.id && e.dataset.live === address);
  const every = (elements) => Math.min(...elements.map((e) => Number(e.dataset.liveEvery) || 10));

  const line = document.getElementById("live-line");
  let standing = "";
  const say = (what) => {
    if (!line || standing === what) return;
    standing = what;
    const words_ = what && document.getElementById(`live-${what}`);
    line.replaceChildren(...(words_ ? [words_.content.cloneNode(true)] : []));
  };

  const take = async (part, address, response) => {
    const sheet = document.createElement("template");
    sheet.innerHTML = await response.text();
    await released();
    part.mark = response.headers.get("ETag") || "";
    for (const element of elementsOf(address)) {
      const fresh = sheet.content.querySelector(`[id="${CSS.escape(element.id)}"]`);
      if (fresh) layInto(element, fresh);
      if (element.querySelector("[data-gone]")) part.mark = ""; // to be asked whole until it is left
    }
  };

  // What came of asking: "ok", "lost" (no network, a fault), "ended" (nobody is signed in), "closed" (not his to see).
  const request = async (part, address) => {
    const headers = { "X-Live": "1", ...(part.mark ? { "If-None-Match": part.mark } : {}) };
    try {
      const options = { headers, cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(PATIENCE) };
      const response = await fetch(address, options);
      if (response.type === "opaqueredirect" || response.status === 401) return "ended";
      if (response.status === 403 || response.status === 404) return "closed";
      if (response.status !== 304 && !response.ok) return "lost";
      if (response.status !== 304) await take(part, address, response);
      else if (part.mark) part.mark = response.headers.get("ETag") || part.mark;
      return "ok";
    } catch {
      return "lost";
    }
  };

  const ask = async (address) => {
    const part = parts.get(address);
    clearTimeout(part.timer);
    if (document.hidden || part.asking) return;
    if (!elementsOf(address).length) {
      parts.delete(address);
      return;
    }
    part.asking = true;
    const began = performance.now(), came = await request(part, address);
    const took = (performance.now() - began) / 1000;
    part.asking = false;
    if (came === "closed") return;
    say(came === "ok" ? "" : came);
    part.failed = came === "lost" ? part.failed + 1 : 0;
    const pause = came === "ended" ? WHILE_AWAY : every(elementsOf(address)) * 2 ** part.failed + 10 * took;
    part.timer = setTimeout(ask, 1000 * Math.min(pause, SLOWEST) * (0.9 + 0.2 * Math.random()), address);
  };

  const begin = () => {
    for (const element of document.querySelectorAll("[data-live][id]")) {
      if (!said.has(element)) remember(element);
      const address = element.dataset.live;
      if (parts.has(address)) continue;
      const part = { mark: "", failed: 0, asking: false, timer: 0 };
      parts.set(address, part);
      const first = "liveNow" in element.dataset ? 0 : every([element]);
      part.timer = setTimeout(ask, 1000 * first, address);
    }
  };

  const again = () => [...parts.keys()].forEach((address) => void ask(address));
  document.addEventListener("visibilitychange", () => document.hidden || again());
  addEventListener("online", again);
  addEventListener("offline", () => say("lost"));
  addEventListener("pageshow", (event) => event.persisted && again());
  // Who closes a page, or goes on to another, is told of no longer.
  addEventListener("pagehide", () => {
    const token = document.querySelector("[name=csrfmiddlewaretoken]");
    for (const element of document.querySelectorAll("[data-live][data-live-leave]")) {
      const form = new FormData();
      form.set("csrfmiddlewaretoken", token ? token.value : "");
      navigator.sendBeacon(element.dataset.live, form);
    }
  });
  document.addEventListener("htmx:after:swap", begin);
  begin();
})();
