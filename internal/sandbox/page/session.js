// One player's presence: the line, what only this player sees, what is unread,
// and the interactions that wait for their end.

import { Wire } from "./wire.js";
import { world, changed, learnGuild, newcomers, renew } from "./world.js";
import { EPHEMERAL } from "./message.js";

const patience = 20_000, mostKept = 300;

export class Session {
  constructor(player) {
    Object.assign(this, { player, state: "connecting…", channels: [], directs: new Map(), only: new Map(), unread: new Map(), mine: new Set(),
      waiting: new Map(), views: new Set(), index: new Map(), ready: false });
    this.connect();
  }

  connect() {
    this.wire = new Wire(this.player, {
      onEvent: (t, d) => this.event(t, d),
      onState: (state) => {
        this.state = state;
        changed();
      },
      onRefused: () => this.again(),
    });
  }

  // again comes back into a server that was started anew with another world.
  async again() {
    this.state = "reconnecting…";
    changed();
    const player = await renew(this);
    if (!player) return setTimeout(() => this.again(), 1000);
    this.player = player;
    for (const m of [this.only, this.directs, this.unread, this.index]) m.clear();
    this.connect();
  }

  rest(...args) { return this.wire.rest(...args); }

  event(t, d) {
    switch (t) {
      case "READY":
        for (const c of d.private_channels) this.addDirect(c);
        this.index.clear();
        break;
      case "GUILD_CREATE":
        this.channels = d.channels;
        learnGuild(d);
        this.ready = true;
        for (const v of this.views) v.arrive();
        return;
      case "RESUMED": for (const v of this.views) v.resumed(); return;
      case "CHANNEL_CREATE": this.addDirect(d); break;
      case "GUILD_MEMBER_ADD": world.names.users.set(d.user.id, d.user.global_name ?? d.user.username); newcomers(); break;
      case "GUILD_MEMBER_UPDATE": newcomers(); if (d.user.id === this.player.id) this.risen(); return;
      case "MESSAGE_CREATE": this.count(d); // and kept, as an update is
      // falls through
      case "MESSAGE_UPDATE": if (d.flags & EPHEMERAL) this.keep(d); break;
      case "MESSAGE_DELETE": this.only.delete(d.id); break;
      case "MESSAGE_REACTION_ADD": case "MESSAGE_REACTION_REMOVE":
        if (d.user_id === this.player.id) this.mine[t.endsWith("ADD") ? "add" : "delete"](d.message_id + (d.emoji.id ?? d.emoji.name));
        break;
      case "INTERACTION_SUCCESS": return this.end(d.nonce, { kind: "success" });
      case "INTERACTION_FAILURE": return this.end(d.nonce, { kind: "failure" });
      case "INTERACTION_MODAL_CREATE": return this.end(d.nonce, { kind: "modal", form: d });
      case "APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE": return this.end(d.nonce, { kind: "choices", choices: d.choices });
    }
    for (const v of this.views) v.event(t, d);
  }

  // risen reads what this player may see and use, whose roles have changed.
  async risen() {
    this.index.clear();
    this.channels = await this.rest("GET", `/guilds/${world.guildId}/channels`);
    changed();
  }

  // learn takes from messages that were read which reactions are this player's;
  // events say it of those to come.
  learn(list) {
    for (const m of list) for (const r of m.reactions ?? []) this.mine[r.me ? "add" : "delete"](m.id + (r.emoji.id ?? r.emoji.name));
  }

  // keep holds what only this player sees: the server does not list it.
  keep(m) {
    this.only.set(m.id, m);
    if (this.only.size > mostKept) this.only.delete(this.only.keys().next().value);
  }

  addDirect(c) {
    if (c.type !== 1) return;
    this.directs.set(c.id, c);
    world.names.channels.set(c.id, c.recipients[0].global_name ?? c.recipients[0].username);
    changed();
  }

  // count notes what is unread: in direct messages, and where one is called.
  count(m) {
    if (m.author.id === this.player.id || [...this.views].some((v) => v.channel === m.channel_id && v.seen())) return;
    const calls = m.channel_type === 1 || m.flags & EPHEMERAL || m.mentions?.some((u) => u.id === this.player.id);
    const old = this.unread.get(m.channel_id) ?? { any: 0, calls: 0 };
    this.unread.set(m.channel_id, { any: old.any + 1, calls: old.calls + (calls ? 1 : 0) });
    changed();
  }

  read(channel) {
    if (this.unread.delete(channel)) changed();
  }

  // called is how often somebody wanted this player where it did not look.
  called() {
    let n = 0;
    for (const u of this.unread.values()) n += u.calls;
    return n;
  }

  // commands are those of a channel; a stale list is read anew.
  async commands(channel, fresh) {
    const key = this.directs.has(channel) ? "direct" : "guild";
    const old = this.index.get(key);
    if (old && !fresh && performance.now() - old.at < 3000) return old.list;
    const list = (await this.rest("GET", `/channels/${channel}/application-command-index`)).application_commands;
    this.index.set(key, { list, at: performance.now() });
    return list;
  }

  known(channel) { return this.index.get(this.directs.has(channel) ? "direct" : "guild")?.list ?? []; }

  // interact does something and waits until the bot has answered: the promise
  // is {kind}: success, failure, modal with form, choices.
  async interact(type, channel, rest, files) {
    const wire = this.wire, nonce = wire.newNonce();
    const answer = new Promise((done) => {
      const timer = setTimeout(() => this.end(nonce, { kind: "failure" }), patience);
      this.waiting.set(nonce, (what) => {
        clearTimeout(timer);
        done(what);
      });
    });
    try { await wire.interact(nonce, type, channel, rest, files); } catch (e) {
      this.end(nonce, { kind: "refused" });
      throw e;
    }
    return answer;
  }

  end(nonce, what) {
    const done = this.waiting.get(nonce);
    // A modal's own success comes after the modal; the first word counts.
    this.waiting.delete(nonce);
    done?.(what);
  }
}

// sessionOf is a player's session, opened when it is asked for first and then
// kept: what only this player sees stays as long as the page is open.
export function sessionOf(player) {
  let s = world.sessions.get(player.id);
  if (!s) {
    s = new Session(player);
    world.sessions.set(player.id, s);
  }
  return s;
}
