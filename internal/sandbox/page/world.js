// What all views share: who is there, and what everything is called.

export const world = {
  players: [], application: { id: "", name: "" }, guild: "The Sandbox", guildId: "", roles: [], first: null,
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

// given is what the server has written into the page, once: it saves a question.
function given() {
  const node = document.getElementById("state-at-first");
  node?.remove();
  return node && JSON.parse(node.textContent);
}

export async function loadPlayers() {
  const all = given() ?? await (await fetch("/sandbox/players")).json(), { names } = world;
  world.players = all.players;
  world.guildId = all.guild_id;
  world.application = { id: all.application_id, name: all.application };
  world.first = { id: all.first_channel, name: Object.keys(all.channels).find((name) => all.channels[name] === all.first_channel) };
  for (const p of all.players) names.users.set(p.id, p.display_name);
  for (const [name, id] of Object.entries(all.channels)) names.channels.set(id, name);
  for (const [name, id] of Object.entries(all.roles)) names.roles.set(id, name.replace(/^@/, ""));
  names.users.set(all.application_id, all.application);
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
