// Two minutes before whoever is signed in is signed out, it says so, and they stay by pressing a button (WCAG 2.2.1). What
// is shown does not stay on the screen of somebody who has left: not in another tab than the one they left by, and not
// where Linnet cannot be reached to say so (ASVS 14.3.1). Without this script the page says until when.
"use strict";
const BEFORE_S = 120;
const BY_ITSELF = "by itself";
const ASK_MS = 5000; // a network that swallows what is sent tells nobody
const AGAIN_S = 10; // another page of the same browser may have gone on meanwhile
const until = document.getElementById("session-until");
const ending = document.getElementById("session-ending");
const words = document.getElementById("session-words");
const stay = document.getElementById("session-stay");
const others = new BroadcastChannel("linnet-session");
let timer = null;
let warned = ""; // the end that the warning tells of, where nobody can put it off
let read = null; // such an end, once somebody has read it
let ends = Infinity; // as far as is known, by this machine's clock, which goes on while the machine sleeps

async function ask(byItself) {
  const headers = byItself ? { "Linnet-By-Itself": "1" } : {};
  const asked = Date.now();
  const answer = await fetch("/v1/session", { headers, signal: AbortSignal.timeout(ASK_MS) }).catch(() => null);
  if (answer?.status === 401) return { left: 0, longest: "" };
  const said = answer?.ok ? await answer.json().catch(() => null) : null;
  const left = (Date.parse(said?.until) - Date.parse(said?.as_at)) / 1000;
  if (Number.isNaN(left)) return null; // not reached: it may still be signed in, and is asked again
  ends = asked + left * 1000;
  return { left, longest: said.until === said.ends_at ? said.ends_at : "" };
}

function wait(seconds) {
  clearTimeout(timer);
  timer = setTimeout(look, Math.max(seconds, 1) * 1000);
}

function clear() {
  const title = Object.assign(document.createElement("h1"), { textContent: "What was here is hidden" });
  const why = "By this browser's clock you are signed out, and Linnet cannot be reached to ask. This page comes back, or "
    + "asks you to sign in, as soon as it can.";
  const said = Object.assign(document.createElement("p"), { textContent: why });
  document.getElementById("main").replaceChildren(title, said);
  document.querySelector(".identity").remove();
  document.title = "Hidden – Linnet";
  document.body.hidden = false;
}

// By the clock alone: whatever the network does, and however long the machine has slept. What another tab knows better
// is asked then, and nothing is on the screen meanwhile.
function end() {
  if (Date.now() < ends || document.body.hidden || !ending.isConnected) return;
  document.body.hidden = true;
  look();
}

// Never by itself to the provider, whose own session may last longer, and not to this page, which may lead there.
function leave() {
  document.body.hidden = true; // the way there may take long
  location.replace(`/sign-in?after=${encodeURIComponent(location.pathname + location.search)}`);
}

async function look(byItself = true) {
  const found = await ask(byItself);
  const cleared = !ending.isConnected;
  if (found === null) {
    if (Date.now() >= ends && !cleared) clear();
    return wait(AGAIN_S);
  }
  if (found.left <= 0) return leave();
  if (cleared) return location.replace(location.pathname + location.search);
  document.body.hidden = false;
  const silent = found.longest === read ? found.left : found.left - BEFORE_S;
  if (silent > 0) {
    if (ending.open) ending.close(BY_ITSELF);
    return wait(silent);
  }
  if (!ending.open) {
    warned = found.longest;
    words.textContent = found.longest ? words.dataset.longest : words.dataset.idle;
    stay.textContent = found.longest ? "Go on until then" : "Stay signed in";
    ending.returnValue = "";
    ending.showModal();
  }
  wait(Math.min(AGAIN_S, found.left));
}

if (until && ending) {
  stay.addEventListener("click", () => ending.close());
  // Also by Escape.
  ending.addEventListener("close", () => {
    if (ending.returnValue === BY_ITSELF) return;
    if (warned) read = warned;
    look(false);
  });
  others.addEventListener("message", () => look());
  document.addEventListener("visibilitychange", end);
  setInterval(end, 1000);
  ends = Date.now() + Number(until.dataset.seconds) * 1000;
  wait(Number(until.dataset.seconds) - BEFORE_S);
} else others.postMessage("somebody may have left");
