// The list follows the area's stream of alerts, also in a tab that nobody looks at, and says whether it does. Without
// this script the link "Refresh" does it.
"use strict";
const WAIT_MS = 1000; // many alerts change with one tick: one reload shows them all
const CHECK_MS = 10000; // a network that went away tells nobody: ask
const live = document.getElementById("live");
const told = document.getElementById("told");
const mark = document.getElementById("mark");
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/London" });
let due = null;
let down = null;
let stream = null;
let missed = true; // what was raised between this page and its stream
let reachable = true; // whether alerts reach the server, as it says itself

function say(isLive) {
  const changed = isLive === (down !== null) || mark.hidden;
  if (!isLive) down ??= new Date();
  if (!changed) return;
  mark.hidden = false;
  mark.className = isLive ? "mark-live" : "mark-live down";
  mark.textContent = isLive
    ? "Live: new alerts appear by themselves."
    : `Not live since ${clock.format(down)}. Alerts may be missing here until it is live again.`;
  if (isLive && down) {
    down = null;
    due ??= setTimeout(reload, WAIT_MS);
  }
}

async function reload() {
  due = null;
  const headers = { Accept: "text/html", "Linnet-By-Itself": "1" };
  const answer = await fetch(location.href, { headers }).catch(() => null);
  const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  const list = page?.getElementById("live");
  if (!list) return say(false); // the link "Refresh" says why
  const held = document.activeElement instanceof HTMLAnchorElement && live.contains(document.activeElement)
    ? document.activeElement.getAttribute("href") : null;
  const before = live.querySelector(".alerts")?.innerHTML;
  live.replaceChildren(...list.childNodes);
  if (held) [...live.querySelectorAll("a")].find((link) => link.getAttribute("href") === held)?.focus();
  if (before !== live.querySelector(".alerts")?.innerHTML) told.textContent = "The list has been updated.";
}

function follow() {
  missed = true;
  stream = new EventSource(live.dataset.stream);
  stream.addEventListener("open", () => {
    if (missed) due ??= setTimeout(reload, WAIT_MS);
    missed = false;
    say((reachable = true));
  });
  stream.addEventListener("error", () => say(false));
  stream.addEventListener("connection", (event) => say((reachable = JSON.parse(event.data).live)));
  stream.addEventListener("alert-changed-1", () => { due ??= setTimeout(reload, WAIT_MS); });
}

async function check() {
  const answer = await fetch("/healthz", { signal: AbortSignal.timeout(CHECK_MS / 2) }).catch(() => null);
  if (!answer?.ok) return say(false);
  if (stream.readyState === EventSource.OPEN) return say(reachable);
  if (stream.readyState !== EventSource.CLOSED) return;
  // Refused for good. Not by loading the page anew: that would keep somebody signed in who has left.
  due ??= setTimeout(reload, WAIT_MS);
  follow();
}

if (live?.dataset.stream) {
  follow();
  setInterval(check, CHECK_MS);
}
