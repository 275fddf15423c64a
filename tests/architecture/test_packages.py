"""What the image, compose.yaml and the files in deploy/ promise. They are read and checked; no engine runs them."""

import http.client
import os
import re
import shutil
import subprocess

import pytest
import yaml
from django.conf import settings

from tests.nginx import private_nginx
from tests.running import ROOT, free_port
from tests.settings_of_a_site import NAMES

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE_TEXT = (ROOT / "compose.yaml").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load(COMPOSE_TEXT)
SERVICES = COMPOSE["services"]
OURS = ("web", "backup")
EXAMPLE = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
DEPLOY = sorted((ROOT / "deploy").iterdir())
PINNED = re.compile(r"[a-z]+:[0-9a-z.]*\d[0-9a-z.-]*")

# The last stage is what runs.
STAGES = [part for part in re.split(r"(?m)^FROM ", DOCKERFILE) if part.startswith("debian")]
LAST = STAGES[-1]


# The image


def test_every_base_is_pinned_by_its_date():
    base = re.findall(r"^ARG DEBIAN=(\S+)$", DOCKERFILE, re.MULTILINE)
    assert re.fullmatch(r"bookworm-20\d{6}-slim", base[0])
    assert re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE) == ["debian:${DEBIAN}", "debian:${DEBIAN}"]


def test_what_runs_has_nothing_to_build_with():
    code = re.sub(r"(?m)^#.*$", "", LAST)
    assert re.findall(r"\b(?:pip|setuptools|gcc|build-essential|python3-venv|python3-dev|curl|wget|git)\b", code) == []


def test_what_is_installed_is_what_the_lock_says():
    assert "--require-hashes --only-binary :all: -r /tmp/requirements.txt" in DOCKERFILE


def test_it_runs_as_nobody_in_particular():
    user = re.findall(r"^USER (\S+)$", LAST, re.MULTILINE)
    assert user == ["10001:10001"]
    assert LAST.index("USER ") < LAST.index("ENTRYPOINT")


def test_it_writes_to_two_folders_alone():
    assert 'VOLUME ["/data", "/backups"]' in LAST
    assert "DATA_DIR=/data" in LAST


def test_it_is_stopped_as_the_server_stops_and_says_whether_it_is_well():
    assert "STOPSIGNAL SIGTERM" in LAST
    assert "/healthz" in re.findall(r"HEALTHCHECK .*\n.*CMD (.*)", LAST)[0]


def test_no_command_goes_through_a_shell():
    commands = re.findall(r"^(?:ENTRYPOINT|CMD|    CMD) (.)", LAST, re.MULTILINE)
    assert commands == ["["] * 3


def test_a_course_with_a_mistake_becomes_no_image():
    assert "manage.py load_course --check" in DOCKERFILE


def test_everything_that_serving_reads_is_in_it():
    from statuscourse.prepared import WATCHED  # noqa: PLC0415

    assert {name for name in WATCHED if not re.search(rf"^COPY {re.escape(name)} ", DOCKERFILE, re.MULTILINE)} == set()


def test_only_what_is_copied_is_sent_to_the_builder():
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").split("\n")
    sent = {line[1:] for line in lines if line.startswith("!")}
    assert ("*" in lines, sent) == (True, set(re.findall(r"^COPY ([^-\s]\S*) ", DOCKERFILE, re.MULTILINE)))


# compose.yaml


def test_every_image_of_others_is_pinned():
    images = {name: row["image"] for name, row in SERVICES.items() if "build" not in row}
    assert {name: image for name, image in images.items() if not PINNED.fullmatch(image)} == {}
    assert set(images) == {"db", "caddy"}


@pytest.mark.parametrize("name", OURS)
def test_our_containers_cannot_write_or_become_more(name):
    row = SERVICES[name]
    assert (row["read_only"], row["cap_drop"], row["security_opt"]) == (True, ["ALL"], ["no-new-privileges:true"])
    assert "cap_add" not in row


@pytest.mark.parametrize("name", SERVICES)
def test_every_container_is_bounded_and_cannot_become_more(name):
    row = SERVICES[name]
    assert (row["cap_drop"], row["security_opt"]) == (["ALL"], ["no-new-privileges:true"])
    assert re.fullmatch(r"\d+[mg]", row["mem_limit"])


def test_whoever_is_waited_for_says_whether_it_is_well():
    waited_for = {other for row in SERVICES.values() for other in row.get("depends_on", {})}
    how = {how["condition"] for row in SERVICES.values() for how in row.get("depends_on", {}).values()}
    assert (waited_for, how) == ({"db", "web"}, {"service_healthy"})
    assert "test" in SERVICES["db"]["healthcheck"]
    assert "healthcheck" not in SERVICES["web"], "the image's own"


