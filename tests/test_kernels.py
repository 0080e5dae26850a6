"""The suite's kernels are copies of one warm process: as good as new ones, each its own, and none outlives its use."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import AsyncKernelManager

from onrecord.suite import kernels
from onrecord.suite.running import _run

only_linux = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere each kernel starts on its own")


@pytest.fixture(scope="module")
def managers() -> Iterator[type[AsyncKernelManager]]:
    with kernels.kernel_managers() as managers:
        yield managers


def run(folder: Path, managers: type[AsyncKernelManager], *cells: str) -> str:
    """Run a notebook of some cells; returns its bytes, or nothing where it fails."""
    path, out = folder / "note.ipynb", folder / "out" / "note.ipynb"
    made = [nbformat.v4.new_code_cell(cell, id=f"cell-{n}") for n, cell in enumerate(cells)]
    path.write_text(nbformat.writes(nbformat.v4.new_notebook(cells=made)), encoding="utf-8")
    out.unlink(missing_ok=True)
    return out.read_text(encoding="utf-8") if _run(path, out, "", managers) else ""


def gone(process: int) -> bool:
    """Whether a process ends soon, and stays not even as a zombie."""
    for _ in range(200):
        if not Path(f"/proc/{process}").exists():
            return True
        time.sleep(0.05)
    return False


STATE = """import os, sys
import matplotlib
from onrecord import load_article, read
sorted(name for name in globals() if not name.startswith("_")), os.getcwd(), sys.argv[0].rpartition("/")[2][:18]"""
SHOWN = (
    'matplotlib.get_backend(), sys.flags.safe_path, [os.environ.get(f"{n}_NUM_THREADS") for n in ("OPENBLAS", "OMP")]'
)
FRAME = "import pandas\npandas.DataFrame({f'column {n}': range(3) for n in range(30)})"


@only_linux
def test_a_copy_gives_the_bytes_that_a_new_kernel_gives(tmp_path: Path, managers: type[AsyncKernelManager]) -> None:
    cells = (STATE, SHOWN, FRAME, "import matplotlib.pyplot as plt\nplt.plot([1, 2]);", "%matplotlib inline")
    copied = run(tmp_path, managers, *cells)
    assert "..." in copied  # pandas shows twenty columns in a kernel, and all of them in a terminal
    assert copied == run(tmp_path, AsyncKernelManager, *cells)


@only_linux
def test_a_notebook_is_nothing_to_the_next(tmp_path: Path, managers: type[AsyncKernelManager]) -> None:
    mark = "import onrecord, os\nonrecord.marked = os.environ['MARKED'] = 'here'\nos.getpid()"
    ask = "import onrecord, os\nhasattr(onrecord, 'marked'), 'MARKED' in os.environ"
    assert run(tmp_path, managers, mark)
    assert "(False, False)" in run(tmp_path, managers, ask)


def test_a_notebook_that_fails_or_dies_is_one_line(
    tmp_path: Path, managers: type[AsyncKernelManager], capfd: pytest.CaptureFixture[str]
) -> None:
    for cell, said in (("[].pop()", "IndexError: pop from empty list"), ("import os; os._exit(3)", "Kernel died")):
        assert run(tmp_path, managers, cell) == ""
        assert capfd.readouterr().err.strip() == f"onrecord: note.ipynb failed: {said}"
    assert "'2'" in run(tmp_path, managers, "str(2)")


def told(notebook: str) -> int:
    """The number that a notebook's first cell shows."""
    return int(nbformat.reads(notebook, as_version=4).cells[0].outputs[0].data["text/plain"])


@only_linux
def test_no_kernel_stays_not_even_as_a_zombie(tmp_path: Path, managers: type[AsyncKernelManager]) -> None:
    assert gone(told(run(tmp_path, managers, "import os\nos.getpid()")))


KILLED = """
import asyncio, os, signal
from onrecord.suite.kernels import kernel_managers
with kernel_managers() as managers:
    manager = managers(kernel_name="python3")
    asyncio.run(manager.start_kernel(extra_arguments=["--IPKernelApp.log_level=ERROR"]))
    print(manager.provisioner.pid, os.getpid(), flush=True)
    signal.pause()
"""


@only_linux
@pytest.mark.parametrize("number", [2, 9], ids=["ctrl-c", "killed"])
def test_whoever_asks_takes_all_kernels_along(number: int) -> None:
    asking = subprocess.Popen([sys.executable, "-P", "-c", KILLED], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert asking.stdout
    kernel = int(asking.stdout.readline().split()[0])
    warm = int(Path(f"/proc/{kernel}/stat").read_text().rpartition(")")[2].split()[1])
    os.kill(asking.pid, number)
    asking.wait(20)
    assert gone(kernel) and gone(warm)


@only_linux
def test_without_the_warm_process_a_kernel_starts_on_its_own(
    tmp_path: Path, managers: type[AsyncKernelManager], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> int:
        raise BrokenPipeError

    monkeypatch.setattr(kernels.socket, "send_fds", broken)
    assert told(run(tmp_path, managers, "import os\nos.getppid()")) == os.getpid()


def test_where_a_process_cannot_be_copied_each_kernel_starts_on_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernels, "_CAN_COPY", False)
    with kernels.kernel_managers() as managers:
        assert managers is AsyncKernelManager
