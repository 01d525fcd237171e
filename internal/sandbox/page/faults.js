// The switches for what goes wrong between the bot and its Discord.

import { el, say } from "./dom.js";

// The first of the two that set a status gives way to the other: there is one.
const switches = [
  { label: "Slow API", note: "every request waits two seconds", set: { delay: 2000 }, is: (f) => f.delay > 0 },
  { label: "Rate limits", note: "every second request is told 429", set: { chance: 0.5, status: 429 }, is: (f) => f.chance > 0 && f.status === 429 },
  { label: "Server errors", note: "every second request is told 500", set: { chance: 0.5, status: 500 }, is: (f) => f.chance > 0 && f.status !== 429 },
  { label: "Lost answers", note: "half of what was done is not confirmed", set: { lose: 0.5 }, is: (f) => f.lose > 0 },
  { label: "Repeated events", note: "every interaction comes twice", set: { repeat: 1 }, is: (f) => f.repeat > 0 },
];

const acts = [["drop", "Drop the gateway", "The line is cut without a word"], ["reconnect", "Ask to reconnect", "Opcode 7: connect again and resume"], ["invalidate", "End the session", "Opcode 9: log in anew"]];

export function faults() {
  let now = {};
  const boxes = switches.map((s) => ({ s, box: el("input", { type: "checkbox", role: "switch" }) }));
  const tell = () => { for (const { s, box } of boxes) box.checked = s.is(now); };
  const put = async (next) => {
    const answer = await fetch("/sandbox/faults", { method: "PUT", headers: { "Content-Type": "application/json" }, body: JSON.stringify(next) }).catch(() => null);
    if (answer?.ok) now = next;
    else say("The server did not take it.");
    tell();
  };
  for (const { s, box } of boxes) {
    box.onchange = () => {
      const next = { ...now };
      if (box.checked) Object.assign(next, s.set);
      else for (const key of Object.keys(s.set)) delete next[key];
      put(next);
    };
  }
  const act = async (action) => {
    const answer = await fetch("/sandbox/gateway", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ action }) }).catch(() => null);
    const { connections: n } = answer?.ok ? await answer.json() : { connections: 0 };
    say(n ? `Done to ${n} connection${n === 1 ? "" : "s"} of the bot.` : "The bot is not connected.");
  };
  const read = async () => {
    const answer = await fetch("/sandbox/faults").catch(() => null);
    if (answer?.ok && answer.headers.get("Content-Type")?.includes("json")) now = await answer.json();
    tell();
  };
  const node = el("section", { class: "faults" }, el("div", { class: "title" }, el("h3", {}, "What goes wrong"), el("button", { type: "button", class: "button", onclick: () => put({}) }, "All well")),
    boxes.map(({ s, box }) => el("label", { class: "switch" }, box, el("span", {}, s.label, el("span", { class: "note" }, s.note)))),
    el("div", { class: "row" }, acts.map(([action, label, title]) => el("button", { type: "button", class: "button", title, onclick: () => act(action) }, label))));
  return { node, read };
}
