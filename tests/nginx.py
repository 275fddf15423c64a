"""An nginx of one's own in front of running sites: a child on a free port, with a folder of its own for all it writes.

Debian's package has to be there: ``sh tests/find-nginx.sh`` installs it where it is not, and starts nothing.
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

# What docs/deploy.md shows, as far as it is about several sites. A POST that a site may have done is never sent to the
# other one by the proxy: it is told 502, and the browser sends it again with its key.
CONFIGURATION = """
daemon off;
worker_processes 1;
error_log {folder}/error.log;
pid {folder}/pid;
events {{ worker_connections 512; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
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
}}
"""


class NoNginx(Exception):
    """nginx is not there, or did not start."""


def program() -> str:
    """Where nginx is. Raises NoNginx."""
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if found is None:
        raise NoNginx("no nginx here; run: sh tests/find-nginx.sh")
    return found


@contextmanager
def proxy(port: int, sites: Sequence[int]) -> Iterator[None]:
    """Listen on a port of this machine and hand each request to one of the sites, by their ports."""
    with tempfile.TemporaryDirectory(prefix="statuscourse-nginx-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # its worker is another user where this is root
        servers = " ".join(f"server 127.0.0.1:{site};" for site in sites)
        text = CONFIGURATION.format(folder=folder, servers=servers, port=port)
        (folder / "nginx.conf").write_text(text)
        words = [program(), "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")]
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _wait(process, port, folder / "error.log")
            yield
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait(process: "subprocess.Popen[bytes]", port: int, log: Path, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise NoNginx(log.read_text(errors="replace") if log.exists() else "it said nothing")
