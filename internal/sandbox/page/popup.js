// What floats above the page beside something: menus and lists of choices.

// place puts a box beside an anchor, above it where there is no room below. An
// open dialog makes all else unreachable, so the box goes into it.
export function place(box, anchor, { wide = false } = {}) {
  (anchor.closest?.("dialog[open]") ?? document.body).append(box);
  const a = anchor.getBoundingClientRect?.() ?? anchor, gap = 4, edge = 8;
  if (wide) box.style.minWidth = `${a.right - a.left}px`;
  const b = box.getBoundingClientRect();
  const below = innerHeight - a.bottom - gap - edge, above = a.top - gap - edge;
  const under = b.height <= below || below >= above;
  box.style.maxHeight = `${Math.max(120, under ? below : above)}px`;
  const height = Math.min(b.height, Math.max(120, under ? below : above));
  box.style.top = `${Math.max(edge, under ? a.bottom + gap : a.top - gap - height)}px`;
  box.style.left = `${Math.max(edge, Math.min(a.left, innerWidth - b.width - edge))}px`;
}

// closeOutside calls close when the visitor presses elsewhere or what lies
// beneath is scrolled or resized; it returns how to stop listening.
export function closeOutside(box, anchor, close) {
  const away = (e) => { if (!box.contains(e.target) && !anchor.contains?.(e.target)) close(); };
  const moved = (e) => { if (!box.contains(e.target)) close(); };
  document.addEventListener("pointerdown", away, true);
  document.addEventListener("wheel", moved, { capture: true, passive: true });
  window.addEventListener("resize", close);
  return () => {
    document.removeEventListener("pointerdown", away, true);
    document.removeEventListener("wheel", moved, { capture: true });
    window.removeEventListener("resize", close);
  };
}
