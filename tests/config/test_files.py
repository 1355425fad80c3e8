from pathlib import Path

import pytest

from config.files import MAX_BYTES, ConfigError, parse_yaml, read_yaml, read_yaml_file


def test_a_shipped_file_is_read() -> None:
    assert set(read_yaml("thresholds.yaml")["default"]) == {"review", "hold"}


def test_an_own_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text("a: [1, Ø]", encoding="utf-8")
    assert read_yaml_file(path) == {"a": [1, "Ø"]}


@pytest.mark.parametrize(
    "content",
    [
        b"a: [1",
        b"\xff\xfe\x00",
        b"a: \x00",
        b"!!python/object/apply:os.system ['true']",
        b"[" * 1_500,
        b"#" * (MAX_BYTES + 1),
    ],
)
def test_what_is_no_yaml_is_named(content: bytes) -> None:
    with pytest.raises(ConfigError, match=r"^own\.yaml: "):
        parse_yaml(content, "own.yaml")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.yaml: No such file"):
        read_yaml_file(tmp_path / "none.yaml")
