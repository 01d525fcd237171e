// Under the hood: what goes over the line between the bot and its Discord, as
// it happens, and the switches for what may go wrong.

import { el, tool } from "./dom.js";
import { faults } from "./faults.js";

const most = 500, limit = 3000; // entries kept; Discord's milliseconds for a first answer

const short = (path) => path.replace(/^\/api\/v\d+/, "").replace(/[\w-]{40,}/g, "…").replace(/\d{15,}/g, (id) => "…" + id.slice(-4));

export class Hood {
  constructor(onToggle) {
    Object.assign(this, { onToggle, open: false, entries: [], fresh: [], paused: false });
    this.node = document.getElementById("hood");
    this.find = el("input", { type: "search", placeholder: "Filter by text", "aria-label": "Filter by text", oninput: () => this.filter() });
    this.kind = el("select", { "aria-label": "Filter by kind", onchange: () => this.filter() },
      [["", "Everything"], ["rest", "REST requests"], ["gateway", "Gateway events"], ["bad", "Refused or wrong"]].map(([v, l]) => el("option", { value: v }, l)));
    this.pause = el("button", { type: "button", class: "button", "aria-pressed": "false", onclick: () => this.setPaused(!this.paused) }, "Pause");
    this.list = el("ul", { class: "feed", "aria-label": "Traffic" });
    this.count = el("p", { class: "small soft", role: "status" });
    this.none = el("p", { class: "empty" }, "Nothing yet. Use a command and watch.");
    this.traffic = el("section", { class: "traffic" }, el("div", { class: "title" }, el("h3", {}, "Traffic"), this.pause, el("button", { type: "button", class: "button", onclick: () => this.clear() }, "Clear")),
      el("div", { class: "filters" }, this.find, this.kind), this.count, this.none, this.list);
    this.away = el("p", { class: "empty", hidden: true }, "This server does not tell what goes over the line.");
    this.faults = faults();
    this.node.append(el("header", {}, el("h2", {}, "Under the hood"), tool("close", "Close", () => this.toggle(false))), this.faults.node, this.traffic, this.away);
    this.node.addEventListener("keydown", (e) => { if (e.key === "Escape") this.toggle(false); });
  }

  toggle(open = !this.open) {
    this.open = open;
    this.node.hidden = !open;
    document.body.classList.toggle("hood-open", open);
    if (open) {
      this.opener = document.activeElement;
      this.faults.read();
      this.connect();
      this.node.querySelector("header button").focus();
    } else {
      this.source?.close();
      this.opener?.focus();
    }
    this.onToggle();
  }

  // trace shows what belongs to one interaction.
  trace(id) {
    if (!this.open) this.toggle(true);
    this.find.value = id;
    this.kind.value = "";
    this.filter();
    this.find.focus();
  }

  connect() {
    this.source?.close();
    const source = this.source = new EventSource("/sandbox/feed");
    for (const kind of ["rest", "gateway"]) source.addEventListener(kind, (e) => this.take(kind, JSON.parse(e.data)));
    source.onopen = () => this.available(true);
    // A closed source is one that the server does not have; otherwise the
    // browser tries again by itself.
    source.onerror = () => { if (source.readyState === EventSource.CLOSED) this.available(false); };
  }

  available(yes) {
    this.traffic.hidden = !yes;
    this.away.hidden = yes;
  }

  take(kind, d) {
    if (this.seen === undefined) this.seen = new Set();
    const key = kind + d.id;
    if (this.seen.has(key)) return; // the server repeats the last ones after a pause of the line
    this.seen.add(key);
    this.fresh.push({ kind, d, text: JSON.stringify(d).toLowerCase(), key });
    if (!this.paused && !this.planned) {
      this.planned = true;
      requestAnimationFrame(() => this.flush());
    } else if (this.fresh.length > most) this.fresh.splice(0, this.fresh.length - most);
    if (this.paused) this.tell();
  }

  setPaused(yes) {
    this.paused = yes;
    this.pause.setAttribute("aria-pressed", String(yes));
    this.pause.textContent = yes ? "Go on" : "Pause";
    if (!yes) this.flush();
    this.tell();
  }

