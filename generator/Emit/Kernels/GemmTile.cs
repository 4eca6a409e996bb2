namespace Kiln.Generator.Emit.Kernels;

/// <summary>
/// How many rows and vectors of C one register tile holds. Two vectors by as many rows as the registers carry are best for many
/// rows (14 x 2 of 32 registers, 6 x 2 of 16); few rows take more vectors, because eight independent sums are needed to hide the
/// latency of a multiply-add. Every sum runs over the whole depth in one order, so the choice changes speed only.
/// </summary>
internal static class GemmTile
{
    /// <summary>A tile <paramref name="Vectors"/> wide, for runs of rows in tiles of at most <paramref name="MaxRows"/>.</summary>
    public readonly record struct Band(int Vectors, int MaxRows);

    /// <summary>Widest first; the last serves any rest of the columns, of which there are a multiple of 16.</summary>
    public static IReadOnlyList<Band> Bands(VectorText vector, int rows)
    {
        List<Band> bands = [];
        if (rows is 0 or 1) bands.Add(new Band(8, 1));
        if (rows is 1 or 2 or 3 || (rows == 0 && vector.Bits > 128)) bands.Add(new Band(4, 3));
        bands.Add(new Band(2, vector.Bits == 512 ? 14 : 6));

        // The half panel at the end of the columns. Eight sums hide the latency; a kernel for any rows saves the text of more.
        if (vector.Bits == 512) bands.Add(new Band(1, rows == 0 ? 8 : 14));
        return bands;
    }

    /// <summary>
    /// Heights of the tall bands of a kernel for any rows: few, because the text of tall tiles is long, yet every count of rows is a
    /// short sum of them, and each but the last two keeps the multiply-add units busy.
    /// </summary>
    private static readonly int[] TallHeights = [14, 8, 4, 2, 1];

    private static bool IsGreedy(Band band, int rows) => rows == 0 && band.MaxRows > 6;

    /// <summary>The heights of the tiles into which <paramref name="rows"/> rows (0: any number) split in a band.</summary>
    public static IReadOnlyList<int> Heights(Band band, int rows)
    {
        return IsGreedy(band, rows) ? [.. TallHeights.Where(height => height <= band.MaxRows)] : Balanced(band.MaxRows, rows);
    }

    /// <summary>The sizes, at most <paramref name="maximum"/>, of a balanced split of <paramref name="count"/> (0: any number).</summary>
    public static IReadOnlyList<int> Balanced(int maximum, int count)
    {
        if (count == 0) return [.. Enumerable.Range(1, maximum)];
        int tiles = (count + maximum - 1) / maximum;
        int size = count / tiles;
        return count % tiles == 0 ? [size] : [size, size + 1];
    }

    /// <summary>
    /// Writes the split of shape.Rows into tiles: <paramref name="call"/> prints a call of Rows for (height, number of tiles, first row).
    /// Balanced, the first tiles a row taller, or from the tallest of a few heights down.
    /// </summary>
    public static void WriteSplit(SourceWriter writer, Band band, int rows, Func<string, string, string, string> call)
    {
        if (!IsGreedy(band, rows))
        {
            writer.Line($"nint tiles = (shape.Rows + {band.MaxRows - 1}) / {band.MaxRows};");
            writer.Line("nint height = shape.Rows / tiles;");
            writer.Line("nint taller = shape.Rows - (tiles * height);");
            writer.Line("nint first = taller * (height + 1);");
            writer.Line($"if (taller > 0) {call("height + 1", "taller", "")}");
            writer.Line(call("height", "tiles - taller", "first"));
            return;
        }

        writer.Line("nint first = 0;");
        writer.Line($"ReadOnlySpan<int> heights = [{string.Join(", ", Heights(band, rows))}];");
        using (writer.Block("foreach (int height in heights)"))
        {
            writer.Line("nint tiles = (shape.Rows - first) / height;");
            writer.Line("if (tiles == 0) continue;");
            writer.Line(call("height", "tiles", "first"));
            writer.Line("first += tiles * height;");
        }
    }