def test_only_the_proxy_is_reached_from_outside():
    assert {name for name, row in SERVICES.items() if "ports" in row} == {"caddy"}
    assert (COMPOSE["networks"]["back"], SERVICES["db"]["networks"]) == ({"internal": True}, ["back"])


def test_the_database_makes_the_site_a_role_of_its_own():
    row = SERVICES["db"]
    assert "./deploy/postgres-role.sh:/docker-entrypoint-initdb.d/role.sh:ro" in row["volumes"]
    assert set(row["environment"]) == {"POSTGRES_PASSWORD"}, "the superuser is not the one of DATABASE_URL"


def test_a_backup_is_made_on_a_schedule_into_a_volume_of_its_own():
    row = SERVICES["backup"]
    assert (row["command"], row["environment"]["BACKUP_DIR"]) == (["backup", "--every", "24"], "/backups")
    assert "backups:/backups" in row["volumes"]


def test_every_setting_of_compose_stands_in_the_example():
    asked = set(re.findall(r"\$\{([A-Z_]+)", COMPOSE_TEXT))
    assert (asked - EXAMPLE, len(asked) > 4) == (set(), True)


def test_what_compose_gives_the_site_are_its_settings():
    given = set(SERVICES["web"]["environment"])
    assert given - NAMES == set()


@pytest.mark.parametrize("name", ["SITE_URL", "POSTGRES_PASSWORD"])
def test_what_cannot_be_left_out_is_asked_for_with_a_sentence(name):
    uses = re.findall(rf"\$\{{{name}([^}}]*)\}}", COMPOSE_TEXT)
    assert [use for use in uses if not use.startswith(f":?write {name} into .env")] == []
    assert uses != []


def test_compose_understands_the_file(tmp_path):
    program = shutil.which("docker-compose")
    if program is None:
        pytest.skip("docker-compose is not here; the other tests read the file")
    env = {"PATH": "/usr/bin:/bin", "SITE_URL": "https://course.example", "POSTGRES_PASSWORD": "abc"}
    words = [program, "-f", str(ROOT / "compose.yaml"), "config", "--quiet"]
    assert subprocess.run(words, env=env, capture_output=True, text=True, check=False).returncode == 0
    refused = subprocess.run(words, env=env | {"SITE_URL": ""}, capture_output=True, text=True, check=False)
    assert (refused.returncode, "write SITE_URL into .env" in refused.stderr) == (1, True)


# deploy/


def test_every_file_that_it_names_is_there():
    mounted = re.findall(r"- \./(\S+?):", COMPOSE_TEXT)
    assert [name for name in mounted if not (ROOT / name).exists()] == []
    assert "deploy/Caddyfile" in mounted


