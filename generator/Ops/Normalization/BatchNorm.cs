namespace Kiln.Generator.Ops;

/// <summary>
/// Batch normalization (Ioffe and Szegedy 2015) in inference: y = gamma (x - running mean) / sqrt(running variance + epsilon) + beta,
/// channel by channel. Inputs: x, gamma, beta, running mean, running variance. Training uses <see cref="BatchNormTraining"/>.
/// </summary>
internal sealed record BatchNorm(double Momentum, double Epsilon) : Op
{
    public static Layer Layer { get; } = new("BatchNorm", call =>
    {
        double momentum = call.InRange("momentum", call.Double("momentum") is >= 0 and <= 1, "from 0 to 1");
        double epsilon = call.InRange("epsilon", call.Double("epsilon") > 0, "greater than 0");
        Shape x = call.InputShape();
        if (x.Rank is not (1 or 2 or 3)) throw call.Fail(Expected.Map(call.Layer, x));
        // A signal is a map of height 1.
        if (x.Rank == 2) return call.Add(new Reshape(x.Dimensions), Build(call, momentum, epsilon, call.Add(new Reshape([x[0], 1, x[1]]), call.Input())));
        return Build(call, momentum, epsilon, call.Input());
    });

    private static Value Build(LayerCall call, double momentum, double epsilon, Value input)
    {
        Shape x = call.ShapeOf(input);
        Shape channels = Shape.Fixed(x[0]);
        // A batch may have several samples; parameters exist once.
        if (x.Leading == 0 && x.ElementCount == x[0] && !call.IsFrozen) throw call.Fail(ShapeProblems.NoVariance, "BatchNorm", x);
        return call.Add(new BatchNorm(momentum, epsilon), input,
            call.Parameter("weight", channels, Init.Constant, 1, x[0], x[0]), call.Parameter("bias", channels, Init.Zeros, 0, x[0], x[0]),
            call.State("running_mean", channels, 0), call.State("running_var", channels, 1));
    }

    /// <summary>Whether a normalization is frozen: it keeps its running statistics and uses them in training, too.</summary>
    public static bool IsFrozen(Graph graph, GraphNode node) => graph[node.Inputs[1]].Op is Parameter { Frozen: true };

    /// <summary>y = scale x + shift with numbers that depend on parameters and statistics alone.</summary>
    public Value AddAffine(NodeBuilder<GraphNode> builder, string name, Value[] inputs)
    {
        Value scale = builder.Add(new BatchNormScale(Epsilon), name, inputs[1], inputs[4]);
        Value shift = builder.Add(new BatchNormShift(), name, scale, inputs[2], inputs[3]);
        return builder.Add(new ChannelAffine(), name, inputs[0], scale, shift);
    }

    protected internal override string Detail => FormattableString.Invariant($"momentum {Momentum}, epsilon {Epsilon}");

    public override bool IsWeight(int input) => input > 0;

    /// <summary>A number for each channel of x.</summary>
    internal static TensorType ChannelsOf(TensorType x) => TensorType.Float(Shape.Fixed(x.Shape[0]));

    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input();
        int pixels = x.RowLength / x.Shape[0];
        reference.Output().Fill((row, i) =>
        {
            int c = i / pixels;
            double inverse = 1 / Math.Sqrt(reference.Input(4).Data[c] + Epsilon);
            return (reference.Input(1).Data[c] * (x[row, i] - reference.Input(3).Data[c]) * inverse) + reference.Input(2).Data[c];
        });
    }

    public static IEnumerable<OpCase> Cases => OpCase.Each(
        item => item with
        {
            Kinds = [(3, InputKind.Mean), (4, InputKind.Variance)],
            WithoutSpecialValues = "infinities cancel in the one scale and shift, and in the sums of backward", OrdinaryInputs = [1, 2, 3, 4, 5],
        },
        new("vector", new BatchNorm(0.1, 1e-5), OpCase.Vector(7), OpCase.Fixed(7), OpCase.Fixed(7), OpCase.Fixed(7), OpCase.Fixed(7)),
        new("planes", new BatchNorm(0.1, 1e-5), OpCase.Map(3, 4, 5), OpCase.Fixed(3), OpCase.Fixed(3), OpCase.Fixed(3), OpCase.Fixed(3)),
        new("many channels", new BatchNorm(0.1, 1e-5), OpCase.Map(19, 3, 2), OpCase.Fixed(19), OpCase.Fixed(19), OpCase.Fixed(19), OpCase.Fixed(19)),
        new("momentum and epsilon", new BatchNorm(0.3, 0.01), OpCase.Map(2, 3, 3), OpCase.Fixed(2), OpCase.Fixed(2), OpCase.Fixed(2), OpCase.Fixed(2)));
}
