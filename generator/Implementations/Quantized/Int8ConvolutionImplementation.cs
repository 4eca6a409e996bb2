using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>
/// A convolution over bytes as a product: rows of the map are copied once, with their padding, into the workspace, and multiplied by packed weights. Groups of
/// one channel have a kernel of their own.
/// </summary>
internal sealed class Int8ConvolutionImplementation(Int8Convolution op, MapOfValue x, MapOfValue y, bool isSmall = false)
    : Int8LinearImplementation(op, x, y, Traits.ByStrides, IsDepthwiseOf(op, x) ? "int8 depthwise convolution" : "int8 convolution")
{
    /// <summary>Pixels of a row where the map's own rows do not matter: some 2 KB, so that few rows are begun and all stay in the cache.</summary>
    private int PixelsOfRow => isSmall ? 16 : Math.Min(Math.Max(2_048 / X.Channels, 64), 512);

    public override Implementation Smaller => new Int8ConvolutionImplementation(Op, X, Y, isSmall: true);

    /// <summary>Rows are copied into the workspace before the row of the result that needs them is stored.</summary>
    public override RowOrder? OrderOfRows(int input, LaidOutTypes types)
    {
        if (!isSmall || input > 0) return null;
        (int height, int width, _) = Rows;
        int NextInput(int row) => IsPointwise ? row + 1
            : Window.DilationHeight == 1 ? (row * Window.StrideHeight) - Window.PadTop + Window.KernelHeight
            : ((row + 1) * Window.StrideHeight) - Window.PadTop;
        return new RowOrder(
            IsPointwise ? height : X.Height, (IsPointwise ? (long)width : X.Width) * X.Channels, height, (long)width * Y.Channels, NextInput);
    }

    /// <summary>Rows of bytes take a quarter of rows of floats, and longer to compute with.</summary>
    private bool KeepsBytes => isSmall && IsDepthwise && X.Channels == Y.Channels;

    /// <summary>Whether each pixel of the result depends on one of the source, in their order.</summary>
    private bool IsPointwise => Window is { KernelHeight: 1, KernelWidth: 1, StrideHeight: 1, StrideWidth: 1 } && X.Pixels == Y.Pixels && Y.Pixels > 1;

    private (int Height, int Width, int LastWidth) Rows => IsPointwise
        ? ((Y.Pixels + PixelsOfRow - 1) / PixelsOfRow, Math.Min(Y.Pixels, PixelsOfRow), ((Y.Pixels - 1) % PixelsOfRow) + 1)
        : (Y.Height, Y.Width, Y.Width);

    /// <summary>Pairs of bytes are multiplied at a time: half as long as floats.</summary>
    private long CostOfRow => Math.Max(1, (long)Rows.Width * Y.Channels * InputsPerGroup * Window.KernelHeight * Window.KernelWidth / (IsDepthwise ? 1 : 2));

    public override long WorkspaceFloats(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs)
    {
        long pixels = ((long)(Rows.Width - 1) * Window.StrideWidth) + ((Window.KernelWidth - 1) * Window.DilationWidth) + 1;
        long row = KeepsBytes ? pixels * X.Channels
            : IsDepthwise
            ? pixels * (X.Channels <= 8 ? 8 : Int8WeightShape.Align(X.Channels, Int8WeightShape.Lanes)) * sizeof(float)
            : Int8WeightShape.Align(pixels * Op.Convolution.Groups * Int8WeightShape.Align(InputsPerGroup, IsDilated ? 4 : 2), Storage);
        return Lines(Window.KernelHeight * row) / sizeof(float);
    }

    private const int Storage = 64;

    /// <summary>Bytes in whole lines, with one behind them into which kernels may reach.</summary>
    public static long Lines(long bytes) => Int8WeightShape.Align(bytes, Storage) + Storage;

    /// <summary>Multiply-adds of all rows.</summary>
    public long CostOfAll => Rows.Height * CostOfRow;

    public override void Write(StepBuilder step)
    {
        Geometry from = step.Input(0), to = step.Output();
        int height = Rows.Height;
        (Expression first, Expression end) = isSmall ? step.OneItem(height, CostOfAll) : step.Items("Row", height, 1, CostOfRow);
        step.Call(KeepsBytes ? "Int8DepthwiseBytes" : IsDepthwise ? "Int8Depthwise" : "Int8Convolution", "Run",
            step.InputAt(0), step.InputAt(1), step.InputAt(2), step.OutputAt(), step.Workspace(),
            ShapeOf(PixelOf(X, from), PixelOf(Y, to)), first, end);
    }

    /// <summary>The shape as the kernel takes it, of maps with so many bytes from pixel to pixel.</summary>
    public Argument ShapeOf(long inputPixel, long outputPixel)
    {
        (int height, int width, int last) = Rows;
        return StepBuilder.Constant("Int8ConvolutionShape", Field.Of(
            ("InputHeight", IsPointwise ? height : X.Height), ("InputWidth", IsPointwise ? width : X.Width), ("InputPixel", inputPixel),
            ("Groups", Op.Convolution.Groups), ("InputsPerGroup", InputsPerGroup), ("OutputHeight", height), ("OutputWidth", width), ("LastWidth", last),
            ("Channels", Y.Channels), ("OutputPixel", outputPixel), ("TapRows", Window.KernelHeight), ("TapColumns", Window.KernelWidth),
            ("StrideRows", Window.StrideHeight), ("StrideColumns", Window.StrideWidth), ("PaddingTop", Window.PadTop), ("PaddingLeft", Window.PadLeft),
            ("DilationRows", Window.DilationHeight), ("DilationColumns", Window.DilationWidth)));
    }

    /// <summary>Bytes from pixel to pixel; the tokens of a sequence are pixels, too.</summary>
    private static long PixelOf(MapOfValue value, Geometry map) => value.IsSequence || value.Pixels == 1 ? value.Channels : map.Pixel;
}
