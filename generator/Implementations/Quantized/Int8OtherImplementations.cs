using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>Probabilities over the last dimension.</summary>
internal sealed class Int8SoftmaxImplementation(Int8Softmax op) : Int8Implementation<Int8Softmax>(op, Traits.None, "int8 rows")
{
    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) => input == 0 ? MemoryOrder.Natural : null;

    public override MemoryOrder OutputOrder(int output, LaidOutTypes types) => MemoryOrder.Natural;

    public override void Write(StepBuilder step)
    {
        Shape shape = step.OutputType().Shape;
        int length = Softmax.Columns(shape);
        (Expression first, Expression end) = step.Items("Row", shape.ElementCount / length, 1, length * StepBuilder.CostOfFunction);
        step.Call(
            "Int8Softmax", "Run", step.InputAt(0, length * first), step.InputAt(1), step.OutputAt(0, length * first), end - first, length);
    }
}

/// <summary>A map enlarged, row by row.</summary>
internal sealed class Int8UpsampleImplementation(Int8Upsample op) : Int8Implementation<Int8Upsample>(op, Traits.ReadsParts, "int8 copy")
{
    public override void Write(StepBuilder step)
    {
        Geometry x = step.Input(0), y = step.Output();
        (Expression first, Expression end) = step.Items("Row", y.Height, 1, (long)y.Width * y.Channels);
        Argument[] height = Op.Forward.Interpolation == Interpolation.Bilinear ? [x.Height] : [];
        step.Call("Int8Upsampling", Op.Forward.Interpolation.ToString(), [
            step.InputAt(0), StepBuilder.Strides(x), .. Enumerable.Range(1, step.OwnInputs - 1).Select(input => step.InputAt(input)), step.OutputAt(),
            StepBuilder.Strides(y), x.Channels, .. height, x.Width, Op.Forward.Factor, first, end]);
    }
}

/// <summary>Rows of a table of bytes.</summary>
internal sealed class Int8EmbeddingImplementation(Int8Embedding op) : Int8Implementation<Int8Embedding>(op, Traits.ReadsCaller, "int8 copy")
{
    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) => null;

    public override void Write(StepBuilder step)
    {
        step.Call(
            "Int8Embedding", "Run", step.InputAt(0), step.InputAt(1), step.OutputAt(), step.InputType(0).Shape.ElementCount, Op.Forward.Units,
            Op.Forward.Vocabulary);
    }

    public override Statement.Call? Check(int input, EquatableArray<TensorType> inputs, Argument first, Expression batch) => input > 0 ? null
        : new Statement.Call(new Callee.Method("Embedding", "Validate"), [first, batch, inputs[0].Shape.ElementCount, Op.Forward.Vocabulary]);
}

/// <summary>A transposed convolution over bytes.</summary>
internal sealed class Int8TransposedConvolutionImplementation(Int8TransposedConvolution op, Shape x)
    : Int8Implementation<Int8TransposedConvolution>(op, Traits.ReadsParts, "int8 transposed convolution")
{
    private Window Window => Op.Forward.Window;

    public override Op? PackingOf(int input, LaidOutTypes types) => input switch
    {
        1 => new Int8PackWeights(Weights, IsDepthwise: false),
        2 => new Int8PackRequantization(Weights, IsDepthwise: false),
        _ => null,
    };

    public override IEnumerable<int> PackedInputs(int input) => input == 2 ? Enumerable.Range(1, 7) : [input];

    /// <summary>Each tap by itself: which taps reach an element depends on its place.</summary>
    private Int8WeightShape Weights => new(
        1, Op.Forward.Channels, x[0], Window.KernelHeight, Window.KernelWidth, Window.KernelHeight * Window.KernelWidth,
        Op.Forward.Channels * Window.KernelHeight * Window.KernelWidth, 1, IsDilated: true);

    public override long WorkspaceFloats(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        ((Int8WeightShape.Align(x[0], 4) * x[1] * x[2]) + 128) / sizeof(float);

    public override void Write(StepBuilder step)
    {
        Geometry from = step.Input(0), to = step.Output();
        (Expression first, Expression end) = step.Items(
            "Row", to.Height, 1, (long)to.Width * to.Channels * x[0] * Window.KernelHeight * Window.KernelWidth / (2L * Window.StrideHeight * Window.StrideWidth));
        step.Call("Int8TransposedConvolution", "Run", step.InputAt(0), step.InputAt(1), step.InputAt(2), step.OutputAt(), step.Workspace(),
            StepBuilder.Constant("Int8TransposedShape", Field.Of(
                ("InputHeight", from.Height), ("InputWidth", from.Width), ("InputPixel", from.Pixel), ("InputChannels", from.Channels),
                ("OutputHeight", to.Height), ("OutputWidth", to.Width), ("OutputPixel", to.Pixel), ("Channels", to.Channels),
                ("TapRows", Window.KernelHeight), ("TapColumns", Window.KernelWidth), ("StrideRows", Window.StrideHeight),
                ("StrideColumns", Window.StrideWidth), ("PaddingTop", Window.PadTop), ("PaddingLeft", Window.PadLeft))),
            first, end);
    }
}

/// <summary>A map within a frame of its zero point.</summary>
internal sealed class Int8PadImplementation(Int8Pad op) : Int8Implementation<Int8Pad>(op, Traits.ReadsParts, "int8 copy")
{
    public override void Write(StepBuilder step)
    {
        (long[] from, long[] to) = StridedCopy.Strides(step);
        (Expression first, Expression end) = step.Items("Byte", step.OutputType().Shape.ElementCount, StepBuilder.FloatsOfItem * sizeof(float), 1);
        step.Call("Int8Fill", "Run", step.InputAt(1), step.OutputAt(0, first), end - first);
        step.NextPhase();
        StridedCopy.Write(
            step, 0, 0, from, Op.Forward.Before.Select((before, axis) => before * to[axis]).Sum(), to, step.InputType(0).Shape.Dimensions);
    }
}
