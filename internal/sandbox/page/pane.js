// One view: a player in a channel. Two of them may stand side by side.

import { el, icon, tool, say } from "./dom.js";
import { world, changed } from "./world.js";
import { sessionOf } from "./session.js";
import { Timeline } from "./timeline.js";
import { Composer } from "./composer.js";
import { draw, nameOf, textOf, LOADING, EPHEMERAL } from "./message.js";
import { openModal } from "./modal.js";
import { openMenu } from "./menu.js";
import { watch, personMenu } from "./actions.js";
import { hint } from "./hint.js";
import { recordAt } from "./record.js";
import { face } from "./picker.js";
import { Typing } from "./typing.js";
import { waiting } from "./waiting.js";

const page = 60;

export class Pane {
  // What is done before the channel is known waits for it.
  here = new Promise((known) => { this.arrived = known; });

  // home is the page: chosen(pane), close(pane), beside(player), trace(id), players(anchor, pane).
  constructor(home, player) {
    Object.assign(this, { home, world, channel: null, answers: null, oldest: false, late: null, typing: new Typing((id) => world.names.users.get(id) ?? "Somebody") });
    this.timeline = new Timeline({ draw: (m, brief) => draw(m, this.context(m), brief), onTop: () => this.older(), onAway: (n) => this.away(n) });
    this.composer = new Composer(this);
    this.title = el("button", { type: "button", class: "where", "aria-haspopup": "menu", onclick: () => this.channelMenu() });
    this.who = el("button", { type: "button", class: "as", "aria-haspopup": "menu", onclick: () => home.players(this.who, this) });
    this.news = el("button", { type: "button", class: "news", hidden: true, onclick: () => this.timeline.toEnd() });
    this.spoken = el("p", { class: "unseen", role: "status" });
    this.node = el("section", { class: "pane", onpointerdown: () => home.chosen(this), onfocusin: () => home.chosen(this) },
      el("header", {}, this.title, this.who, tool("close", "Close this view", () => home.close(this), { class: "tool shut" })),
      this.timeline.node, el("div", { class: "foot" }, this.news, this.composer.node, this.typing.node), this.spoken);
    watch(this);
    this.play(player);
  }

  get player() { return this.session.player; }

  // play makes another player the one who is here.
  play(player) {
    this.session?.views.delete(this);
    this.session = sessionOf(player);
    this.session.views.add(this);
    this.composer.cancel("");
    this.composer.complain("");
    this.unreply();
    this.home.chosen(this);
    if (this.session.ready) this.arrive();
    else this.early();
    this.label();
  }

  leave() { this.session.views.delete(this); }

  // arrive is called when the session knows its channels, for the first time
  // or again after the server was started anew.
  arrive() {
    const { channels, directs } = this.session;
    const here = channels.some((c) => c.id === this.channel) || directs.has(this.channel);
    const same = channels.find((c) => c.name === this.place);
    return this.enter(here ? this.channel : (same ?? channels[0]).id);
  }

  resumed() {} // what was missed comes by itself

  async enter(id) {
    const fresh = this.channel !== id;
    this.channel = id;
    this.place = world.names.channels.get(id);
    this.arrived();
    this.oldest = false;
    this.label();
    const session = this.session, late = this.late = [];
    let past;
    try { past = await this.past(id); } finally { if (this.late === late) this.late = null; }
    if (this.channel !== id || this.session !== session) return;
    this.fill(past);
    // What happened while the messages were on their way may be newer than they are.
    for (const [t, d] of late) this.event(t, d);
    for (const m of session.only.values()) if (m.channel_id === id) this.timeline.put(m);
    this.timeline.toEnd();
    session.read(id);
    if (fresh) this.unreply();
    await session.commands(id, true).catch(() => []);
    this.composer.learned();
    this.welcome();
    changed();
  }

  // past are messages of a channel, newest first: the newest, or those before an id.
  async past(id, limit = page, before = "") {
    const { session } = this, list = await session.rest("GET", `/channels/${id}/messages?limit=${limit}${before && "&before=" + before}`);
    session.learn(list);
    return list;
  }

  // fill shows the newest messages of the channel.
  fill(past) {
    this.oldest = past.length < page;
    this.typing.clear();
    this.timeline.after.replaceChildren();
    this.timeline.renew(past.reverse());
    performance.mark("shown"); // for whoever measures
  }

  // early shows what stands in the first channel while the line is still being
  // made. What has changed meanwhile is read when it is there.
  async early() {
    const { session } = this, { first } = world;
    if (this.channel) return;
    const past = await this.past(first.id).catch(() => null); // then it shows with the line
    if (!past || session.ready || this.session !== session) return;
    this.channel = first.id;
    this.place = first.name;
    this.label();
    this.fill(past);
    this.timeline.toEnd();
  }

