using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Kiln.Compiler.Tests.Passes;
using Kiln.Compiler.Tests.Planning;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;
using Kiln.Generator.Passes;
using Kiln.Generator.Planning;
using Microsoft.FSharp.Core;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>
/// Random networks: sound passes and plans for many, generated code against the interpreter for fewer, since each is compiled. A failure is shrunk and told
/// as a C# class. Seeds are fixed; KILN_RANDOM_SEED and KILN_RANDOM_NETWORKS look further.
/// </summary>
[Trait("Category", "Numeric")]
public sealed class RandomNetworkTests
{
    private const int Longest = 7;

    /// <summary>Normalization divides by deviations that may be small, which multiplies rounding errors.</summary>
    private const double WithNorm = 2e-3, WithoutNorm = 1e-4;

    private static readonly ulong s_seed = (ulong)Setting("KILN_RANDOM_SEED", 2024);
    private static int s_number;

    [Fact]
    public void Passes_and_plans_are_sound() => Check(300, genes =>
    {
        Graph source = RandomStack.Of(genes, "Random").Evaluate().Graph;
        foreach (ProgramSpec spec in Programs.Of(source))
        {
            Graph lowered = Programs.Lower(source, spec);
            Assert.Empty(GraphVerifier.Verify(lowered, true, true, true));
        }

        foreach (CompiledProgram program in NetworkPlan.Of(source).Programs) Assert.Empty(PlanMachine.Problems(program.Plan));
    });

    [Fact]
    public void Generated_code_is_the_interpreter() => Check(Setting("KILN_RANDOM_NETWORKS", 120), genes =>
    {
        NetworkText text = RandomStack.Of(genes, "Random" + Interlocked.Increment(ref s_number).ToString(CultureInfo.InvariantCulture));
        EvaluatedNetwork network = text.Evaluate();
        NetworkFactory create = NetworkCompiler.Compile(network)[0];
        bool norm = network.Graph.All<BatchNorm>().Any();
        new NetworkCheck(network, create, norm ? WithNorm : WithoutNorm).Run(text.Batch, text.Batch + 1);
    });

    /// <summary>Every list of genes evaluates: the stack builder knows the shape rules.</summary>
    [Fact]
    public void A_list_of_zeros_is_the_simplest_network() =>
        Assert.Equal("[Input(1), Dense(1), Dense(2), Softmax, MeanSquaredError]", RandomStack.Of([0, 0], "N").Attributes);

    private static void Check(int count, Action<int[]> property)
    {
        Gen<int[]> genes = Gen.Choose(1, Longest).SelectMany(length => Gen.ArrayOf(Gen.Choose(0, int.MaxValue - 1), length));
        Config config = Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(s_seed), FSharpOption<int>.None)));
        FsCheck.Check.One(config, Prop.ForAll(Arb.From(genes, Smaller), list =>
        {
            try
            {
                property(list);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"{exception.Message}\n\nThe network:\n{RandomStack.Of(list, "Shrunk").Source}\nGenes: {string.Join(", ", list)}", exception);
            }
        }));
    }

    /// <summary>Fewer layers first, then simpler ones.</summary>
    private static IEnumerable<int[]> Smaller(int[] genes)
    {
        for (int i = 1; i < genes.Length; i++) yield return [.. genes.Take(i), .. genes.Skip(i + 1)];
        for (int i = 0; i < genes.Length; i++)
            foreach (int simpler in new[] { 0, genes[i] % 12, genes[i] % 144, genes[i] / 2 })
                if (simpler < genes[i]) yield return [.. genes.Take(i), simpler, .. genes.Skip(i + 1)];
    }

    private static int Setting(string name, int absent) => int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out int value) ? value : absent;
}
