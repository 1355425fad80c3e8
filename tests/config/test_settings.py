from pathlib import Path

import pytest

from config.resolve import resolve
from config.settings import Settings, SettingsError, descriptions


def test_an_option_beats_the_environment_which_beats_the_file(tmp_path: Path) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text("web_port: 1001\ngroup: from-file\nbootstrap: from-file:1\n", encoding="utf-8")
    environ = {
        "PORTCULLIS_SETTINGS": str(file),
        "PORTCULLIS_WEB_PORT": "1002",
        "PORTCULLIS_GROUP": "from-environment",
    }
    resolved = resolve({"web_port": 1003, "delivery": None}, environ)
    assert resolved.settings.web_port == 1003
    assert resolved.settings.group == "from-environment"
    assert resolved.settings.bootstrap == "from-file:1"
    assert resolved.settings.delivery == "exactly-once"
    assert resolved.origins["web_port"] == "option"
    assert resolved.origins["group"] == "environment"
    assert resolved.origins["bootstrap"] == f"file {file}"
    assert resolved.origins["delivery"] == "default"


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"PORTCULLIS_WEB_PORT": "many"}, "setting web_port (from environment)"),
        ({"PORTCULLIS_WEB_PORT": "0"}, "setting web_port (from environment)"),
        ({"PORTCULLIS_DELIVERY": "twice"}, "setting delivery (from environment)"),
        ({"PORTCULLIS_MAX_BAD_SHARE": "1.5"}, "setting max_bad_share"),
        ({"PORTCULLIS_SETTINGS": "/nowhere/at/all.yaml"}, "/nowhere/at/all.yaml"),
    ],
)
def test_a_bad_value_names_the_setting(environ: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError) as error:
        resolve({}, environ)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"colour: red", "unknown setting colour"),
        (b"- web_port", "expected"),
        (b"a: [", "not YAML"),
        (b"\xff\xfe\x00", "not YAML"),
    ],
)
def test_a_bad_file_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "settings.yaml"
    file.write_bytes(content)
    with pytest.raises(SettingsError) as error:
        resolve({"settings": str(file)}, {})
    assert said in str(error.value)
    assert str(file) in str(error.value)


def test_foreign_variables_are_left_alone() -> None:
    assert resolve({}, {"PORTCULLIS_SERVICE_HOST": "10.0.0.1"}).settings == Settings()


def test_every_setting_is_described() -> None:
    assert all(descriptions().values())
    assert list(descriptions()) == list(Settings.__struct_fields__)


def test_workers_of_one_host_have_ids_of_their_own() -> None:
    one, other = Settings(web_port=6066), Settings(web_port=6067)
    assert one.transactional_id != other.transactional_id
    assert Settings(slot="a").transactional_id == "portcullis-a"
