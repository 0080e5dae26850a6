// The workbench in the browser: it shows what Python sends, and tells Python what was chosen. Every text goes into the
// page as text (append and setAttribute with names written here), never as HTML; nothing is loaded from elsewhere.

const TABLES = { claims: "Claims", actors: "Actors", dates: "Dates" };
const TYPES = ["person", "organisation", "country", "group", "place"];
const EXPORTS = {
  selection: "The rows shown (CSV)",
  csv: "All tables (CSV)",
  json: "All tables (JSON)",
  parquet: "All tables (Parquet)",
  page: "The annotated page (HTML)",
  annotations: "W3C Web Annotations (JSON-LD)",
  corrections: "Your corrections (TOML, for seeds/)",
  gold: "Your corrected reading as gold (JSON, for 07)",
  beside: "Your corrections, beside the article in seeds/",
};
// Messages to a kernel are limited to 10 MB; no article comes near it.
const LARGEST = 5_000_000;

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value !== false && value != null) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children);
  return node;
}

function labelled(label, control) {
  return make("label", {}, make("span", {}, label), control);
}

function button(label, click, kind = "") {
  return make("button", { type: "button", class: kind, click }, label);
}

function options(list) {
  return list.map(({ label, value }) => make("option", { value }, label));
}

// A question mark where something is more likely wrong than right; of what it is, Python says how often.
function doubt(percent) {
  if (percent === undefined) return [];
  return [make("b", { class: "orw-unsure", title: `Unsure: right about ${percent} times in 100.` }, " ?")];
}

// Articles of one's own that are remembered, the last first. A browser may have no room or may forbid it: then none are.
const recent = {
  key: "onrecord-recent",
  most: 8,
  changed: () => {},
  on: () => recent.load(null) !== null,
  load(none = []) {
    try {
      const kept = JSON.parse(localStorage.getItem(recent.key));
      return Array.isArray(kept) ? kept : none;
    } catch {
      return none;
    }
  },
  save(kept) {
    try {
      localStorage.setItem(recent.key, JSON.stringify(kept));
    } catch {
      if (kept.length) recent.save(kept.slice(0, -1));
    }
  },
  turn: (on) => (on ? recent.save(recent.load()) : localStorage.removeItem(recent.key)),
  forget: () => recent.on() && recent.save([]),
  add({ title, published, paragraphs }, place) {
    if (!recent.on() || !place.startsWith("/")) return; // those of seeds/ are in the list anyway
    const text = paragraphs.map(({ pieces }) => pieces.map((one) => one.text).join("")).join("\n\n");
    recent.save([{ title, published, text }, ...recent.load().filter((one) => one.text !== text)].slice(0, recent.most));
    recent.changed();
  },
};

// Scrolls one box and not the whole notebook, so that the other half of the view stays where it is.
function bring(box, node) {
  const [outer, inner] = [box.getBoundingClientRect(), node.getBoundingClientRect()];
  if (inner.top < outer.top + 40 || inner.bottom > outer.bottom - 10) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const top = box.scrollTop + inner.top - outer.top - box.clientHeight / 3;
    box.scrollTo({ top, behavior: still ? "auto" : "smooth" });
  }
}

