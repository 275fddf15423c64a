# Status Course as an image: docker build -t statuscourse .
# Debian's own Python instead of the python image, because no layer of it has pip, a compiler or setuptools.
ARG DEBIAN=bookworm-20260518-slim

FROM debian:${DEBIAN} AS build
# No versions: one that Debian has replaced can no longer be installed. The base is pinned by its date.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends python3-venv postgresql-client-15 \
    && rm -rf /var/lib/apt/lists/*
COPY requirements.txt /tmp/
# Wheels alone, each with the hash of the lock. pip goes once it has done its work.
RUN python3 -m venv /opt/venv \
    && /opt/venv/bin/python -m pip install --no-cache-dir --require-hashes --only-binary :all: -r /tmp/requirements.txt \
    && /opt/venv/bin/python -m pip uninstall -y setuptools pip \
    && rm -rf /opt/venv/bin/activate* /opt/venv/bin/Activate.ps1
COPY manage.py /srv/statuscourse/
COPY statuscourse /srv/statuscourse/statuscourse
COPY quizzes /srv/statuscourse/quizzes
COPY lessons /srv/statuscourse/lessons
COPY templates /srv/statuscourse/templates
COPY static /srv/statuscourse/static
COPY requirements.txt /srv/statuscourse/
WORKDIR /srv/statuscourse
# A course with a mistake in it becomes no image. Compiled here, because nothing can be written later.
RUN DATA_DIR=/tmp/check PYTHONDONTWRITEBYTECODE=1 /opt/venv/bin/python manage.py load_course --check \
    && /opt/venv/bin/python -m compileall -q /srv/statuscourse /opt/venv/lib

FROM debian:${DEBIAN}
LABEL org.opencontainers.image.title="Status Course" \
      org.opencontainers.image.description="A self-hosted course on HTTP status codes" \
      org.opencontainers.image.licenses="MIT"
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends python3 libpq5 liblz4-1 libzstd1 ca-certificates tzdata \
    && rm -rf /var/lib/apt/lists/* /var/log/apt /var/log/dpkg.log /var/cache/debconf/*-old \
    && groupadd --gid 10001 statuscourse \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin statuscourse \
    && install -d -o 10001 -g 10001 -m 0700 /data /backups
# What `manage.py backup` and `restore` run; the rest of PostgreSQL's client, and the perl that it asks for, stay out.
COPY --from=build /usr/lib/postgresql/15/bin/pg_dump /usr/lib/postgresql/15/bin/pg_restore /usr/lib/postgresql/15/bin/psql /usr/local/bin/
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/statuscourse /srv/statuscourse
WORKDIR /srv/statuscourse
ENV PATH=/opt/venv/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOST=0.0.0.0 \
    PORT=8000 \
    DATA_DIR=/data
USER 10001:10001
VOLUME ["/data", "/backups"]
EXPOSE 8000
STOPSIGNAL SIGTERM
# /healthz says that the process answers. /readyz would call a container ill because its database is.
HEALTHCHECK --interval=15s --timeout=5s --start-period=120s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ['PORT']}/healthz\", timeout=4)"]
ENTRYPOINT ["python", "manage.py"]
CMD ["serve"]
