#!/usr/bin/env bash
# Is a build of Kiln slower than another? Both measure the rows of benchmarks/peers, taking turns in fresh processes pinned to the same core.
# Usage: benchmarks/versus/run.sh OLD_COMMIT [NEW_COMMIT]    without NEW_COMMIT: the working tree
#        benchmarks/versus/run.sh --threads [COMMIT]         two threads over one
#        benchmarks/versus/run.sh --debug [COMMIT]           Debug over Release
# Options: [--turns 12] [--only NETWORK] [--seconds 0.2]
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
repository="$(cd "$here/../.." && pwd)"
core="${CORE:-0}"
other_core="${OTHER_CORE:-1}"

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

mode=builds
turns=12
commits=()
run_options=()
while [ $# -gt 0 ]; do
    case "$1" in
        --threads|--debug) mode="${1#--}"; shift ;;
        --turns) [ $# -gt 1 ] || fail "$1 needs a value."; turns="$2"; shift 2 ;;
        --only|--seconds) [ $# -gt 1 ] || fail "$1 needs a value."; run_options+=("$1" "$2"); shift 2 ;;
        -h|--help) sed -n '2,6s/^# //p' "${BASH_SOURCE[0]}"; exit 0 ;;
        -*) fail "Unknown option $1; see --help." ;;
        *) commits+=("$1"); shift ;;
    esac
done
[[ "$turns" =~ ^[1-9][0-9]*$ ]] || fail "--turns takes a whole number of at least 1, not '$turns'."
most=$([ $mode = builds ] && echo 2 || echo 1)
[ ${#commits[@]} -le "$most" ] || fail "Too many commits: ${commits[*]}; see --help."
[ $mode != builds ] || [ ${#commits[@]} -gt 0 ] || fail "Which commit is the old one? See --help."

work="$(mktemp -d)"
cleanup() {
    local tree
    for tree in "$work"/*.tree; do
        [ ! -e "$tree/.git" ] || git -C "$repository" worktree remove --force "$tree"
    done
    rm -rf "$work"
}
trap cleanup EXIT

# Copies files of the working tree, new ones too; all of them where no folder is named. What is deleted but not yet committed is left out.
copy_into() {
    (cd "$repository" &&
        git ls-files -z -co --exclude-standard "${@:2}" |
        while IFS= read -r -d '' file; do [ ! -e "$file" ] || printf '%s\0' "$file"; done |
        tar --null -T - -c) | tar -x -C "$1"
}

# The sources of a commit, or of the working tree where none is given, with today's program to measure: both builds then measure the same rows in the same way.
sources() {
    local tree="$work/$1.tree" commit="${2:-}"
    if [ -n "$commit" ]; then
        git -C "$repository" worktree add --detach --quiet "$tree" "$commit"
        rm -rf "$tree/benchmarks/Kiln.Peers" "$tree/benchmarks/peers"
        copy_into "$tree" benchmarks/Kiln.Peers benchmarks/peers
    else
        mkdir "$tree"
        copy_into "$tree"
    fi
}

build() {
    local project="$work/$1.tree/benchmarks/Kiln.Peers/Kiln.Peers.csproj"
    say "Building $1 ($2) ..."
    dotnet build "$project" -c "$2" -v q --nologo -p:RunAnalyzers=false -p:EnforceCodeStyleInBuild=false -p:GenerateDocumentationFile=false > "$work/log" ||
        { cat "$work/log" >&2; exit 1; }
}

priority=()
chrt -f 10 true 2>/dev/null && priority=(chrt -f 10) || say "Real-time priority is not allowed here; other programs may disturb the medians."

# One process: label, tree, configuration, cores, threads.
measure() {
    local program="$work/$2.tree/benchmarks/Kiln.Peers/bin/$3/net10.0/Kiln.Peers.dll"
    "${priority[@]}" taskset -c "$4" dotnet "$program" times --rounds 1 --threads "$5" "${run_options[@]}" >> "$work/$1.times"
}

case $mode in
    builds)
        sources old "${commits[0]}"
        sources new "${commits[1]:-}"
        build old Release
        build new Release
        say "Old: $(git -C "$repository" log -1 --format='%h %s' "${commits[0]}")"
        say "New: $([ ${#commits[@]} = 2 ] && git -C "$repository" log -1 --format='%h %s' "${commits[1]}" || echo "the working tree")"
        first=(old old Release "$core" 1) second=(new new Release "$core" 1) ;;
    threads)
        sources kiln "${commits[0]:-}"
        build kiln Release
        first=(one-thread kiln Release "$core" 1) second=(two-threads kiln Release "$core,$other_core" 2) ;;
    debug)
        sources kiln "${commits[0]:-}"
        build kiln Debug
        build kiln Release
        first=(debug kiln Debug "$core" 1) second=(release kiln Release "$core" 1) ;;
esac

say "Measuring $turns turns on core $core ..."
for ((turn = 0; turn < turns; turn++)); do
    # Who begins changes from turn to turn, so that neither is always the one after the other.
    if [ $((turn % 2)) = 0 ]; then measure "${first[@]}"; measure "${second[@]}"; else measure "${second[@]}"; measure "${first[@]}"; fi
done
dotnet "$work/${second[1]}.tree/benchmarks/Kiln.Peers/bin/Release/net10.0/Kiln.Peers.dll" versus "$work/${first[0]}.times" "$work/${second[0]}.times"
