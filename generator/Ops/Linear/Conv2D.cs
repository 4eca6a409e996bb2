namespace Kiln.Generator.Ops;

/// <summary>
/// Cross-correlation (LeCun et al. 1989), as deep learning calls convolution:
/// y[o, i, j] = b[o] + sum over c, p, q of W[o, c, p, q] x[c, i s + p d - pad, j s + q d - pad], c in the group of o.
/// Inputs: x, W in PyTorch's shape [channels, input channels / groups, kernel height, kernel width], and b where there is a bias.
/// </summary>
internal sealed record Conv2D(int Channels, Window Window, int Groups) : Op
{
    public static Layer Layer { get; } = new("Conv2D", call =>
    {
        int channels = call.AtLeast(1, "channels", call.Int("channels"));
        int groups = call.AtLeast(1, "groups", call.Int("groups"));
        Shape shape = call.InputShape();
        if (shape.Rank != 3) throw call.Fail(Expected.Map(call.Layer, shape));
        CheckGroups(call, shape[0], channels, groups);
        return Build(call, new Conv2D(channels, WindowOf(call), groups), call.Input());
    });

    /// <summary>Groups must divide the channels of both sides.</summary>
    internal static void CheckGroups(LayerCall call, int inputs, int outputs, int groups)
    {
        if (inputs % groups != 0) throw call.Fail(ShapeProblems.GroupsDoNotDivide, call.Layer, inputs, groups);
        if (outputs % groups != 0) throw call.Fail(ShapeProblems.GroupsDoNotDivide, call.Layer, outputs, groups);
    }

    /// <summary>
    /// Adds the convolution with its parameters, whose names begin with <paramref name="prefix"/>; the weight has another shape where one is given.
    /// </summary>
    internal static Value Build(LayerCall call, Conv2D op, Value x, Shape? weightShape = null, string prefix = "", bool? bias = null)
    {
        op = op with { Window = op.Window.On(call.ShapeOf(x)[1], call.ShapeOf(x)[2]) };
        int area = checked(op.Window.KernelHeight * op.Window.KernelWidth), inputs = call.ShapeOf(x)[0] / op.Groups;
        int fanIn = checked(inputs * area), fanOut = checked(op.Channels / op.Groups * area);
        Shape shape = weightShape ?? Shape.Fixed(op.Channels, inputs, op.Window.KernelHeight, op.Window.KernelWidth);
        Value weight = call.Parameter(prefix + "weight", shape, call.Choice<Init>("init"), call.Double("initScale"), fanIn, fanOut);
        return bias ?? call.Bool("bias") ? call.Add(op, x, weight, call.Bias(op.Channels, fanIn, fanOut, prefix + "bias")) : call.Add(op, x, weight);
    }

    protected internal override string Detail => FormattableString.Invariant($"{Channels}, {Window}{(Groups > 1 ? $", groups {Groups}" : "")}");

    public override bool IsWeight(int input) => input > 0;

