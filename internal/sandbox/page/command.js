// A command that is being filled in: its name, a field for each option, and a
// last field that offers the others.

import { el } from "./dom.js";
import { Pill } from "./pill.js";
import { rank, encode, split, check } from "./options.js";

export class CommandLine {
  // home is the composer: suggest, world, channels(), run(entry, given), cancel(text),
  // complete(data), past(by).
  constructor(entry, home) {
    Object.assign(this, { entry, home, suggest: home.suggest, world: home.world, pills: [] });
    this.more = el("input", { type: "text", class: "more-options", role: "combobox", "aria-expanded": "false", autocomplete: "off", spellcheck: "false",
      "aria-label": `Options of ${entry.name}; Enter sends`, placeholder: this.left().length ? "Enter sends it, or add an option" : "Enter sends it" });
    this.more.onfocus = () => this.offer();
    this.more.onblur = () => this.suggest.hide();
    this.more.oninput = () => this.typed();
    this.more.onkeydown = (e) => this.key(e);
    this.node = el("div", { class: "command", role: "group", "aria-label": `Command ${entry.name}` }, el("span", { class: "name", title: entry.description }, "/" + entry.name), this.more);
    for (const o of entry.options) if (o.required) this.add(o);
  }

  channels() { return this.home.channels(); }

  left() { return this.entry.options.filter((o) => !this.pills.some((p) => p.option === o)); }

  add(option) {
    const pill = new Pill(option, this);
    this.pills.push(pill);
    this.more.before(pill.node);
    return pill;
  }

  drop(pill, quiet) {
    if (pill.option.required) return pill === this.pills[0] && !this.pills.some((p) => p.text) ? this.home.cancel("/" + this.entry.name) : this.leave(pill, -1);
    const i = this.pills.indexOf(pill);
    this.pills.splice(i, 1);
    pill.node.remove();
    this.edited();
    if (!quiet) this.more.focus();
  }

  // fill takes what was typed or remembered: {option, text, chosen}.
  fill(given) {
    for (const g of given) (this.pills.find((p) => p.option.name === g.option.name) ?? this.add(g.option)).set(g.text, g.chosen);
  }

  // begin puts the focus where something is missing.
  begin() {
    const empty = this.pills.find((p) => p.text === "");
    (empty?.input ?? this.more).focus();
  }

  // leave goes from a field to the next one, or the one before.
  leave(pill, by) {
    const next = this.pills[this.pills.indexOf(pill) + by];
    (next?.input ?? this.more).focus();
  }

  edited() { this.home.edited(); }

  offer() {
    this.suggest.attach(this.more);
    const list = rank(this.more.value, this.left(), (o) => o.name, (o) => o.description);
    this.suggest.show(list.map((o) => ({ label: o.name, note: o.description, hint: o.required ? "needed" : "optional", option: o })), {
      title: this.entry.description, first: this.more.value !== "", none: this.more.value ? "There is no such option" : this.entry.options.length ? "" : this.entry.description,
      take: ({ option }) => {
        this.more.value = "";
        this.add(option).input.focus();
        this.edited();
      } });
  }

  // typed opens the field of an option as soon as its name and a colon stand
  // there, so that "count:3" can be typed as it is read.
  typed() {
    this.edited();
    const { given, rest } = split(this.more.value, this.left());
    if (!given.length) return this.offer();
    this.more.value = rest;
    this.fill(given);
    this.pills.find((p) => p.option === given.at(-1).option).input.focus();
  }

  key(e) {
    const { suggest } = this;
    if (e.isComposing) return;
    const empty = this.more.value === "";
    const way = { ArrowUp: -1, ArrowDown: 1 }[e.key];
    if (way && (suggest.open || empty)) {
      if (!empty || !this.home.past(way)) suggest.step(way);
    }
    else if (e.key === "Enter" || e.key === "Tab" && !e.shiftKey && suggest.at >= 0) {
      if (suggest.open && suggest.at >= 0) suggest.take();
      else this.submit();
    } else if (e.key === "Escape") {
      if (suggest.node.hidden) this.home.cancel("");
      else suggest.hide();
    } else if (e.key === "Backspace" && empty) {
      const last = this.pills.at(-1);
      if (last) last.input.focus();
      else this.home.cancel("/" + this.entry.name);
    } else return;
    e.preventDefault();
    e.stopPropagation();
  }

  // complete asks the bot for the choices of a field, with all that is known of
  // the others.
  async complete(pill) {
    const others = this.pills.filter((p) => p !== pill && p.text !== "").map((p) => ({ option: p.option, ...check(p.option, p.text, p.chosen, p.choices) })).filter((g) => g.value !== undefined && !(g.value instanceof File));
    return this.home.complete(encode(this.entry, [...others, { option: pill.option, value: pill.text, focused: true }]));
  }

  // kept is what has been filled in, to bring it back.
  kept() { return this.pills.filter((p) => p.text !== "").map((p) => ({ option: p.option, text: p.text, chosen: p.chosen })); }

  submit() {
    const results = this.pills.map((p) => ({ pill: p, ...p.result() }));
    const bad = results.find((r) => r.error);
    if (bad) return bad.pill.input.focus();
    this.suggest.hide();
    this.home.run(this, results.map((r) => ({ option: r.pill.option, value: r.value, label: r.pill.text })));
  }
}
