// What all views share: who is there, and the sessions of those who play in
// this page.

import { Session } from "./session.js";

export const world = {
  players: [], application: { id: "", name: "" }, guild: "The Sandbox", roles: [],
  names: { users: new Map(), roles: new Map(), channels: new Map() },
  sessions: new Map(), // by the player's id
};

const listeners = new Set();
// onChange calls f when what the page shows beside the messages has changed.
export const onChange = (f) => listeners.add(f);

let planned = false;
export function changed() {
  if (planned) return;
  planned = true;
  queueMicrotask(() => {
    planned = false;
    for (const f of listeners) f();
  });
}

export async function loadPlayers() {
  const all = await (await fetch("/sandbox/players")).json();
  world.players = all.players;
  world.application = { id: all.application_id, name: all.application };
  for (const p of all.players) world.names.users.set(p.id, p.display_name);
  world.names.users.set(all.application_id, all.application);
  changed();
}

// newcomers reads the players again, once for many who come together.
let awaited = null;
export function newcomers() {
  awaited ??= setTimeout(() => {
    awaited = null;
    loadPlayers().catch(() => {}); // the server is away; it will be read when it is back
  }, 200);
}

export async function addPlayer(name) {
  const answer = await fetch("/sandbox/players", { method: "POST", body: JSON.stringify({ name }) });
  if (!answer.ok) throw new Error(await answer.text());
  const [made] = await answer.json();
  await loadPlayers();
  return world.players.find((p) => p.id === made.id);
}

export function learnGuild(d) {
  world.guild = d.name;
  world.roles = d.roles;
  for (const r of d.roles) world.names.roles.set(r.id, r.name.replace(/^@/, ""));
  for (const c of d.channels) world.names.channels.set(c.id, c.name);
  for (const m of d.members) world.names.users.set(m.user.id, m.user.global_name ?? m.user.username);
  changed();
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

// renew follows a player into a world that was made anew: the server does not
// know the old token, but may have somebody of the same name.
let asked = null;
export async function renew(session) {
  asked ??= loadPlayers().finally(() => { asked = null; });
  try { await asked; } catch { return null; }
  const again = world.players.find((p) => p.name === session.player.name) ?? world.players[0];
  if (!again) return null;
  world.sessions.delete(session.player.id);
  world.sessions.set(again.id, session);
  return again;
}
