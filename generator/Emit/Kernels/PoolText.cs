namespace Kiln.Generator.Emit.Kernels;

/// <summary>Loops that the pooling kernels share.</summary>
internal static class PoolText
{
    public static readonly IReadOnlyList<string> Forward = ["ref float x", "ref float y", "in PoolShape shape"];
    public static readonly IReadOnlyList<string> MaximumGradient = ["ref float x", "ref float y", "ref float dy", "ref float dx", "in PoolShape shape"];
    public static readonly IReadOnlyList<string> AverageGradient = ["ref float dy", "ref float dx", "in PoolShape shape"];

    /// <summary>Pixels of the output; <c>top</c>, <c>left</c>, <c>height</c> and <c>width</c> describe the clamped window.</summary>
    public static void ForEachWindow(SourceWriter writer, Action body)
    {
        using (writer.Block("for (nint row = 0; row < shape.OutputHeight; row++)"))
        {
            writer.Line("nint top = shape.Top(row);");
            writer.Line("nint height = shape.Bottom(row) - top;");
            using (writer.Block("for (nint column = 0; column < shape.OutputWidth; column++)"))
            {
                writer.Line("nint left = shape.Left(column);");
                writer.Line("nint width = shape.Right(column) - left;");
                body();
            }
        }
    }

    /// <summary>Channels of a pixel in runs of <paramref name="vectors"/> vectors, the rest by single ones.</summary>
    public static void ForEachChannelRun(SourceWriter writer, VectorText vector, int vectors, Action<int> body)
    {
        writer.Line("nint channel = 0;");
        string run = SourceWriter.Number(vectors * vector.Lanes);
        using (writer.Block($"for (; channel <= channels - {run}; channel += {run})")) body(vectors);
        // The count of channels is a multiple of 16, so a run of 16 floats or fewer leaves nothing.
        if (vectors * vector.Lanes <= 16) return;
        using (writer.Block($"for (; channel < channels; channel += {SourceWriter.Number(vector.Lanes)})")) body(1);
    }

    /// <summary>
    /// Pixels of the window in order. Each of <paramref name="maps"/> is (cursor, tensor, its strides): the cursor is a reference to the pixel's channels.
    /// </summary>
    public static void ForEachTap(SourceWriter writer, IReadOnlyList<(string Cursor, string Tensor, string Strides)> maps, Action body)
    {
        using (writer.Block("for (nint h = 0; h < height; h++)"))
        {
            foreach ((string cursor, string tensor, string strides) in maps)
                writer.Line($"ref float {cursor} = ref Unsafe.Add(ref {tensor}, (top + h) * {strides}Row + left * {strides}Pixel + channel);");
            using (writer.Block("for (nint w = 0; w < width; w++)"))
            {
                body();
                foreach ((string cursor, string _, string strides) in maps)
                    writer.Line($"{cursor} = ref Unsafe.Add(ref {cursor}, {strides}Pixel);");
            }
        }
    }

    /// <summary>Local copies of one tensor's strides, so that they stay in registers.</summary>
    public static void CopyStrides(SourceWriter writer, string name, string property, params string[] parts)
    {
        foreach (string part in parts) writer.Line($"nint {name}{part} = shape.{property}.{part};");
    }

    /// <summary>Sets dx (channels-last) to zero, for windows only add to it.</summary>
    public static void ClearPixels(SourceWriter writer, VectorText vector)
    {
        using (writer.Block("for (nint h = 0; h < shape.InputHeight; h++)"))
        using (writer.Block("for (nint w = 0; w < shape.InputWidth; w++)"))
        {
            writer.Line("ref float pixel = ref Unsafe.Add(ref dx, h * dxRow + w * dxPixel);");
            writer.Line(
                $"for (nint channel = 0; channel < channels; channel += {SourceWriter.Number(vector.Lanes)}) {vector.Store(vector.Zero, "pixel", "channel")};");
        }
    }

    /// <summary>
    /// Columns [<paramref name="first"/>, <paramref name="last"/>) in vectors. The last vector overlaps the one before it rather than
    /// run over the end, so <paramref name="body"/> must give the same result twice; ranges narrower than a vector use narrower ones.
    /// <paramref name="body"/> gets the vector, or null for one scalar; the column is <c>column</c>.
    /// </summary>
    public static void CoverColumns(SourceWriter writer, VectorText widest, string first, string last, Action<VectorText?> body)
    {
        string condition = "if";
        foreach (VectorText vector in VectorText.Widths.Where(width => width.Bits <= widest.Bits))
        {
            string lanes = SourceWriter.Number(vector.Lanes);
            using (writer.Block($"{condition} ({last} - {first} >= {lanes})"))
            using (writer.Block($"for (nint column = {first}; ; column = column + {lanes} <= {last} - {lanes} ? column + {lanes} : {last} - {lanes})"))
            {
                body(vector);
                writer.Line($"if (column == {last} - {lanes}) break;");
            }

            condition = "else if";
        }

        using (writer.Block("else"))
        using (writer.Block($"for (nint column = {first}; column < {last}; column++)"))
            body(null);
    }

    /// <summary>One float in every <c>strideWidth</c> from <paramref name="reference"/> on. The two small strides load whole vectors.</summary>
    public static string LoadStrided(VectorText vector, string reference)
    {
        string first = vector.Load(reference), second = vector.Load(reference, SourceWriter.Number(vector.Lanes));
        return $"strideWidth == 1 ? {first} : strideWidth == 2 ? LaneMoves.Even({first}, {second})"
            + $" : LaneMoves.LoadStrided{vector.Bits}(ref {reference}, strideWidth)";
    }
}