  flush() {
    this.planned = false;
    if (this.paused) return;
    const atTop = this.list.scrollTop < 40;
    for (const e of this.fresh) {
      e.node = e.kind === "rest" ? rest(e.d) : gateway(e.d);
      e.node.hidden = !this.fits(e);
      this.list.prepend(e.node);
      this.entries.push(e);
    }
    this.fresh = [];
    for (const old of this.entries.splice(0, Math.max(0, this.entries.length - most))) {
      old.node.remove();
      this.seen.delete(old.key);
    }
    if (atTop) this.list.scrollTop = 0;
    this.tell();
  }

  fits(e) {
    const kind = this.kind.value, bad = e.kind === "rest" && (e.d.status >= 400 || e.d.valid === false);
    return (!kind || kind === e.kind || kind === "bad" && bad) && e.text.includes(this.find.value.trim().toLowerCase());
  }

  filter() {
    for (const e of this.entries) e.node.hidden = !this.fits(e);
    this.tell();
  }

  clear() {
    for (const e of this.entries) e.node.remove();
    this.entries = [];
    this.fresh = [];
    this.tell();
  }

  tell() {
    const shown = this.entries.filter((e) => !e.node.hidden).length;
    this.count.textContent = this.entries.length || this.fresh.length ? `${shown} of ${this.entries.length}${this.fresh.length ? `, ${this.fresh.length} more wait` : ""}` : "";
    this.none.hidden = this.entries.length > 0;
  }
}

// entry is a row that opens into all there is to know.
function entry(kind, head, full) {
  const button = el("button", { type: "button", "aria-expanded": "false" }, head);
  const row = el("li", { class: kind }, button);
  button.onclick = () => {
    const open = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(!open));
    if (open) row.querySelector(".full").remove();
    else row.append(el("div", { class: "full" }, full().map(([title, value]) => [el("h4", {}, title), el("pre", { tabindex: 0 }, typeof value === "string" ? value : JSON.stringify(value, null, 2))])));
  };
  return row;
}

const at = (t) => new Date(t).toLocaleTimeString([], { hour12: false });

function rest(d) {
  const mark = d.valid === false ? ["bad", `${d.problems?.length ?? 1} wrong`] : d.valid ? ["good", "valid"] : null;
  const share = d.since_ms === null || d.since_ms === undefined ? null : Math.min(1, d.since_ms / limit);
  return entry("rest", [el("span", { class: "top" }, el("span", { class: "method" }, d.method), el("span", { class: "cut", title: d.path }, short(d.path)), el("span", { class: d.status >= 400 ? "status bad" : "status" }, String(d.status))),
    el("span", { class: "soft" }, at(d.at), " · ", `${Math.round(d.took_ms)} ms`, mark && el("span", { class: "mark " + mark[0] }, mark[1])),
    share !== null && el("span", { class: "meter" + (share >= 1 ? " over" : share > 0.5 ? " near" : ""), role: "img", "aria-label": `${d.since_ms} of ${limit} milliseconds after the interaction`, title: `${d.since_ms} ms after the interaction; Discord waits ${limit}`, vars: { "--share": share } })],
  () => [...(d.problems?.length ? [["What is wrong", d.problems.join("\n")]] : []), ["Address", d.path], ...(d.since_ms !== null && d.since_ms !== undefined ? [["Time", `${d.since_ms} ms after the interaction, of ${limit}`]] : []), ["Request", d.request ?? "(nothing)"], ["Answer", d.response ?? "(nothing)"]]);
}

function gateway(d) {
  const out = d.direction === "out";
  return entry("gateway", [el("span", { class: "top" }, el("span", { class: "method" }, out ? "↑" : "↓"), el("span", { class: "cut" }, d.t ?? `opcode ${d.op}`), d.s ? el("span", { class: "status" }, "#" + d.s) : null),
    el("span", { class: "soft" }, at(d.at), out ? " · from the bot" : " · to the bot")], () => [["Payload", d.data ?? "(nothing)"]]);
}
