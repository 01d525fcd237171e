// The bar above the views: the clock, the recorder, the second view, the
// drawer, the colours.

import { el, icon, tool, say, save } from "./dom.js";
import { readClock, wind, onWound, now } from "./clock.js";
import { record, recording, recorded, setRecording, onRecord, forget } from "./record.js";
import { openMenu } from "./menu.js";

const hour = 3_600_000;

// clock is the group that winds time forward; it shows itself once the server
// has a clock to wind.
function clock() {
  const time = el("span", { class: "now" });
  const tell = () => { time.textContent = new Date(now()).toLocaleString([], { weekday: "short", hour: "2-digit", minute: "2-digit" }); };
  const go = (how, mark) => async () => {
    try {
      await wind(how);
      record("clock", mark);
      say("It is now " + new Date(now()).toLocaleString([], { dateStyle: "medium", timeStyle: "short" }) + ".");
    } catch (e) { say(e.message); }
  };
  const box = el("div", { class: "clock", role: "group", "aria-label": "The sandbox's clock", hidden: true }, icon("clock"), time,
    el("button", { type: "button", title: "Wind the clock one hour forward", onclick: go({ add_ms: hour }, hour) }, "+1 hour"),
    el("button", { type: "button", title: "Wind the clock one day forward", onclick: go({ add_ms: 24 * hour }, 24 * hour) }, "+1 day"),
    el("button", { type: "button", "aria-label": "Next event", title: "Wind the clock to what the bot has planned next", onclick: go({ until: "next" }, "next") }, "Next", el("span", { class: "rest" }, " event")));
  onWound((state) => {
    box.hidden = state.windable === false;
    tell();
  });
  setInterval(tell, 1000);
  return box;
}

// recorder writes down what one does.
function recorder() {
  const words = el("span", {});
  const button = el("button", { type: "button", class: "recorder", "aria-pressed": "false", onclick: () => (recording() ? stop() : start()) }, icon("record"), words);
  const start = () => {
    forget();
    setRecording(true);
    say("Recording what you do. Press again to stop and keep it.");
  };
  const stop = () => {
    setRecording(false);
    openMenu(button, [
      { label: "Download the script", run: () => save("played.txt", recorded()) },
      { label: "Copy the script", run: async () => {
        await navigator.clipboard.writeText(recorded());
        say("Copied.");
      } },
      { label: "Go on recording", run: () => setRecording(true) },
    ], "The recorded script");
  };
  onRecord(() => {
    const n = recorded().split("\n").length - 1;
    words.textContent = recording() ? `${n} line${n === 1 ? "" : "s"}` : "Record";
    button.setAttribute("aria-pressed", String(recording()));
    button.title = recording() ? recorded() || "Nothing yet" : "Write down what you do, as a script for a test";
  });
  setRecording(false);
  return button;
}

// theme goes round through the machine's own, light and dark.
function theme() {
  const next = { auto: "light", light: "dark", dark: "auto" }, signs = { auto: "auto", light: "sun", dark: "moon" };
  const button = tool("auto", "", () => {
    const to = next[document.documentElement.dataset.theme ?? "auto"];
    if (to === "auto") {
      delete document.documentElement.dataset.theme;
      localStorage.removeItem("theme");
    } else document.documentElement.dataset.theme = localStorage.theme = to;
    tell();
  });
  const tell = () => {
    const is = document.documentElement.dataset.theme ?? "auto";
    button.replaceChildren(icon(signs[is]));
    button.title = `Colours: ${is === "auto" ? "as the machine has them" : is}`;
    button.setAttribute("aria-label", button.title);
  };
  tell();
  return button;
}

// bar fills the bar. home is the page.
export function bar(home) {
  const named = (sign, label, title, run) => el("button", { type: "button", class: "named", title, onclick: run }, icon(sign), el("span", {}, label));
  const split = named("split", "Split view", "A second view beside this one", () => home.split());
  const hood = named("hood", "Under the hood", "Under the hood: what goes over the line, and what may go wrong", () => home.hood.toggle());
  home.onLayout(() => {
    split.setAttribute("aria-pressed", String(home.panes.length > 1));
    hood.setAttribute("aria-pressed", String(home.hood.open));
  });
  document.getElementById("bar").append(tool("menu", "Channels and players", () => home.side.open(), { class: "tool opener" }), clock(), el("span", { class: "gap" }), recorder(), split, hood, theme());
  readClock();
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") readClock(); });
}
