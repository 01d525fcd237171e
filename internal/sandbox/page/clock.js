// The sandbox's time. It can be wound forward; everything on the page that
// says "in two hours" asks here.

let offset = 0;
export const now = () => Date.now() + offset;

const told = new Set();
export const onWound = (f) => told.add(f);

function take(state) {
  offset = state.offset_ms ?? 0;
  refreshTimes();
  for (const f of told) f(state);
}

// readClock returns the clock's state, or null where there is none to wind.
export async function readClock() {
  try {
    const answer = await fetch("/sandbox/clock");
    if (!answer.ok) return null;
    const state = await answer.json();
    take(state);
    return state;
  } catch { return null; }
}

// wind moves the clock: {add_ms} or {until: "next"}. It throws what stands
// against it.
export async function wind(how) {
  const answer = await fetch("/sandbox/clock", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(how) });
  if (answer.status === 409) throw new Error((await answer.text()) || "The bot has nothing planned: there is no next event.");
  if (!answer.ok) throw new Error((await answer.text()) || "The clock cannot be wound.");
  take(await answer.json());
}

const units = [["year", 31536000], ["month", 2592000], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
const words = new Intl.RelativeTimeFormat("en", { numeric: "always" });

export function relative(seconds) {
  const left = Math.round(seconds - now() / 1000);
  // Almost an hour is an hour: nobody wants to read "in 59 minutes" at once.
  const [unit, size] = units.find(([, n]) => Math.abs(left) >= n * 0.985) ?? units.at(-1);
  return words.format(Math.round(left / size), unit);
}

// refreshTimes writes what counts anew, where it reads differently by now.
export function refreshTimes() {
  for (const t of document.querySelectorAll("time[data-relative]")) {
    const text = relative(Number(t.dataset.relative));
    if (t.textContent !== text) t.textContent = text;
  }
}

const shapes = { t: { timeStyle: "short" }, T: { timeStyle: "medium" }, d: { dateStyle: "short" }, D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" }, F: { dateStyle: "full", timeStyle: "short" } };

// written is a moment in one of Discord's styles.
export function written(seconds, style) {
  return style === "R" ? relative(seconds) : new Date(seconds * 1000).toLocaleString([], shapes[style] ?? shapes.f);
}
