// The recorder: what one does becomes the lines of a script, which can be
// played again by a test.

const lines = [];
let on = false;
const told = new Set();

// quote writes a word of the script; one with spaces or quotes is put in quotes.
export const quote = (word) => (/^[^\s":\\]+$/.test(word) ? word : always(word));

// always puts it in quotes. A line of the script is one line; lined keeps those of
// a text into one.
const always = (word) => `"${String(word).replace(/\s+/g, " ").replace(/["\\]/g, "\\$&")}"`;
const lined = (text) => `"${String(text).replace(/["\\]/g, "\\$&").replace(/\r?\n/g, "\\n")}"`;

// Each of these is one line.
export const script = {
  command: (who, name, given) => `@${who} /${name}` + given.map((g) => ` ${g.name}:${quote(String(g.label))}`).join(""),
  press: (who, label) => `@${who} press ${quote(label)}`,
  choose: (who, labels) => `@${who} choose` + labels.map((l) => " " + always(l)).join(""),
  fill: (who, given) => `@${who} fill` + given.map((g) => ` ${g.name}:${lined(g.label)}`).join(""),
  say: (who, text) => `@${who} say ${lined(text)}`,
  // What a command of a menu is used on is a person, @bob, or words of a message;
  // a message without any cannot be found again.
  use: (who, name, target) => `${target ? "" : "# "}@${who} use ${quote(name)} on ${/^@[\w.]+$/.test(target) ? target : always(target)}`,
  go: (who, place) => `@${who} go ${place === null ? "direct" : "#" + place}`,
  give: (who, whom, role) => `@${who} give @${whom} ${quote(role)}`,
  take: (who, whom, role) => `@${who} take @${whom} ${quote(role)}`,
  see: (text) => `see ${always(text)}`,
  clock: (ms) => (ms === "next" ? "clock next" : ms % 3_600_000 === 0 ? `clock +${ms / 3_600_000}h` : `clock +${ms / 1000}s`),
};

// record adds a line, while it is on.
export function record(kind, ...args) {
  if (!on) return;
  lines.push(script[kind](...args));
  for (const f of told) f();
}

// recordAt adds a line of a player's, after one that brings the player to where it
// happens: a channel by its name, or null for direct messages. A script begins in
// the general channel.
const places = new Map();
export function recordAt(place, kind, who, ...args) {
  if (!on) return;
  if ((places.has(who) ? places.get(who) : "general") !== place) record("go", who, place);
  places.set(who, place);
  record(kind, who, ...args);
}

export const recording = () => on;
export const recorded = () => lines.join("\n") + (lines.length ? "\n" : "");
export const onRecord = (f) => told.add(f);

export function setRecording(yes) {
  on = yes;
  for (const f of told) f();
}

export function forget() {
  lines.length = 0;
  places.clear();
  for (const f of told) f();
}
