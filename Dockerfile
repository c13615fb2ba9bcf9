# syntax=docker/dockerfile:1
# The portal for servers. Unbuilt: no container engine was at hand where this was written; see
# docker-compose.yml for what was checked. No secret is needed to build it, and none may enter it.

FROM python:3.11.14-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /srv/kinderschutz
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
COPY requirements/runtime.txt requirements/runtime.txt
RUN pip install --require-hashes --only-binary=:all: -r requirements/runtime.txt
COPY manage.py ./
COPY kinderschutz kinderschutz
COPY network network
COPY agreements agreements
COPY cases cases
COPY templates templates
COPY static static
# The settings want to know what kind of start this is; DEMO lives for this line only.
RUN DEMO=true STATIC_ROOT=/srv/static python manage.py collectstatic --noinput -v0 \
    && python -m compileall -q /srv/kinderschutz

FROM python:3.11.14-slim-bookworm AS portal
# Pango draws the PDF pages; its version follows Debian's security updates.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 portal \
    && useradd --system --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal -m 0700 /paper /data /journal /checkpoints
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv /srv
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    STATIC_ROOT=/srv/static \
    HOME=/tmp
WORKDIR /srv/kinderschutz
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=10s --start-period=30s --retries=4 \
    CMD ["python", "-m", "kinderschutz.lib.probe", "/healthz"]
CMD ["python", "-m", "gunicorn", "kinderschutz.wsgi:application", \
     "--config", "python:kinderschutz.lib.web_server", "--bind", "0.0.0.0:8000"]

# The same with pg_dump and pg_restore of PostgreSQL 18; Debian's own are older than the server.
FROM portal AS backup
USER 0
COPY requirements/backup.txt requirements/backup.txt
RUN pip install --no-cache-dir --require-hashes --only-binary=:all: -r requirements/backup.txt
USER 10001:10001
HEALTHCHECK NONE
CMD ["python", "manage.py", "backup", "--help"]

# What is built unless another target is named.
FROM portal
