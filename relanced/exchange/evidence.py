"""The file for a lawyer, as a container: a ZIP with a manifest that ``sha256sum -c SHA256SUMS`` checks."""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from relanced.errors import BadInput, Fault

MANIFEST = "SHA256SUMS"
STAMP = (1980, 1, 1, 0, 0, 0)  # the contents have their own dates; the container has none


def pack(files: Mapping[str, bytes]) -> bytes:
    """The ZIP of these files by name, the manifest last. The same files make the same bytes."""
    sums = "".join(f"{sha256(content)}  {name}\n" for name, content in files.items())
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**files, MANIFEST: sums.encode()}.items():
            entry = zipfile.ZipInfo(name, STAMP)
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


@dataclass(frozen=True, slots=True)
class Unpacked:
    """`files` are those that the manifest lists and that are what it says; `faults` are the others."""

    files: dict[str, bytes] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def unpack(path: Path) -> Unpacked:
    """Raises BadInput for what is no such file at all."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if not name.endswith("/")]  # a folder has no bytes to seal
            if MANIFEST not in names:
                raise BadInput([Fault(str(path), f"has no {MANIFEST}", "a file of relanced evidence")])
            return _checked(archive, names)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
        raise BadInput([Fault(str(path), f"is damaged: {error}")]) from error


def _checked(archive: zipfile.ZipFile, names: list[str]) -> Unpacked:
    done = Unpacked()
    listed = _listed(archive.read(MANIFEST).decode("utf-8", "replace"))
    done.faults.extend(Fault(name, "is there twice") for name in sorted({n for n in names if names.count(n) > 1}))
    done.faults.extend(Fault(n, f"is not in {MANIFEST}") for n in sorted({*names} - {*listed, MANIFEST}))
    for name, digest in listed.items():
        if name not in names:
            done.faults.append(Fault(name, "is missing"))
            continue
        content = archive.read(name)
        if sha256(content) != digest:
            done.faults.append(Fault(name, "is not what the manifest says"))
        done.files[name] = content
    return done


def _listed(manifest: str) -> dict[str, str]:
    lines = (line.partition("  ") for line in manifest.splitlines())
    return {name: digest for digest, _, name in lines}


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
