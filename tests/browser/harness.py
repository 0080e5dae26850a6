"""The workbench's front end in a page of its own: a stand-in for Jupyter between it and a real Workbench.

Messages go the same way as through a kernel (state by ipywidgets' own set_state and get_state), in a second where
JupyterLab takes a minute.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from onrecord.workbench.widget import Workbench

DATA = Path(__file__).resolve().parents[2] / "lib" / "onrecord" / "data"
ADDRESS = "http://127.0.0.1:1/"
_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Workbench</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="workbench.css">
<style>body { margin: 12px; } THEME</style></head>
<body BODY><main id="here"></main><script type="module">
import workbench from "./workbench.js";
class Model {
  constructor(state) { this.state = state; this.calls = {}; this.changed = {}; }
  get(key) { return this.state[key]; }
  set(key, value) {
    const same = JSON.stringify(this.state[key]) === JSON.stringify(value);
    this.state[key] = value;
    if (!same) { this.changed[key] = value; this.fire(`change:${key}`); }
  }
  save_changes() { const changes = this.changed; this.changed = {}; this.tell({ changes }); }
  send(message, _, buffers) {
    const data = buffers.length ? btoa(String.fromCharCode(...new Uint8Array(buffers[0]))) : "";
    this.tell({ message, data });
  }
  async tell(what) {
    const { state, saves } = JSON.parse(await window.python(JSON.stringify(what)));
    Object.assign(this.state, state);
    for (const key of Object.keys(state)) this.fire(`change:${key}`);
    for (const [save, data] of saves) {
      const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
      for (const call of this.calls["msg:custom"] ?? []) call({ save }, [new DataView(bytes.buffer)]);
    }
  }
  on(event, call) { (this.calls[event] ??= []).push(call); }
  off(event, call) { this.calls[event] = this.calls[event].filter((c) => c !== call); }
  fire(event) { for (const call of [...(this.calls[event] ?? [])]) call(); }
}
const model = new Model(JSON.parse(await window.python("{}")).state);
workbench.render({ model, el: document.querySelector("#here") });
</script></body></html>"""
# JupyterLab's dark theme, as far as the workbench reads it.
_DARK = (
    "body { --jp-layout-color0: #111; --jp-layout-color1: #212121; --jp-border-color2: #616161;"
    "--jp-content-font-color1: #fff; --jp-content-font-color2: #b3b3b3; background: #111; }"
)
_STATE = "content choices seeds own seed corrections steps message table filters chosen shown shown_of code".split()


class Bridge:
    """What a kernel is to a widget: takes what the page sends, and sends back what changed."""

    def __init__(self, view: Workbench) -> None:
        self.view, self.known, self.saves = view, {}, []  # type: Workbench, dict[str, str], list[Any]
        view.send = lambda content, buffers: self.saves.append((content["save"], buffers[0]))  # type: ignore[method-assign]

    def __call__(self, payload: str) -> str:
        what = json.loads(payload)
        if not what:  # a page that has just been loaded knows nothing
            self.known = {}
        for key, value in what.get("changes", {}).items():
            self.known[key] = json.dumps(value)
        self.view.set_state(what.get("changes", {}))
        if "message" in what:
            self.view._handle_custom_msg(what["message"], [base64.b64decode(what["data"])])
        now = {key: json.dumps(value) for key, value in self.view.get_state(_STATE).items()}
        changed = {key: json.loads(value) for key, value in now.items() if self.known.get(key) != value}
        self.known = now
        saves, self.saves = [(name, base64.b64encode(data).decode()) for name, data in self.saves], []
        return json.dumps({"state": changed, "saves": saves})


def show(page: Any, view: Workbench, dark: bool = False) -> Any:
    """Show a workbench in a page."""
    body = 'data-jp-theme-light="false"' if dark else 'data-jp-theme-light="true"'
    html = _PAGE.replace("THEME", _DARK if dark else "").replace("BODY", body)
    kinds = {"workbench.js": "text/javascript", "workbench.css": "text/css"}

    def answer(route: Any) -> None:
        name = route.request.url.removeprefix(ADDRESS)
        if name in kinds:
            route.fulfill(body=(DATA / name).read_text(encoding="utf-8"), content_type=kinds[name])
        else:
            route.fulfill(body=html, content_type="text/html")

    page.route(f"{ADDRESS}**", answer)
    page.expose_function("python", Bridge(view))
    page.goto(ADDRESS)
    root = page.locator(".onrecord-workbench")
    root.wait_for()
    return root
