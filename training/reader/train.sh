#!/usr/bin/env bash
# From the corpora to `reader.safetensors`: train.sh DATA OUT [--without CORPUS]...
set -euo pipefail
if [ $# -lt 2 ]; then
  sed -n 2p "$0" >&2
  exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
data=$(realpath "$1")
mkdir -p "$2"
out=$(realpath "$2")
shift 2
cd "$here/../.."
cargo build --release -p train-reader
if [ ! -x "$out/python/bin/python" ]; then
  python3 -m venv "$out/python"
  "$out/python/bin/pip" install -q -r "$here/requirements.txt"
fi
"$out/python/bin/python" "$here/prepare.py" "$data" "$out/examples.pickle" "$@"
"$out/python/bin/python" "$here/train.py" "$out/examples.pickle" "$out"
"$out/python/bin/python" "$here/export.py" "$out/model.pt" "$out/reader.safetensors"