  // welcome is what stands before the first message.
  welcome() {
    const direct = this.session.directs.has(this.channel), names = this.known().filter((c) => c.type === 1).map((c) => c.name);
    const first = names.includes("claim") ? "claim" : names[0];
    this.timeline.intro.replaceChildren(...[
      this.oldest && el("div", { class: "start" }, el("span", { class: "badge" }, icon(direct ? "mail" : "hash")), el("h2", {}, direct ? `You and ${this.place}` : `This is #${this.place}`),
        el("p", { class: "soft" }, direct ? "Only the two of you read this." : names.length ? "It begins here. Type / to see what the bot can do." : "It begins here.")),
    ].filter(Boolean));
    this.composer.above.querySelector(".welcome")?.remove();
    const card = first && hint(first, () => this.composer.write("/" + first));
    if (card) this.composer.above.prepend(card);
  }

  label() {
    const direct = this.session.directs.has(this.channel);
    this.title.replaceChildren(icon(direct ? "mail" : "hash"), el("span", {}, this.place ?? "…"), icon("down"));
    this.title.setAttribute("aria-label", `Channel ${this.place}: change it`);
    this.who.replaceChildren(el("img", { src: this.player.avatar, alt: "", width: 24, height: 24 }), el("span", {}, el("span", { class: "soft" }, "as "), this.player.display_name), icon("down"));
    this.who.setAttribute("aria-label", `You play as ${this.player.display_name}: change it`);
    this.node.setAttribute("aria-label", `${this.player.display_name} in ${this.place}`);
  }

  channelMenu() {
    const go = (c, name) => ({ label: name, run: () => this.enter(c.id) });
    openMenu(this.title, [...this.session.channels.map((c) => go(c, "# " + c.name)), ...[...this.session.directs.values()].map((c) => go(c, "✉ " + nameOf(c.recipients[0])))], "Channels");
  }

  // note writes down what the player does here.
  note(kind, ...args) { recordAt(this.session.directs.has(this.channel) ? null : this.place, kind, this.player.name, ...args); }

  // What the composer asks of its view.
  channels() { return this.session.channels; }
  known() { return this.session.known(this.channel); }

  // fresh reads the commands again and says whether they have changed.
  async fresh() {
    await this.here;
    const old = JSON.stringify(this.known().map((c) => c.version));
    await this.session.commands(this.channel).catch(() => []);
    return JSON.stringify(this.known().map((c) => c.version)) !== old;
  }

  async say(content, files) {
    await this.here;
    const reply = this.answers && { message_reference: { message_id: this.answers.id } };
    this.unreply();
    await this.session.rest("POST", `/channels/${this.channel}/messages`, { content, ...reply }, files);
    this.note("say", content);
    this.timeline.toEnd();
  }

  async complete(data) {
    const answer = await this.session.interact(4, this.channel, { data });
    return answer.kind === "choices" ? answer.choices : null;
  }

  async command(entry, data, files, given) {
    this.note("command", entry.name, given.map((g) => ({ name: g.option.name, label: g.label })));
    this.timeline.toEnd();
    try { await this.send(2, { data }, { files, what: "/" + entry.name, again: () => this.command(entry, data, files, given) }); } catch (e) {
      this.session.commands(this.channel, true).catch(() => {}); // it may be outdated
      throw e;
    }
  }

  use(command, target, label) {
    this.note("use", command.name, label);
    const data = { id: command.id, version: command.version, name: command.name, type: command.type, target_id: target };
    const again = () => this.send(2, { data }, { what: command.name, again }).catch((e) => this.composer.complain(e.message));
    again();
  }

  // role gives a role to a player, or takes it.
  async role(player, role, give) {
    try { await this.session.rest(give ? "PUT" : "DELETE", `/guilds/${world.guildId}/members/${player.id}/roles/${role.id}`); } catch (e) { return say(e.message); }
    this.note(give ? "give" : "take", player.name, role.name);
    say(`${player.display_name} ${give ? "has" : "no longer has"} the role ${role.name}.`);
  }

  // send does an interaction, shows that it is under way, and what comes of it
  // when it is no message: a form, or silence.
  async send(type, rest, { files, what, again } = {}) {
    const shown = what && waiting(this, what, again);
    let answer;
    try { answer = await this.session.interact(type, this.channel, rest, files); } catch (e) {
      shown?.end();
      throw e;
    }
    if (answer.kind === "failure") shown?.fail();
    else shown?.end();
    if (answer.kind === "modal") this.form(answer.form);
    return answer;
  }

  form(form) {
    const session = this.session;
    openModal(form, this.context(null), async (data, files, given) => {
      await session.interact(5, form.channel_id, { data }, files);
      this.note("fill", given);
    });
  }

  // component uses a part of a message.
  async component(m, c, node, values) {
    node.classList.add("busy");
    try {
      const answer = await this.send(3, { message_id: m.id, data: { component_type: c.type, custom_id: c.custom_id, values } });
      if (answer.kind === "failure") this.failed(m.id);
    } catch (e) { this.composer.complain(e.message); } finally { node.classList.remove("busy"); }
  }

  failed(id) {
    say("The bot did not answer in time.");
    const main = this.timeline.byId.get(id)?.node.querySelector(".main");
    main?.querySelector(".failed")?.remove();
    main?.append(el("p", { class: "failed" }, icon("warn"), "The bot did not answer in time."));
  }

