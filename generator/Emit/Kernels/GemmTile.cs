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
        if (rows is 0 or 1 or 2 or 3) bands.Add(new Band(4, 3));
        bands.Add(new Band(2, vector.Bits == 512 ? 14 : 6));

        // The half panel at the end of the columns. Eight sums hide the latency; a kernel for any rows saves the text of more.
        if (vector.Bits == 512) bands.Add(new Band(1, rows == 0 ? 8 : 14));
        return bands;
    }

    /// <summary>
    /// By how many rows the tiles of one split may differ: one, but two in tall bands of a kernel for any rows, which halves its text;
    /// an odd row is then a tile of its own.
    /// </summary>
    private static int Step(Band band, int rows) => rows == 0 && band.MaxRows > 6 ? 2 : 1;

    /// <summary>The heights of a balanced split of <paramref name="rows"/> rows (0: any number) into tiles of a band.</summary>
    public static IReadOnlyList<int> Heights(Band band, int rows)
    {
        if (rows == 0) return [.. Enumerable.Range(1, band.MaxRows).Where(height => height == 1 || height % Step(band, rows) == 0)];
        int tiles = (rows + band.MaxRows - 1) / band.MaxRows;
        int height = rows / tiles;
        return rows % tiles == 0 ? [height] : [height, height + 1];
    }

    /// <summary>
    /// Writes the split of shape.Rows into tiles: <paramref name="call"/> prints a call of Rows for (height, number of tiles, first row).
    /// </summary>
    public static void WriteSplit(SourceWriter writer, Band band, int rows, Func<string, string, string, string> call)
    {
        int step = Step(band, rows);
        writer.Line($"nint tiles = (shape.Rows + {band.MaxRows - 1}) / {band.MaxRows};");
        writer.Line(step == 1 ? "nint height = shape.Rows / tiles;" : $"nint height = shape.Rows / ({step} * tiles) * {step};");
        writer.Line(step == 1 ? "nint taller = shape.Rows - (tiles * height);" : $"nint taller = (shape.Rows - (tiles * height)) / {step};");
        writer.Line($"nint first = taller * (height + {step});");
        writer.Line($"if (taller > 0) {call($"height + {step}", "taller", "")}");
        writer.Line(call("height", "tiles - taller", "first"));
        if (step == 1) return;
        writer.Line("nint rest = first + ((tiles - taller) * height);");
        writer.Line($"if (rest < shape.Rows) {call("1", "1", "rest")}");
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
