namespace Kiln.Generator.Emit.Kernels;

/// <summary>
/// C = A' B with neither transposed in memory: rows of C are broadcast from A, columns are vectors of B, and the whole sum (over a
/// batch, over the pixels of a map) stays in registers. C is a gradient in the parameters' own unpadded order.
/// </summary>
internal static class GemmWeightGradientEmitter
{
    private const string Matrices = "ref float a, ref float b, ref float c";

    public static string Emit(KernelFile file) => file.Write(
        "C (=|+=) the sum of A[row] B over a batch or over pixels.", $"{Matrices}, bool accumulate, in WeightGradientShape shape",
        (writer, vector) => new Body(writer, vector).Write());

    /// <summary>The methods of one vector width.</summary>
    private sealed class Body(SourceWriter writer, VectorText vector)
    {
        private readonly IReadOnlyList<GemmTile.Band> _bands = GemmTile.Bands(vector);

        public void Write()
        {
            WriteRun();
            foreach (GemmTile.Band band in _bands)
            {
                WriteColumns(band);
                foreach (int height in GemmTile.Heights(band)) WriteTile(height, band.Vectors);
            }
        }

        private string Columns(int vectors) => $"Columns{vector.Bits}x{vectors}";
        private string Tile(int rows, int vectors) => $"Tile{vector.Bits}_{rows}x{vectors}";

        private void WriteRun()
        {
            using SourceWriter.Scope method = KernelFile.Method(
                writer, $"internal static void {vector.Run}({Matrices}, bool accumulate, in WeightGradientShape problem)",
                "All columns in bands of tile width, so that a band of B stays in cache while all rows pass.");
            writer.Line("WeightGradientShape shape = problem.Collapsed();");
            writer.Line("nint readable = (shape.Columns + 15) & ~(nint)15; // B is padded, C is not");
            writer.Line("nint n = 0;");
            foreach (GemmTile.Band band in _bands)
            {
                int width = band.Vectors * vector.Lanes;
                string limit = width > 16 ? $"n + {width} <= readable" : "n < shape.Columns";
                const string Arguments = "ref a, ref Unsafe.Add(ref b, n), ref Unsafe.Add(ref c, n), shape.Columns - n, accumulate, in shape";
                writer.Line($"for (; {band.Condition}{limit}; n += {width}) {Columns(band.Vectors)}({Arguments});");
            }
        }

        private void WriteColumns(GemmTile.Band band)
        {
            int width = band.Vectors * vector.Lanes;
            using SourceWriter.Scope method = KernelFile.Method(
                writer, $"private static void {Columns(band.Vectors)}({Matrices}, nint columns, bool accumulate, in WeightGradientShape shape)",
                $"Up to {width} columns: the rows in tiles of at most {band.MaxRows}, the first ones a row taller where the split is uneven.");
            writer.Line("// A tile with columns to leave out is stored here first: a call while sums are alive would cost them their registers.");
            writer.Line($"Span<float> rows = columns < {width} ? stackalloc float[{band.MaxRows * width}] : [];");
            writer.Line("ref float scratch = ref MemoryMarshal.GetReference(rows);");
            const string Arguments = "ref scratch, columns, accumulate, in shape";
            GemmTile.WriteSplit(writer, band, (height, tiles, first) => first.Length == 0
                ? $"Rows({height}, {tiles}, ref a, ref b, ref c, {Arguments});"
                : $"Rows({height}, {tiles}, ref Unsafe.Add(ref a, {first} * shape.RowStride), ref b, "
                    + $"ref Unsafe.Add(ref c, {first} * shape.OutputRowStride), {Arguments});");
            writer.Line();
            GemmTile.WriteRows(
                writer, band, $"{Matrices}, ref float scratch, nint columns, bool accumulate, in WeightGradientShape shape",
                height => $"{Tile(height, band.Vectors)}(tiles, ref a, ref b, ref c, {Arguments})");
        }

        private void WriteTile(int rows, int vectors)
        {
            using SourceWriter.Scope method = KernelFile.Method(
                writer, $"private static void {Tile(rows, vectors)}("
                + $"nint tiles, {Matrices}, ref float scratch, nint columns, bool accumulate, in WeightGradientShape shape)",
                rows == 1 ? "Some rows by up to some vectors of columns at a time, for every tile." : "", KernelFile.Optimized);
            GemmTile.WriteOffsets(writer, rows, "shape.RowStride");
            writer.Line("nint innerStrideA = shape.InnerStrideA;");
            writer.Line("nint innerStrideB = shape.InnerStrideB;");
            using SourceWriter.Scope loop = writer.Block("for (nint tile = 0; tile < tiles; tile++)");
            writer.Line($"ref float outerA = ref Unsafe.Add(ref a, tile * {(rows == 1 ? "shape.RowStride" : $"{rows} * rowStride")});");
            writer.Line("ref float outerB = ref b;");
            GemmTile.WriteZeros(writer, vector, rows, vectors);
            WriteSums(rows, vectors);
            WriteStores(rows, vectors);
        }

        private void WriteSums(int rows, int vectors)
        {
            using SourceWriter.Scope outer = writer.Block("for (nint o = shape.Outer; o > 0; o--)");
            writer.Line("ref float middleA = ref outerA;");
            writer.Line("ref float middleB = ref outerB;");
            using (writer.Block("for (nint m = shape.Middle; m > 0; m--)"))
            {
                GemmTile.WriteBases(writer, rows, "middleA");
                writer.Line("ref float present = ref middleB;");
                using (writer.Block("for (nint i = shape.Inner; i > 0; i--)"))
                {
                    GemmTile.WriteMultiplyAdds(writer, vector, rows, vectors, v => vector.Load("present", $"{v * vector.Lanes}"));
                    GemmTile.WriteAdvance(writer, rows, "innerStrideA");
                    writer.Line("present = ref Unsafe.Add(ref present, innerStrideB);");
                }

                writer.Line("middleA = ref Unsafe.Add(ref middleA, shape.MiddleStrideA);");
                writer.Line("middleB = ref Unsafe.Add(ref middleB, shape.MiddleStrideB);");
            }

            writer.Line("outerA = ref Unsafe.Add(ref outerA, shape.OuterStrideA);");
            writer.Line("outerB = ref Unsafe.Add(ref outerB, shape.OuterStrideB);");
        }

        /// <summary>Whole vectors, to C where all columns of the tile exist, else by way of the scratch memory, for C has no padding.</summary>
        private void WriteStores(int rows, int vectors)
        {
            int width = vectors * vector.Lanes;
            writer.Line($"""
                ref float home = ref Unsafe.Add(ref c, tile * {rows} * shape.OutputRowStride);
                bool fits = columns >= {width}, adds = accumulate && fits;
                ref float target = ref fits ? ref home : ref scratch;
                nint targetStride = fits ? shape.OutputRowStride : {width};
                """);
            for (int row = 0; row < rows; row++)
            {
                if (row > 0) writer.Line("target = ref Unsafe.Add(ref target, targetStride);");
                for (int v = 0; v < vectors; v++)
                    writer.Line($"VectorLanes.Store({GemmTile.Sum(row, v)}, ref {(v == 0 ? "target" : $"Unsafe.Add(ref target, {v * vector.Lanes})")}, adds);");
            }

            writer.Line($"if (!fits) VectorLanes.CopyRows(ref scratch, {width}, ref home, shape.OutputRowStride, {rows}, columns, accumulate);");
        }
    }
}
