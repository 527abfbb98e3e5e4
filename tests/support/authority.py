"""A certificate authority of our own, by the openssl command (about 20 ms a certificate)."""

from __future__ import annotations

import ssl
from pathlib import Path

from tests.support.processes import run

_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


class Authority:
    """`certificate` is the file to trust; `issue` signs for servers."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.folder = folder
        self.certificate = folder / "ca.pem"
        self._key = folder / "ca.key"
        usage = ("-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign")
        subject = ("-subj", "/CN=Test authority", "-days", "3650")
        run(["openssl", "req", "-x509", *_KEY, "-keyout", self._key, "-out", self.certificate, *subject, *usage])

    def issue(self, name: str, *addresses: str, expired: bool = False) -> tuple[Path, Path]:
        """Certificate and key for a host name and the addresses given; localhost is a proxy before the server."""
        certificate, key, request, extensions = (
            self.folder / f"{name}.{end}" for end in ("pem", "key", "csr", "extensions")
        )
        alternatives = [f"DNS:{name}", "DNS:localhost", *(f"IP:{address}" for address in ("127.0.0.1", *addresses))]
        extensions.write_text(
            f"subjectAltName={','.join(alternatives)}\nbasicConstraints=CA:FALSE\n"
            "keyUsage=digitalSignature\nextendedKeyUsage=serverAuth\n"
        )
        # openssl 3.0 takes no end date, only a number of days: a negative one has ended already
        days = "-1" if expired else "365"
        run(["openssl", "req", "-new", *_KEY, "-keyout", key, "-out", request, "-subj", f"/CN={name}"])
        signer = ("-CA", self.certificate, "-CAkey", self._key, "-CAcreateserial")
        terms = ("-days", days, "-extfile", extensions)
        run(["openssl", "x509", "-req", "-in", request, *signer, *terms, "-out", certificate])
        key.chmod(0o644)
        return certificate, key

    def trust(self) -> ssl.SSLContext:
        """What a client that trusts this authority, and only this one, verifies with."""
        return ssl.create_default_context(cafile=str(self.certificate))

    def server(self, *addresses: str, name: str = "localhost", expired: bool = False) -> ssl.SSLContext:
        """What a Python server presents itself with (the chaos proxy, an embedded server)."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*self.issue(name, *addresses, expired=expired))
        return context
