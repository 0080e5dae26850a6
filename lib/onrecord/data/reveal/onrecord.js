// How the slides are shown: 1280 by 700 points, which the browser makes as large as its window, their number below.
Reveal.initialize({
  width: 1280, height: 700, margin: 0.03, maxScale: 5, center: false, hash: true, slideNumber: "c/t",
  transition: "none", backgroundTransition: "none",
});
Reveal.addKeyBinding({ keyCode: 83, key: "S", description: "Show or hide the notes" }, () => {
  Reveal.configure({ showNotes: !Reveal.getConfig().showNotes });
  Reveal.layout();
});

// Text in the largest letters in which all of it has room below its heading: reveal.js does that for one line alone.
// 28 is the least that the back row can read; letters over 40 are for questions. Below 28 is only what would be cut off
// otherwise: a paragraph or a cell that is longer than a slide.
const SIZES = [60, 52, 44, 40, 36, 32, 28, 24, 20, 16];
function fit() {
  for (const text of document.querySelectorAll("section.present > .text, .pdf-page .text")) {
    for (const size of SIZES.filter((size) => size <= 40 || text.matches(".question"))) {
      text.style.fontSize = `${size}px`;
      if (text.offsetTop + text.offsetHeight <= Reveal.getConfig().height) break;
    }
  }
}
// A title has its own size only in the next frame.
for (const event of ["ready", "slidechanged", "pdf-ready"]) Reveal.on(event, () => { fit(); requestAnimationFrame(fit); });
