using System.Globalization;
using System.Runtime.Intrinsics;
using FsCheck;
using FsCheck.Fluent;
using Kiln.Compiler.Tests.Passes;
using Kiln.Compiler.Tests.Planning;
using Kiln.Compiler.Tests.Reading;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Ops;
using Kiln.Generator.Planning;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.FSharp.Core;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>
/// Random networks, from C# through the generated code, forward and backward, against the interpreter. Many are compiled into one assembly; a failure is
/// shrunk to one small network and told as a C# class. Each class below draws its own share, side by side with the others. Seeds are fixed;
/// KILN_RANDOM_SEED and KILN_RANDOM_NETWORKS look further.
/// </summary>
[Trait("Category", "Numeric")]
public abstract class RandomNetworkTests(int share)
{
    private const int Shares = 4;

    private const int Longest = 9, NetworksPerAssembly = 50;

    /// <summary>Normalization divides by deviations that may be small, which multiplies rounding errors.</summary>
    private const double WithNorm = 5e-3, WithoutNorm = 2e-4;

    private readonly ulong _seed = (ulong)TestLevel.Setting("KILN_RANDOM_SEED", 2024 + share);
    private static int s_number;

    /// <summary>Networks of one share. Narrower machines run fewer: what is special to them is in the kernels, which have tests of their own.</summary>
    private static int Networks =>
        TestLevel.Setting("KILN_RANDOM_NETWORKS", TestLevel.Count(quick: 400, full: Vector512.IsHardwareAccelerated ? 2000 : 600)) / Shares;

    /// <summary>Some more are drawn, for where a maximum is taken over copies of one element, neither code nor interpreter has the derivative.</summary>
    private static int LeftOut => NetworksPerAssembly + (Networks / 10);

    [Fact]
    public void Passes_and_plans_are_sound() => Check(TestLevel.Count(quick: 200, full: 400) / Shares / NetworksPerAssembly, genes =>
    {
        foreach (EvaluatedNetwork network in Evaluate(genes).Select(item => item.Network))
        {
            foreach (CompiledProgram program in NetworkPlan.Of(network.Graph).Programs)
            {
                Assert.Empty(LaidOutVerifier.Verify(program.Plan.Graph));
                Assert.Empty(PlanVerifier.Verify(program.Plan));
                Assert.Empty(PlanMachine.Problems(program.Plan));
                Assert.Empty(string.Join('\n', StepVerifier.Verify(program.Plan)));
            }
        }
    });

    [Fact]
    public void Generated_code_is_the_interpreter()
    {
        int compared = 0, tried = (Networks + LeftOut) / NetworksPerAssembly * NetworksPerAssembly;
        Check(tried / NetworksPerAssembly, genes => Compare(genes, ref compared));
        Assert.True(compared >= Networks, FormattableString.Invariant($"Only {compared} of {tried} networks have data that stay clear of kinks."));
    }

    private static void Compare(int[][] genes, ref int compared)
    {
        (NetworkText Text, EvaluatedNetwork Network)[] items = Evaluate(genes);
        IReadOnlyList<NetworkFactory> factories = NetworkCompiler.Compile([.. items.Select(item => item.Network)]);
        for (int i = 0; i < items.Length; i++)
        {
            bool norm = items[i].Network.Graph.Nodes.Any(node => node.Op is BatchNorm or LayerNorm);
            if (NetworkCheck.FindData(items[i].Network.Graph, items[i].Text.Batch, seeds: 50) is not { } data) continue;
            new NetworkCheck(items[i].Network, factories[i], norm ? WithNorm : WithoutNorm).Run(data, items[i].Text.Batch + 1);
            compared++;
        }
    }

    /// <summary>The networks of lists of genes, evaluated from one compilation.</summary>
    private static (NetworkText Text, EvaluatedNetwork Network)[] Evaluate(int[][] genes)
    {
        NetworkText[] texts =
            [.. genes.Select(list => RandomGraph.Of(list, "Random" + Interlocked.Increment(ref s_number).ToString(CultureInfo.InvariantCulture)))];
        CSharpCompilation compilation = TestCompilation.Of([.. texts.Select(text => text.Source)]);
        return [.. texts.Select(text =>
        {
            EvaluatedNetwork network = NetworkEvaluation.Evaluate(compilation.Read(text.Name).Spec, CancellationToken.None);
            Assert.Empty(network.Problems.Where(problem => problem.IsError).Select(problem => problem.Problem.Message));
            Assert.True(network.IsComplete, text.Name);
            // The methods that the class names stay in the source; only what is generated from them is compiled here.
            return (text, network with { GraphMethods = [] });
        })];
    }

    private void Check(int count, Action<int[][]> property)
    {
        Gen<int[]> genes = Gen.Choose(1, Longest).SelectMany(length => Gen.ArrayOf(Gen.Choose(0, int.MaxValue - 1), length));
        Config config = Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(_seed), FSharpOption<int>.None)));
        FsCheck.Check.One(config, Prop.ForAll(Arb.From(Gen.ArrayOf(genes, NetworksPerAssembly), Smaller), lists =>
        {
            try
            {
                property(lists);
            }
            catch (Exception exception) when (lists.Length == 1)
            {
                throw new InvalidOperationException(
                    $"{exception.Message}\n\nThe network:\n{RandomGraph.Of(lists[0], "Shrunk").Source}\nGenes: {string.Join(", ", lists[0])}", exception);
            }
        }));
    }

    /// <summary>One network of many first, then fewer statements, then simpler ones.</summary>
    private static IEnumerable<int[][]> Smaller(int[][] lists) =>
        lists.Length > 1 ? lists.Select(list => (int[][])[list]) : Smaller(lists[0]).Select(list => (int[][])[list]);

    private static IEnumerable<int[]> Smaller(int[] genes)
    {
        for (int i = 1; i < genes.Length; i++) yield return [.. genes.Take(i), .. genes.Skip(i + 1)];
        for (int i = 0; i < genes.Length; i++)
            foreach (int simpler in new[] { 0, genes[i] % 12, genes[i] % 144, genes[i] / 2 })
                if (simpler < genes[i]) yield return [.. genes.Take(i), simpler, .. genes.Skip(i + 1)];
    }

}

public sealed class RandomNetworkTests0() : RandomNetworkTests(0);

public sealed class RandomNetworkTests1() : RandomNetworkTests(1);

public sealed class RandomNetworkTests2() : RandomNetworkTests(2);

public sealed class RandomNetworkTests3() : RandomNetworkTests(3);
