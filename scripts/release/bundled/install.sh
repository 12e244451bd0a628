#!/bin/sh
# Installs Halfhour from the wheels beside this script; asks no network for anything.
#   sh install.sh [FOLDER]     FOLDER: where the environment is made; halfhour-venv by default
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
folder=${1:-halfhour-venv}
pythons="@PYTHONS@"

python=${PYTHON:-}
for version in $pythons; do
    if [ -z "$python" ] && command -v "python$version" >/dev/null 2>&1; then
        python=python$version
    fi
done
python=${python:-python3}
if ! command -v "$python" >/dev/null 2>&1; then
    echo "error: there is no $python: install Python ($pythons), or name one with PYTHON=/path/to/python" >&2
    exit 2
fi
kind=$("$python" -I -c 'import sys, sysconfig; print("%d.%d" % sys.version_info[:2], sysconfig.get_platform())')
found=${kind%% *}
platform=${kind#* }
case " $pythons " in
*" $found "*) ;;
*)
    echo "error: $python is Python $found, and these wheels are for Python $pythons: name another with PYTHON=/path/to/python" >&2
    exit 2
    ;;
esac
if [ "$platform" != linux-x86_64 ]; then
    echo "error: $python is for $platform, and these wheels are for linux-x86_64" >&2
    exit 2
fi

echo "checking the files"
if ! (cd "$here" && sha256sum --check --quiet SHA256SUMS); then
    echo "error: these files are not what was packed: unpack all of the archive, or copy it anew" >&2
    exit 2
fi
# -I and --isolated: what this machine tells Python and pip to do has no say.
echo "installing into $folder with Python $found"
"$python" -I -m venv "$folder"
"$folder/bin/python" -I -m pip --isolated install --quiet --disable-pip-version-check --no-index \
    --find-links "$here/wheels" "halfhour[all]==@VERSION@"
"$folder/bin/halfhour" --version
echo "done: try $folder/bin/halfhour demo"
