// Two minutes before whoever is signed in is signed out, it says so, and they stay by pressing a button (WCAG 2.2.1). What
// is shown does not stay on the screen of somebody who has left. Without this script the page says until when.
"use strict";
const BEFORE_S = 120;
const AGAIN_S = 10; // another page of the same browser may have gone on meanwhile
const until = document.getElementById("session-until");
const ending = document.getElementById("session-ending");
const words = document.getElementById("session-words");
const stay = document.getElementById("session-stay");
let timer = null;

async function ask(byItself) {
  const headers = byItself ? { "Linnet-By-Itself": "1" } : {};
  const answer = await fetch("/v1/session", { headers }).catch(() => null);
  if (answer?.status === 401) return { left: 0, longest: false };
  if (!answer?.ok) return null; // not reached: it may still be signed in, and is asked again
  const said = await answer.json();
  const left = (Date.parse(said.until) - Date.parse(said.as_at)) / 1000;
  return { left, longest: said.until === said.ends_at };
}

function wait(seconds) {
  clearTimeout(timer);
  timer = setTimeout(look, Math.max(seconds, 1) * 1000);
}

async function look() {
  const found = await ask(true);
  if (found === null) return wait(AGAIN_S);
  if (found.left <= 0) return location.replace(location.pathname + location.search);
  if (found.left > BEFORE_S) {
    if (ending.open) ending.close();
    return wait(found.left - BEFORE_S);
  }
  if (!ending.open) {
    words.textContent = found.longest ? words.dataset.longest : words.dataset.idle;
    stay.textContent = found.longest ? "Go on until then" : "Stay signed in";
    ending.showModal();
  }
  wait(Math.min(AGAIN_S, found.left + 1));
}

if (until && ending) {
  stay.addEventListener("click", () => ending.close());
  // Also by Escape.
  ending.addEventListener("close", async () => {
    const found = await ask(false);
    wait(found && !found.longest ? found.left - BEFORE_S : AGAIN_S);
  });
  wait(Number(until.dataset.seconds) - BEFORE_S);
}