    /// <summary>Rows are addressed from a base pointer every 3 or 5 rows and shared multiples of the row stride: few registers, no multiplications.</summary>
    public static int BaseSpacing(int rows) => rows <= 6 ? 3 : 5;

    /// <summary>The reference to row <paramref name="row"/> of A at the present depth.</summary>
    public static string RowReference(int row, int rows)
    {
        int spacing = BaseSpacing(rows);
        int rest = row % spacing;
        return rest == 0 ? $"a{row}" : $"Unsafe.Add(ref a{row - rest}, {Offset(rest)})";
    }

    /// <summary>Declares the multiples of the row stride that <see cref="RowReference"/> uses.</summary>
    public static void WriteOffsets(SourceWriter writer, int rows, string stride)
    {
        if (rows > 1) writer.Line($"nint rowStride = {stride};");
        for (int rest = 2; rest < Math.Min(rows, BaseSpacing(rows)); rest++) writer.Line($"nint {Offset(rest)} = {rest} * rowStride;");
    }

    /// <summary>Declares the base pointers at the depth that starts at <paramref name="start"/>.</summary>
    public static void WriteBases(SourceWriter writer, int rows, string start)
    {
        foreach (int row in Bases(rows))
            writer.Line($"ref float a{row} = ref {(row == 0 ? start : $"Unsafe.Add(ref {start}, {row} * rowStride)")};");
    }

    /// <summary>Moves the base pointers to the next depth.</summary>
    public static void WriteAdvance(SourceWriter writer, int rows, string step)
    {
        foreach (int row in Bases(rows)) writer.Line($"a{row} = ref Unsafe.Add(ref a{row}, {step});");
    }

    /// <summary>Declares the sums, all zero.</summary>
    public static void WriteZeros(SourceWriter writer, VectorText vector, int rows, int vectors) =>
        WriteStarts(writer, vector, rows, vectors, (_, _) => vector.Zero);

    /// <summary>Declares the sums with what they start from: zero, or the bias, which saves an addition at the end.</summary>
    public static void WriteStarts(SourceWriter writer, VectorText vector, int rows, int vectors, Func<int, int, string> start)
    {
        for (int row = 0; row < rows; row++)
            writer.Line(string.Join(" ", Enumerable.Range(0, vectors).Select(v => $"{vector.Type} {Sum(row, v)} = {start(row, v)};")));
    }

    /// <summary>One depth: loads <paramref name="vectors"/> vectors of B, broadcasts each row of A, multiplies and adds.</summary>
    public static void WriteMultiplyAdds(SourceWriter writer, VectorText vector, int rows, int vectors, Func<int, string> loadB)
    {
        // With fewer rows than vectors the rows stay in registers and B is read once; otherwise the other way round.
        if (rows < vectors)
        {
            for (int row = 0; row < rows; row++) writer.Line($"{vector.Type} x{row} = {vector.Broadcast(RowReference(row, rows))};");
            for (int v = 0; v < vectors; v++)
            {
                writer.Line($"{vector.Type} b{v} = {loadB(v)};");
                for (int row = 0; row < rows; row++) writer.Line($"{Sum(row, v)} = {vector.MultiplyAdd($"x{row}", $"b{v}", Sum(row, v))};");
            }

            return;
        }

        for (int v = 0; v < vectors; v++) writer.Line($"{vector.Type} b{v} = {loadB(v)};");
        for (int row = 0; row < rows; row++)
        {
            writer.Line($"{vector.Type} x{row} = {vector.Broadcast(RowReference(row, rows))};");
            for (int v = 0; v < vectors; v++) writer.Line($"{Sum(row, v)} = {vector.MultiplyAdd($"x{row}", $"b{v}", Sum(row, v))};");
        }
    }

    public static string Sum(int row, int vector) => $"sum{row}_{vector}";

    private static string Offset(int rest) => rest == 1 ? "rowStride" : $"rows{rest}";

    private static IEnumerable<int> Bases(int rows)
    {
        for (int row = 0; row < rows; row += BaseSpacing(rows)) yield return row;
    }
}
