"""An nginx of one's own in front of a site: in a folder, on free ports of this machine alone.

Debian's package ``nginx-light`` has to be there: ``sh tests/find-nginx.sh`` installs it where it is not.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

HEAD = """
daemon off;
error_log {folder}/error.log warn;
pid {folder}/nginx.pid;
{user}
events {{ worker_connections 512; }}
http {{
  access_log {folder}/access.log;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  {servers}
}}
"""


# What docs/deploy.md shows, as far as it is about several sites. A POST that a site may have done is never sent to the
# other one by the proxy: it is told 502, and the browser sends it again with its key.
BALANCED = """
  upstream sites {{ {servers} keepalive 16; }}
  server {{
    listen 127.0.0.1:{port};
    client_max_body_size 6m;
    location / {{
      proxy_pass http://sites;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_next_upstream error timeout;
      proxy_connect_timeout 2s;
    }}
  }}
"""


class NoNginx(Exception):
    """The program is not there, or refused its configuration, or did not start."""


@contextmanager
def private_nginx(servers: str, *, ports: list[int]) -> Iterator[Path]:
    """Serve what the ``server`` blocks say until the end; its folder, with ``access.log`` and ``error.log``."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        raise NoNginx("no nginx here; run: sh tests/find-nginx.sh")
    with tempfile.TemporaryDirectory(prefix="statuscourse-nginx-") as name:
        folder = Path(name)
        user = "user root;" if os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(HEAD.format(folder=folder, user=user, servers=servers), encoding="utf-8")
        words = [program, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")]
        with (folder / "log").open("ab") as log:
            process = subprocess.Popen(words, stdout=log, stderr=log)
        try:
            _wait(process, ports, folder)
            yield folder
        finally:
            process.terminate()
            process.wait(timeout=20)


@contextmanager
def proxy(port: int, sites: Sequence[int]) -> Iterator[None]:
    """Listen on a port of this machine and hand each request to one of the sites, by their ports."""
    servers = " ".join(f"server 127.0.0.1:{site};" for site in sites)
    with private_nginx(BALANCED.format(servers=servers, port=port), ports=[port]):
        yield


def _wait(process: subprocess.Popen[bytes], ports: list[int], folder: Path, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            for port in ports:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise NoNginx((folder / "log").read_text(errors="replace") + (folder / "error.log").read_text(errors="replace"))
