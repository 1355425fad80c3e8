from pathlib import Path

import pytest

from config.resolve import resolve
from config.settings import SettingsError

LOGIN = {"PORTCULLIS_SECURITY_PROTOCOL": "sasl_ssl", "PORTCULLIS_SASL_USERNAME": "nordland"}
PASSWORD = {"PORTCULLIS_SASL_PASSWORD": "not-to-be-shown"}


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    made = {}
    for name, content, mode in (
        ("password", "from-a-file", 0o600),
        ("open", "seen-by-all", 0o644),
        ("empty", "", 0o600),
        ("pem", "-----BEGIN-----", 0o600),
    ):
        path = tmp_path / name
        path.write_text(content)
        path.chmod(mode)
        made[name] = str(path)
    return made | {"missing": str(tmp_path / "missing")}


def environment(files: dict[str, str], **settings: str) -> dict[str, str]:
    return {
        f"PORTCULLIS_{name.upper()}": files.get(value, value) for name, value in settings.items()
    }


def test_a_password_comes_from_its_file_or_from_the_environment(files: dict[str, str]) -> None:
    named = {"PORTCULLIS_SASL_PASSWORD_FILE": files["password"]}
    from_file = resolve({}, LOGIN | named).settings
    assert from_file.sasl_password.reveal() == "from-a-file"
    assert resolve({}, LOGIN | PASSWORD).settings.sasl_password.reveal() == "not-to-be-shown"


def test_a_password_in_a_settings_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text("sasl_password: written-down\n")
    with pytest.raises(SettingsError, match="sasl_password_file") as error:
        resolve({"settings": str(file)}, {})
    assert "written-down" not in str(error.value)


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"security_protocol": "sasl_ssl"}, "sasl_username"),
        ({"security_protocol": "sasl_ssl", "sasl_username": "n"}, "sasl_password_file"),
        ({"sasl_username": "n"}, "sasl_username"),
        ({"sasl_password": "not-to-be-shown"}, "sasl_password"),
        ({"security_protocol": "ssl", "sasl_username": "n"}, "sasl_username"),
        ({"tls_ca_file": "pem"}, "tls_ca_file"),
        ({"tls_certificate_file": "pem", "tls_key_file": "pem"}, "tls_certificate_file"),
        ({"security_protocol": "ssl", "tls_key_file": "pem"}, "tls_certificate_file"),
        ({"security_protocol": "ssl", "tls_certificate_file": "pem"}, "tls_key_file"),
        ({"security_protocol": "ssl", "tls_key_password": "not-to-be-shown"}, "tls_key_password"),
        ({"security_protocol": "ssl", "tls_ca_file": "missing"}, "tls_ca_file"),
        ({"security_protocol": "ssl", "tls_ca_file": "empty"}, "tls_ca_file"),
        (
            {"security_protocol": "ssl", "tls_certificate_file": "pem", "tls_key_file": "open"},
            "tls_key_file",
        ),
        (
            {"security_protocol": "ssl", "tls_certificate_file": "missing", "tls_key_file": "pem"},
            "tls_certificate_file",
        ),
        ({"security_protocol": "tls"}, "security_protocol"),
        ({"sasl_mechanism": "PLAIN"}, "sasl_mechanism"),
        ({"worker_principal": "User:*"}, "worker_principal"),
        ({"worker_principal": "portcullis"}, "worker_principal"),
        *(
            (
                {"security_protocol": "sasl_ssl", "sasl_username": "n", "sasl_password_file": file},
                "sasl_password_file",
            )
            for file in ("missing", "empty", "open")
        ),
        (
            {
                "security_protocol": "sasl_ssl",
                "sasl_username": "n",
                "sasl_password_file": "password",
                "sasl_password": "not-to-be-shown",
            },
            "sasl_password and sasl_password_file",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_what_contradicts_itself_names_the_setting_and_no_secret(
    files: dict[str, str], settings: dict[str, str], named: str
) -> None:
    with pytest.raises(SettingsError) as error:
        resolve({}, environment(files, **settings))
    assert f"setting {named}" in str(error.value) or f"settings {named}" in str(error.value)
    for secret in ("not-to-be-shown", "from-a-file", "seen-by-all"):
        assert secret not in str(error.value)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"security_protocol": "ssl"},
        {"security_protocol": "ssl", "tls_ca_file": "pem"},
        {"security_protocol": "ssl", "tls_certificate_file": "pem", "tls_key_file": "pem"},
        {
            "security_protocol": "ssl",
            "tls_certificate_file": "pem",
            "tls_key_file": "pem",
            "tls_key_password_file": "password",
        },
        {
            "security_protocol": "sasl_plaintext",
            "sasl_username": "n",
            "sasl_password_file": "password",
        },
        {
            "security_protocol": "sasl_ssl",
            "sasl_username": "n",
            "sasl_password": "x",
            "tls_ca_file": "pem",
            "tls_certificate_file": "pem",
            "tls_key_file": "pem",
        },
    ],
    ids=" ".join,
)
def test_what_is_complete_is_taken(files: dict[str, str], settings: dict[str, str]) -> None:
    resolve({}, environment(files, **settings))
