// The line in which a player writes: messages, or the name of a command, which
// then becomes a line of fields.

import { el, tool } from "./dom.js";
import { Suggest } from "./suggest.js";
import { CommandLine } from "./command.js";
import { entries, rank, encode, split, FILE } from "./options.js";
import { hintUsed } from "./hint.js";

export class Composer {
  // view is the pane: world, channels(), commands(fresh), say(text, files), command(entry, data,
  // files, given), complete(data), names.
  constructor(view) {
    Object.assign(this, { view, world: view.world, line: null, history: [], at: 0, recalled: false, files: [] });
    this.suggest = new Suggest();
    this.text = el("textarea", { class: "text-line", rows: 1, maxlength: 2000, placeholder: "Message, or / for commands", "aria-label": "Message or command", autocomplete: "off", spellcheck: "true" });
    this.notice = el("p", { class: "notice", role: "alert", hidden: true });
    this.chips = el("div", { class: "chips" });
    this.above = el("div", { class: "above" });
    const pick = el("input", { type: "file", multiple: true, hidden: true, "aria-label": "Files to attach" });
    pick.onchange = () => {
      this.attach([...pick.files]);
      pick.value = "";
    };
    this.slot = el("div", { class: "slot" }, this.text);
    this.node = el("form", { class: "composer", "aria-label": "Write" }, this.notice, this.above, this.chips,
      el("div", { class: "line" }, this.suggest.node, tool("clip", "Attach files", () => pick.click()), pick, this.slot,
        tool("send", "Send", () => (this.line ? this.line.submit() : this.send()), { class: "tool send" })));
    // Enter means different things in different fields, which say so themselves.
    this.node.onsubmit = (e) => e.preventDefault();
    this.text.oninput = () => this.typed();
    this.text.onkeydown = (e) => this.key(e);
    // An Enter that was a choice or a sending must not become a new line as well.
    this.text.onbeforeinput = (e) => { if (/insertLineBreak|insertParagraph/.test(e.inputType) && !this.shift) e.preventDefault(); };
    this.text.onblur = () => this.suggest.hide();
    this.text.onfocus = () => { if (this.text.value) this.typed(); };
    this.text.onpaste = (e) => {
      const files = [...(e.clipboardData?.files ?? [])];
      if (!files.length) return;
      e.preventDefault();
      this.attach(files);
    };
    this.suggest.attach(this.text);
  }

  channels() { return this.view.channels(); }
  complete(data) { return this.view.complete(data); }
  focus() { if (this.line) this.line.begin(); else this.text.focus(); }

  complain(text) {
    this.notice.textContent = text;
    this.notice.hidden = !text;
  }

  edited() {
    this.recalled = false;
    this.complain("");
  }

  attach(files) {
    this.files.push(...files);
    this.chips.replaceChildren(...this.files.map((f) => el("span", { class: "chip" }, "📎 " + f.name, tool("close", `Leave out ${f.name}`, () => {
      this.files = this.files.filter((x) => x !== f);
      this.attach([]);
    }, { class: "tool tiny" }))));
  }

  all() { return entries(this.view.known()); }

