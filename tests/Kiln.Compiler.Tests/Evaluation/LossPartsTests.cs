using Kiln.Compiler.Tests.Reading;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

namespace Kiln.Compiler.Tests.Evaluation;

/// <summary>What a loss is taken apart into: for each result the numbers of its denominators, 0 being the number of samples.</summary>
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
}
