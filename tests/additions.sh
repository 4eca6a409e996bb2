#!/usr/bin/env bash
# Adds an op, an implementation and a program to a copy of the repository, each in the files that docs/architecture.md names and in no others, and runs tests of all three.
# Usage: tests/additions.sh
set -euo pipefail

repository="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
copy="$(mktemp -d)"
trap 'rm -rf "$copy"' EXIT

(cd "$repository" && git ls-files -z -co --exclude-standard | while IFS= read -r -d '' file; do [ ! -e "$file" ] || printf '%s\0' "$file"; done | tar --null -T - -c) | tar -x -C "$copy"
cd "$copy"
git init -q
git add -A
git -c user.name=additions -c user.email=additions@localhost commit -qm before

fail() { printf '%s\n' "$*" >&2; exit 1; }

# insert FILE AFTER TEXT: a line behind the first one that holds AFTER.
insert() {
    grep -qF "$2" "$1" || fail "$1 has no line with: $2"
    awk -v after="$2" -v text="$3" '{ print } !done && index($0, after) { print text; done = 1 }' "$1" > "$1.new"
    mv "$1.new" "$1"
}

# touches WHAT FILE...: what has changed since the last commit are these files.
touches() {
    local what="$1" changed
    shift
    git add -A
    changed="$(git diff --cached --name-only | sort)"
    [ "$changed" = "$(printf '%s\n' "$@" | sort)" ] || fail "$what touched other files than those that docs/architecture.md names:
$changed"
    git -c user.name=additions -c user.email=additions@localhost commit -qm "$what"
    printf '%s: %s\n' "$what" "$(printf '%s ' "$@")"
}

# An op: y = exp(-x^2), element-wise.
cat > generator/Ops/Elementwise/Bell.cs <<'CS'
using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>y = exp(-x^2).</summary>
internal sealed record Bell() : ElementwiseOp(Formula.Exp(-(X * X)));
CS
cat > runtime/Layers/Activations/Bell.cs <<'CS'
using System.Diagnostics;

namespace Kiln;

/// <summary>exp(-x^2). Keeps the shape.</summary>
[Conditional(Metadata.Symbol)]
public sealed class BellAttribute : LayerAttribute;

public sealed partial class Node
{
    /// <inheritdoc cref="BellAttribute"/>
    /// <returns>The layer's output.</returns>
    public Node Bell() => throw CompileTimeOnly();
}
CS
insert generator/Ops/OpTable.cs "Add.Layer, Subtract.Layer" "        .. ElementwiseLayer.Activations(new Bell()),"
insert generator/Ops/OpTable.cs "typeof(Divide)," "        typeof(Bell),"
touches "The op Bell" generator/Ops/Elementwise/Bell.cs generator/Ops/OpTable.cs runtime/Layers/Activations/Bell.cs

# An implementation: another way to negate.
mkdir -p generator/Implementations/Elementwise
cat > generator/Implementations/Elementwise/ScaledNegate.cs <<'CS'
using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>-x as a product.</summary>
internal sealed class ScaledNegate(Negate op) : Implementation<Negate>(op, Traits.FlatMemory)
{
    public override void Write(StepBuilder step)
    {
        Geometry map = step.Output();
        (Expression first, Expression end) = step.Items("Float", map.Floats, StepBuilder.FloatsOfItem, StepBuilder.CostOfElement);
        step.Call(
            "Reductions", "Scale", step.InputAt(0, first - map.Interior), step.OutputAt(0, first - map.Interior), end - first, Argument.Float(-1));
    }
}
CS
insert generator/Implementations/ImplementationTable.cs "Add((MeanLoss op)" "        Add((Negate op) => new ScaledNegate(op));"
touches "The implementation ScaledNegate" generator/Implementations/Elementwise/ScaledNegate.cs generator/Implementations/ImplementationTable.cs

# A program: inference once more, under a name and in an arena of its own.
insert generator/Graphs/ProgramTable.cs "{ IsDeferred = false };" "
    public static ProgramSpec Predict { get; } =
        new(\"Predict\", \"Predict\", \"Runs inference as Forward does, in memory of its own.\", [ResultKind.Output]);"
insert generator/Graphs/ProgramTable.cs "yield return Infer;" "        yield return Predict;"
touches "The program Predict" generator/Graphs/ProgramTable.cs

cat > tests/Kiln.Compiler.Tests/Networks/AdditionsTests.cs <<'CS'
using Kiln.Generator.Emit;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Planning;

namespace Kiln.Compiler.Tests.Networks;

public sealed class AdditionsTests
{
    private static readonly EvaluatedNetwork s_network = new NetworkText("Additions", "", Methods: """
        private static Node Build([Input(5)] Node x) => -x.Dense(7).Bell().Dense(3);

        private static Node Loss(Node output, [Input(3)] Node target) => output.MeanSquaredError(target);
        """).Evaluate();

    [Fact]
    public void The_added_op_and_implementation_are_trained() => new NetworkCheck(s_network, NetworkCompiler.Compile(s_network)[0]).Run(batch: 3, maxBatch: 4);

    [Fact]
    public void The_added_implementation_is_chosen() => Assert.Contains(
        "Reductions.Scale(", NetworkEmitter.Write(s_network, NetworkPlan.Of(s_network), new KernelSet(NetworkCompiler.Options)).Text, StringComparison.Ordinal);

    [Fact]
    public void The_added_program_runs()
    {
        INetworkProbe probe = NetworkCompiler.Compile(s_network)[0](2);
        new NetworkData(s_network.Graph, 2, seed: 1).SetWeights(probe);
        float[] x = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], forward = new float[6], predicted = new float[6];
        probe.Call("Forward", x, forward);
        probe.Call("Predict", x, predicted);
        Assert.Equal(forward, predicted);
        Assert.Contains(forward, value => value != 0);
    }
}
CS
options=(-p:RunAnalyzers=false -p:EnforceCodeStyleInBuild=false -p:GenerateDocumentationFile=false)
dotnet build tests/Kiln.Compiler.Tests "${options[@]}" -v q --nologo
dotnet test tests/Kiln.Compiler.Tests --no-build --nologo --filter \
    "FullyQualifiedName~AdditionsTests|FullyQualifiedName~GeneratedOpTests.An_op_alone|FullyQualifiedName~GradientCheckTests|FullyQualifiedName~SharedSampleTests.Items"
