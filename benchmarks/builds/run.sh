#!/usr/bin/env bash
# What networks add to a build of a project with the package: projects with and without them are built in turn.
# First LeNet-5, in processor time and by parts; then ResNet-50 and DenseNet-121, with training, in the C# compiler's time.
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

# The project file, with a line of properties where one is given.
project_file() {
    mkdir -p "$work/$1"
    cat > "$work/$1/$1.csproj" <<END
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <Nullable>enable</Nullable>
    <ImplicitUsings>enable</ImplicitUsings>
    <RestorePackagesPath>$work/packages</RestorePackagesPath>
    ${2:-}
  </PropertyGroup>
  <ItemGroup><PackageReference Include="Kiln" Version="*" /></ItemGroup>
</Project>
END
    dotnet restore "$work/$1" -v q
}

# A small network, which every build with Kiln pays for, and a network of the zoo with a loss, so that it trains. Its blocks are in the files named; of
# the networks in them only this one is kept (a network is a paragraph).
project() {
    local name="$1" file
    shift
    project_file "$name"
    echo 'using Kiln; [Network, Input(4), Dense(3), SoftmaxCrossEntropy] public sealed partial class Small;' > "$work/$name/Small.cs"
    for file in "$@"; do
        awk -v RS= -v ORS='\n\n' -v network="class $name;" '!/\[Network/ || index($0, network)' "$repository/examples/Zoo/Networks/$file.cs" |
            sed 's/Dense(1000)\]/Dense(1000), SoftmaxCrossEntropy]/' > "$work/$name/$file.cs"
    done
}

# LeNet-5 alone, with its kernels called in Kiln.dll (Library, as by default) or in the assembly (Emit).
lenet() {
    project_file "$1" "<KilnKernels>$2</KilnKernels>"
    cat > "$work/$1/LeNet5.cs" <<END
using Kiln;

[Network, Input(1, 28, 28)]
[Conv2D(6, kernel: 5, padding: Pad.Same), ReLU, MaxPool2D(2)]
[Conv2D(16, kernel: 5), ReLU, MaxPool2D(2)]
[Flatten, Dense(120), ReLU, Dense(84), ReLU, Dense(10)]
[SoftmaxCrossEntropy]
public sealed partial class LeNet5;
END
}

# Builds a project once for what it generates: the files stay in obj, and the log tells the generator's time.
generate() {
    rm -rf "$work/$1/obj/Release"
    dotnet build "$work/$1" -c Release --no-restore -v d --nologo -p:UseSharedCompilation=false \
        -p:ReportAnalyzer=true -p:EmitCompilerGeneratedFiles=true > "$work/$1.log" ||
        { tail -50 "$work/$1.log" >&2; exit 1; }
}

generated() { find "$work/$1/obj/Release" -path '*/Kiln.Generator/*.cs' "${@:2}"; }
size() { generated "$1" -print0 | xargs -0 cat | wc -c; }
generator_seconds() { awk '$3 == "Kiln.Generator.NetworkGenerator" { print $1; exit }' "$work/$1.log"; }

# What a project's network generates, as ordinary files of a project whose class is no network: its build pays for the C# and not for the generator.
written_out() {
    local file
    project_file "$2"
    while IFS= read -r file; do cp "$file" "$work/$2/"; done < <(generated "$1")
    echo 'public sealed partial class LeNet5;' > "$work/$2/LeNet5.cs"
}

# Milliseconds of processor time, user and system, of a cold Release build.
cold() {
    local TIMEFORMAT='%U %S'
    rm -rf "$work/$1/bin" "$work/$1/obj/Release"
    { time dotnet build "$work/$1" -c Release --no-restore -v q --nologo -p:UseSharedCompilation=false > "$work/log"; } 2> "$work/time" ||
        { cat "$work/log" >&2; exit 1; }
    awk 'END { print 1000 * ($1 + $2) }' "$work/time"
}

# Milliseconds in the C# compiler, generator and analyzers included.
compile() {
    echo "internal static class Edited { internal const int Round = $3; }" > "$work/$1/Edited.cs"
    dotnet build "$work/$1" --no-restore -v q --nologo -p:UseSharedCompilation="$2" -clp:PerformanceSummary > "$work/log" || { cat "$work/log" >&2; exit 1; }
    awk '$2 == "ms" && $3 == "Csc" { print $1 }' "$work/log"
}

median() { sort -n | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'; }

seconds() { awk -v milliseconds="$1" 'BEGIN { printf "%5.1f", milliseconds / 1000 }'; }

project_file Package
lenet LeNet Library
lenet Emit Emit
generate LeNet
generate Emit
lenet_source="$(printf "LeNet-5's source: %d KB in %d files, with KilnKernels=Emit %d KB in %d; the generator's own clock: %s s and %s s." \
    $(($(size LeNet) / 1000)) "$(generated LeNet | wc -l)" $(($(size Emit) / 1000)) "$(generated Emit | wc -l)" \
    "$(generator_seconds LeNet)" "$(generator_seconds Emit)")"
written_out LeNet LeNetSource
written_out Emit EmitSource
cpu() { awk -F '\t+: ' -v field="$1" '$1 == field { print $2; exit }' /proc/cpuinfo; }
printf '\n%s (family %s, model %s), %s processors\n' "$(cpu 'model name')" "$(cpu 'cpu family')" "$(cpu model)" "$(nproc)"
printf 'Seconds of processor time of a cold Release build without the compiler server, least and median of %s rounds in turn.\n' "$rounds"
builds=(Package LeNet Emit LeNetSource EmitSource)
declare -A time_of
for ((round = 0; round <= rounds; round++)); do
    # The first round warms the disk's cache.
    for name in "${builds[@]}"; do cold "$name" >> "$work/$name.$([ $round = 0 ] && echo warm || echo cold)"; done
done
for name in "${builds[@]}"; do time_of[$name]=$(sort -n "$work/$name.cold" | head -1); done
row() { printf '  %-52s %s %s\n' "$1" "$(seconds "$2")" "${3:-}"; }
total() { row "$1" "${time_of[$2]}" "$(seconds "$(median < "$work/$2.cold")")"; }
total 'the package, no network' Package
total 'with LeNet-5' LeNet
total 'with LeNet-5, KilnKernels=Emit' Emit
total "with LeNet-5's files as the project's own" LeNetSource
total 'the same, KilnKernels=Emit' EmitSource
# Other work on the machine adds to processor time too, so the differences are those of the least.
echo 'What LeNet-5 adds, by differences of the least:'
row 'the generator' $((time_of[LeNet] - time_of[LeNetSource]))
row 'the C# of the schedule' $((time_of[LeNetSource] - time_of[Package]))
row 'the C# of the kernels, KilnKernels=Emit' $((time_of[EmitSource] - time_of[LeNetSource]))
awk -v with="${time_of[LeNet]}" -v without="${time_of[Package]}" 'BEGIN { printf "LeNet-5 adds %.2f of the build without a network; the budget is 0.65.\n", (with - without) / without }'
echo "$lenet_source"

project None
project ResNet50 ResNet SEResNet50
project DenseNet121 DenseNet121 ResNet SEResNet50
for ((round = 0; round < rounds; round++)); do
    generate ResNet50
    generator_seconds ResNet50 >> "$work/ResNet50.generator"
done
printf "\nResNet-50 with training: %s MB of source; the generator takes %s s (its own clock in a cold build, median of %s)\n" \
    "$(awk -v bytes="$(size ResNet50)" 'BEGIN { printf "%.2f", bytes / 1e6 }')" "$(median < "$work/ResNet50.generator")" "$rounds"

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
