// Pictures, one at a time and as large as the window: arrows look through
// them, Escape goes back.

import { el, tool } from "./dom.js";

// openLightbox shows pictures, {url, alt}, beginning with the one at.
export function openLightbox(pictures, at = 0) {
  const image = el("img", { class: "big", alt: "" });
  const caption = el("p", { class: "caption", "aria-live": "polite" });
  const show = (to) => {
    at = (to + pictures.length) % pictures.length;
    const { url, alt } = pictures[at];
    image.src = url;
    image.alt = alt || "Picture without a description";
    caption.replaceChildren(alt || "No description", pictures.length > 1 ? el("span", { class: "soft" }, ` · ${at + 1} of ${pictures.length}`) : "");
    original.href = url;
  };
  const original = el("a", { class: "button", target: "_blank", rel: "noreferrer noopener" }, "Open the original");
  const many = pictures.length > 1;
  const box = el("dialog", { class: "lightbox", "aria-label": "Pictures" },
    el("div", { class: "frame" }, image),
    el("div", { class: "under" }, caption, original),
    many && tool("left", "Previous picture", () => show(at - 1), { class: "tool step back" }),
    many && tool("right", "Next picture", () => show(at + 1), { class: "tool step on" }),
    tool("close", "Close", () => box.close(), { class: "tool shut" }));
  box.onkeydown = (e) => {
    if (e.key === "ArrowLeft" && many) show(at - 1);
    else if (e.key === "ArrowRight" && many) show(at + 1);
  };
  box.onclick = (e) => { if (e.target === box || e.target.className === "frame") box.close(); };
  box.onclose = () => box.remove();
  document.body.append(box);
  show(at);
  box.showModal();
}

// picture is a picture in a message, which opens the lightbox over all of its
// neighbours. Its size is told beforehand, so that the page does not jump.
export function picture(all, i, props = {}) {
  const { url, alt, width, height, hidden } = all[i];
  const image = el("img", { src: url, alt: alt ?? "", loading: "lazy", decoding: "async", width, height });
  const node = el("button", { type: "button", class: "picture", "aria-label": "Picture: " + (alt || "no description"), title: alt || null, ...props }, image);
  image.onerror = () => node.classList.add("broken");
  if (hidden) {
    node.classList.add("veiled");
    node.append(el("span", { class: "veil" }, "Spoiler"));
  }
  node.onclick = () => {
    if (node.classList.contains("veiled")) node.classList.remove("veiled");
    else openLightbox(all.filter((p) => !p.hidden || p === all[i]), all.filter((p) => !p.hidden || p === all[i]).indexOf(all[i]));
  };
  return node;
}
