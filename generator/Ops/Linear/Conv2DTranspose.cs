namespace Kiln.Generator.Ops;

/// <summary>
/// The transpose of a convolution (Zeiler et al. 2010): every x[c, i, j] adds W[c, o, p, q] x[c, i, j] to y[o, i s + p - pad, j s + q - pad]. It is the input
/// gradient of a convolution from y to x, so its own input gradient is that convolution. Inputs: x, W in PyTorch's shape
/// [input channels, channels, kernel height, kernel width], and b where there is a bias.
/// </summary>
internal sealed record Conv2DTranspose(int Channels, Window Window, int OutputPadding) : Op
{
    public static Layer Layer { get; } = new("Conv2DTranspose", call =>
    {
        int channels = call.AtLeast(1, "channels", call.Int("channels"));
        Shape shape = call.InputShape();
        if (shape.Rank != 3) throw call.Fail(Expected.Map(call.Layer, shape));
        int kernel = call.AtLeast(1, "kernel", call.Int("kernel")), stride = call.AtLeast(1, "stride", call.Int("stride"));
        int padding = call.AtLeast(0, "padding", call.Int("padding")), outputPadding = call.AtLeast(0, "outputPadding", call.Int("outputPadding"));
        if (outputPadding >= stride)
            throw call.Fail(
                ShapeProblems.OutOfRange, "Conv2DTranspose", "outputPadding", outputPadding, FormattableString.Invariant($"less than the stride {stride}"));
        // Nothing follows a single row, or column: how far the next one would be does not matter, and kernels multiply with it.
        int last = (int)Math.Min(stride, (long)kernel + outputPadding);
        int strideHeight = shape[1] == 1 ? last : stride;
        int strideWidth = shape[2] == 1 ? last : stride;
        int area = checked(kernel * kernel), fanIn = channels * area, fanOut = shape[0] * area;
        var op = new Conv2DTranspose(channels, new Window(kernel, kernel, strideHeight, strideWidth, padding, padding, padding, padding), outputPadding);
        Value weight = call.Parameter(
            "weight", Shape.Fixed(shape[0], channels, kernel, kernel), call.Choice<Init>("init"), call.Double("initScale"), fanIn, fanOut);
        return call.Bool("bias") ? call.Add(op, call.Input(), weight, call.Bias(channels, fanIn, fanOut)) : call.Add(op, call.Input(), weight);
    });

    protected internal override string Detail =>
        FormattableString.Invariant($"{Channels}, {Window}{(OutputPadding > 0 ? $", output padding {OutputPadding}" : "")}");

    /// <summary>The convolution whose transpose this is, from y to x.</summary>
    internal Conv2D Convolution(Shape x) => new(x[0], Window, 1);

    public override bool IsWeight(int input) => input > 0;

    public override Inferred Infer(EquatableArray<TensorType> inputs)
    {
        Shape x = inputs[0].Shape;
        int height = checked(((x[1] - 1) * Window.StrideHeight) + Window.SpanHeight + OutputPadding) - Window.PadTop - Window.PadBottom;
        int width = checked(((x[2] - 1) * Window.StrideWidth) + Window.SpanWidth + OutputPadding) - Window.PadLeft - Window.PadRight;
        if (height < 1 || width < 1)
            return new Problem(ShapeProblems.OutOfRange, Name, "padding", Window.PadTop, "less than half of what the kernel and the stride make of the map");
        return TensorType.Float(new Shape(x.Leading, [Channels, height, width]));
    }

    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(0), weight = reference.Input(1), y = reference.Output();
        int area = y.Shape[1] * y.Shape[2];
        y.Fill((_, i) => reference.InputCount > 2 ? reference.Input(2).Data[i / area] : 0);
        Convolution(x.Shape).VisitTaps(y.Shape, x.Shape, (row, o, i, j, c, p, q, w) => y[row, c, p, q] += weight.Data[w] * x[row, o, i, j], x.Rows);
    }

    public override void Differentiate(Gradient gradient)
    {
        Conv2D convolution = Convolution(gradient.InputShape(0));
        gradient.Contribute(0, convolution, gradient.Dy, gradient.Input(1));
        gradient.Contribute(1, new Conv2DWeightGradient(convolution), gradient.Dy, gradient.Input(0));
        gradient.Contribute(2, new BiasGradient(), gradient.Dy);
    }

    public override long MultiplyAdds(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        (long)inputs[0].Shape.Rows(1) * inputs[0].Shape.ElementCount * Channels * Window.KernelHeight * Window.KernelWidth;

    public static IEnumerable<OpCase> Cases => OpCase.Each(
        item => item with { WithoutSpecialValues = OpCase.WeightsMeetPadding, OrdinaryInputs = HasPadding(item) ? [] : [1, item.Inputs.Count] },
        new("planes, kernel 2, stride 2", new Conv2DTranspose(3, new Window(2, 2, 2, 2), 0), OpCase.Map(4, 3, 5), OpCase.Fixed(4, 3, 2, 2), OpCase.Fixed(3)),
        new("planes, padding and output padding", new Conv2DTranspose(4, new Window(3, 3, 2, 2, 1, 1, 1, 1), 1), OpCase.Map(3, 4, 3), OpCase.Fixed(3, 4, 3, 3),
            OpCase.Fixed(4)),
        new("planes, stride one, no bias", new Conv2DTranspose(2, new Window(3, 3), 0), OpCase.Map(3, 4, 19), OpCase.Fixed(3, 2, 3, 3)),
        new("many channels, kernel 2, stride 2", new Conv2DTranspose(16, new Window(2, 2, 2, 2), 0), OpCase.Map(19, 3, 2), OpCase.Fixed(19, 16, 2, 2),
            OpCase.Fixed(16)),
        new("many channels, kernel 4, stride 2", new Conv2DTranspose(17, new Window(4, 4, 2, 2, 1, 1, 1, 1), 0), OpCase.Map(16, 3, 4),
            OpCase.Fixed(16, 17, 4, 4), OpCase.Fixed(17)),
        new("stride larger than the kernel", new Conv2DTranspose(16, new Window(2, 2, 3, 3), 2), OpCase.Map(3, 2, 3), OpCase.Fixed(3, 16, 2, 2),
            OpCase.Fixed(16)),
        new("many to few channels", new Conv2DTranspose(1, new Window(4, 4, 2, 2, 1, 1, 1, 1), 0), OpCase.Map(32, 4, 3), OpCase.Fixed(32, 1, 4, 4),
            OpCase.Fixed(1)));

    /// <summary>Where the output has a padding, it is the input that meets its zeros in the gradient of the weights.</summary>
    private static bool HasPadding(OpCase item) => item.Op is Conv2DTranspose { OutputPadding: > 0 } or Conv2DTranspose { Window.PadTop: > 0 };
}
