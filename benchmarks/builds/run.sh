#!/usr/bin/env bash
# What ResNet-50 and DenseNet-121, with training, add to a build: projects with and without the network are built from the package in turn.
# Usage: benchmarks/builds/run.sh [rounds, 5 unless told]
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
repository="$here/../.."
rounds="${1:-5}"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
export MSBUILDDISABLENODEREUSE=1

echo "Packing Kiln ..."
dotnet pack "$repository/runtime/Kiln.csproj" -c Release -o "$work/feed" -v q --nologo
cat > "$work/nuget.config" <<END
<configuration><packageSources><clear /><add key="feed" value="$work/feed" /></packageSources></configuration>
END

# One project: a small network, which every build with Kiln pays for, and a network of the zoo with a loss, so that it trains. Its blocks are in the
# files named; of the networks in them only this one is kept (a network is a paragraph).
project() {
    local name="$1" file
    shift
    mkdir -p "$work/$name"
    cat > "$work/$name/$name.csproj" <<END
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <Nullable>enable</Nullable>
    <ImplicitUsings>enable</ImplicitUsings>
    <RestorePackagesPath>$work/packages</RestorePackagesPath>
  </PropertyGroup>
  <ItemGroup><PackageReference Include="Kiln" Version="*" /></ItemGroup>
</Project>
END
    echo 'using Kiln; [Network, Input(4), Dense(3), SoftmaxCrossEntropy] public sealed partial class Small;' > "$work/$name/Small.cs"
    for file in "$@"; do
        awk -v RS= -v ORS='\n\n' -v network="class $name;" '!/\[Network/ || index($0, network)' "$repository/examples/Zoo/Networks/$file.cs" |
            sed 's/Dense(1000)\]/Dense(1000), SoftmaxCrossEntropy]/' > "$work/$name/$file.cs"
    done
    dotnet restore "$work/$name" -v q
}

# Milliseconds in the C# compiler, generator and analyzers included.
compile() {
    echo "internal static class Edited { internal const int Round = $3; }" > "$work/$1/Edited.cs"
    dotnet build "$work/$1" --no-restore -v q --nologo -p:UseSharedCompilation="$2" -clp:PerformanceSummary > "$work/log" || { cat "$work/log" >&2; exit 1; }
    awk '$2 == "ms" && $3 == "Csc" { print $1 }' "$work/log"
}

median() { sort -n | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'; }

project None
project ResNet50 ResNet SEResNet50
project DenseNet121 DenseNet121 ResNet SEResNet50

printf '\nMilliseconds in the C# compiler, median of %s rounds in turn, and what the network adds to None.\n' "$rounds"
for shared in false true; do
    [ $shared = true ] && echo "In the compiler server, where it runs already:" || echo "In a process of its own:"
    for ((round = 0; round <= rounds; round++)); do
        # The first round warms the disk's cache, or the server.
        for name in None ResNet50 DenseNet121; do compile $name $shared $round >> "$work/$name.$shared.$([ $round = 0 ] && echo warm || echo times)"; done
    done
    none=$(median < "$work/None.$shared.times")
    for name in None ResNet50 DenseNet121; do
        total=$(median < "$work/$name.$shared.times")
        printf '  %-12s %6d  %+6d\n' $name "$total" $((total - none))
    done
done
