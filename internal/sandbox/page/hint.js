// What a newcomer is told, once: three lines, gone for good when the first
// command is sent or they are closed.

import { el, tool } from "./dom.js";

let shown = [];

// hint is the card, or null when it was used. first is the command to try.
export function hint(first, tryIt) {
  if (localStorage.getItem("hint") === "used") return null;
  const box = el("section", { class: "welcome", "aria-label": "First steps" },
    el("p", {}, el("b", {}, "This is a small Discord on your own machine."), " Nothing here leaves it."),
    el("p", {}, "Type ", el("button", { type: "button", class: "key", onclick: tryIt }, "/" + first), " and press Enter: the bot answers" + (first === "claim" ? " with your first cards." : ".")),
    el("p", {}, "Then be somebody else: switch players at the side, or open a second view beside this one."),
    tool("close", "Close the hint", hintUsed, { class: "tool tiny" }));
  shown.push(box);
  return box;
}

export function hintUsed() {
  localStorage.setItem("hint", "used");
  for (const box of shown) box.remove();
  shown = [];
}
