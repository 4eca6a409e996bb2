namespace Kiln.Generator.Ops;

/// <summary>The geometry of a sliding window over a map: kernel, stride, padding on each side and dilation, height before width.</summary>
internal readonly record struct Window(
    int KernelHeight, int KernelWidth,
    int StrideHeight = 1, int StrideWidth = 1,
    int PadTop = 0, int PadLeft = 0, int PadBottom = 0, int PadRight = 0,
    int DilationHeight = 1, int DilationWidth = 1,
    bool CeilMode = false)
{
    /// <summary>Rows that the dilated kernel spans.</summary>
    public int SpanHeight => checked(((KernelHeight - 1) * DilationHeight) + 1);

    /// <summary>Columns that the dilated kernel spans.</summary>
    public int SpanWidth => checked(((KernelWidth - 1) * DilationWidth) + 1);

    /// <summary>The window with rows for columns.</summary>
    public Window Turned => new(
        KernelWidth, KernelHeight, StrideWidth, StrideHeight, PadLeft, PadTop, PadRight, PadBottom, DilationWidth, DilationHeight, CeilMode);

    public int OutputHeight(int height) => Positions(height, PadTop, PadBottom, SpanHeight, StrideHeight);

    public int OutputWidth(int width) => Positions(width, PadLeft, PadRight, SpanWidth, StrideWidth);

    /// <summary>
    /// The same window on a map of a size, without what is too large to matter: a stride beyond the padded map leaves one position, and one tap has no
    /// dilation. What kernels multiply strides with then stays as small as the map is.
    /// </summary>
    public Window On(int height, int width)
    {
        long rows = (long)height + PadTop + PadBottom, columns = (long)width + PadLeft + PadRight;
        return this with
        {
            StrideHeight = AtMost(StrideHeight, rows), StrideWidth = AtMost(StrideWidth, columns),
            DilationHeight = KernelHeight == 1 ? AtMost(DilationHeight, rows) : DilationHeight,
            DilationWidth = KernelWidth == 1 ? AtMost(DilationWidth, columns) : DilationWidth,
        };
    }

    /// <summary>The shape rule: a map of its positions, unless it has none.</summary>
    public Inferred Infer(string op, Shape x, int channels)
    {
        int height = OutputHeight(x[1]), width = OutputWidth(x[2]);
        if (height >= 1 && width >= 1) return TensorType.Float(new Shape(x.Leading, [channels, height, width]));
        return new Problem(ShapeProblems.KernelTooLarge, op, FormattableString.Invariant($"{SpanHeight}x{SpanWidth}"),
            FormattableString.Invariant($"{x[1] + PadTop + PadBottom}x{x[2] + PadLeft + PadRight}"));
    }

    private static int AtMost(int step, long size) => (int)Math.Min(step, Math.Max(1, size));

    /// <summary>The window along height.</summary>
    public WindowAxis RowAxis => new(KernelHeight, StrideHeight, PadTop, DilationHeight);

    /// <summary>The window along width.</summary>
    public WindowAxis ColumnAxis => new(KernelWidth, StrideWidth, PadLeft, DilationWidth);

    /// <summary>
    /// floor((size + padding - span) / stride) + 1; with ceil mode the last window may run over the end, but must begin before the
    /// end of the input or its leading padding (PyTorch's rule).
    /// </summary>
    private int Positions(int size, int before, int after, int span, int stride)
    {
        int room = checked(size + before + after - span);
        if (room < 0) return 0;
        if (!CeilMode) return (room / stride) + 1;
        int count = (int)(((long)room + stride - 1) / stride) + 1;
        return (count - 1L) * stride >= (long)size + before ? count - 1 : count;
    }

    public override string ToString()
    {
        string text = FormattableString.Invariant($"{KernelHeight}x{KernelWidth}");
        if (StrideHeight != 1 || StrideWidth != 1) text += " stride " + Sides(StrideHeight, StrideWidth);
        if (PadTop + PadLeft + PadBottom + PadRight > 0) text += " pad " + Sides(PadTop, PadLeft, PadBottom, PadRight);
        if (DilationHeight != 1 || DilationWidth != 1) text += " dilation " + Sides(DilationHeight, DilationWidth);
        return text;
    }

    /// <summary>One number where all sides are alike.</summary>
    public static string Sides(params int[] sides) =>
        string.Join(",", (sides.Distinct().Count() == 1 ? sides.Take(1) : sides).Select(side => side.ToString(CultureInfo.InvariantCulture)));
}

/// <summary>A window along one axis; <paramref name="Pad"/> lies before the map.</summary>
internal readonly record struct WindowAxis(int Kernel, int Stride, int Pad, int Dilation);
