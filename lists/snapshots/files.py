"""Writing files and folders so that they are whole on the disk before anything names them."""

import os
import shutil
from pathlib import Path


def sync(path: Path) -> None:
    """Have the system write a file, or the entries of a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def move_into(built: Path, target: Path) -> None:
    """Move a folder, once all of it is on the disk, to `target`; files there are replaced."""
    for path in built.rglob("*"):
        sync(path)
    if target.exists():
        shutil.copytree(built, target, copy_function=os.replace, dirs_exist_ok=True)
    else:
        target.parent.mkdir(exist_ok=True)
        built.rename(target)
    sync(target.parent)
