#!/usr/bin/env bash
# The numeric tests on Arm: publishes tests/Kiln.Arm64 as a native program for linux-arm64 and runs it in an emulator, with the instructions for dot products and
# without. The results of its networks must be those that this machine writes: bytes to the bit, floats nearly. To these come the random networks of the
# compiler's tests: 20, or more than 500 with KILN_TEST_LEVEL=full.
#   tests/arm64.sh [CONFIGURATION]
# Needs Debian's qemu-user-static, gcc-aarch64-linux-gnu, libc6-dev-arm64-cross and binutils-aarch64-linux-gnu; without them it says so and ends with code 0.
# The last line is "N passed, N failed", or "0 passed, 0 failed, 1 skipped".
set -u -o pipefail
cd "$(dirname "$0")/.."
configuration=${1:-Release}
project=tests/Kiln.Arm64

skip() {
  echo "The tests for Arm are skipped: $1"
  echo "0 passed, 0 failed, 1 skipped"
  exit 0
}

fail() {
  echo "$1"
  echo "0 passed, 1 failed"
  exit 1
}

for tool in qemu-aarch64-static aarch64-linux-gnu-gcc aarch64-linux-gnu-objcopy; do
  command -v "$tool" > /dev/null || skip "$tool is not on the PATH."
done

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# The SDK tells the linker its target, as clang wants it; GCC is another program for each target.
cat > "$folder/link" << 'END'
#!/bin/sh
for argument do
  shift
  case $argument in --target=*) ;; *) set -- "$@" "$argument" ;; esac
done
exec aarch64-linux-gnu-gcc "$@"
END
chmod +x "$folder/link"

mkdir "$folder/golden"
KILN_EXPORT_NETWORKS="$folder/golden" dotnet test tests/Kiln.Compiler.Tests -v q --filter FullyQualifiedName~RandomQuantizedTests ||
  fail "This machine could not make the random networks."
exported=-p:ExportedNetworks="$folder/golden"

dotnet build $project -c "$configuration" -m:1 -v q "$exported" || fail "$project could not be built."
dotnet $project/bin/"$configuration"/net10.0/Kiln.Arm64.dll write "$folder/golden" || fail "This machine could not run the networks."

native=(-p:Arm64=true -c "$configuration" -m:1 -v q "$exported")
dotnet restore $project -p:Arm64=true -v q > "$folder/restore.log" 2>&1 || {
  cat "$folder/restore.log"
  grep -q 'NU1.*ILCompiler' "$folder/restore.log" && skip "the ILCompiler package could not be restored."
  fail "$project could not be restored for Arm."
}
dotnet publish $project --no-restore "${native[@]}" -p:CppCompilerAndLinker="$folder/link" -p:ObjCopyName=aarch64-linux-gnu-objcopy -o "$folder/native" ||
  fail "$project could not be published for Arm."

passed=0 failed=0
# A Cortex-A53, as in a Raspberry Pi 3, has no instructions for dot products. Kernels compute as many values as in a quick run: an emulator is slow.
for cpu in max cortex-a53; do
  echo "== Arm, $cpu"
  KILN_TEST_LEVEL=quick qemu-aarch64-static -cpu $cpu -L /usr/aarch64-linux-gnu "$folder/native/Kiln.Arm64" check "$folder/golden" | tee "$folder/$cpu.log"
  if read -r p _ f _ < <(tail -n 1 "$folder/$cpu.log" | grep -E '^[0-9]+ passed, [0-9]+ failed$') && [ "$p" -gt 0 ]; then
    passed=$((passed + p)) failed=$((failed + f))
  else
    echo "The program for Arm did not end."
    failed=$((failed + 1))
  fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
