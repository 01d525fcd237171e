// The recorder: what one does becomes the lines of a script, which can be
// played again by a test.

const lines = [];
let on = false;
const told = new Set();

// quote writes a word of the script; one with spaces or quotes is put in quotes.
export const quote = (word) => (/^[^\s":\\]+$/.test(word) ? word : always(word));

// always puts it in quotes. A line of the script is one line.
const always = (word) => `"${String(word).replace(/\s+/g, " ").replace(/["\\]/g, "\\$&")}"`;

// Each of these is one line.
export const script = {
  command: (who, name, given) => `@${who} /${name}` + given.map((g) => ` ${g.name}:${quote(String(g.label))}`).join(""),
  press: (who, label) => `@${who} press ${quote(label)}`,
  choose: (who, labels) => `@${who} choose` + labels.map((l) => " " + always(l)).join(""),
  fill: (who, given) => `@${who} fill` + given.map((g) => ` ${g.name}:${always(g.label)}`).join(""),
  say: (who, text) => `@${who} say ${always(text)}`,
  // The script has no word for the menus on messages and people yet.
  use: (who, name, target) => `# ${who} uses ${always(name)} on ${always(target)}`,
  see: (text) => `see ${always(text)}`,
  clock: (ms) => (ms === "next" ? "clock next" : ms % 3_600_000 === 0 ? `clock +${ms / 3_600_000}h` : `clock +${ms / 1000}s`),
};

// record adds a line, while it is on.
export function record(kind, ...args) {
  if (!on) return;
  lines.push(script[kind](...args));
  for (const f of told) f();
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
  for (const f of told) f();
}
