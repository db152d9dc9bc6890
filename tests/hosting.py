"""Static hosts as people run them, nginx and Apache, over a folder: for tests of the bundle's redirects."""

from __future__ import annotations

import http.client
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

NGINX = """daemon off;
pid {work}/pid;
error_log {work}/log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {work}/t; proxy_temp_path {work}/t; fastcgi_temp_path {work}/t;
    uwsgi_temp_path {work}/t; scgi_temp_path {work}/t;
    server {{ listen 127.0.0.1:{port}; root {root}; include {folder}/redirects/nginx.conf; }}
}}
"""
MODULES = ("mpm_event", "authz_core", "dir", "mime", "rewrite", "headers")
APACHE = """ServerName localhost
Listen 127.0.0.1:{port}
PidFile {work}/pid
ErrorLog {work}/log
TypesConfig /dev/null
User www-data
Group www-data
DocumentRoot {root}
<Directory {root}>
    AllowOverride All
</Directory>
"""


class Answer(NamedTuple):
    """What a host answers."""

    status: int
    location: str | None
    content_type: str | None
    body: bytes


class Host(NamedTuple):
    """A host that listens."""

    port: int

    def get(self, path: str, accept: str | None = None) -> Answer:
        """One request, without following where it leads."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path, headers={} if accept is None else {"Accept": accept})
            found = connection.getresponse()
            return Answer(found.status, found.getheader("location"), found.getheader("content-type"), found.read())
        finally:
            connection.close()


@contextmanager
def hosted(kind: str, bundle: Path, at: str) -> Iterator[Host]:
    """Serve a bundle at a path by `nginx` or `apache`, with the rules that are in it."""
    with tempfile.TemporaryDirectory() as name, socket.create_server(("127.0.0.1", 0)) as probe:
        root, port = Path(name), probe.getsockname()[1]
        probe.close()
        root.chmod(0o755)  # hosts read it as a user of their own
        folder = root / at.strip("/")
        shutil.copytree(bundle, folder, ignore=shutil.ignore_patterns("data"))
        shutil.copy(folder / "redirects" / "htaccess", folder / ".htaccess")
        (root / ".work").mkdir()
        file = root / ".work" / "conf"
        values = {"work": file.parent, "port": port, "root": root, "folder": folder}
        if kind == "nginx":
            file.write_text(NGINX.format(**values), "utf-8")
            command = ["nginx", "-c", str(file), "-e", str(file.with_name("log"))]
        else:
            loads = (f"LoadModule {each}_module /usr/lib/apache2/modules/mod_{each}.so\n" for each in MODULES)
            file.write_text("".join(loads) + APACHE.format(**values), "utf-8")
            command = ["apache2", "-f", str(file), "-DFOREGROUND"]
        process = subprocess.Popen(command, stderr=subprocess.PIPE)
        try:
            _wait(process, port)
            yield Host(port)
        finally:
            process.terminate()
            process.communicate()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(500):
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            sleep(0.02)
        else:
            return
    raise RuntimeError(process.communicate()[1].decode())
