using Kiln.Compiler.Tests.Networks;
using Kiln.Compiler.Tests.Passes;
using Kiln.Generator.Graphs;
using Kiln.Generator.LaidOut;
using Kiln.Generator.Ops;
using Kiln.Generator.Planning;

namespace Kiln.Compiler.Tests.Planning;

/// <summary>Schedules respect dependencies, and no value loses its memory while somebody still reads it.</summary>
public sealed class PlanTests
{
    public static TheoryData<string> Names => [.. NetworkTable.All.Select(network => network.Name), .. GraphTable.All.Keys];

    public static TheoryData<string> Zoo => [.. ZooNetworks.Names];

    [Theory, MemberData(nameof(Names))]
    public void Every_value_is_intact_when_it_is_read(string name)
    {
        foreach (CompiledProgram program in ProgramsOf(name))
        {
            IReadOnlyList<string> problems = [.. PlanMachine.Problems(program.Plan), .. PlanVerifier.Verify(program.Plan)];
            IsSound(name, program, problems);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Every_step_stays_in_the_memory_of_its_values(string name)
    {
        foreach (CompiledProgram program in ProgramsOf(name)) IsSound(name, program, StepVerifier.Verify(program.Plan));
    }

    /// <summary>Networks of the size that users have, on which a memory that remembers every float would take too long.</summary>
    [Theory, MemberData(nameof(Zoo))]
    public void Every_level_of_the_zoo_is_sound(string name)
    {
        foreach (CompiledProgram program in NetworkPlan.Of(ZooNetworks.Evaluate(name)).Programs)
            IsSound(name, program, [.. LaidOutVerifier.Verify(program.Plan.Graph), .. PlanVerifier.Verify(program.Plan), .. StepVerifier.Verify(program.Plan)]);
    }

    [Theory, MemberData(nameof(Names))]
    public void Every_step_runs_once_and_after_its_inputs(string name)
    {
        foreach (CompiledProgram program in ProgramsOf(name))
        {
            LaidOutGraph graph = program.Plan.Graph;
            int[] order = [.. program.Plan.PackSteps, .. program.Plan.Segments.SelectMany(segment => segment.Steps)];
            int[] given = [.. Enumerable.Range(0, graph.Nodes.Count).Where(i => graph.Nodes[i].Op is Input or Parameter or State)];
            Assert.Equal(Enumerable.Range(0, graph.Nodes.Count), order.Concat(given).Order());
            var done = new HashSet<int>(given);
            foreach (int step in order)
            {
                Assert.All(graph.Nodes[step].Uses, value => Assert.Contains(value.Node, done));
                done.Add(step);
            }

            Assert.All(
                program.Plan.Segments.Where(segment => segment.Kind == SegmentKind.PerSample),
                segment => Assert.DoesNotContain(segment.Steps, step => graph.Nodes[step].Implementation.IsOverBatch));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Named_blocks_hold_their_tensors_apart(string name)
    {
        Graph source = LoweringTests.SourceOf(name);
        BlockLayout blocks = NetworkPlan.Of(source).Blocks;
        Check(source.All<Parameter>().Select(item => (blocks.OffsetOf(Block.Parameters, item.Node.Name), 4 * item.Op.Shape.ElementCount)), blocks.BytesOf(Block.Parameters));
        Check(source.All<State>().Select(item => (blocks.OffsetOf(Block.State, item.Node.Name), 4 * item.Op.Shape.ElementCount)), blocks.BytesOf(Block.State));

        static void Check(IEnumerable<(long Offset, int Length)> tensors, long room)
        {
            long end = 0;
            foreach ((long offset, int length) in tensors.OrderBy(tensor => tensor.Offset))
            {
                Assert.True(offset >= end && offset % Storage.Line == 0);
                end = offset + length;
            }

            Assert.True(end <= room);
        }
    }

    private static IReadOnlyList<CompiledProgram> ProgramsOf(string name)
    {
        Graph source = LoweringTests.SourceOf(name);
        return NetworkPlan.Of(source, ReferenceRun.AllDemands(source)).Programs;
    }

    [Fact]
    public void Memory_is_shared_and_taken_over()
    {
        Plan plan = NetworkPlan.Of(LoweringTests.SourceOf("SigmoidMlp")).Training!.Plan;
        long apart = plan.Storage.Values.Where(storage => storage.Block == Block.PerSample).Sum(storage => Storage.Align(storage.Stride));
        Assert.True(plan.PerSampleBytes < apart, "Buffers with disjoint lifetimes share no memory.");
    }

    /// <summary>A kernel that adds what dies there stores over it, but never over what it convolves.</summary>
    [Theory]
    [InlineData(6)]
    [InlineData(18)]
    public void A_residual_sum_takes_the_memory_of_an_operand_that_dies(int channels)
    {
        var b = new GraphBuilder();
        Value x = GraphTable.Convolution(b, GraphTable.Input(b, "x", 3, 6, 5), "first", channels, 3);
        Value pooled = b.Add(new MaxPool2D(new Window(3, 3, 1, 1, 1, 1, 1, 1)), "pooled", x);
        Value once = b.Add(new Add(), "once", GraphTable.Convolution(b, x, "branch", channels, 3), pooled);
        Value again = b.Add(new Add(), "again", once, GraphTable.Convolution(b, once, "second", channels, 3));
        Plan plan = NetworkPlan.Of(GraphTable.Classify(b, again, 3)).Infer.Plan;
        Storage Of(string name) => plan.Storage[new Value(Enumerable.Range(0, plan.Graph.Nodes.Count).Last(i => plan.Graph.Nodes[i].Name == name))];
        Assert.Equal(Of("pooled").Offset, Of("branch").Offset);
        Assert.NotEqual(Of("branch").Offset, Of("second").Offset);
        Assert.Empty(PlanMachine.Problems(plan));
    }

    [Fact]
    public void The_machine_sees_a_value_whose_memory_is_taken()
    {
        Plan plan = NetworkPlan.Of(LoweringTests.SourceOf("TinyLeNet")).Training!.Plan;
        Value[] values = [.. plan.Storage.Where(item => item.Value.Block == Block.PerSample).Select(item => item.Key).OrderBy(value => value.Node)];
        Value left = values[0], right = values.First(value => plan.Storage[value].First <= plan.Storage[left].Last && value != left);
        var moved = plan.Storage.ToDictionary(
            item => item.Key, item => item.Key == right ? item.Value with { Offset = plan.Storage[left].Offset } : item.Value);
        Assert.NotEmpty(PlanMachine.Problems(plan with { Storage = moved }));
    }

    [Fact]
    public void The_machine_sees_a_value_outside_its_region()
    {
        Plan plan = NetworkPlan.Of(LoweringTests.SourceOf("TinyLeNet")).Training!.Plan;
        Assert.NotEmpty(PlanMachine.Problems(plan with { PerSampleBytes = plan.PerSampleBytes - Storage.Line }));
    }

    private static void IsSound(string name, CompiledProgram program, IReadOnlyCollection<string> problems) =>
        Assert.True(problems.Count == 0, $"{name}, {program.Spec.Name}:\n{string.Join('\n', problems.Take(10))}\n{program.Plan.Graph}");
}
