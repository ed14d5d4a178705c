"""The lines of a text file, while someone is told how far it is read."""

from __future__ import annotations

import pytest

from matinee.errors import MatineeError
from matinee.imports.text_file import read_lines


def read(path):
    steps = []
    return list(read_lines(path, lambda *step: steps.append(step))), steps


def test_lines_come_as_they_stand_without_the_mark_of_encoding(tmp_path):
    file = tmp_path / "file.tsv"
    file.write_bytes("\ufeffé\r\nb".encode())
    assert read(file) == (["é\r\n", "b"], [("file.tsv", 0, 8), ("file.tsv", 8, 8)])


def test_of_a_large_file_progress_is_told_on_the_way(tmp_path):
    file = tmp_path / "file.tsv"
    file.write_text("row\n" * 5_000)
    assert [done for _, done, _ in read(file)[1]] == [0, 8_000, 16_000, 20_000]


def test_what_cannot_be_read_is_explained(tmp_path):
    binary = tmp_path / "file.tsv"
    binary.write_bytes(b"\xff\xfe")
    for path, message in (
        (tmp_path / "absent", f"There is no file {tmp_path / 'absent'}.\nCheck the name and the folder."),
        (tmp_path, f"{tmp_path} is a folder.\nName the files in it."),
        (
            binary,
            (
                f"{binary} cannot be read: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte.\n"
                "Save it as UTF-8 text."
            ),
        ),
    ):
        with pytest.raises(MatineeError) as error:
            read(path)
        assert str(error.value) == message
