using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>
/// A convolution over bytes as a product: rows of the map are copied once, with their padding, into the workspace, and multiplied by packed weights. Groups of
/// one channel have a kernel of their own.
/// </summary>
internal sealed class Int8ConvolutionImplementation(Int8Convolution op, MapOfValue x, MapOfValue y, bool isSmall = false) : Int8Implementation<Int8Convolution>(
    op, Traits.ByStrides, op.Convolution.Groups == x.Channels && x.Channels > 1 ? "int8 depthwise convolution" : "int8 convolution")
{
    /// <summary>Pixels of a row where the map's own rows do not matter.</summary>
    private int PixelsOfRow => isSmall ? 16 : 64;

    public override Implementation Smaller => new Int8ConvolutionImplementation(Op, x, y, isSmall: true);

    /// <summary>Rows are copied into the workspace before the row of the result that needs them is stored.</summary>
    public override RowOrder? OrderOfRows(int input, LaidOutTypes types)
    {
        if (!isSmall || input > 0) return null;
        (int height, int width, _) = Rows;
        int NextInput(int row) => IsPointwise ? row + 1
            : Window.DilationHeight == 1 ? (row * Window.StrideHeight) - Window.PadTop + Window.KernelHeight
            : ((row + 1) * Window.StrideHeight) - Window.PadTop;
        return new RowOrder(
            IsPointwise ? height : x.Height, (IsPointwise ? (long)width : x.Width) * x.Channels, height, (long)width * y.Channels, NextInput);
    }

    private Window Window => Op.Convolution.Window;

    /// <summary>Rows of bytes take a quarter of rows of floats, and longer to compute with.</summary>
    private bool KeepsBytes => isSmall && IsDepthwise && x.Channels == y.Channels;

    private bool IsDepthwise => Op.Convolution.Groups == x.Channels && x.Channels > 1;

    /// <summary>Whether each pixel of the result depends on one of the source, in their order.</summary>
    private bool IsPointwise => Window is { KernelHeight: 1, KernelWidth: 1, StrideHeight: 1, StrideWidth: 1 } && x.Pixels == y.Pixels && y.Pixels > 1;

    private bool IsDilated => Window is { DilationWidth: > 1, KernelWidth: > 1 };

    private int InputsPerGroup => x.Channels / Op.Convolution.Groups;

    private (int Height, int Width, int LastWidth) Rows => IsPointwise
        ? ((y.Pixels + PixelsOfRow - 1) / PixelsOfRow, Math.Min(y.Pixels, PixelsOfRow), ((y.Pixels - 1) % PixelsOfRow) + 1)
        : (y.Height, y.Width, y.Width);

    /// <summary>Pairs of bytes are multiplied at a time: half as long as floats.</summary>
    private long CostOfRow => Math.Max(1, (long)Rows.Width * y.Channels * InputsPerGroup * Window.KernelHeight * Window.KernelWidth / (IsDepthwise ? 1 : 2));

    public override Op? PackingOf(int input, LaidOutTypes types) => input switch
    {
        1 => new Int8PackWeights(Packing(types.Inputs[1].Shape)),
        2 => new Int8PackRequantization(Packing(types.Inputs[1].Shape)),
        _ => null,
    };

    public override IEnumerable<int> PackedInputs(int input) => input == 2 ? Enumerable.Range(1, 7) : [input];

    private Int8PackingKernel Packing(Shape weight)
    {
        var shape = new Int8WeightShape(
            Op.Convolution.Groups, y.Channels, InputsPerGroup, Window.KernelHeight, Window.KernelWidth, weight.ElementCount / y.Channels,
            Window.KernelHeight * Window.KernelWidth, 1, IsDilated);
        return IsDepthwise ? shape.Depthwise : shape.Convolution;
    }

    public override long WorkspaceFloats(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs)
    {
        long pixels = ((long)(Rows.Width - 1) * Window.StrideWidth) + ((Window.KernelWidth - 1) * Window.DilationWidth) + 1;
        long row = KeepsBytes ? pixels * x.Channels
            : IsDepthwise
            ? pixels * Geometry.Align(x.Channels) * sizeof(float)
            : Int8WeightShape.Align(pixels * Op.Convolution.Groups * Int8WeightShape.Align(InputsPerGroup, IsDilated ? 4 : 2), Storage);
        return (Int8WeightShape.Align(Window.KernelHeight * row, Storage) + Storage) / sizeof(float);
    }

    private const int Storage = 64;

    public override void Write(StepBuilder step)
    {
        Geometry from = step.Input(0), to = step.Output();
        (int height, int width, int last) = Rows;
        (Expression first, Expression end) = isSmall ? step.OneItem(height, height * CostOfRow) : step.Items("Row", height, 1, CostOfRow);
        step.Call(KeepsBytes ? "Int8DepthwiseBytes" : IsDepthwise ? "Int8Depthwise" : "Int8Convolution", "Run",
            step.InputAt(0), step.InputAt(1), step.InputAt(2), step.OutputAt(), step.Workspace(),
            StepBuilder.Constant("Int8ConvolutionShape", Field.Of(
                ("InputHeight", IsPointwise ? height : x.Height), ("InputWidth", IsPointwise ? width : x.Width), ("InputPixel", PixelOf(x, from)),
                ("Groups", Op.Convolution.Groups), ("InputsPerGroup", InputsPerGroup), ("OutputHeight", height), ("OutputWidth", width), ("LastWidth", last),
                ("Channels", y.Channels), ("OutputPixel", PixelOf(y, to)), ("TapRows", Window.KernelHeight), ("TapColumns", Window.KernelWidth),
                ("StrideRows", Window.StrideHeight), ("StrideColumns", Window.StrideWidth), ("PaddingTop", Window.PadTop), ("PaddingLeft", Window.PadLeft),
                ("DilationRows", Window.DilationHeight), ("DilationColumns", Window.DilationWidth))),
            first, end);
    }

    /// <summary>Bytes from pixel to pixel; the tokens of a sequence are pixels, too.</summary>
    private static long PixelOf(MapOfValue value, Geometry map) => value.IsSequence || value.Pixels == 1 ? value.Channels : map.Pixel;
}
