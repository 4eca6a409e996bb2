using Kiln.Compiler.Tests.Networks;
using Kiln.Compiler.Tests.Ops;
using Kiln.Compiler.Tests.Reading;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Ops;
using Kiln.Generator.Planning;
using Microsoft.CodeAnalysis.CSharp;

namespace Kiln.Compiler.Tests.Footprints;

/// <summary>
/// Each step of the emitted code touches what its plan gives it and nothing else, as a whole and cut into items. A full run takes every network both ways; a
/// quick run takes networks by turns as wholes and in items, and half of the cases of ops.
/// </summary>
[Trait("Category", "Numeric")]
public sealed class FootprintTests
{
    private const int Batch = 3;

    /// <summary>Floats that are searched in one run of a program: all its memory after each step.</summary>
    private static readonly long s_mostSearched = TestLevel.Count(100_000_000, 2_000_000_000);

    public static TheoryData<string> Zoo => [.. ZooNetworks.Names];

    [Fact]
    public void Networks_over_all_layers() => Check(Evaluate(NetworkTable.All));

    /// <summary>With all programs: training in two calls and gradients of inputs, too.</summary>
    [Fact]
    public void Graphs() =>
        Check([.. GraphTable.All.Select(item => NetworkCompiler.NetworkOf(item.Value, item.Key, ReferenceRun.AllDemands(item.Value)))]);

    [Fact]
    public void Networks_with_partial_sums() => Check(Evaluate(PartialSumNetworks.All), batch: 2);

    [Fact]
    public void Random_networks() => Check(Evaluate(
        [.. Enumerable.Range(0, TestLevel.Count(20, 150)).Select(seed => RandomGraph.Draw(new Random(seed), FormattableString.Invariant($"Drawn{seed}")))]));

    [Theory, MemberData(nameof(Zoo))]
    public void Networks_of_the_zoo(string name)
    {
        EvaluatedNetwork network = ZooNetworks.Evaluate(name);
        long weights = network.Graph.All<Parameter>().Sum(item => (long)item.Op.Shape.ElementCount), steps = network.Graph.Nodes.Count;
        SkipIfTooMany(weights * steps);
        SkipIfTooMany(NetworkPlan.Of(network).Programs.Max(program =>
            program.Plan.Segments.Sum(segment => segment.Steps.Count)
            * (weights + Storage.Floats(program.Plan.ArenaBytes(FootprintMachine.Capacity, StepwiseMachine.Workers)))));
        Check(
            [network with { Identity = new NetworkIdentity(name, "", [], name), GraphMethods = [], PartialMethods = [] }], batch: 2,
            turn: ZooNetworks.Names.ToList().IndexOf(name));

        void SkipIfTooMany(long searched) => Assert.SkipWhen(
            searched > s_mostSearched,
            FormattableString.Invariant($"{name} is too large: to search its memory after each step means to read {searched} floats and more."));
    }

    /// <summary>Those that are no layers: gradients, and what passes make.</summary>
    [Fact]
    public void Ops_alone() => Check(OpTest.Network.Cases.Where(item => OpTest.Layer.WhyNot(item) is not null), OpNetworks.AloneNetwork);

    [Fact]
    public void Ops_as_layers() => Check(OpTest.Layer.Cases, OpNetworks.TrainedNetwork);

    private static void Check(IEnumerable<OpCase> cases, Func<OpCase, string, EvaluatedNetwork> networkOf)
    {
        OpCase[] chosen = [.. cases.Where((_, i) => TestLevel.IsFull || i % 2 == 0)];
        Check(
            [.. chosen.Select((item, i) => networkOf(item, FormattableString.Invariant($"{item.Op.Name}{i}")))],
            bindings: i => new OpRun(chosen[i], Batch).Bindings);
    }

    private static EvaluatedNetwork[] Evaluate(IReadOnlyList<NetworkText> texts)
    {
        CSharpCompilation compilation = TestCompilation.Of([.. texts.Select(text => text.Source)]);
        return [.. texts.Select(text => NetworkEvaluation.Evaluate(compilation.Read(text.Name).Spec, CancellationToken.None))];
    }

    private static void Check(
        IReadOnlyList<EvaluatedNetwork> networks, int batch = Batch, int turn = 0, Func<int, IReadOnlyDictionary<string, double[]>>? bindings = null)
    {
        int[] all = [.. Enumerable.Range(0, networks.Count)];
        List<string> problems = [
            .. Problems(StepwiseNetwork.AsWholes, all.Where(i => TestLevel.IsFull || (turn + i) % 2 == 0)),
            .. Problems(StepwiseNetwork.InItems, all.Where(i => TestLevel.IsFull || (turn + i) % 2 == 1))];
        Assert.True(problems.Count == 0, string.Join('\n', problems));

        IEnumerable<string> Problems(long sharedWork, IEnumerable<int> chosen) =>
            StepwiseNetwork.Compile([.. chosen.Select(i => networks[i])], sharedWork).Zip(chosen).SelectMany(item =>
            {
                var data = new NetworkData(item.First.Network.Graph, batch, seed: 1);
                foreach ((string name, double[] elements) in bindings?.Invoke(item.Second) ?? new Dictionary<string, double[]>())
                    data.Bindings[name] = elements;
                return FootprintRun.Problems(item.First, data);
            });
    }
}
