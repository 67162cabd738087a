#!/usr/bin/env bash
# Installs the Debian/Ubuntu packages runexp builds and runs with, if any is missing; with the argument
# `tests` also those that tests skip what they check without: a browser, pandas, R.
# Uses sudo only when not root, and says so. Installs nothing when nothing is missing.
set -euo pipefail

packages=(libsqlite3-dev libopenblas-dev libyaml-dev pkg-config gnuplot-nox curl gzip)
[ "${1:-}" != tests ] || packages+=(chromium python3-pandas r-base-core r-cran-rsqlite)

if ! command -v swift >/dev/null; then
  echo "runexp: Swift is not installed: install Swift 6.2 or newer from https://www.swift.org/install/linux and put it on PATH" >&2
  exit 1
fi

if ! command -v dpkg-query >/dev/null; then
  echo "runexp: this is not Debian or Ubuntu: install the equivalents of ${packages[*]} yourself" >&2
  exit 0
fi

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$status" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

asRoot=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || {
    echo "runexp: missing ${missing[*]}, and neither root nor sudo to install them" >&2
    exit 1
  }
  echo "runexp: installing ${missing[*]} with sudo" >&2
  asRoot=(sudo)
else
  echo "runexp: installing ${missing[*]}" >&2
fi
"${asRoot[@]}" apt-get update -qq
"${asRoot[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