  typed() {
    this.edited();
    const text = this.text.value;
    this.suggest.attach(this.text);
    if (text.startsWith("/")) return this.commands(text);
    const word = text.slice(0, this.text.selectionStart).match(/(?:^|\s)([@#])([\p{L}\p{N}_.-]*)$/u);
    if (word) return this.mention(word[1], word[2]);
    this.suggest.hide();
  }

  // begun is the command whose whole name the text begins with.
  begun(text) {
    return this.all().filter((e) => (text + " ").startsWith(`/${e.name} `) && text.length > e.name.length + 1).sort((a, b) => b.name.length - a.name.length)[0];
  }

  // learned is called when the commands are known: who was faster gets the list.
  learned() {
    if (document.activeElement === this.text && this.text.value.startsWith("/")) this.typed();
  }

  // commands offers those that fit. The list is read again meanwhile: the bot
  // may have come after the page.
  commands(text) {
    const all = this.all();
    const exact = this.begun(text);
    if (exact) return this.enter(exact, text.slice(exact.name.length + 2));
    const found = rank(text.slice(1).trimEnd(), all, (e) => e.name, (e) => e.description);
    this.suggest.show(found.map((e) => ({ label: "/" + e.name, hint: e.options.filter((o) => o.required).map((o) => o.name).join(" "), note: e.description, entry: e })), {
      title: "Commands of the bot", none: all.length ? "No command fits" : "The bot has no commands yet. It may still be starting.", take: ({ entry }) => this.enter(entry) });
    this.view.fresh().then((changed) => { if (changed && this.text.value === text && document.activeElement === this.text) this.typed(); });
  }

  mention(sign, typed) {
    const list = sign === "@" ? this.world.players.map((p) => ({ label: p.display_name, note: "@" + p.name, image: p.avatar }))
      : this.channels().map((c) => ({ label: c.name, note: "channel" }));
    const found = rank(typed, list, (x) => x.label, (x) => x.note).slice(0, 10);
    this.suggest.show(found, { first: true, take: ({ label }) => {
      const at = this.text.selectionStart;
      this.text.setRangeText(label + " ", at - typed.length, at, "end");
      this.suggest.hide();
    } });
  }

  // enter begins a command; rest is what stood after its name.
  enter(entry, rest = "", given) {
    this.suggest.hide();
    this.line = new CommandLine(entry, this);
    this.text.value = "";
    this.slot.replaceChildren(this.line.node);
    if (given) this.line.fill(given);
    else if (rest.trim()) {
      const found = split(rest, entry.options);
      this.line.fill(found.given);
      if (!found.given.length) this.line.more.value = rest.trim();
    }
    if (given) this.line.more.focus();
    else this.line.begin();
  }

  // cancel leaves a command; text is what is to be typed on.
  cancel(text) {
    this.line = null;
    this.slot.replaceChildren(this.text);
    this.text.value = text;
    this.suggest.hide();
    this.text.focus();
    if (text) this.typed();
  }

  // sure begins a command whose whole name stands there and which needs nothing
  // else: one Enter is then enough.
  sure() {
    const entry = this.all().find((e) => "/" + e.name === this.text.value.trim());
    if (!entry || entry.options.some((o) => o.required) || this.suggest.at > 0) return false;
    this.enter(entry);
    return true;
  }

  key(e) {
    if (e.isComposing) return;
    this.shift = e.shiftKey;
    const open = this.suggest.open;
    if (open && (e.key === "ArrowDown" || e.key === "ArrowUp")) this.suggest.step(e.key === "ArrowDown" ? 1 : -1);
    else if (e.key === "Enter" && !e.shiftKey && this.sure()) this.line.submit();
    else if (open && this.suggest.at >= 0 && (e.key === "Enter" && !e.shiftKey || e.key === "Tab" && !e.shiftKey)) this.suggest.take();
    else if (e.key === "Enter" && !e.shiftKey) this.send();
    else if (e.key === "Escape" && !this.suggest.node.hidden) this.suggest.hide();
    else if (e.key === "Escape") this.view.unreply();
    else if (e.key === "ArrowUp" && (this.text.value === "" || this.recalled)) this.past(-1, true);
    else if (e.key === "ArrowDown" && this.recalled) this.past(1);
    else return;
    e.preventDefault();
  }

  // past brings back what was sent before, or goes on from there; it says
  // whether it did. Only what was not changed yet is left for another.
  past(by, begin) {
    if (!begin && !this.recalled) return false;
    if (!this.recalled) this.at = this.history.length;
    const to = this.at + by;
    if (to < 0) return true;
    this.at = Math.min(to, this.history.length);
    const old = this.history[this.at];
    if (this.line) this.cancel("");
    if (!old) {
      this.text.value = "";
      this.recalled = false;
      return true;
    }
    if (old.entry) this.enter(this.all().find((e) => e.name === old.entry.name) ?? old.entry, "", old.given);
    else {
      this.text.value = old.text;
      this.text.setSelectionRange(old.text.length, old.text.length);
    }
    this.recalled = true;
    return true;
  }

  remember(what) {
    this.history.push(what);
    if (this.history.length > 100) this.history.shift();
    this.recalled = false;
  }

  // send empties the line at once, so that what is typed meanwhile is not lost;
  // what was refused comes back into an empty line.
  async send() {
    const text = this.text.value.trim(), files = this.files;
    if (!text && !files.length) return;
    if (text.startsWith("/")) {
      await this.view.fresh();
      const exact = this.all().find((e) => e.name === text.slice(1)) ?? this.begun(text);
      if (exact) {
        this.enter(exact, text.slice(exact.name.length + 1));
        return this.line.submit();
      }
      return this.complain(`There is no command ${text.split(" ")[0]}. Type / to see those there are.`);
    }
    this.text.value = "";
    this.files = [];
    this.attach([]);
    this.suggest.hide();
    this.complain("");
    if (text) this.remember({ text });
    try { await this.view.say(this.named(text), files); } catch (e) {
      this.text.value ||= text;
      this.complain(e.message);
    }
  }

  // write puts a text into the line, and goes on as if it had been typed.
  write(text) {
    if (this.line) this.cancel("");
    this.text.value = text.startsWith("/") ? text : this.text.value + text;
    this.text.focus();
    this.typed();
  }

  // named writes the people and channels of a text as Discord writes them.
  named(text) {
    const people = [...this.world.players].sort((a, b) => b.display_name.length - a.display_name.length);
    for (const p of people) text = text.replaceAll("@" + p.display_name, `<@${p.id}>`);
    for (const c of this.channels()) text = text.replace(new RegExp(`(^|\\s)#${c.name}(?![\\w-])`, "g"), `$1<#${c.id}>`);
    return text;
  }

  // run sends a command whose fields have been checked.
  async run(line, given) {
    const { entry } = line, kept = line.kept(), files = [];
    const sent = given.map((g) => {
      if (g.option.type !== FILE) return g;
      files.push(g.value);
      return { ...g, value: String(files.length - 1) };
    });
    this.remember({ entry, given: kept });
    this.cancel("");
    this.complain("");
    hintUsed();
    try { await this.view.command(entry, encode(entry, sent), files, given); } catch (e) {
      if (!this.line && !this.text.value) this.enter(entry, "", kept);
      this.complain(e.message);
    }
  }
}
