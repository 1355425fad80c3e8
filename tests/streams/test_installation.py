import stat
from pathlib import Path

import pytest

from config.files import ConfigError
from config.settings import SettingsError
from streams.installation import described_sources, installation_secret, read_thresholds


def test_makes_a_secret_once_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "state" / "secret"
    made = installation_secret(str(file))
    assert len(made) >= 32
    assert installation_secret(str(file)) == made
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["secret"]


def test_a_short_secret_is_refused_without_being_told(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("hunter2\n", encoding="ascii")
    with pytest.raises(SettingsError) as error:
        installation_secret(str(file))
    assert "secret_file" in str(error.value)
    assert "hunter2" not in str(error.value)


def test_a_folder_is_no_secret(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="secret_file"):
        installation_secret(str(tmp_path))


def test_shipped_files_can_be_read() -> None:
    thresholds = read_thresholds()
    assert 0 < thresholds.default.review < thresholds.default.hold < 1
    assert {source.owner for source in described_sources().values()} == {"public"}


@pytest.mark.parametrize(
    "content",
    ["", "default: 1", "default: {review: 0.9, hold: 0.5}", "default: {review: 0.9", "- 1"],
)
def test_bad_thresholds_name_their_file(tmp_path: Path, content: str) -> None:
    file = tmp_path / "thresholds.yaml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"thresholds\.yaml"):
        read_thresholds(str(file))


def test_owners_of_an_operators_file(tmp_path: Path) -> None:
    file = tmp_path / "sources.yaml"
    file.write_text("own-list: {owner: nordland-customs}\nother: {}\n", encoding="utf-8")
    owners = {name: source.owner for name, source in described_sources(str(file)).items()}
    assert owners == {"own-list": "nordland-customs", "other": ""}  # of the other none is stated
    file.write_text("own-list: [", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"sources\.yaml"):
        described_sources(str(file))
