"use strict";
(() => {
  const form = document.getElementById("controls");
  const field = (id) => document.getElementById(id);
  const cards = [...document.querySelectorAll("#documents article")].map((node) => ({
    node, topic: node.dataset.topic, source: "\n" + node.dataset.source + "\n", year: node.dataset.year, state: node.dataset.state, text: null,
  }));
  const text = (card) => (card.text ??= card.node.textContent.toLowerCase());
  const show = () => {
    const words = field("words").value.toLowerCase().split(/\s+/).filter(Boolean);
    const topic = field("topic").value, source = field("source").value, year = field("year").value, state = field("state").value;
    let shown = 0;
    for (const card of cards) {
      const fits = (!topic || card.topic.includes(" " + topic + " ")) && (!source || card.source.includes("\n" + source + "\n")) &&
        (!year || card.year === year) && (!state || card.state.includes(" " + state + " ")) && words.every((word) => text(card).includes(word));
      if (card.node.hidden === fits) card.node.hidden = !fits;
      shown += fits;
    }
    field("shown").textContent = shown === cards.length ? `All ${shown} documents` : `${shown} of ${cards.length} documents`;
  };
  let waiting = 0;
  const soon = () => { clearTimeout(waiting); waiting = setTimeout(show, cards.length > 2000 ? 150 : 30); };
  form.addEventListener("input", soon);
  form.addEventListener("reset", () => setTimeout(show, 0));
  form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
  for (const bar of document.querySelectorAll(".bar")) {
    if (!bar.querySelector("rect")) continue;
    const pick = () => { const year = field("year"); year.value = year.value === bar.dataset.year ? "" : bar.dataset.year; show(); };
    bar.setAttribute("role", "button");
    bar.setAttribute("tabindex", "0");
    bar.setAttribute("aria-label", `Only ${bar.dataset.year}`);
    bar.addEventListener("click", pick);
    bar.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); pick(); } });
  }
  document.querySelector("#by-year ~ figure svg")?.setAttribute("role", "group");
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) { event.preventDefault(); field("words").focus(); }
  });
  window.addEventListener("beforeprint", () => cards.forEach((card) => { if (!card.node.hidden) card.node.querySelector("details").open = true; }));
  form.hidden = false;
  show();
})();
