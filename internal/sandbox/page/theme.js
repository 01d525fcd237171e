// Light or dark, before anything is drawn: this one is no module, so that it
// runs first.
{
  const kept = localStorage.getItem("theme");
  if (kept) document.documentElement.dataset.theme = kept;
}