function render({ model, el }) {
  const marks = new Map(); // "claims:3" -> the pieces of the article that its row points at
  const rows = new Map(); // "claims:3" -> its row
  const name = (table, key) => `${table}:${key}`;
  const set = (changes) => {
    for (const [key, value] of Object.entries(changes)) model.set(key, value);
    model.save_changes();
  };
  const ask = (request, data) => model.send(request, undefined, data ? [data] : []);

  const article = make("section", { class: "orw-article", "aria-label": "Article" });
  const message = make("p", { class: "orw-message", role: "status" });
  const tabs = make("div", { class: "orw-tabs", role: "tablist", "aria-label": "Tables" });
  const filters = make("form", { class: "orw-filters", "aria-label": "Filters", submit: (e) => e.preventDefault() });
  const count = make("p", { class: "orw-count", "aria-live": "polite" });
  // Claims that are less likely right than this are greyed, in the table alone; Python keeps every row.
  const least = make("input", { type: "range", min: "0", max: "95", step: "5", value: "0", input: grey });
  const leastSaid = make("span", {});
  const sure = make("div", { class: "orw-sure" }, labelled("Grey out what is less likely right than", least), leastSaid);
  const box = make("div", { class: "orw-table" });
  const code = make("pre", { class: "orw-code", tabindex: "0", "aria-label": "The selection in pandas" });
  const correcting = make("div", { class: "orw-correct" });
  const seeds = make("select", {
    change: () => seeds.value && ask({ do: "open", seed: seeds.value }),
    focus: () => ask({ do: "seeds" }), // a file may have been put there since
  });
  let typing;
  const redate = () => {
    clearTimeout(typing); // each digit of a year that is typed makes a date of its own
    typing = setTimeout(() => /^(?!0)|^$/.test(day.value) && ask({ do: "date", published: day.value }), 800);
  };
  const day = make("input", { type: "date", change: redate });
  const panel = opening();
  // Lumino, below JupyterLab, leaves keys alone inside an element that says so: arrows move here, not between cells.
  const root = make(
    "div",
    { class: "onrecord-workbench", "data-lm-suppress-shortcuts": "true", keydown: steps, dragover: (e) => e.preventDefault(), drop },
    make("div", { class: "orw-bar" }, labelled("Article", seeds), labelled("Published", day), panel, exporting()),
    message,
    make(
      "div",
      { class: "orw-main" },
      article,
      make("section", { class: "orw-side", "aria-label": "Tables" }, tabs, filters, make("div", { class: "orw-counts" }, count, sure), box, correcting, pandas()),
    ),
  );

  // Corrections are taken back and made again by the keys that editors have for it; in a box the browser does that.
  function steps(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || /INPUT|TEXTAREA|SELECT/.test(event.target.tagName)) return;
    const key = event.key.toLowerCase();
    const redo = key === "y" || (key === "z" && event.shiftKey);
    if (!redo && key !== "z") return;
    event.preventDefault();
    if (model.get("steps")[redo ? "redo" : "undo"]) ask({ do: "correct", [redo ? "redo" : "undo"]: true });
  }

  // Words of the article that were selected last, with the offset of their first character. A number before a cue is
  // no part of the text; nor is what stands between paragraphs.
  const picked = make("input", { type: "text", placeholder: "Select words in the article, or write them here" });
  function pick() {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    if (!article.contains(range.commonAncestorContainer)) return;
    const paragraph = (range.startContainer.parentElement ?? article).closest("p[data-start]");
    if (!paragraph) return;
    let [at, words] = [Number(paragraph.dataset.start), ""];
    for (const one of article.querySelectorAll("p[data-start]")) {
      if (!range.intersectsNode(one)) continue;
      const walk = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
      while (walk.nextNode()) {
        const node = walk.currentNode;
        if (node.parentElement.tagName === "SUP") continue;
        const from = node === range.startContainer ? range.startOffset : 0;
        const to = node === range.endContainer ? range.endOffset : node.length;
        if (range.intersectsNode(node)) {
          if (!words) at += from;
          words += node.data.slice(from, to);
        } else if (!words) at += node.length;
      }
      if (words) words += " ";
    }
    const lead = words.length - words.trimStart().length;
    picked.value = words.trim().replace(/\s+/g, " ");
    picked.place = { text: picked.value, at: at + lead };
  }

  // What is written there now; where it stands is known only of what was selected.
  function chosenWords() {
    const text = picked.value.trim();
    return picked.place?.text === text ? picked.place : { text };
  }

  // Where articles come from.
  function opening() {
    const url = make("input", { type: "url", placeholder: "https://…", keydown: (e) => e.key === "Enter" && fetched() });
    const file = make("input", { type: "file", accept: ".txt,.text,.html,.htm,.xhtml,.mhtml,.mht,.eml,.docx,.odt,.rtf,.pdf,.md,.markdown,.srt,.vtt,.xml,.nitf,.json", change: chosen });
    const text = make("textarea", { rows: "5", placeholder: "Paste the article's text" });
    const title = make("input", { type: "text", placeholder: "as its first line says" });
    const when = make("input", { type: "date" });
    const note = make("p", { class: "orw-message", role: "alert" });
    const read = (request) => ask({ do: "open", published: when.value, ...request });
    const fetched = () => (url.value.trim() ? read({ url: url.value }) : refuse("write the article’s web address first."));
    const pasted = () => (text.value.trim() ? read({ text: text.value, title: title.value.trim() }) : refuse("paste the article’s text into the box first."));
    async function chosen() {
      await send(file.files[0]);
      file.value = ""; // the same file may be given again once it is mended
    }
    const form = make(
      "form",
      { class: "orw-panel", "aria-label": "Your article", submit: (e) => e.preventDefault() },
      note,
      labelled("Published on (where the article does not say)", when),
      make("div", {}, labelled("Web address", url), button("Read it", fetched)),
      labelled("File (text, page, mail, .docx, .pdf, subtitles), or drop it anywhere here", file),
      labelled("Text", text),
      labelled("Its title", title),
      button("Read the text", pasted),
    );
    form.append(recents(read));
    const node = make("details", { class: "orw-open" }, make("summary", {}, "Your article …"), form);
    node.addEventListener("toggle", () => node.open || (note.textContent = ""));
    return Object.assign(node, { form, note, when });
  }

  // Articles of one's own, kept in this browser where the reader asks for it: off at first, since texts may be private.
  function recents(read) {
    const list = make("select", {});
    const keep = make("input", { type: "checkbox" });
    const open = button("Open it", () => list.value && read(recent.load()[Number(list.value)]));
    const forget = button("Forget all", () => (recent.forget(), fill()));
    const fill = () => {
      const kept = recent.load();
      keep.checked = recent.on();
      list.replaceChildren(...options(kept.map(({ title }, value) => ({ label: title, value }))));
      list.disabled = open.disabled = forget.disabled = !kept.length;
    };
    keep.addEventListener("change", () => (recent.turn(keep.checked), fill()));
    recent.changed = fill;
    fill();
    const label = make("label", { class: "orw-tick" }, keep, " Remember my articles in this browser (nowhere else)");
    return make("div", { class: "orw-recent" }, label, labelled("Recent", list), open, forget);
  }

  async function send(file) {
    if (!file) return;
    if (file.size > LARGEST) return refuse(`${file.name} is too large; give one article a file.`);
    ask({ do: "open", file: file.name, published: panel.when.value }, await file.arrayBuffer());
  }

  function drop(event) {
    event.preventDefault();
    send(event.dataTransfer.files[0]);
  }

  function exporting() {
    const kind = make("select", {}, ...options(Object.entries(EXPORTS).map(([value, label]) => ({ label, value }))));
    const save = button("Save", () => ask({ do: "export", kind: kind.value }));
    return make("div", { class: "orw-export" }, labelled("Take away", kind), save);
  }

  function save(content, buffers) {
    if (!content.save) return;
    const url = URL.createObjectURL(new Blob([buffers[0]]));
    make("a", { href: url, download: content.save }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }

  function pandas() {
    const copy = button("Copy", async () => {
      await navigator.clipboard.writeText(code.textContent);
      say({ kind: "done", text: "Copied. Paste it into a cell below." });
    });
    return make("div", { class: "orw-pandas" }, code, copy);
  }

  function say({ kind, text } = {}) {
    if (kind === "done" || kind === "read") panel.open = false;
    if (kind === "read") {
      panel.form.reset();
      recent.add(model.get("content").article, model.get("seed"));
    }
    // The open panel lies over the line for messages.
    const [line, other] = panel.open ? [panel.note, message] : [message, panel.note];
    other.textContent = "";
    line.textContent = text ?? "";
    line.dataset.kind = kind ?? "";
    root.setAttribute("aria-busy", kind === "busy");
  }

  function refuse(text) {
    say({ kind: "error", text });
  }

  // The article.
  function showArticle() {
    const { title, publisher, published, paragraphs } = model.get("content").article;
    const same = article.firstChild?.textContent === title; // the same one, corrected
    const place = same ? article.scrollTop : 0;
    if (!same) box.scrollTop = 0;
    marks.clear();
    const legend = ["source", "cue", "content", "actor", "date"].map((role) =>
      make("span", { class: `orw-${role}` }, role),
    );
    article.replaceChildren(
      make("div", { class: "orw-title", role: "heading", "aria-level": "3" }, title),
      make("p", { class: "orw-line" }, [publisher, published || "no publication date"].filter(Boolean).join(", ")),
      make("p", { class: "orw-line orw-legend" }, "Marked: ", ...legend.flatMap((item) => [item, " "])),
      ...paragraphs.map(({ start, pieces }) => make("p", { "data-start": `${start}` }, ...pieces.map(piece))),
    );
    article.scrollTop = place;
    const first = article.querySelector("[data-rows]");
    if (first) first.tabIndex = 0;
    day.value = published;
  }

  function piece({ text, roles, rows: over, label, number }) {
    if (!over) return text;
    const silent = roles.every((role) => role === "voice"); // a plain sentence: lit by its row, and no mark itself
    const node = make("span", { class: roles.map((role) => `orw-${role}`).join(" "), title: label || null });
    if (number !== undefined) node.append(make("sup", {}, `${number}`));
    node.append(text);
    if (!silent) {
      node.dataset.rows = "";
      node.tabIndex = -1;
      node.setAttribute("role", "button");
      node.addEventListener("click", () => document.getSelection().isCollapsed && chooseMark(over));
      node.addEventListener("keydown", (e) => keys(e, [...article.querySelectorAll("[data-rows]")], node, over));
    }
    for (const [table, key] of over) {
      if (!marks.has(name(table, key))) marks.set(name(table, key), []);
      marks.get(name(table, key)).push(node);
    }
    return node;
  }

  function keys(event, all, node, over) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter" || event.key === " ") chooseMark(over);
    else if (step) rove(all, node, all.indexOf(node) + step);
    else return;
    event.preventDefault();
  }

  // One stop of the Tab key for a whole list; arrows move within it.
  function rove(all, from, at) {
    const to = all[Math.max(0, Math.min(at, all.length - 1))];
    from.tabIndex = -1;
    to.tabIndex = 0;
    to.focus({ preventScroll: true });
    bring(to.closest(".orw-article, .orw-table"), to);
    return to;
  }

  // Of the rows that a mark stands for: the one in the table in front, and at a second click the next one.
  function chooseMark(over) {
    const marked = over.filter(([table, key]) => table !== "claims" || !rows.get(name(table, key))?.own);
    const now = model.get("chosen");
    const at = marked.findIndex(([table, key]) => table === now.table && key === now.key);
    const front = marked.find(([table]) => table === model.get("table"));
    choose(...(at >= 0 ? marked[(at + 1) % marked.length] : (front ?? marked[0])));
  }

  function choose(table, key) {
    const changes = { chosen: { table, key }, table };
    if (table !== model.get("table") || !model.get("shown").includes(key)) {
      const kept = model.get("filters")[table] ?? {};
      if (Object.keys(kept).length) changes.filters = { ...model.get("filters"), [table]: {} };
    }
    set(changes);
    light();
    if (changes.filters) say({ kind: "done", text: `The filters of ${TABLES[table]} are cleared, so that its row can be seen.` });
  }

  function light() {
    for (const node of root.querySelectorAll(".orw-lit")) node.classList.remove("orw-lit");
    for (const row of rows.values()) row.setAttribute("aria-selected", "false");
    const { table, key } = model.get("chosen");
    const [row, lit] = [rows.get(name(table, key)), marks.get(name(table, key)) ?? []];
    for (const node of lit) node.classList.add("orw-lit");
    if (lit.length) bring(article, lit[0]);
    if (row) {
      row.setAttribute("aria-selected", "true");
      for (const other of rows.values()) other.tabIndex = -1;
      row.tabIndex = 0;
      if (!row.hidden) bring(box, row);
    }
    showCorrecting();
  }

  // The tables.
  function showTables() {
    const tables = model.get("content").tables;
    rows.clear();
    box.replaceChildren(...Object.keys(TABLES).map((table) => grid(table, tables[table])));
    tabs.replaceChildren(
      ...Object.entries(TABLES).map(([table, label]) =>
        make("button", { type: "button", role: "tab", "data-table": table, click: () => set({ table }), keydown: tabKeys }, label),
      ),
    );
    select();
  }

  function tabKeys(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const all = [...tabs.children];
    const to = all[(all.indexOf(event.target) + step + all.length) % all.length];
    set({ table: to.dataset.table });
    to.focus();
    event.preventDefault();
  }

  function grid(table, { heads, rows: list, numbers, meanings }) {
    // Numbers stand under each other; the words of a claim have half of the width.
    const kinds = heads.map((h) => (numbers.includes(h) ? "orw-figure" : h === "content" ? "orw-words" : null));
    const head = make("tr", {}, make("th", { scope: "col" }, "#"), ...heads.map((h, i) => make("th", { scope: "col", class: kinds[i] }, h)));
    const body = list.map(({ key, cells, unsure, right }) => {
      const number = make("td", { class: "orw-number" }, `${key}`);
      number.append(...doubt(unsure));
      const row = make("tr", { tabindex: "-1", "aria-selected": "false" }, number, ...cells.map((c, i) => make("td", { class: kinds[i], title: meanings[heads[i]]?.[c] }, c)));
      row.addEventListener("click", () => choose(table, key));
      row.addEventListener("keydown", (e) => rowKeys(e, table, row, key));
      row.own = table === "claims" && cells[0] === "the article";
      row.place = { table, key };
      row.right = right;
      rows.set(name(table, key), row);
      return row;
    });
    return make("table", { role: "grid", "data-table": table, "aria-label": TABLES[table] }, make("thead", {}, head), make("tbody", {}, ...body));
  }

  function rowKeys(event, table, row, key) {
    const seen = [...rows.values()].filter((other) => other.place.table === table && !other.hidden);
    const at = { ArrowDown: seen.indexOf(row) + 1, ArrowUp: seen.indexOf(row) - 1, Home: 0, End: seen.length - 1 }[event.key];
    if (event.key === "Enter" || event.key === " ") choose(table, key);
    else if (event.key === "Delete" && table !== "actors") ask({ do: "correct", correction: { table, strike: key } });
    else if (at !== undefined) choose(table, rove(seen, row, at).place.key);
    else return;
    event.preventDefault();
  }

  function grey() {
    leastSaid.textContent = `${least.value} of 100`;
    for (const row of rows.values()) row.classList.toggle("orw-grey", row.right < Number(least.value));
  }

  function select() {
    const [table, shown] = [model.get("table"), new Set(model.get("shown"))];
    for (const node of box.children) node.hidden = node.dataset.table !== table;
    sure.hidden = table !== "claims";
    grey();
    for (const tab of tabs.children) {
      tab.setAttribute("aria-selected", tab.dataset.table === table);
      tab.tabIndex = tab.dataset.table === table ? 0 : -1;
    }
    code.textContent = model.get("code");
    count.textContent = "";
    if (model.get("shown_of") !== table) return; // Python has not come to it yet
    // The article's own claims are listed when they are asked for, and counted by themselves.
    const own = model.get("filters")[table]?.source_kind === "article";
    let all = 0;
    for (const [, row] of rows) {
      if (row.place.table !== table) continue;
      row.hidden = !shown.has(row.place.key);
      all += row.own === own ? 1 : 0;
    }
    const seen = [...rows.values()].filter((row) => row.place.table === table && !row.hidden);
    if (seen.length && !seen.some((row) => row.tabIndex === 0)) seen[0].tabIndex = 0;
    const what = (all === 1 ? table.slice(0, -1) : table) + (own ? " of the article itself" : "");
    count.textContent = `${shown.size} of ${all} ${what}` + (shown.size || !all ? "" : ". Loosen a filter to see more.");
  }

  // The filters of the table in front.
  function showFilters() {
    const table = model.get("table");
    const controls = model.get("choices")[table].map((filter) => {
      const control = filter.options.length
        ? make("select", {}, make("option", { value: "" }, "any"), ...options(filter.options.map((o, i) => ({ label: o.label, value: i }))))
        : make("input", { type: "search" });
      let timer;
      control.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(() => {
          const value = filter.options.length ? (filter.options[control.value]?.value ?? null) : control.value;
          const own = { ...model.get("filters")[table], [filter.name]: value };
          if (value === null || value === "") delete own[filter.name];
          set({ filters: { ...model.get("filters"), [table]: own } });
        }, filter.options.length ? 0 : 250);
      });
      control.filter = filter;
      return labelled(filter.label, control);
    });
    filters.replaceChildren(...controls, button("Clear", () => set({ filters: { ...model.get("filters"), [table]: {} } })));
    syncFilters();
  }

  function syncFilters() {
    const own = model.get("filters")[model.get("table")] ?? {};
    for (const control of filters.querySelectorAll("select, input")) {
      const { name: key, options: list } = control.filter;
      const value = list.length ? list.findIndex((o) => o.value === own[key]) : (own[key] ?? "");
      if (control !== document.activeElement || list.length) control.value = value === -1 ? "" : value;
      else if (!(key in own)) control.value = "";
      control.classList.toggle("orw-on", key in own);
    }
  }

  // Corrections of the row that is chosen.
  function showCorrecting() {
    const table = model.get("table");
    const { table: of, key } = model.get("chosen");
    const row = of === table ? key : undefined;
    const fix = (correction) => ask({ do: "correct", correction });
    const made = { actors: ofActor, claims: ofClaim, dates: ofDate }[table](row, fix);
    const { undo, redo } = model.get("steps");
    const done = Object.values(model.get("corrections")).reduce((sum, all) => sum + Object.keys(all).length, 0);
    const back = button("Undo", () => ask({ do: "correct", undo: true }));
    const again = button("Redo", () => ask({ do: "correct", redo: true }));
    back.disabled = !undo && !done; // of corrections that came with the article, Python says where they are mended
    again.disabled = !redo;
    const line = make("p", {}, `${done} ${done === 1 ? "correction" : "corrections"} made. `, back, " ", again);
    const held = correcting.contains(document.activeElement) ? document.activeElement.textContent : "";
    correcting.replaceChildren(...made, ...(done || redo ? [line] : []));
    if (held) [...correcting.querySelectorAll("button")].find((one) => one.textContent === held && !one.disabled)?.focus({ preventScroll: true });
  }

  function ofActor(key, fix) {
    const actors = model.get("content").actors;
    return actors[key] ? corrections(actors[key], actors, fix) : [make("p", {}, "Choose an actor to correct it.")];
  }

  // A claim: strike it out, name its parts by words of the article, say who its source is; or a new one.
  function ofClaim(key, fix) {
    const table = "claims";
    const words = labelled("Words of the article", picked);
    const add = button("A new claim", () => fix({ table, add: chosenWords() }));
    const row = rows.get(name(table, key));
    if (!row) return [make("p", {}, "Choose a claim to correct it, or select words for a new one."), make("div", {}, words, add)];
    const maker = model.get("content").makers[key];
    const actors = model.get("content").actors;
    const who = make("select", {}, make("option", { value: "" }, "nobody in the table"), ...options(actors.map((o) => ({ label: o.name, value: o.key }))));
    who.value = maker ?? "";
    who.addEventListener("change", () => fix({ table, mend: key, actor: who.value === "" ? null : Number(who.value) }));
    const part = (label) => button(label, () => fix({ table, mend: key, [label.toLowerCase()]: chosenWords() }));
    const none = (label) => button(`No ${label}`, () => fix({ table, mend: key, [label]: "" }));
    const title = row.own ? "Sentence" : "Claim";
    return [
      make("p", {}, make("b", {}, `${title} ${key}`), " ", button("Not a claim", () => fix({ table, strike: key }))),
      make("div", { class: "orw-across" }, words, make("span", {}, "are its"), part("Source"), part("Cue"), part("Content"), add),
      make("div", { class: "orw-across" }, ...(row.own ? [] : [labelled("Its source is", who), none("source"), none("cue")])),
    ];
  }

  // A date: mend its value, strike it out; or a new one.
  function ofDate(key, fix) {
    const table = "dates";
    const date = model.get("content").tables.dates;
    const row = date.rows.find((one) => one.key === key);
    const value = make("input", { type: "text", size: "14", placeholder: "2026-05-08", value: row ? row.cells[date.heads.indexOf("value")] : null });
    const add = button("A new date", () => fix({ table, add: chosenWords(), value: value.value }));
    const words = make("div", {}, labelled("Words of the article", picked), add);
    if (!row) return [make("p", {}, "Choose a date to correct it, or select words for a new one and write its value."), make("div", {}, labelled("Value", value)), words];
    return [
      make("p", {}, make("b", {}, `Date ${key}`), " ", button("Not a date", () => fix({ table, strike: key }))),
      make("div", {}, labelled("Value", value), button("Mend", () => fix({ table, mend: key, value: value.value }))),
      words,
    ];
  }

  function corrections(actor, actors, fix) {
    const renamed = make("input", { value: actor.name });
    const others = actors.filter((other) => other.key !== actor.key);
    const other = make("select", {}, ...options(others.map((o) => ({ label: o.name, value: o.key }))));
    const kind = make("select", {}, ...options(TYPES.map((t) => ({ label: t, value: t }))));
    kind.value = actor.type;
    kind.addEventListener("change", () => fix({ retype: actor.key, to: kind.value }));
    const ticks = actor.mentions.map((mention) => {
      const tick = make("input", { type: "checkbox" });
      tick.start = mention.start;
      return [tick, make("label", { class: "orw-tick" }, tick, make("b", {}, mention.text), ...doubt(mention.unsure), ` ${mention.sentence}`)];
    });
    const called = make("input", { placeholder: "as its words say" });
    const split = () => {
      const mentions = ticks.filter(([tick]) => tick.checked).map(([tick]) => tick.start);
      fix({ split: actor.key, mentions, ...(called.value.trim() ? { name: called.value.trim() } : {}) });
    };
    const rename = () => fix({ rename: actor.key, to: renamed.value });
    const merge = () => fix({ merge: [actor.key, Number(other.value)] });
    return [
      make("p", {}, "Correct ", make("b", {}, actor.name)),
      make("div", {}, labelled("Name", renamed), button("Rename", rename)),
      make("div", {}, labelled("Is the same as", other), button("Merge", merge)),
      make("div", {}, labelled("Is a", kind)),
      make(
        "details",
        {},
        make("summary", {}, "Some mentions are somebody else …"),
        make("div", { class: "orw-ticks" }, ...ticks.map(([, label]) => label)),
        make("div", {}, labelled("Called", called), button("Split off", split)),
      ),
    ];
  }

  function showSeeds() {
    const [list, seed] = [model.get("seeds"), model.get("seed")];
    seeds.replaceChildren(...options([...model.get("own"), ...list.map((label) => ({ label, value: label }))]));
    seeds.value = seed;
  }

  function showAll() {
    const inside = box.contains(document.activeElement);
    showArticle();
    showTables();
    showFilters();
    light();
    if (!inside) return; // who works by keyboard stays in the table
    const { table, key } = model.get("chosen");
    (rows.get(name(table, key)) ?? box.querySelector("table:not([hidden]) [tabindex='0']"))?.focus({ preventScroll: true });
  }

  const listeners = [
    ["change:content", showAll],
    ["change:choices", showFilters],
    ["change:shown change:shown_of change:code", select],
    ["change:table", () => (showFilters(), select(), showCorrecting())],
    ["change:filters", syncFilters],
    ["change:chosen", light],
    ["change:corrections change:steps", showCorrecting],
    ["change:seed change:seeds change:own", showSeeds],
    ["change:message", () => say(model.get("message"))],
    ["msg:custom", save],
  ].flatMap(([events, call]) => events.split(" ").map((event) => [event, call]));
  for (const [event, call] of listeners) model.on(event, call);
  document.addEventListener("selectionchange", pick);
  showSeeds();
  showAll();
  say(model.get("message"));
  el.append(root);
  return () => {
    for (const [event, call] of listeners) model.off(event, call);
    document.removeEventListener("selectionchange", pick);
  };
}

export default { render };
