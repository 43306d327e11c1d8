#!/bin/sh
# Runs the BPMN conformance cases against a live server, when the folder with the cases is there.
set -eu
server="$1"
shift
cases="$(dirname "$0")/../../shared/conformance"
if [ ! -f "$cases/run.py" ] || ! command -v python3 >/dev/null 2>&1; then
  echo "conformance: the cases (../shared/conformance) or python3 are not here: SKIPPED"
  exit 0
fi
here="$(cd "$(dirname "$0")" && pwd)"
exec python3 "$here/conformance.py" "$server" "$cases" "$@"
