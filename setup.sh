#!/usr/bin/env bash
# Installs the Debian/Ubuntu packages runexp builds and runs with, if any is missing; with the argument
# `tests` also those that tests skip what they check without: a browser, pandas, R, Slurm (whose
# services are not started).
# Uses sudo only when not root, and says so. Installs nothing when nothing is missing.
set -euo pipefail

packages=(libsqlite3-dev libopenblas-dev libyaml-dev pkg-config gnuplot-nox curl gzip)
slurm=(slurmctld slurmd slurm-client slurm-wlm-basic-plugins munge)
[ "${1:-}" != tests ] || packages+=(chromium python3-pandas r-base-core r-cran-rsqlite "${slurm[@]}")

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

# Tests start a Slurm of their own: packages ask this file whether their services may start.
policy=/usr/sbin/policy-rc.d
if [[ " ${missing[*]} " =~ slurm|munge ]] && [ ! -e "$policy" ]; then
  trap '"${asRoot[@]}" rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' | "${asRoot[@]}" tee "$policy" >/dev/null
  "${asRoot[@]}" chmod 755 "$policy"
fi
"${asRoot[@]}" apt-get update -qq
"${asRoot[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
