"""Which third-party files does the browser get, and are they what was published?

`python scripts/refresh_vendor.py` compares every vendored file with the sha256 in manifest.json.
`python scripts/refresh_vendor.py --fetch` takes the packages named there with `npm pack`, copies
their files here and writes the new sums; change a version in manifest.json first. Node is needed
for that command only, never to run or to install the program.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent / "static" / "vendor"
MANIFEST = HERE / "manifest.json"


def sha256(path: Path) -> str:
    """Sum of one file, as hexadecimal text."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def differences(packages: list[dict]) -> list[str]:
    """One sentence for each file that is missing, changed or not in the manifest."""
    found = []
    known = {MANIFEST, Path(__file__).resolve()}
    for package in packages:
        for entry in package["files"]:
            path = HERE / entry["file"]
            known.add(path)
            if not path.is_file():
                found.append(f"{entry['file']} is missing")
            elif sha256(path) != entry["sha256"]:
                found.append(f"{entry['file']} differs from {package['name']} {package['version']}")
    strays = {p for p in HERE.rglob("*") if p.is_file() and "__pycache__" not in p.parts} - known
    found += [f"{path.relative_to(HERE)} is not in the manifest" for path in sorted(strays)]
    return found


def fetch(package: dict) -> None:
    """Copy the files of one package here and note their sums."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = f"{package['package']}@{package['version']}"
        subprocess.run(["npm", "pack", "--silent", wanted], cwd=folder, check=True)
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
        for entry in package["files"]:
            target = HERE / entry["file"]
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((Path(folder) / "package" / entry["from"]).read_bytes())
            entry["sha256"] = sha256(target)


def main() -> int:
    """Compare, or fetch and compare; the exit code says whether all is as it should be."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--fetch", action="store_true", help="take the packages anew with npm")
    arguments = parser.parse_args()
    packages = json.loads(MANIFEST.read_text(encoding="utf-8"))["packages"]
    if arguments.fetch:
        for package in packages:
            fetch(package)
        text = json.dumps({"packages": packages}, indent=2, ensure_ascii=False)
        MANIFEST.write_text(text + "\n", encoding="utf-8")
    found = differences(packages)
    sys.stdout.write(
        "".join(f"{line}\n" for line in found) or "All vendored files are as listed.\n"
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
