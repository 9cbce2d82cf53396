#!/bin/sh
# Install the system libraries that Qt and the tests need, where apt is there and permitted.
#
#   sh scripts/system-packages.sh [PYTHON [run|test|bench]]
#
# Debian and Ubuntu: what is missing is installed as root or by sudo without a password; otherwise the
# command is printed and the exit code is 1. With APT=no what is missing is named, and nothing is installed.
# Other systems: nothing is done, Qt's wheels bring what they need.
set -eu

python=${1:-python3}
purpose=${2:-run}

command -v dpkg-query >/dev/null 2>&1 && command -v apt-get >/dev/null 2>&1 || exit 0

# What the shared objects in the wheels of PyQt6 and OpenCV link to and do not carry: for the picture,
# for windows under X11 and Wayland, for sound.
wanted="libegl1 libgl1 libdrm2 libfontconfig1 libfreetype6 libglib2.0-0 libgssapi-krb5-2 libbrotli1 libzstd1
libdbus-1-3 libxkbcommon0 libxkbcommon-x11-0
libx11-6 libx11-xcb1 libxext6 libxrandr2 libsm6 libice6
libxcb1 libxcb-cursor0 libxcb-glx0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0
libxcb-render0 libxcb-render-util0 libxcb-shape0 libxcb-shm0 libxcb-sync1 libxcb-util1 libxcb-xfixes0 libxcb-xkb1
libwayland-client0 libwayland-cursor0 libwayland-egl1
libpulse0"

# Installed packages, and what they provide: newer releases carry some of these under another name.
present=$(dpkg-query --show --showformat='${db:Status-Abbrev}${Package}, ${Provides}\n' |
    sed -n 's/^ii *//p' | sed 's/ *([^)]*)//g' | tr ',' '\n' | tr -d ' ')

missing=""
for package in $wanted; do
    printf '%s\n' "$present" | grep -Fqx "$package" || missing="$missing $package"
done

# Debian keeps the part of Python that makes environments in a package of its own.
if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
    missing="$missing $("$python" -c 'import sys; print(f"python3.{sys.version_info[1]}-venv")')"
fi

if [ "$purpose" = test ]; then
    for pair in pdftotext:poppler-utils Xvfb:xvfb xdotool:xdotool; do
        command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair##*:}"
    done
    browser=""
    for name in "${HAVENLENS_CHROMIUM:-chromium}" chromium chromium-browser google-chrome google-chrome-stable; do
        if command -v "$name" >/dev/null 2>&1; then browser=$name; fi
    done
    [ -n "$browser" ] || missing="$missing chromium"
fi

# What the benchmarks measure against; without it they say so and measure the rest.
if [ "$purpose" = bench ] && ! printf '%s\n' "$present" | grep -Eqx 'libmpv[12]'; then
    missing="$missing libmpv2"
fi

[ -n "$missing" ] || exit 0

if [ "${APT:-yes}" = no ]; then
    echo "Going on without these system packages:$missing"
    exit 0
fi

install="apt-get install --yes --no-install-recommends$missing"
if [ "$(id -u)" = 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    echo "These system packages are missing; install them, then do this again:" >&2
    echo "    sudo $install" >&2
    echo "Where you may not install any, add APT=no to go on without them: what lacks one then names it." >&2
    exit 1
fi

echo "Installing system packages:$missing"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# shellcheck disable=SC2086 - the lists are meant to be split
if ! { $as_root apt-get update && $as_root $install; } >"$log" 2>&1 </dev/null; then
    tail -n 15 "$log" >&2
    echo "The system packages could not be installed; install them by hand, then do this again:" >&2
    echo "    sudo $install" >&2
    exit 1
fi
