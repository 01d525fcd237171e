// What stands below the messages while the bot has not answered, and when it
// did not.

import { el, icon } from "./dom.js";

const quick = 250; // an answer that comes sooner needs no such sign

// waiting shows that what was asked is under way. again asks once more.
export function waiting(pane, what, again) {
  const name = pane.player.display_name;
  const row = el("div", { class: "waiting" });
  const timer = setTimeout(() => {
    row.append(el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i")), `${name} used ${what}. Waiting for the bot…`);
    pane.timeline.after.append(row);
  }, quick);
  const end = () => {
    clearTimeout(timer);
    row.remove();
  };
  return {
    end,
    fail() {
      clearTimeout(timer);
      row.className = "waiting lost";
      row.setAttribute("role", "alert");
      row.replaceChildren(icon("warn"), el("span", {}, el("b", {}, "The application did not respond."), ` ${name} used ${what}; three seconds went by.`),
        el("button", { type: "button", class: "plain", onclick: () => {
          end();
          again();
        } }, "Try again"), el("button", { type: "button", class: "plain", onclick: end }, "Dismiss"));
      pane.timeline.after.append(row);
    },
  };
}
