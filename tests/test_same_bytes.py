"""The network computes the same bits on every x86-64 processor with AVX2: here, and as older ones would.

Where the processor can't hide its own features, only its own kernels are tried; the hashes were written on another
machine, so that is a test as well.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from outputs import outputs

HERE = Path(__file__).parent
WRITTEN = json.loads((HERE / "data" / "outputs.json").read_text(encoding="utf-8"))
CANNOT = 77


def processor() -> set[str]:
    """The features of the processor that Linux names."""
    listed = Path("/proc/cpuinfo")
    lines = listed.read_text(encoding="utf-8").splitlines() if listed.is_file() else []
    return {word for line in lines if line.startswith("flags") for word in line.split()}


pytestmark = pytest.mark.skipif(
    platform.machine() not in ("x86_64", "AMD64") or (bool(processor()) and "avx2" not in processor()),
    reason="the same bits are promised on x86-64 with AVX2 alone: others have kernels of their own",
)


def test_the_network_computes_what_it_computed_elsewhere() -> None:
    assert outputs() == WRITTEN


@pytest.fixture(scope="module")
def mask(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that hides features of the processor."""
    if sys.platform != "linux":
        pytest.skip("features of the processor can be hidden on Linux alone")
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        pytest.skip("no C compiler to build the library that hides features of the processor")
    path = tmp_path_factory.mktemp("mask") / "mask.so"
    source = HERE / "masked_processor.c"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", str(path), str(source)], check=True)
    return path


@pytest.mark.parametrize("hidden", ["avx512", "vnni"])
def test_an_older_processor_computes_the_same(hidden: str, mask: Path) -> None:
    more = {"MASK": hidden, "LD_PRELOAD": str(mask), "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, str(HERE / "outputs.py")]
    run = subprocess.run(command, env=os.environ | more, capture_output=True, text=True, timeout=300)
    if run.returncode == CANNOT:
        pytest.skip("this processor cannot hide its features (CPUID faulting)")
    assert json.loads(run.stdout) == WRITTEN, run.stderr
