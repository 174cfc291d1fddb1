// The list follows the area's stream of alerts. Without this script, or without the stream, the link "Refresh" does it.
"use strict";
const WAIT_MS = 1000; // many alerts change with one tick: one reload shows them all
const live = document.getElementById("live");
const told = document.getElementById("told");
let due = null;

async function reload() {
  due = null;
  const answer = await fetch(location.href, { headers: { Accept: "text/html", "Linnet-By-Itself": "1" } }).catch(() => null);
  if (!answer || !answer.ok) return; // the link "Refresh" says why
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const held = document.activeElement instanceof HTMLAnchorElement && live.contains(document.activeElement)
    ? document.activeElement.getAttribute("href") : null;
  live.replaceChildren(...page.getElementById("live").childNodes);
  if (held) [...live.querySelectorAll("a")].find((link) => link.getAttribute("href") === held)?.focus();
  told.textContent = "The list has been updated.";
}

if (live?.dataset.stream) {
  const stream = new EventSource(live.dataset.stream);
  stream.addEventListener("alert-changed-1", () => { due ??= setTimeout(reload, WAIT_MS); });
}
