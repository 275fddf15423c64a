#!/bin/sh
# Find nginx, or install Debian's package. It starts nothing: tests have one of their own.
set -eu
command -v nginx >/dev/null 2>&1 && exit 0
test -x /usr/sbin/nginx && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "nginx is needed for these tests: install it (Debian: apt-get install nginx-light)" >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq >/dev/null 2>&1 || true
# The package would start a server of its own at once, on port 80.
policy=/usr/sbin/policy-rc.d
made=
test -e "$policy" || { made=1; printf '#!/bin/sh\nexit 101\n' >"$policy"; chmod +x "$policy"; }
apt-get install -y -qq --no-install-recommends nginx-light >/dev/null
test -z "$made" || rm -f "$policy"
