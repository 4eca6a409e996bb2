#!/usr/bin/env bash
# Records the runtime's public surface in runtime/PublicAPI.Unshipped.txt: all that PublicAPI.Shipped.txt does not have, and what it has and is gone.
# Usage: build/public-api.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_CLI_UI_LANGUAGE=en DOTNET_NOLOGO=1

record=runtime/PublicAPI.Unshipped.txt
before="$(mktemp)"
log="$(mktemp)"
trap 'rm -f "$before" "$log"' EXIT
cp "$record" "$before"

# Against an empty record the build names every symbol, in the record's own notation.
echo '#nullable enable' > "$record"
if ! dotnet build runtime/Kiln.csproj -f net10.0 -v q -p:TreatWarningsAsErrors=false > "$log"; then
    cp "$before" "$record"
    cat "$log" >&2
    exit 1
fi

sed -n "s/.*RS0016: Symbol '\(.*\)' is not part of the declared .*/\1/p; s/.*RS0017: Symbol '\(.*\)' is part of the declared .*/*REMOVED*\1/p" "$log" |
    LC_ALL=C sort -u >> "$record"
diff "$before" "$record" || true
