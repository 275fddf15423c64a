#!/bin/sh
# Find nginx, or install Debian's package. It starts nothing: tests have servers of their own.
set -eu
command -v nginx >/dev/null 2>&1 && exit 0
test -x /usr/sbin/nginx && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "nginx is needed for these tests: install it (Debian: apt-get install nginx-light)" >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq >/dev/null 2>&1 || true
# The package would start its server at once, on port 80: policy-rc.d says no to that while it is installed.
policy=/usr/sbin/policy-rc.d
test -e "$policy" || { printf '#!/bin/sh\nexit 101\n' >"$policy"; chmod 755 "$policy"; trap 'rm -f "$policy"' EXIT; }
apt-get install -y -qq --no-install-recommends nginx-light >/dev/null