@pytest.mark.parametrize(
    "path", [path for path in DEPLOY if path.suffix in {".service", ".timer"}], ids=lambda path: path.name
)
def test_a_unit_is_one(path, tmp_path):
    """With the folder of the site where these tests have it, and a user that this machine has."""
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not here")
    for unit in DEPLOY:
        if unit.suffix in {".service", ".timer"}:
            text = unit.read_text(encoding="utf-8").replace("/opt/statuscourse", str(ROOT))
            (tmp_path / unit.name).write_text(re.sub(r"(User|Group)=statuscourse", r"\1=daemon", text))
    done = subprocess.run([program, "verify", str(tmp_path / path.name)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_unit_runs_as_nobody_in_particular_and_writes_to_one_folder():
    for path in DEPLOY:
        if path.suffix == ".service":
            text = path.read_text(encoding="utf-8")
            assert {"User=statuscourse", "ProtectSystem=strict", "NoNewPrivileges=yes"} <= set(text.split("\n"))
            assert "StateDirectory=statuscourse\n" in text


def test_a_unit_may_write_where_the_docs_put_the_backups():
    text = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
    (folder,) = re.findall(r"echo 'BACKUP_DIR=(\S+)' >> /etc/statuscourse\.env", text)
    for name in ("statuscourse.service", "statuscourse-backup.service"):
        assert f"ReadWritePaths=-{folder}\n" in (ROOT / "deploy" / name).read_text(encoding="utf-8")


@pytest.fixture
def administered(tmp_path):
    """What the administrator types, with the folders of this test, and as the user who runs it."""
    unit = (ROOT / "deploy" / "statuscourse.service").read_text(encoding="utf-8")
    text = (ROOT / "deploy" / "statuscourse-manage").read_text(encoding="utf-8")
    places = {"/etc/statuscourse.env": tmp_path / "env", "/var/lib/statuscourse": tmp_path, "/opt/statuscourse": ROOT}
    for place, here in places.items():
        assert place in unit
        text = text.replace(place, str(here))
    text, number = re.subn(r"setpriv --reuid=statuscourse --regid=statuscourse --clear-groups", "env", text)
    assert number == 1
    (tmp_path / "manage").write_text(text)
    return ["sh", str(tmp_path / "manage")]


def test_a_command_of_the_administrator_has_the_settings_of_the_unit(administered, tmp_path):
    (tmp_path / "env").write_text("METRICS_TOKEN='too&short'\n")
    words = [*administered, "maintenance", "on"]
    refused = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (refused.returncode, refused.stderr.startswith("METRICS_TOKEN has 9 characters")) == (1, True)
    (tmp_path / "env").write_text("LOG_LEVEL=WARNING\n")
    subprocess.run(words, capture_output=True, check=True)
    assert (tmp_path / "maintenance.json").is_file()


def test_a_command_of_the_administrator_has_the_home_of_its_user(administered, tmp_path):
    """Root's is closed to it, and a PostgreSQL over TLS is asked with what stands there (libpq)."""
    (tmp_path / "env").touch()
    words = [*administered, "shell", "--verbosity", "0", "-c", "import os; print(os.environ['HOME'])"]
    env = {**os.environ, "HOME": "/root"}
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(tmp_path)


@pytest.mark.parametrize("tls", ["", "tls internal"])
def test_caddy_understands_its_file(tls):
    program = shutil.which("caddy")
    if program is None:
        pytest.skip("caddy is not here")
    env = {"PATH": "/usr/bin:/bin", "HOME": str(settings.DATA_DIR), "SITE_URL": "https://a.example", "CADDY_TLS": tls}
    words = [program, "validate", "--adapter", "caddyfile", "--config", str(ROOT / "deploy" / "Caddyfile")]
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, "Valid configuration" in done.stdout + done.stderr) == (0, True), done.stderr


@pytest.mark.parametrize("name", ["nginx.conf", "nginx-prefix.conf"])
def test_a_proxy_sets_what_the_site_believes(name):
    """And appends nothing: what a browser wrote under the same names never arrives."""
    text = re.sub(r"(?m)^\s*#.*$", "", (ROOT / "deploy" / name).read_text(encoding="utf-8"))
    set_by_it = dict(re.findall(r"proxy_set_header (\S+) (\S+);", text))
    assert set_by_it["X-Forwarded-For"] == "$remote_addr"
    assert set_by_it["X-Forwarded-Proto"] == "$scheme"
    assert (set_by_it["Host"], set_by_it["X-Request-ID"]) == ("$http_host", "$request_id")
    largest = int(re.findall(r"client_max_body_size (\d+)m;", text)[0]) * 1_000_000
    assert largest > max(settings.UPLOADS.values())


def test_nginx_understands_its_file(tmp_path):
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin")
    if nginx is None or shutil.which("openssl") is None:
        pytest.skip("nginx is not here")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=course.school.example"]
    subprocess.run([*words, "-keyout", str(key), "-out", str(certificate)], capture_output=True, check=True)
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    text = re.sub(r"/etc/ssl/certs/\S+\.pem", str(certificate), text)
    text = re.sub(r"/etc/ssl/private/\S+\.key", str(key), text)
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; error_log {tmp_path}/log; events {{}} http {{ access_log off; {text} }}"
    )
    words = [nginx, "-t", "-p", str(tmp_path), "-e", str(tmp_path / "log"), "-c", str(tmp_path / "nginx.conf")]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, "test is successful" in done.stderr) == (0, True), done.stderr


def test_nginx_sends_whoever_asks_by_another_name_to_the_site():
    """And nowhere else: what a stranger writes into Host is not repeated."""
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    (server,) = re.findall(r"(?ms)^server \{\n    listen 80;.*?^\}", text)
    port = free_port()
    with private_nginx(server.replace("listen 80;", f"listen 127.0.0.1:{port};"), ports=[port]):
        asked = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        asked.request("GET", "/codes/404/?a=b", headers={"Host": "elsewhere.example"})
        answer = asked.getresponse()
        asked.close()
    assert (answer.status, answer.headers["Location"]) == (301, "https://course.school.example/codes/404/?a=b")
