#!/usr/bin/env bash
# Runs a command beside a portal with the demo county, whose address it gets as its last argument:
#
#   web/e2e/beside.sh node web/e2e/screenshots.mjs
#
# The portal is built from the sources that are here and ends with the command.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
port=${PORT:-18080}
folder=$(mktemp -d)
portal=
finish() {
  [[ -z $portal ]] || { kill "$portal" && wait "$portal" || true; }
  rm -rf "$folder"
}
trap finish EXIT

(cd "$root" && go run ./web/bundle && go build -o "$folder/portal" ./functions/portal)
mkdir "$folder/objects"
cp "$root/web/e2e/site.json" "$folder/objects/site.json"
export MINGTIAN_DATA=$folder MINGTIAN_PUBLIC_URL=http://127.0.0.1:$port
"$folder/portal" serve -demo -addr "127.0.0.1:$port" >"$folder/said" 2>"$folder/log" &
portal=$!
until grep -q "$MINGTIAN_PUBLIC_URL" "$folder/said"; do
  kill -0 "$portal" 2>/dev/null || { cat "$folder/log" >&2; portal=; exit 1; }
  sleep 0.2
done
"$folder/portal" redact -reason 演示 T000009 >/dev/null # what pages.mjs has as withdrawn
command=$1
shift
"$command" "$@" "$MINGTIAN_PUBLIC_URL"
