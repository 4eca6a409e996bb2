using Kiln.Compiler.Tests.Generator;
using Kiln.Compiler.Tests.Networks;
using Kiln.Generator;
using Kiln.Generator.Emit;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Implementations;
using Kiln.Generator.LaidOut;
using Kiln.Generator.Ops;
using Kiln.Generator.Planning;
using Kiln.Generator.Steps;

namespace Kiln.Compiler.Tests.Planning;

/// <summary>
/// Nothing large is one item: at one sample or, where a step takes the whole batch, at the batch that makes it large, four threads find work in it, or its items
/// are small.
/// </summary>
public sealed class LargeStepTests
{
    /// <summary>The part of a step's work that may be done one after another, an item of each phase; or the multiply-adds of about 40 us.</summary>
    private const double LongestChain = 0.26, SmallChain = 2 * CompileOptions.WorthSharing;

    private static readonly NetworkText[] s_large =
    [
        new(
            "LargeMaps",
            "[Input(1, 224, 224), Conv2D(16, kernel: 3, padding: 1), BatchNorm, ReLU, MaxPool2D(2), DepthwiseConv2D(kernel: 3, padding: 1), "
            + "BatchNorm, ReLU, AveragePool2D(2), Upsample(4), Conv2D(1, kernel: 1), BinaryCrossEntropy]"),
        new("LargePlanes", "[Input(2, 512, 512), Conv2D(2, kernel: 3, padding: 1), BatchNorm, Tanh, Pad(1), Conv2D(2, kernel: 3), MeanSquaredError]"),
        new("LargePositions", "[Input(16, 64, 64), Conv2D(21, kernel: 1), SoftmaxCrossEntropy]"),
        new("LargeSignals", "[SoftmaxCrossEntropy]", Methods: """
            private static Node Build([Input(2, 40000)] Node x) =>
                x.Conv1D(16, kernel: 9, padding: 4).BatchNorm().ReLU().Conv1D(16, kernel: 9, stride: 4).Mean(1).Dense(2);
            """),
        new("LargeTokens", "[Input<int>(512), Embedding(5, 64), PositionalEncoding, MultiHeadAttention(heads: 4), LayerNorm, Dense(32), Softmax, MeanSquaredError]"),
        new("LargeVectors", "[Input(2048), Dense(16), ReLU, Dense(2048), Softmax, MeanSquaredError]"),
        new("LargeClasses", "[Input(64), Dense(30000), SoftmaxCrossEntropy]"),
        new("LargeVocabulary", "[Input(4, 16), Dense(30000), SoftmaxCrossEntropy(labelSmoothing: 0.1)]"),
        new("LargeMemory", "", Methods: """
            private static Node Build([Input(4, 64)] Node x, [Input(20000, 64)] Node y) =>
                Node.ScaledDotProductAttention(x.Dense(64), y.Dense(64), y.Dense(64), heads: 1);

            private static Node Loss(Node y, [Input(4, 64)] Node t) => y.MeanSquaredError(t);
            """),
        new("LargeHead", "[Input(512, 64), MultiHeadAttention(heads: 1), MeanSquaredError]"),
        new(
            "LargeImages",
            "[Input(1, 128, 128), Conv2D(2, kernel: 3, padding: 1), Upsample(4, Interpolation.Bilinear), Conv2D(1, kernel: 1), MeanSquaredError]"),
        new(
            "LargeWindows",
            "[Input(1, 224, 224), Conv2D(2, kernel: 3, padding: 1), Tanh, MaxPool2D(3, stride: 1, padding: 1), AveragePool2D(5, stride: 2), "
            + "Conv2D(16, kernel: 3), MaxPool2D(3, stride: 2), AveragePool2D(3, stride: 1), Conv2D(1, kernel: 3), MeanSquaredError]"),
        new(
            "LargeRowOfWindows",
            "[Input(1, 1, 80000), Conv2D(2, kernel: 1), Tanh, MaxPool2D(3, stride: 1, padding: 1), Conv2D(32, kernel: 1), "
            + "AveragePool2D(5, stride: 3, padding: 2), MaxPool2D(3, padding: 1), Conv2D(1, kernel: 1), MeanSquaredError]"),
        new("LargeRow", "", Methods: """
            private static Node Build([Input(300000)] Node x, [Input(300000)] Node mask)
            {
                Node y = x.LayerNorm().LayerNorm();
                return y.Softmax() + y.LogSoftmax() + y.MaskedSoftmax(mask);
            }

            private static Node Loss(Node y, [Input(300000)] Node t) => y.MeanSquaredError(t);
            """),
        new("LargeNumbers", "", Methods: """
            private static Node Build([Input(3, 512, 512)] Node x, [Input(512, 512)] Node a)
            {
                Node y = (x * Node.Parameter([3, 1, 1], Init.Normal, 0.5) + Node.Parameter([1], Init.Normal, 0.5)).Tanh();
                Node product = a.MatMul(a.Transpose());
                return y.Sum(0, 1, 2) + y.Max(0, 1, 2) + product.Mean();
            }

            private static Node Loss(Node y, [Input()] Node t) => y.MeanSquaredError(t);
            """),
        new("LargeMeans", "[Input(3, 512, 512), Tanh, GlobalAveragePool, Flatten, Dense(2), MeanSquaredError]"),
        new("LargeCopies", "", Methods: """
            private static (Node, Node, Node) Build([Input(1, 700, 700)] Node x) =>
                (x.Reshape(490000), x.Transpose(0, 2, 1), Node.Concat(x, x * 2));
            """),
    ];