    public override Inferred Infer(EquatableArray<TensorType> inputs) => Window.Infer(Name, inputs[0].Shape, Channels);

    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(0), weight = reference.Input(1), y = reference.Output();
        int area = y.Shape[1] * y.Shape[2];
        y.Fill((_, i) => reference.InputCount > 2 ? reference.Input(2).Data[i / area] : 0);
        VisitTaps(x.Shape, y.Shape, (row, o, i, j, c, p, q, w) => y[row, o, i, j] += weight.Data[w] * x[row, c, p, q], y.Rows);
    }

    /// <summary>dx and dW visit the same taps as y; db sums dy over samples and pixels.</summary>
    public override void Differentiate(Gradient gradient)
    {
        gradient.Contribute(0, new Conv2DInputGradient(this, gradient.InputShape(0)), gradient.Dy, gradient.Input(1));
        gradient.Contribute(1, new Conv2DWeightGradient(this), gradient.Input(0), gradient.Dy);
        gradient.Contribute(2, new BiasGradient(), gradient.Dy);
    }

    public override long MultiplyAdds(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        (long)outputs[0].Shape.Rows(1) * outputs[0].Shape.ElementCount * (inputs[0].Shape[0] / Groups) * Window.KernelHeight * Window.KernelWidth;

    /// <summary>
    /// Calls <paramref name="tap"/> with (row, o, i, j, input channel, input row, input column, index in W) for every product inside the map.
    /// </summary>
    internal void VisitTaps(Shape input, Shape output, Action<int, int, int, int, int, int, int, int> tap, int rows)
    {
        int inputsPerGroup = input[0] / Groups, outputsPerGroup = Channels / Groups;
        for (int row = 0; row < rows; row++)
            for (int o = 0; o < Channels; o++)
                for (int i = 0; i < output[1]; i++)
                    for (int j = 0; j < output[2]; j++)
                        for (int c = 0; c < inputsPerGroup; c++)
                            for (int p = 0; p < Window.KernelHeight; p++)
                                for (int q = 0; q < Window.KernelWidth; q++)
                                {
                                    int y = (i * Window.StrideHeight) - Window.PadTop + (p * Window.DilationHeight);
                                    int x = (j * Window.StrideWidth) - Window.PadLeft + (q * Window.DilationWidth);
                                    if (y < 0 || y >= input[1] || x < 0 || x >= input[2]) continue;
                                    int w = (((((o * inputsPerGroup) + c) * Window.KernelHeight) + p) * Window.KernelWidth) + q;
                                    tap(row, o, i, j, (o / outputsPerGroup * inputsPerGroup) + c, y, x, w);
                                }
    }

    /// <summary>Kernel, stride, padding and dilation of a call; <c>Pad.Same</c> (-1) pads (k - 1) d in all, the odd one after (TensorFlow's rule).</summary>
    internal static Window WindowOf(LayerCall call)
    {
        (int kernelHeight, int kernelWidth) = Positive(call, "kernel");
        (int strideHeight, int strideWidth) = Positive(call, "stride");
        (int dilationHeight, int dilationWidth) = Positive(call, "dilation");
        (int padHeight, int padWidth) = call.Pair("padding", absent: 0);
        call.AtLeast(PadSame, "padding", padHeight);
        call.AtLeast(PadSame, "padding", padWidth);
        (int top, int bottom) = Padding(padHeight, checked((kernelHeight - 1) * dilationHeight));
        (int left, int right) = Padding(padWidth, checked((kernelWidth - 1) * dilationWidth));
        return new Window(kernelHeight, kernelWidth, strideHeight, strideWidth, top, left, bottom, right, dilationHeight, dilationWidth);
    }

    internal const int PadSame = -1;

    internal static (int Before, int After) Padding(int padding, int same) => padding == PadSame ? (same / 2, same - (same / 2)) : (padding, padding);

    private static (int Height, int Width) Positive(LayerCall call, string parameter)
    {
        (int height, int width) = call.Pair(parameter);
        return (call.AtLeast(1, parameter, height), call.AtLeast(1, parameter, width));
    }

    public static IEnumerable<OpCase> Cases => OpCase.Each(
        item => item with { WithoutSpecialValues = OpCase.WeightsMeetPadding, OrdinaryInputs = [1, item.Inputs.Count] },
        Case("one channel, one pixel", OpCase.Map(1, 1, 1), new(1, new(1, 1), 1)),
        Case("planes", OpCase.Map(3, 6, 7), new(4, new(3, 3), 1)),
        Case("planes, no bias", OpCase.Map(2, 5, 6), new(3, new(2, 2), 1), bias: false),
        Case("planes, odd width over a vector", OpCase.Map(2, 4, 19), new(5, new(3, 3, 1, 1, 1, 1, 1, 1), 1)),
        Case("planes, asymmetric padding as Pad.Same gives for an even kernel",
            OpCase.Map(2, 6, 7), new(3, new(4, 2, PadTop: 1, PadLeft: 0, PadBottom: 2, PadRight: 1), 1)),
        Case("planes, stride", OpCase.Map(3, 8, 9), new(4, new(3, 3, 2, 2), 1)),
        Case("planes, stride larger than the kernel", OpCase.Map(2, 8, 9), new(3, new(2, 2, 3, 3), 1)),
        Case("planes, rectangle with all different", OpCase.Map(2, 9, 11), new(4, new(2, 3, 1, 2, 1, 2, 1, 2, 3, 2), 1)),
        Case("planes, dilation and stride", OpCase.Map(2, 9, 10), new(3, new(3, 3, 2, 2, 2, 2, 2, 2, 2, 2), 1)),
        Case("few to many channels", OpCase.Map(3, 5, 4), new(17, new(3, 3, 1, 1, 1, 1, 1, 1), 1)),
        Case("many to few channels", OpCase.Map(18, 4, 5), new(3, new(3, 3, 1, 1, 1, 1, 1, 1), 1)),
        Case("many channels, 1 x 1", OpCase.Map(19, 3, 5), new(33, new(1, 1), 1)),
        Case("many channels, 1 x 1 with stride", OpCase.Map(16, 5, 6), new(16, new(1, 1, 2, 2), 1)),
        Case("one row, stride, a pixel more than whole items", OpCase.Map(64, 1, 33), new(16, new(1, 3, 1, 2, PadLeft: 1, PadRight: 1), 1)),
        Case("one row of planes, stride, a pixel more than whole items", OpCase.Map(3, 1, 33), new(2, new(1, 3, 1, 2, PadLeft: 1, PadRight: 1), 1)),
        Case("many channels, asymmetric padding", OpCase.Map(17, 4, 5), new(16, new(2, 2, PadTop: 0, PadLeft: 0, PadBottom: 1, PadRight: 1), 1)),
        Case("many channels, stride", OpCase.Map(16, 7, 6), new(32, new(3, 3, 2, 2, 1, 1, 1, 1), 1)),
        Case("many channels, stride larger than the kernel", OpCase.Map(16, 7, 8), new(16, new(2, 2, 3, 3), 1)),
        Case("many channels, rectangle", OpCase.Map(16, 5, 7), new(20, new(1, 5, 2, 1, 0, 2, 0, 2), 1)),
        Case("many channels, dilation", OpCase.Map(16, 6, 5), new(16, new(3, 2, 1, 1, 2, 1, 2, 1, 2, 2), 1)),
        Case("padding wider than the kernel needs", OpCase.Map(16, 3, 3), new(16, new(2, 2, 1, 1, 2, 2, 2, 2), 1)),
        Case("groups of few channels", OpCase.Map(6, 5, 6), new(6, new(3, 3, 1, 1, 1, 1, 1, 1), 3)),
        Case("groups of sixteen", OpCase.Map(32, 4, 3), new(32, new(3, 3, 1, 1, 1, 1, 1, 1), 2)),
        Case("groups of sixteen from few channels", OpCase.Map(6, 4, 5), new(32, new(2, 2), 2)),
        Case("depthwise, few channels", OpCase.Map(5, 5, 6), new(5, new(3, 3, 1, 1, 1, 1, 1, 1), 5)),
        Case("depthwise, many channels", OpCase.Map(19, 5, 6), new(19, new(3, 3, 2, 2, 1, 1, 1, 1), 19)),
        Case("depthwise, wide", OpCase.Map(33, 4, 15), new(33, new(5, 3, PadTop: 2, PadLeft: 1, PadBottom: 2, PadRight: 1), 33)),
        Case("depthwise, dilation, no bias", OpCase.Map(16, 5, 7), new(16, new(2, 3, 1, 1, 1, 2, 1, 2, 2, 2), 16), bias: false),
        Case("groups of two", OpCase.Map(18, 4, 5), new(18, new(3, 3, 1, 1, 1, 1, 1, 1), 9)),
        Case("groups of four", OpCase.Map(36, 5, 6), new(36, new(3, 3, 2, 2, 1, 1, 1, 1), 9)),
        Case("groups of eight", OpCase.Map(24, 3, 9), new(24, new(1, 5, PadLeft: 2, PadRight: 2), 3)),
        Case("depthwise with a multiplier", OpCase.Map(16, 4, 5), new(32, new(3, 3, 1, 1, 1, 1, 1, 1), 16)));

    private static OpCase Case(string name, TensorType x, Conv2D op, bool bias = true)
    {
        TensorType weight = OpCase.Fixed(op.Channels, x.Shape[0] / op.Groups, op.Window.KernelHeight, op.Window.KernelWidth);
        return new(name, op, [x, weight, .. bias ? [OpCase.Fixed(op.Channels)] : Array.Empty<TensorType>()]);
    }
}
