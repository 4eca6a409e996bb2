using Kiln.Compiler.Tests.Reading;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;
using Kiln.Generator.LaidOut;
using Kiln.Generator.Ops;
using Kiln.Generator.Passes;

namespace Kiln.Compiler.Tests.Evaluation;

/// <summary>The parts of a loss: for each result the numbers of its denominators, 0 being the number of samples.</summary>
public sealed class LossPartsTests
{
    private const string A = "y.SoftmaxCrossEntropy(a, ignoreIndex: -1)", B = "y.SoftmaxCrossEntropy(b, ignoreIndex: -1)", P = "y.MeanSquaredError(t)";

    [Theory]
    [InlineData(P, "0")]
    [InlineData(A, "1")]
    [InlineData($"2 * {A} + {A} / 3", "1")]
    [InlineData($"{A} + {B}", "1 2")]
    [InlineData($"{A} - {P}", "0 1")]
    [InlineData($"0.5 * ({A} + {B}) - {P}", "0 1 2")]
    [InlineData($"{A} + 1", "0 1")]
    [InlineData($"1 - {A}", "0 1")]
    [InlineData($"-({A} + 1) + {B}", "0 1 2")]
    [InlineData($"{A} * w", "1")]
    [InlineData($"w * ({A} + {P})", "0 1")]
    [InlineData($"{A} / w", "1")]
    [InlineData($"({A}).StopGradient() + {B}", "1 2")]
    [InlineData($"w / {A}", "0")]
    [InlineData($"{A} * {A}", "0")]
    [InlineData($"({A}).Square() + {B}", "0 2")]
    [InlineData($"({A}).Exp()", "0")]
    [InlineData($"{A} + y.SoftmaxCrossEntropy(a, ignoreIndex: -2)", "1 2")]
    [InlineData($"{A} + y.SoftmaxCrossEntropy(a, ignoreIndex: -1, labelSmoothing: 0.1)", "1")]
    [InlineData($"{A} + y.SoftmaxCrossEntropy(a, ignoreIndex: -1, classWeights: [1, 2, 3])", "1 2")]
    public void A_loss_belongs_to_what_its_parts_are_divided_by(string loss, string denominators)
    {
        EvaluatedNetwork network = TestCompilation.Evaluate($$"""
            [Network, Input(4), Dense(3)]
            public sealed partial class N
            {
                private static (Node total, Node plain) Loss(Node y, [Input<int>] Node a, [Input<int>] Node b, [Input(3)] Node t, [Input(1)] Node v)
                {
                    Node w = v.Sum();
                    return ({{loss}}, {{P}});
                }
            }
            """);
        Assert.Empty(network.Problems.Where(problem => problem.IsError).Select(problem => problem.Problem.ToString()));
        Assert.Equal(denominators, string.Join(" ", network.LossParts.Where(part => part.Result == 0).Select(part => part.Denominator)));
        Assert.Equal([new LossPart(1, 0, 1)], network.LossParts.Where(part => part.Result == 1));
        int parts = denominators.Contains(' ', StringComparison.Ordinal) ? denominators.Split(' ').Length : 0;
        Assert.Equal(parts, network.Graph.Results.Count(result => result.Kind == ResultKind.LossPart));
    }

    [Theory]
    [InlineData("MeanSquaredError", 0)]
    [InlineData("BinaryCrossEntropy", 0)]
    [InlineData("SoftmaxCrossEntropy(ignoreIndex: -1)", 1)]
    public void A_stack_has_one_part(string loss, int denominator)
    {
        EvaluatedNetwork network = TestCompilation.Evaluate($"[Network, Input(4), Dense(3), {loss}] public sealed partial class N;");
        Assert.Equal([new LossPart(0, denominator, 0)], network.LossParts);
        Assert.Equal(denominator, network.LossWeights.Count);
    }

    /// <summary>A loss for each of many steps: nothing is as deep as the sum is long.</summary>
    [Fact]
    public void A_sum_of_a_thousand_losses_needs_no_large_stack()
    {
        string source = $$"""
            [Network, Input(4), Dense(3)]
            public sealed partial class N
            {
                private static Node Loss(Node y, [Input<int>] Node a, [Input<int>] Node b)
                {
                    Node total = {{A}};
                    for (int i = 0; i < 1000; i++) total = total + (i % 2 == 0 ? {{B}} : {{A}});
                    return total;
                }
            }
            """;
        NetworkSpec spec = TestCompilation.Of(source).Read("N").Spec;
        EvaluatedNetwork? network = null;
        var thread = new Thread(() => network = NetworkEvaluation.Evaluate(spec, CancellationToken.None), maxStackSize: 256 * 1024);
        thread.Start();
        thread.Join();
        Assert.Empty(network!.Problems.Where(problem => problem.IsError).Select(problem => problem.Problem.ToString()));
        Assert.Equal([new LossPart(0, 1, 1), new LossPart(0, 2, 2)], network.LossParts);
    }

    /// <summary>Parts are results of inference: Evaluate reads what is published, for training may change the parameters meanwhile.</summary>
    [Fact]
    public void Evaluation_with_parts_reads_published_parameters()
    {
        Graph source = TestCompilation.Evaluate($$"""
            [Network, Input(4), Dense(3)]
            public sealed partial class N
            {
                private static Node Loss(Node y, [Input<int>] Node a, [Input<int>] Node b) => {{A}} + {{B}} + Node.Parameter([3]).Square().Sum();
            }
            """).Graph;
        Assert.Contains(source.Results, result => result.Kind == ResultKind.LossPart);
        LaidOutGraph evaluate = Programs.Lower(source, ProgramTable.Evaluate);
        bool[] isPackTime = PackTime.Of(evaluate);
        bool ReadsParameter(int node) => evaluate.Nodes[node].Inputs.Any(input => evaluate.Nodes[input.Node].Op is Parameter);
        Assert.DoesNotContain(Enumerable.Range(0, evaluate.Nodes.Count), node => !isPackTime[node] && ReadsParameter(node));
    }
}