    public static TheoryData<string> Names => [.. ZooNetworks.Names, .. s_large.Select(network => network.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Nothing_large_is_one_item(string name)
    {
        EvaluatedNetwork network = s_large.SingleOrDefault(text => text.Name == name)?.Evaluate() ?? ZooNetworks.Evaluate(name);
        List<string> problems = [];
        foreach (CompiledProgram program in NetworkPlan.Of(network).Programs)
            foreach (Segment segment in program.Plan.Segments)
                foreach (int step in segment.Steps)
                    problems.AddRange(Problems(program.Plan, step, segment.Kind == SegmentKind.Batch));
        Assert.True(problems.Count == 0, string.Join("\n", problems.Distinct()));
    }

    private static IEnumerable<string> Problems(Plan plan, int step, bool isOverBatch)
    {
        LaidOutNode node = plan.Graph.Nodes[step];
        IReadOnlyList<Phase> phases = new StepPhases(plan).Of(step);
        if (phases.Count == 0) yield break;
        long ofSample = WorkOf(plan, node), batch = 1;
        while (isOverBatch && !OneSample.Concerns(plan.Graph, node) && ofSample * batch < CompileOptions.WorthSharing && batch < PartialSums.LargeBatch) batch *= 2;
        if (ofSample * batch < CompileOptions.WorthSharing) yield break;
        long Value(Expression expression) => ExpressionValue.Of(expression, _ => batch);
        double all = phases.Sum(phase => (double)Value(phase.Items) * Value(phase.Cost)), chain = phases.Sum(phase => Value(phase.Cost));
        string what = FormattableString.Invariant(
            $"{node.Op.Name} {node.Outputs[0]} of {node.Name}, {node.Implementation.GetType().Name}, batch {batch}: {string.Join(", ", phases.Select(phase => $"{Value(phase.Items)} x {Value(phase.Cost)}"))}");
        if (all < ofSample * batch / 4) yield return $"{what} states less than a quarter of its work {ofSample * batch}";
        else if (chain > Math.Max(LongestChain * all, SmallChain)) yield return what;
    }

    /// <summary>Multiply-adds for one sample, or the elements that are read and written.</summary>
    private static long WorkOf(Plan plan, LaidOutNode node) => Math.Max(
        node.Op.MultiplyAdds([.. node.Inputs.Take(node.OwnInputs).Select(plan.Graph.TypeOf)], node.Outputs),
        node.Inputs.Select(plan.Graph.TypeOf).Concat(node.Outputs).Where(type => type.Shape.Leading != 0).Sum(type => (long)type.Shape.ElementCount));
}
