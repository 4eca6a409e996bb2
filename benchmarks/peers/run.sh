#!/usr/bin/env bash
# Runs the same networks with the same weights through Kiln and its peers, in turn on one core, and prints the ratios.
# Usage: benchmarks/peers/run.sh [--without-kiln | --without-peers | --int8 [--avx2]] [--only NETWORK] [--rounds 5] [--seconds 0.2]
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
work="$here/.peers"
python="${PYTHON:-/usr/bin/python3}"
core="${CORE:-0}"

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }
need() { command -v "$1" >/dev/null || fail "$1 is missing: $2"; }

build_options=()
run_options=()
peers=true
integers=false
avx2=false
while [ $# -gt 0 ]; do
    case "$1" in
        --without-kiln) build_options+=(-p:Kiln=false); shift ;;
        --without-peers) peers=false; shift ;;
        --int8) integers=true; shift ;;
        --avx2) avx2=true; shift ;;
        --only|--rounds|--seconds) [ $# -gt 1 ] || fail "$1 needs a value."; run_options+=("$1" "$2"); shift 2 ;;
        -h|--help) sed -n '2,3s/^# //p' "${BASH_SOURCE[0]}"; exit 0 ;;
        *) fail "Unknown option $1; see --help." ;;
    esac
done

[ $avx2 = false ] || [ $integers = true ] || fail "--avx2 is for --int8."
[ "$(uname -sm)" = "Linux x86_64" ] || fail "The comparison runs on Linux x86-64; this is $(uname -sm)."
need dotnet "install the .NET 10 SDK."
need taskset "install util-linux."

project="$here/../Kiln.Peers/Kiln.Peers.csproj"
program="$here/../Kiln.Peers/bin/Release/net10.0/Kiln.Peers.dll"
pinned=(taskset -c "$core")
if chrt -f 10 true 2>/dev/null; then
    pinned=(chrt -f 10 "${pinned[@]}")
else
    say "Real-time priority is not allowed here; other programs may disturb the medians."
fi

if [ $peers = false ]; then
    [ ${#build_options[@]} = 0 ] || fail "--without-kiln and --without-peers leave nothing to measure."
    say "Building ..."
    dotnet build "$project" -c Release -v q --nologo
    say "Measuring on core $core ..."
    "${pinned[@]}" dotnet "$program" kiln "${run_options[@]}"
    exit
fi

# Quantized networks beside ONNX Runtime's int8 need no Python: Kiln writes their models. Published ones are measured where they lie beside the clone.
if [ $integers = true ]; then
    models="${KILN_SHARED:-$here/../../../shared}/models"
    if [ -d "$models" ]; then run_options+=(--models "$models"); fi
    say "Building ..."
    dotnet build "$project" -c Release -v q --nologo -p:WithOnnxRuntime=true
    # As on a processor that has AVX2 and nothing newer. ONNX Runtime has no setting for it: in a copy of its library the question which registers the system
    # saves, "xor ecx, ecx; xgetbv", becomes the answer that it saves those of AVX, "xor ecx, ecx; push 7; pop rax".
    if [ $avx2 = true ]; then
        need perl "install perl."
        copy="$(mktemp -d)"
        trap 'rm -rf "$copy"' EXIT
        cp -r "$(dirname "$program")/." "$copy"
        program="$copy/Kiln.Peers.dll"
        perl -0777 -i -pe '$n = s/\x31\xc9\x0f\x01\xd0/\x31\xc9\x6a\x07\x58/g; die "ONNX Runtime asks in another way.\n" unless $n' "$copy/libonnxruntime.so"
        export DOTNET_EnableAVX512=0
    fi
    say "Measuring on core $core ..."
    "${pinned[@]}" dotnet "$program" int8 "${run_options[@]}"
    exit
fi

# PyTorch and ONNX come from Debian, with OpenBLAS: on the reference BLAS PyTorch's dense layers are ten times slower, which would flatter Kiln.
if ! "$python" -c 'import torch, onnx' 2>/dev/null || [ ! -e /usr/lib/x86_64-linux-gnu/openblas-pthread/libblas.so.3 ]; then
    packages="python3-torch python3-onnx libopenblas0-pthread"
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || fail "PyTorch, ONNX or OpenBLAS is missing. On Debian: sudo apt-get install $packages. Elsewhere set PYTHON to a Python that has torch and onnx."
    say "Installing $packages ..."
    apt-get update >/dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $packages >/dev/null
fi

say "Building ..."
dotnet build "$project" -c Release -v q --nologo -p:WithOnnxRuntime=true "${build_options[@]}"

say "Preparing weights, models and expected results ..."
rm -rf "$work"
mkdir -p "$work"
dotnet "$program" weights "$work"
"$python" "$here/export.py" "$work"

say "Measuring on core $core ..."
"${pinned[@]}" dotnet "$program" run "$work" --python "$python" --worker "$here/torch_worker.py" "${run_options[@]}"
