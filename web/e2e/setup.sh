#!/usr/bin/env bash
# Puts in place what the browser tests need: a browser, Chinese type, programs that read a printed
# page, and the packages of package-lock.json; with "audit" also Lighthouse. Does nothing where all
# of it is there.
set -euo pipefail
cd "$(dirname "$0")"

# What is needed, and the Debian package that has it. CHROMIUM names another browser.
missing=()
[[ -x ${CHROMIUM:-/usr/bin/chromium} ]] || missing+=(chromium)
command -v zbarimg >/dev/null || missing+=(zbar-tools)
command -v pdftoppm >/dev/null || missing+=(poppler-utils)
compgen -G '/usr/share/fonts/opentype/noto/NotoSansCJK*' >/dev/null || missing+=(fonts-noto-cjk)

if ((${#missing[@]})); then
  if ! command -v apt-get >/dev/null; then
    echo "the browser tests need: ${missing[*]} (names of Debian packages)" >&2
    exit 1
  fi
  as_root=()
  ((EUID == 0)) || as_root=(sudo)
  install() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
      --no-install-recommends "$@" >/dev/null
  }
  "${as_root[@]}" apt-get update -qq
  install "${missing[@]}" || install --fix-broken "${missing[@]}"
fi

# packages installs a folder's, and runs nothing of theirs.
packages() {
  cmp -s "$1/package-lock.json" "$1/node_modules/.installed" && return
  (cd "$1" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 \
    npm ci --silent --no-audit --no-fund --ignore-scripts)
  cp "$1/package-lock.json" "$1/node_modules/.installed"
}
packages .
if [[ ${1:-} == audit ]]; then packages audit; fi
