// The page: who plays, in which channel, and what is seen there.

import { Wire } from "./wire.js";
import { el, message, relative } from "./render.js";
import { Compose } from "./compose.js";
import { openModal } from "./modal.js";

const $ = (id) => document.getElementById(id);
const world = { players: [], channels: new Map(), commands: [], names: { users: new Map(), channels: new Map() } };
let wire, channel, roles = [], directs = [];
const waiting = new Map(); // nonce → what to do with the choices
const known = new Map(); // ephemeral messages, by id: the server does not list them
let typing;

const compose = new Compose(world, {
  say: (content) => wire.rest("POST", `/channels/${channel}/messages`, { content }),
  command: async (data) => {
    try { await wire.interact(2, channel, { data }); } catch (e) { await loadCommands(); throw e; }
  },
  complete: (data, show) => {
    clearTimeout(typing);
    typing = setTimeout(async () => {
      try { await wire.interact(4, channel, { data }, (nonce) => waiting.set(nonce, show)); } catch (e) { compose.complain(e.message); }
    }, 120);
  },
});

function context(m) {
  return {
    names: world.names,
    choices: (type) => [
      ...(type === 5 || type === 7 ? world.players.map((p) => [p.id, p.display_name]) : []),
      ...(type === 6 || type === 7 ? roles.map((r) => [r.id, "@" + r.name]) : []),
      ...(type === 8 ? [...world.channels].map(([name, id]) => [id, "#" + name]) : [])],
    act: async (c, values) => {
      try { await wire.interact(3, channel, { message_id: m.id, data: { component_type: c.type, custom_id: c.custom_id, values } }); }
      catch (e) { compose.complain(e.message); }
    },
    dismiss: (m) => { known.delete(m.id); document.querySelector(`[data-id="${m.id}"]`)?.remove(); },
  };
}

function put(m) {
  if (m.channel_id !== channel) return;
  const list = $("messages"), old = list.querySelector(`[data-id="${m.id}"]`);
  const bottom = list.scrollHeight - list.scrollTop - list.clientHeight < 120;
  const node = message(m, context(m));
  for (const img of node.querySelectorAll("img")) img.onload = () => { if (bottom) list.scrollTop = list.scrollHeight; };
  if (old) old.replaceWith(node);
  else list.append(node);
  while (list.children.length > 500) list.firstChild.remove();
  if (bottom) list.scrollTop = list.scrollHeight;
}

function event(name, d) {
  switch (name) {
    case "MESSAGE_CREATE": case "MESSAGE_UPDATE":
      if (d.flags & 64) known.set(d.id, d);
      return put(d);
    case "MESSAGE_DELETE": known.delete(d.id); return document.querySelector(`[data-id="${d.id}"]`)?.remove();
    case "MESSAGE_REACTION_ADD": case "MESSAGE_REACTION_REMOVE": return reload(d.channel_id, d.message_id);
    case "INTERACTION_FAILURE": return compose.complain("The application did not respond.");
    case "INTERACTION_MODAL_CREATE": return openModal(d, world.names, (data) => wire.interact(5, d.channel_id, { data }));
    case "APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE": waiting.get(d.nonce)?.(d.choices); return waiting.delete(d.nonce);
    case "CHANNEL_CREATE": return addDirect(d);
    case "GUILD_MEMBER_ADD": return loadPlayers();
    case "READY": directs = d.private_channels; return;
    case "GUILD_CREATE": roles = d.roles; return drawChannels(d.channels);
  }
}

async function reload(where, id) {
  if (where === channel) put(await wire.rest("GET", `/channels/${where}/messages/${id}`));
}

async function loadCommands() {
  world.commands = (await wire.rest("GET", `/channels/${channel}/application-command-index`)).application_commands;
}

async function enter(id) {
  channel = id;
  $("title").textContent = "# " + (world.names.channels.get(id) ?? "direct messages");
  for (const b of document.querySelectorAll("#channels button")) b.toggleAttribute("aria-current", b.dataset.id === id);
  const past = await wire.rest("GET", `/channels/${id}/messages?limit=100`);
  if (id !== channel) return;
  $("messages").replaceChildren();
  const mine = [...known.values()].filter((m) => m.channel_id === id && m.for === wire.player.id);
  [...past, ...mine].sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1)).forEach(put);
  $("messages").scrollTop = $("messages").scrollHeight;
  await loadCommands();
}

function drawChannels(list) {
  $("channels").replaceChildren();
  world.channels.clear();
  for (const c of list) {
    world.channels.set(c.name, c.id);
    world.names.channels.set(c.id, c.name);
    $("channels").append(el("li", {}, el("button", { type: "button", "data-id": c.id, onclick: () => enter(c.id) }, "# " + c.name)));
  }
  directs.forEach(addDirect);
  enter(list.some((c) => c.id === channel) ? channel : list[0].id);
}

function addDirect(c) {
  if (c.type !== 1 || document.querySelector(`#channels [data-id="${c.id}"]`)) return;
  world.names.channels.set(c.id, c.recipients[0].username);
  $("channels").append(el("li", {}, el("button", { type: "button", "data-id": c.id, onclick: () => enter(c.id) }, "@ " + c.recipients[0].username)));
}

function play(player) {
  wire?.close();
  sessionStorage.setItem("player", player.id);
  $("face").src = player.avatar;
  known.clear();
  wire = new Wire(player, (t, d) => {
    if (d?.flags & 64) d.for = player.id;
    event(t, d);
  }, (state) => { $("state").textContent = state; });
}

async function loadPlayers() {
  const all = await (await fetch("/sandbox/players")).json();
  world.players = all.players;
  for (const p of all.players) world.names.users.set(p.id, p.display_name);
  world.names.users.set(all.application_id, all.application);
  const now = wire?.player.id ?? sessionStorage.getItem("player");
  $("player").replaceChildren(...all.players.slice(0, 200).map((p) => el("option", { value: p.id, selected: p.id === now }, p.display_name + (p.owner ? " (owner)" : ""))));
  channel ??= Object.values(all.channels)[0];
  return all;
}

$("player").onchange = () => play(world.players.find((p) => p.id === $("player").value));
$("add").onclick = async () => {
  const name = prompt("The new player's name");
  if (!name) return;
  const made = await (await fetch("/sandbox/players", { method: "POST", body: JSON.stringify({ name }) })).json();
  await loadPlayers();
  $("player").value = made[0].id;
  play(made[0]);
};
setInterval(() => { for (const t of document.querySelectorAll("[data-relative]")) t.textContent = relative(Number(t.dataset.relative)); }, 1000);

await loadPlayers();
channel = undefined;
play(world.players.find((p) => p.id === $("player").value) ?? world.players[0]);
