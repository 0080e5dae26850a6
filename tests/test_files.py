"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from onrecord.files import whole, write_whole


def test_a_file_is_as_it_was_until_all_of_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b.txt"
    write_whole(path, "before")
    with whole(path) as temporary:
        temporary.write_text("half")
        assert path.read_text() == "before" and temporary.parent == path.parent
        assert temporary.name.startswith(".b.txt.")  # hidden, and known by its name
        temporary.write_text("all")
    assert path.read_text() == "all" and list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("problem", [OSError(28, "No space left"), KeyboardInterrupt(), SystemExit(1)])
def test_what_goes_wrong_leaves_the_file_as_it_was_and_nothing_beside_it(
    tmp_path: Path, problem: BaseException
) -> None:
    path = tmp_path / "a.txt"
    for before in (None, "before"):
        if before:
            write_whole(path, before)
        with pytest.raises(type(problem)), whole(path) as temporary:
            temporary.write_text("half")
            raise problem
        assert (path.read_text() if path.exists() else None) == before
        assert list(tmp_path.iterdir()) == ([path] if before else [])


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_a_file_is_as_readable_as_the_system_says(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        path = write_whole(tmp_path / "a.txt", b"x")
        assert stat.S_IMODE(path.stat().st_mode) == 0o640
        assert os.umask(0o027) == 0o027
    finally:
        os.umask(before)


def test_text_is_utf_8_and_bytes_are_as_they_are(tmp_path: Path) -> None:
    assert write_whole(tmp_path / "a", "Zoë\r\n").read_bytes() == "Zoë\r\n".encode()
    assert write_whole(tmp_path / "b", b"\xff\r\n").read_bytes() == b"\xff\r\n"


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="only there can be seen which file is put on the disk")
def test_a_file_is_on_the_disk_before_it_has_its_name_and_its_name_is_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    real_sync, real_replace = os.fsync, Path.replace

    def synced(handle: int) -> None:
        path = Path(f"/proc/self/fd/{handle}").readlink()
        seen.append(f"sync {'folder' if path == tmp_path else path.read_text()}")
        real_sync(handle)

    def replaced(self: Path, target: Path) -> Path:
        seen.append("rename")
        return real_replace(self, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    write_whole(tmp_path / "a.txt", "all")
    assert seen == ["sync all", "rename", "sync folder"]


def test_a_disk_that_takes_nothing_more_is_no_success_and_a_folder_that_cannot_be_synced_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_whole(tmp_path / "a.txt", "before")
    real = os.fsync

    def failing(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode) == folders:
            raise OSError(5, "Input/output error")
        real(handle)

    monkeypatch.setattr(os, "fsync", failing)
    folders = False
    with pytest.raises(OSError, match="Input/output"):
        write_whole(tmp_path / "a.txt", "after")
    assert (tmp_path / "a.txt").read_text() == "before"
    folders = True
    write_whole(tmp_path / "a.txt", "after")
    assert (tmp_path / "a.txt").read_text() == "after" and len(list(tmp_path.iterdir())) == 1
