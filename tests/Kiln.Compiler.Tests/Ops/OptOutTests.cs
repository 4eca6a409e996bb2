using Kiln.Compiler.Tests.Networks;
using Kiln.Generator;
using Kiln.Generator.Steps;
using Kiln.Generator.Graphs;
using Kiln.Generator.Implementations;
using Kiln.Generator.Ops;
using Kiln.Generator.Passes;

namespace Kiln.Compiler.Tests.Ops;

/// <summary>The tests of ops leave nothing out silently: new ops are tested, and whatever is left out has a reason that still holds.</summary>
[Trait("Category", "Numeric")]
public sealed class OptOutTests
{
    public static TheoryData<string> Tests => [.. OpTest.All.Select(test => test.Name)];

    /// <summary>
    /// Cases that a test leaves out by their own word; not those whose kernels would meet other orders than they expect, for these might write where nothing
    /// is theirs.
    /// </summary>
    public static TheoryData<string, string> Exclusions => new(
        from test in OpTest.All from row in OpTest.Rows from item in row.Cases()
        where test.Declared(item) is not (null or OpCase.NeedsOrders)
        select (test.Name, item.ToString()));

    [Theory, MemberData(nameof(Tests))]
    public void Every_case_is_run_or_says_why_not(string name)
    {
        OpTest test = Test(name);
        OpCase[] all = [.. OpTest.Rows.SelectMany(row => row.Cases())];
        OpCase[] run = [.. test.Ops.SelectMany(row => test.CasesOf(row.Data))];
        OpCase[] left = [.. all.Except(run)];
        Assert.Equal(all.Length, run.Length + left.Length);
        Assert.All(left, item => Assert.False(string.IsNullOrWhiteSpace(test.WhyNot(item)), $"{item} is not run and says nothing."));
    }

    /// <summary>An op that the harness has never heard of, right and wrong in what it computes.</summary>
    [Theory, MemberData(nameof(Tests))]
    public void An_op_that_nobody_has_heard_of_is_run(string name)
    {
        OpTest test = Test(name);
        OpCase right = new("vector", new Twice(new MultiplyScalar(2), 2), OpCase.Vector(21));
        Assert.Null(test.WhyNot(right));
        test.Run(right);
        Op wrong = test == OpTest.Gradient ? new Twice(new MultiplyScalar(2), 3) : new Twice(new Square(), 2);
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => test.Run(right with { Op = wrong }));
    }

    [Theory, MemberData(nameof(Exclusions))]
    public void What_is_left_out_would_fail(string name, string which)
    {
        OpTest test = Test(name);
        OpCase item = OpTest.Rows.SelectMany(row => row.Cases()).Single(item => item.ToString() == which && test.Declared(item) is not null);
        Assert.True(test.ByType(item) is null, $"{item} need not say why, for its types do: {test.ByType(item)}.");
        Assert.ThrowsAny<Exception>(() => test.Run(item));
    }

    /// <summary>The lists of the table are what they say they are, for tests leave ops out by them.</summary>
    [Fact]
    public void Ops_stand_in_the_list_of_the_pass_that_makes_them()
    {
        var sources = new HashSet<Type>();
        var differentiated = new HashSet<Type>();
        foreach (Graph graph in GraphTable.All.Values.Concat(OpTest.Gradient.Cases.Select(item => new OpRun(item, 1).WithLoss())))
        {
            Graph training = TrainingForm.Run(graph);
            Collect(sources, graph);
            Collect(sources, training);
            Collect(differentiated, Differentiate.OfOutputs(training, GradientTargets.AllParameters));
            if (graph.Results.Any(result => result.Kind == ResultKind.Loss)) Collect(differentiated, Differentiate.Run(training));
        }

        Type[] gradients = [.. OpTable.GradientOps.Select(row => row.Op)];
        Assert.Empty(sources.Except(OpTable.SourceOps.Select(row => row.Op)));
        Assert.Empty(gradients.Except(differentiated));
        Assert.Empty(differentiated.Except(sources).Except(gradients));
    }

    /// <summary>Each vector width has kernels of its own, so that the full run repeats these tests for each.</summary>
    [Fact]
    public void Every_test_of_ops_is_repeated_with_narrower_vectors()
    {
        IEnumerable<Type> classes = typeof(OptOutTests).Assembly.GetTypes().Where(type => type.Namespace == typeof(OptOutTests).Namespace
            && type.GetMethods().Any(method => method.IsDefined(typeof(FactAttribute), inherit: true)));
        Assert.All(classes, type => Assert.Contains(type.GetCustomAttributes(inherit: false).OfType<TraitAttribute>(), trait => trait.Value == "Numeric"));
    }

    private static OpTest Test(string name) => OpTest.All.Single(test => test.Name == name);

    private static void Collect(HashSet<Type> ops, Graph graph) => ops.UnionWith(graph.Nodes.Select(node => node.Op.GetType()));

    /// <summary>y = 2x, as what an element-wise op writes, with a gradient that is a given multiple of y's.</summary>
    private sealed record Twice(ElementwiseOp Written, double Slope) : Op
    {
        static Twice() => ImplementationTable.Add((Twice op) => new TwiceImplementation(op));

        public override Inferred Infer(EquatableArray<TensorType> inputs) => inputs[0];

        public override void Evaluate(Reference reference)
        {
            for (int i = 0; i < reference.Input().Data.Length; i++) reference.Output().Data[i] = 2 * reference.Input().Data[i];
        }

        public override void Differentiate(Gradient gradient) =>
            gradient.Contribute(0, new MultiplyScalar(Slope), gradient.Dy);
    }

    private sealed class TwiceImplementation(Twice op) : Implementation<Twice>(op, Traits.FlatMemory)
    {
        public override void Write(StepBuilder step) => step.MapLoops([Op.Written]);
    }
}
