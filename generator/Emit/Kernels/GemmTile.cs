namespace Kiln.Generator.Emit.Kernels;

/// <summary>
/// How many rows and vectors of C one register tile holds. Two vectors by as many rows as the registers carry are best for many
/// rows (14 x 2 of 32 registers, 6 x 2 of 16); few rows take more vectors, because eight independent sums are needed to hide the
/// latency of a multiply-add; one vector by ten is for the 16 columns that may be left. A kernel has the tiles of every height, so that any number of rows is
/// cut into even ones. Every sum runs over the whole depth in one order, so the choice changes speed only.
/// </summary>
internal static class GemmTile
{
    /// <summary>A tile <paramref name="Vectors"/> wide, for runs of rows in tiles of at most <paramref name="MaxRows"/>.</summary>
    public readonly record struct Band(int Vectors, int MaxRows)
    {
        /// <summary>What the number of rows must be for the band, as source in front of another condition.</summary>
        public string Condition => MaxRows == 1 ? "shape.Rows == 1 && " : MaxRows == 3 ? "shape.Rows <= 3 && " : "";
    }

    /// <summary>Widest first; the last serves any rest of the columns, of which there are a multiple of 16.</summary>
    public static IReadOnlyList<Band> Bands(VectorText vector) =>
        vector.Bits switch { 512 => [new(8, 1), new(4, 3), new(2, 14), new(1, 10)], 256 => [new(8, 1), new(4, 3), new(2, 6)], _ => [new(8, 1), new(2, 6)] };

    /// <summary>Odd tiles are at most this tall: one of them makes any number of rows even, and their text is as long as they are tall.</summary>
    private const int TallestOdd = 7;

    /// <summary>The heights of the tiles of a band.</summary>
    public static IReadOnlyList<int> Heights(Band band) => [.. Enumerable.Range(1, band.MaxRows).Where(height => height <= TallestOdd || height % 2 == 0)];

    /// <summary>
    /// Writes the split of shape.Rows into tiles, the first ones taller where it is uneven: <paramref name="call"/> prints a call of Rows for (height, number
    /// of tiles, first row). Tall tiles have even heights, so that an odd number of rows begins with an odd tile that leaves no short rest.
    /// </summary>
    public static void WriteSplit(SourceWriter writer, Band band, Func<string, string, string, string> call)
    {
        bool isTall = band.MaxRows > TallestOdd;
        string rows = "shape.Rows", unit = "";
        if (isTall)
        {
            writer.Line($"nint odd = (shape.Rows & 1) == 0 ? 0 : shape.Rows <= {TallestOdd} ? shape.Rows : shape.Rows == 9 ? 5 : {TallestOdd};");
            writer.Line($"if (odd > 0) {call("odd", "1", "")}");
            writer.Line("if (odd == shape.Rows) return;");
            writer.Line("nint pairs = (shape.Rows - odd) / 2;");
            (rows, unit) = ("pairs", "2 * ");
        }

        int most = isTall ? band.MaxRows / 2 : band.MaxRows;
        writer.Line($"nint tiles = ({rows} + {most - 1}) / {most};");
        writer.Line($"nint height = {rows} / tiles;");
        writer.Line($"nint taller = {rows} - (tiles * height);");
        writer.Line($"nint first = {(isTall ? "odd + (2 * taller * (height + 1))" : "taller * (height + 1)")};");
        writer.Line($"if (taller > 0) {call(isTall ? "2 * (height + 1)" : "height + 1", "taller", isTall ? "odd" : "")}");
        writer.Line(call(unit + "height", "tiles - taller", "first"));
    }

    /// <summary>Writes the local function that the calls of a split go to: it picks the tile of a height, whose call <paramref name="call"/> prints.</summary>
    public static void WriteRows(SourceWriter writer, Band band, string parameters, Func<int, string> call)
    {
        using SourceWriter.Scope method = writer.Block($"static void Rows(nint height, nint tiles, {parameters})");
        using SourceWriter.Scope choice = writer.Block("switch (height)");
        foreach (int height in Heights(band)) writer.Line($"case {height}: {call(height)}; break;");
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
    public static void WriteZeros(SourceWriter writer, VectorText vector, int rows, int vectors)
    {
        writer.Line($"{vector.Type} zero = {vector.Zero};");
        WriteStarts(writer, vector, rows, vectors, (_, _) => "zero");
    }

    /// <summary>Declares the sums with what they start from: zero, or the bias, which saves an addition at the end.</summary>
    public static void WriteStarts(SourceWriter writer, VectorText vector, int rows, int vectors, Func<int, int, string> start)
    {
        for (int row = 0; row < rows; row++)
            writer.Line($"{vector.Type} {string.Join(", ", Enumerable.Range(0, vectors).Select(v => $"{Sum(row, v)} = {start(row, v)}"))};");
    }

    /// <summary>One depth: loads <paramref name="vectors"/> vectors of B, broadcasts each row of A, multiplies and adds.</summary>
    public static void WriteMultiplyAdds(SourceWriter writer, VectorText vector, int rows, int vectors, Func<int, string> loadB)
    {
        // With fewer rows than vectors the rows stay in registers and B is read once; otherwise the other way round.
        if (rows < vectors)
        {
            for (int row = 0; row < rows; row++) writer.Line($"var x{row} = {vector.Broadcast(RowReference(row, rows))};");
            for (int v = 0; v < vectors; v++)
                writer.Line($"{vector.Type} b{v} = {loadB(v)}; {string.Join(" ", Enumerable.Range(0, rows).Select(row => MultiplyAdd(vector, row, v)))}");
            return;
        }

        for (int v = 0; v < vectors; v++) writer.Line($"{vector.Type} b{v} = {loadB(v)};");
        for (int row = 0; row < rows; row++)
        {
            string sums = string.Join(" ", Enumerable.Range(0, vectors).Select(v => MultiplyAdd(vector, row, v)));
            writer.Line($"var x{row} = {vector.Broadcast(RowReference(row, rows))}; {sums}");
        }
    }

    /// <summary>Stores the sums after the epilogue, the first row's at <c>at</c>; <paramref name="channel"/> is the first vector's.</summary>
    public static void WriteStores(SourceWriter writer, VectorText vector, int rows, int vectors, string target, string stride, string channel)
    {
        for (int row = 0; row < rows; row++)
        {
            if (row > 0) writer.Line($"at += {stride};");
            for (int v = 0; v < vectors; v++)
                writer.Line(vector.Store($"epilogue.Apply({Sum(row, v)}, {vector.At("at", v)}, {vector.At(channel, v)})", target, vector.At("at", v)) + ";");
        }
    }

    public static string Sum(int row, int vector) => $"sum{row}_{vector}";
    private static string MultiplyAdd(VectorText vector, int row, int v) => $"{Sum(row, v)} = {vector.MultiplyAdd($"x{row}", $"b{v}", Sum(row, v))};";
    private static string Offset(int rest) => rest == 1 ? "rowStride" : $"rows{rest}";

    private static IEnumerable<int> Bases(int rows)
    {
        for (int row = 0; row < rows; row += BaseSpacing(rows)) yield return row;
    }
}
