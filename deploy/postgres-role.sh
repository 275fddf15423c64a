#!/bin/bash
# What the image of PostgreSQL runs once, when it makes its folder: the site gets a role that owns its own database and
# nothing else. The superuser has no password from then on, so that nobody becomes it over the network; inside the
# container it needs none: docker compose exec db psql -U postgres
set -euo pipefail
psql --no-psqlrc --set ON_ERROR_STOP=1 --username postgres --dbname postgres <<'SQL'
\getenv password POSTGRES_PASSWORD
CREATE ROLE statuscourse LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD :'password';
CREATE DATABASE statuscourse OWNER statuscourse;
ALTER ROLE postgres PASSWORD NULL;
SQL