  // context is what a message lets its reader do.
  context(m) {
    this.base ??= {
      names: world.names,
      choices: (type, c) => this.things(type, c),
      dismiss: (m) => this.dismiss(m),
      jump: (id) => { if (!this.timeline.jump(id)) say("That message is further up, or gone."); },
      person: (id, anchor) => personMenu(this, id, anchor),
      enter: (id) => this.enter(id),
      command: (name) => this.composer.write("/" + name),
      react: (m, emoji, add) => this.react(m, emoji, add),
      reacted: (m, e) => this.session.mine.has(m.id + (e.id ?? e.name)),
    };
    return { ...this.base, player: this.player,
      press: (c, node) => {
        this.note("press", c.label || face(c.emoji));
        this.component(m, c, node);
      },
      choose: (c, values, labels, node) => {
        this.note("choose", labels);
        this.component(m, c, node, values);
      } };
  }

  // things are what the menus of people, roles and channels offer.
  things(type, c) {
    const people = world.players.map((p) => ({ value: p.id, label: p.display_name, image: p.avatar }));
    const roles = world.roles.filter((r) => r.name !== "@everyone").map((r) => ({ value: r.id, label: "@" + r.name }));
    const channels = this.session.channels.filter((x) => !c.channel_types?.length || c.channel_types.includes(x.type)).map((x) => ({ value: x.id, label: "#" + x.name }));
    return { 5: people, 6: roles, 7: [...people, ...roles], 8: channels }[type] ?? [];
  }

  reply(m) {
    this.answers = m;
    this.composer.above.querySelector(".answering")?.remove();
    this.composer.above.append(el("p", { class: "answering" }, icon("reply"), "Replying to ", el("b", {}, nameOf(m.author)), el("span", { class: "cut soft" }, textOf(m, world.names).slice(0, 80)), tool("close", "Do not reply", () => this.unreply(), { class: "tool tiny" })));
    this.composer.focus();
  }

  unreply() {
    this.answers = null;
    this.composer.above.querySelector(".answering")?.remove();
  }

  dismiss(m) {
    this.session.only.delete(m.id);
    for (const v of this.session.views) v.timeline.remove(m.id);
    this.composer.focus();
  }

  async delete(m) {
    try { await this.session.rest("DELETE", `/channels/${m.channel_id}/messages/${m.id}`); } catch (e) { this.composer.complain(e.message); }
  }

  async react(m, emoji, add) {
    const sign = encodeURIComponent(emoji.id ? `${emoji.name}:${emoji.id}` : emoji.name);
    try { await this.session.rest(add ? "PUT" : "DELETE", `/channels/${m.channel_id}/messages/${m.id}/reactions/${sign}/@me`); } catch (e) { this.composer.complain(e.message); }
  }

  async older() {
    if (this.oldest || this.reading || !this.timeline.items.length) return;
    this.reading = true;
    const id = this.channel;
    try {
      const past = await this.past(id, 100, this.timeline.items[0].m.id);
      if (id !== this.channel) return;
      this.oldest = past.length < 100;
      this.timeline.before(past.reverse());
      if (this.oldest) this.welcome();
    } finally { this.reading = false; }
  }

  away(n) {
    this.news.hidden = !n;
    this.news.replaceChildren(`${n} new message${n === 1 ? "" : "s"}`, icon("down"));
  }

  seen() { return document.visibilityState === "visible"; }

  event(t, d) {
    if (d?.channel_id !== this.channel) return;
    if (/^MESSAGE_(CREATE|UPDATE|DELETE)$/.test(t)) this.late?.push([t, d]);
    switch (t) {
      case "MESSAGE_CREATE": case "MESSAGE_UPDATE":
        this.timeline.put(d);
        this.typing.stop(d.author.id);
        if (!(d.flags & LOADING) && d.author.id !== this.player.id) this.spoken.textContent = `${nameOf(d.author)}${d.flags & EPHEMERAL ? " to you" : ""}: ${textOf(d, world.names).slice(0, 200)}`;
        return;
      case "MESSAGE_DELETE": return this.timeline.remove(d.id);
      case "MESSAGE_REACTION_ADD": case "MESSAGE_REACTION_REMOVE": return this.reacted(d, t.endsWith("ADD") ? 1 : -1);
      case "TYPING_START":
        return d.user_id !== this.player.id && this.typing.start(d.user_id);
    }
  }

  reacted(d, by) {
    const m = this.timeline.get(d.message_id);
    if (!m) return;
    const same = (r) => (r.emoji.id ?? r.emoji.name) === (d.emoji.id ?? d.emoji.name);
    const old = m.reactions?.find(same);
    const rest = old ? m.reactions.map((r) => (r === old ? { ...r, count: r.count + by } : r)) : [...(m.reactions ?? []), { emoji: d.emoji, count: 1 }];
    this.timeline.put({ ...m, reactions: rest.filter((r) => r.count > 0) });
  }
}
