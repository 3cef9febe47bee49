#!/usr/bin/env bash
# Brings the programs that some tests need: as root on Debian it installs them, elsewhere it names
# those that are missing and their tests count as not run. With CI=true a missing one is a failure.
set -euo pipefail

needed=(
  "chromium        chromium         opens the console"
  "chromedriver    chromium-driver  drives the browser"
  "ip              iproute2         takes the route away in the network test"
  "unshare         util-linux       makes the namespace of the network test"
)
chinese_font() { fc-list :lang=zh 2>/dev/null | grep -q .; }

packages=()
missing=()
for line in "${needed[@]}"; do
  read -r program package purpose <<<"$line"
  if ! PATH="$PATH:/usr/sbin:/sbin" command -v "$program" >/dev/null; then
    packages+=("$package")
    missing+=("$program ($purpose)")
  fi
done
if ! chinese_font; then
  packages+=(fontconfig fonts-noto-cjk)
  missing+=("a Chinese font (shows the console)")
fi
[[ ${#missing[@]} -eq 0 ]] && exit 0

if [[ $(id -u) -eq 0 && -e /etc/debian_version ]]; then
  echo "installing ${packages[*]}"
  export DEBIAN_FRONTEND=noninteractive
  if apt-get -qq update && apt-get -qq install --yes --no-install-recommends "${packages[@]}" >/dev/null; then
    exit 0
  fi
fi

printf 'missing: %s\n' "${missing[@]}" >&2
echo "the tests that need these will count as not run" >&2
[[ ${CI:-} != true ]]
