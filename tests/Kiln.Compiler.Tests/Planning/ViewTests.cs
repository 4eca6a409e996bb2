using Kiln.Generator;
using Kiln.Compiler.Tests.Networks;
using Kiln.Compiler.Tests.Passes;
using Kiln.Generator.Emit;
using Kiln.Generator.Graphs;
using Kiln.Generator.LaidOut;
using Kiln.Generator.Ops;
using Kiln.Generator.Passes;
using Kiln.Generator.Planning;

namespace Kiln.Compiler.Tests.Planning;

/// <summary>The parts of a concatenation are written in place, and slices of a gradient are read in place.</summary>
public sealed class ViewTests
{
    [Theory]
    [InlineData("InceptionModule", "3 of 3 in place")]
    [InlineData("DenseBlock", "2 of 2 in place; 2 of 2 in place; 2 of 2 in place")]
    [InlineData("PlanesJoined", "3 of 3 in place")]
    [InlineData("VectorsJoined", "3 of 3 in place")]
    [InlineData("SmallUNet", "2 of 2 in place")]
    [InlineData("FlatDenseBlock", "2 of 2 in place; 2 of 2 in place; 2 of 2 in place")]
    [InlineData("Fire", "2 of 2 in place")]
    [InlineData("Factorized", "2 of 2 in place")]
    // The part that is written last would overwrite the one after it.
    [InlineData("LateFirstPart", "1 of 2 in place")]
    public void Parts_are_written_into_the_whole(string name, string held)
    {
        foreach (ProgramSpec kind in ProgramTable.Of(GraphTable.All[name]).Where(row => row.Extends is null))
            Assert.Equal(held, string.Join("; ", Programs.Lower(GraphTable.All[name], kind).All<Concat>().Select(item => item.Node.Implementation.Detail)));
    }

    [Theory]
    [InlineData("InceptionModule", 3, 3)]
    [InlineData("DenseBlock", 6, 6)]
    [InlineData("LateFirstPart", 2, 2)]
    public void Gradients_of_parts_are_read_in_the_whole(string name, int parts, int inPlace)
    {
        LaidOutNode[] gradients = [.. Programs.Lower(GraphTable.All[name], ProgramTable.Train).All<Slice>().Select(item => item.Node)];
        Assert.Equal((parts, inPlace), (gradients.Length, gradients.Count(gradient => gradient.Implementation.IsPartOfInput)));
    }

    [Theory]
    [InlineData("InceptionModule", "Infer")]
    [InlineData("DenseBlock", "Train")]
    public void A_buffer_that_is_shared_makes_the_arena_smaller(string name, string program)
    {
        Graph source = GraphTable.All[name];
        ProgramSpec row = ProgramTable.Of(source).Single(row => row.Name == program);
        long Bytes(LaidOutGraph graph) => NetworkPlan.Of(source, [row], _ => graph).Programs[0].Plan.ArenaBytes(8, 1);
        Assert.True(Bytes(Programs.Lower(source, row)) < Bytes(LoweringTests.LowerWithout(source, row, nameof(AssignViews))));
    }

    [Fact]
    public void The_memory_map_shows_the_parts()
    {
        Plan plan = NetworkPlan.Of(GraphTable.All["InceptionModule"]).Infer.Plan;
        string map = string.Join('\n', MemoryMapText.Of(plan, new BufferNames(plan)));
        Assert.Contains("joined float[73, 6, 5] channels-last\n", map, StringComparison.Ordinal);
        Assert.Contains("narrow float[24, 6, 5] channels-last from 0 of 80\n", map, StringComparison.Ordinal);
        Assert.Contains("wide float[17, 6, 5] channels-last from 24 of 80\n", map, StringComparison.Ordinal);
        Assert.Contains("project float[32, 6, 5] channels-last from 41 of 80", map, StringComparison.Ordinal);
    }

    [Fact]
    public void The_machine_sees_a_part_that_is_written_too_late()
    {
        Plan plan = NetworkPlan.Of(GraphTable.All["InceptionModule"]).Infer.Plan;
        Segment[] segments = [.. plan.Segments.Select(segment => segment with { Steps = Swapped(plan, segment.Steps) })];
        Assert.Empty(PlanMachine.Problems(plan));
        Assert.NotEmpty(PlanMachine.Problems(plan with { Segments = segments.ToEquatableArray() }));
    }

    /// <summary>The value has one place, and nobody waits for a copy of what it makes itself.</summary>
    [Theory]
    [InlineData(16, 1)]
    [InlineData(3, 2)]
    public void A_part_of_a_concatenation_and_of_one_within_it_lies_in_one_place(int features, int times)
    {
        var b = new GraphBuilder();
        Value x = GraphTable.Input(b, "x", features);
        Value last = b.Add(new Sigmoid(), "last", x), shared = b.Add(new Tanh(), "shared", x);
        Value inner = b.Add(new Concat(), "inner", [.. Enumerable.Repeat(shared, times), last]);
        b.Result(ResultKind.Output, "y", GraphTable.Dense(b, b.Add(new Concat(), "outer", inner, shared), "dense", 5));
        Plan plan = NetworkPlan.Of(b.Build()).Infer.Plan;
        Assert.Empty(LaidOutVerifier.Verify(plan.Graph));
        Assert.Empty(PlanMachine.Problems(plan));
    }

    [Theory, Trait("Category", "Numeric")]
    [InlineData("InceptionModule", 2)]
    [InlineData("DenseBlock", 4)]
    public void Workers_agree_with_the_interpreter(string name, int threads)
    {
        Kiln.Generator.Evaluation.EvaluatedNetwork network = NetworkCompiler.NetworkOf(GraphTable.All[name], name + "Threads");
        new NetworkCheck(network, NetworkCompiler.Compile(network)[0]).Run(batch: 5, maxBatch: 6, threads);
    }

    /// <summary>The first part of the whole after the second one.</summary>
    private static EquatableArray<int> Swapped(Plan plan, EquatableArray<int> steps)
    {
        List<int> order = [.. steps];
        int first = order.FindIndex(step => plan.Graph.Nodes[step].Name == "narrow"), second = order.FindIndex(step => plan.Graph.Nodes[step].Name == "wide");
        if (first < 0 || second < 0) return steps;
        (order[first], order[second]) = (order[second], order[first]);
        return order.ToEquatableArray();
    }

}
