import subprocess
import sys

CODE = """
import ctypes, resource
from streams.process import forbid_core_dumps
forbid_core_dumps()
print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3))
"""


def test_a_process_that_holds_secrets_leaves_no_core_file() -> None:
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", CODE], capture_output=True, text=True, check=True
    )
    dumpable = "0" if sys.platform == "linux" else "-1"
    assert done.stdout.split(") ") == ["(0, 0", f"{dumpable}\n"]
