// The page: its views, and what stands around them.

import { say } from "./dom.js";
import { world, loadPlayers, onChange } from "./world.js";
import { sessionOf } from "./session.js";
import { Pane } from "./pane.js";
import { Side } from "./side.js";
import { Hood } from "./hood.js";
import { bar } from "./bar.js";
import { refreshTimes } from "./clock.js";

const laid = new Set(), most = 2, background = 6;

const home = {
  panes: [], active: null,
  onLayout: (f) => laid.add(f),

  chosen(pane) {
    if (home.active === pane && pane.shown === pane.player.id) return;
    home.active = pane;
    pane.shown = pane.player.id;
    // A window remembers who plays in it: two windows are two players.
    if (pane === home.panes[0] || !home.panes.length) sessionStorage.setItem("player", pane.player.id);
    for (const p of home.panes) p.node.classList.toggle("active", p === pane);
    side.draw();
  },

  play(player) { (home.active ?? home.panes[0]).play(player); },
  players: (anchor, pane) => side.choose(anchor, pane),
  trace: (id) => home.hood.trace(id),

  // beside opens a view of a player beside the one there is.
  beside(player) {
    if (home.panes.length >= most) home.panes.at(-1).play(player);
    else {
      const pane = new Pane(home, player);
      home.panes.push(pane);
      document.getElementById("panes").append(pane.node);
    }
    home.layout();
    home.panes.at(-1).composer.focus();
  },

  split() {
    if (home.panes.length > 1) return home.close(home.panes.at(-1));
    const now = home.panes[0].player;
    home.beside(world.players.find((p) => p.id !== now.id) ?? now);
  },

  close(pane) {
    if (home.panes.length < 2) return;
    home.panes = home.panes.filter((p) => p !== pane);
    pane.leave();
    pane.node.remove();
    home.chosen(home.panes[0]);
    home.layout();
    home.panes[0].composer.focus();
  },

  layout() {
    document.body.classList.toggle("split", home.panes.length > 1);
    for (const f of laid) f();
  },
};

const side = home.side = new Side(home);
home.hood = new Hood(() => home.layout());
bar(home);
onChange(() => {
  side.draw();
  for (const p of home.panes) p.label();
});
setInterval(refreshTimes, 1000);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") for (const p of home.panes) p.session.read(p.channel);
});
addEventListener("unhandledrejection", (e) => say(e.reason?.message ?? "Something went wrong."));

async function start() {
  try { await loadPlayers(); } catch {
    document.getElementById("state").textContent = "the server does not answer; trying again…";
    return setTimeout(start, 1000);
  }
  const kept = sessionStorage.getItem("player");
  const pane = new Pane(home, world.players.find((p) => p.id === kept) ?? world.players[0]);
  home.panes.push(pane);
  document.getElementById("panes").append(pane.node);
  home.layout();
  // On a phone the keyboard would cover half of what there is to see.
  if (matchMedia("(min-width: 761px)").matches) pane.composer.focus();
  // The other demo players listen too, so that what the bot tells them in
  // private shows as a number beside their name. Whoever plays comes first.
  pane.here.then(() => { for (const p of world.players.slice(0, background)) sessionOf(p); });
}
start();
