#!/bin/sh
# Installs what the tests need where that is possible (root on Debian); says plainly what is missing
# where it is not. Tests that need a missing tool say so and are skipped.
set -u
missing=""
need() { # package, file that shows it is there
  [ -e "$2" ] || missing="$missing $1"
}
need dovecot-imapd /usr/sbin/dovecot
need chromium /usr/bin/chromium
need strace /usr/bin/strace
need openssl /usr/bin/openssl
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "installing:$missing"
  # The packages' own services must not start: the tests start their own on loopback.
  if [ ! -e /usr/sbin/policy-rc.d ]; then
    printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d && chmod +x /usr/sbin/policy-rc.d && ours=1
  fi
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
  status=$?
  [ "${ours:-}" = 1 ] && rm -f /usr/sbin/policy-rc.d
  [ $status = 0 ] && exit 0
fi
echo "MISSING, the tests that need them will be skipped:$missing"
