// The side: the server's channels, direct messages, and the players whom one
// can be. It always speaks of the view that was used last.

import { el, icon, tool, say } from "./dom.js";
import { world, addPlayer } from "./world.js";
import { sessionOf } from "./session.js";
import { openMenu } from "./menu.js";

const shownPlayers = 12;

const badge = (n, what) => (n ? el("span", { class: "badge", "aria-label": `${n} ${what}` }, n > 99 ? "99+" : String(n)) : null);

export class Side {
  // home is the page: active, play(player), beside(player).
  constructor(home) {
    this.home = home;
    this.node = document.getElementById("side");
    this.guild = el("span", {});
    this.channels = el("ul", {});
    this.directs = el("ul", {});
    this.directTitle = el("h2", {}, "Direct messages");
    this.players = el("ul", { class: "players" });
    this.state = el("p", { id: "state", role: "status" }, "connecting…");
    this.adding = el("form", { class: "adding", hidden: true, onsubmit: (e) => this.added(e) });
    this.name = el("input", { type: "text", maxlength: 32, "aria-label": "The new player's name", placeholder: "Name", required: true });
    this.adding.append(this.name, el("button", { class: "button b1" }, "Add"));
    this.name.onkeydown = (e) => { if (e.key === "Escape") this.adding.hidden = true; };
    this.node.append(
      el("div", { class: "guild" }, el("img", { src: "/sandbox/page/icon.svg", alt: "", width: 32, height: 32 }), el("h1", {}, this.guild), tool("close", "Close the side panel", () => this.close(), { class: "tool shut" })),
      el("div", { class: "scroll" }, el("h2", {}, "Channels"), this.channels, this.directTitle, this.directs,
        el("h2", {}, "Play as"), this.players,
        el("button", { type: "button", class: "add", onclick: () => this.add() }, icon("plus"), "Add a player"), this.adding),
      this.state);
    this.veil = el("div", { class: "veil-all", onclick: () => this.close() });
    document.body.append(this.veil);
    document.addEventListener("keydown", (e) => { if (e.key === "Escape" && document.body.classList.contains("side-open")) this.close(); });
  }

  open() {
    document.body.classList.add("side-open");
    this.node.querySelector("button")?.focus();
  }

  close() { document.body.classList.remove("side-open"); }

  draw() {
    const { active } = this.home;
    if (!active) return;
    const s = active.session;
    this.guild.textContent = world.guild;
    const row = (c, sign, name) => {
      const unread = s.unread.get(c.id), here = c.id === active.channel;
      return el("li", {}, el("button", { type: "button", "data-id": c.id, "aria-current": here ? "true" : null, class: unread ? "unread" : null, onclick: () => {
        active.enter(c.id);
        this.close();
      } }, icon(sign), el("span", { class: "cut" }, name), badge(unread?.calls, "unread"), unread && !unread.calls ? el("span", { class: "unseen" }, "unread messages") : null));
    };
    keep(this.channels, s.channels.map((c) => row(c, "hash", c.name)));
    const directs = [...s.directs.values()];
    keep(this.directs, directs.map((c) => row(c, "mail", c.recipients[0].global_name ?? c.recipients[0].username)));
    this.directTitle.hidden = !directs.length;
    keep(this.players, this.listed().map((p) => {
      const here = p.id === active.player.id, called = world.sessions.get(p.id)?.called() ?? 0;
      return el("li", {}, el("button", { type: "button", "data-id": p.id, "aria-pressed": String(here), onclick: () => {
        this.home.play(p);
        this.close();
      } }, el("img", { src: p.avatar, alt: "", width: 24, height: 24 }), el("span", { class: "cut" }, p.display_name), p.owner ? el("span", { class: "soft" }, "owner") : null, here ? null : badge(called, "unread for " + p.display_name)));
    }));
    const calls = this.home.panes.reduce((n, p) => n + p.session.called(), 0);
    document.title = (calls ? `(${calls}) ` : "") + "GoHYE sandbox";
    const text = s.state;
    if (this.state.textContent !== text) this.state.textContent = text;
    this.state.classList.toggle("off", text !== "connected");
  }

  // listed are the players in the side: the first of them, and who plays.
  listed() {
    const first = world.players.slice(0, shownPlayers), more = world.players.slice(shownPlayers).filter((p) => world.sessions.has(p.id));
    return [...first, ...more];
  }

  // choose lets a view have another player.
  choose(anchor, pane) {
    openMenu(anchor, [...this.listed().map((p) => ({ label: p.display_name, note: p.id === pane.player.id ? "plays here" : null, run: () => pane.play(p) })),
      { label: "Add a player…", run: () => this.add() }], "Players");
  }

  add() {
    this.open();
    this.adding.hidden = false;
    this.name.value = "";
    this.name.focus();
  }

  async added(e) {
    e.preventDefault();
    try {
      const made = await addPlayer(this.name.value.trim());
      this.adding.hidden = true;
      sessionOf(made);
      this.home.play(made);
      this.close();
      say(`You are ${made.display_name} now.`);
    } catch (e) { say(e.message); }
  }
}

// keep replaces rows and leaves the focus on the row that had it.
function keep(list, rows) {
  const id = list.contains(document.activeElement) ? document.activeElement.dataset.id : null;
  list.replaceChildren(...rows);
  if (id) list.querySelector(`[data-id="${id}"]`)?.focus();
}
