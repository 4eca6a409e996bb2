namespace Kiln.Generator.Emit.Kernels;

/// <summary>
/// GEMM with A broadcast from memory and B packed once in panels [N/32][K][32]: neither K is blocked nor A packed, so the whole sum
/// stays in registers and the epilogue fuses into the store. Reaches the machine's multiply-add peak on dense layers,
/// convolutions of any stride (their rows are output pixels) and input gradients.
/// </summary>
internal static class GemmEmitter
{
    private const int PanelColumns = 32;
    private const string TypeParameter = KernelFile.TypeParameter, Constraint = KernelFile.Constraint;
    private static readonly ProductKernel s_product = new("a", "panels", "c", "GemmShape");

    public static string Emit(KernelFile file) =>
        s_product.Write(file, "C = epilogue(A B), B packed in panels of 32 columns.", (writer, vector) => new Body(writer, vector).Write());

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

        /// <summary>From the first column to the last in bands of tile width, so that a panel stays in cache while all rows pass.</summary>
        private void WriteRun()
        {
            using SourceWriter.Scope method = KernelFile.Method(
                writer, s_product.RunSignature(vector, "problem"),
                "All columns, from panel to panel; what a panel holds stays in cache while all rows pass. The bias may be null.");
            writer.Line("""
                GemmShape shape = problem.Collapsed();
                if (shape.Rows == 0) return; // a worker's part of a phase that is shorter than others
                nint depth = shape.Depth;
                nint columns = (shape.Columns + 15) & ~(nint)15;
                nint wholePanels = columns & ~(nint)31; // a rest of 16 columns is a panel of 16
                nint n = 0;
                """);
            foreach (GemmTile.Band band in _bands)
            {
                int width = band.Vectors * vector.Lanes;
                using SourceWriter.Scope loop = writer.Block(
                    $"for (; {band.Condition}n + {width} <= {(width > 16 ? "wholePanels" : "columns")}; n += {width})");
                writer.Line("ref float panel = ref Unsafe.Add(ref panels, ((n & ~(nint)31) * depth) + (n & 31));");
                writer.Line($"{Columns(band.Vectors)}(ref a, ref panel, n < wholePanels ? 32 : 16, ref bias, n, ref c, ref epilogue, in shape);");
            }
        }

        /// <summary>All rows of one band: tiles whose heights differ by one at most.</summary>
        private void WriteColumns(GemmTile.Band band)
        {
            const string Parameters = "ref float panel, nint panelWidth, ref float bias, nint column, ref float c";
            const string Arguments = "ref panel, panelWidth, ref bias, column, ref c";
            using SourceWriter.Scope method = KernelFile.Method(
                writer, $"private static void {Columns(band.Vectors)}{TypeParameter}("
                + $"ref float a, {Parameters}, ref TEpilogue epilogue, in GemmShape shape){Constraint}",
                $"{band.Vectors * vector.Lanes} columns: the rows of a block in tiles of at most {band.MaxRows}, "
                + "the first ones a row taller where the split is uneven.");
            GemmTile.WriteSplit(writer, band, (height, tiles, first) => first.Length == 0
                ? $"Rows({height}, {tiles}, ref a, {Arguments}, column, ref epilogue, in shape);"
                : $"Rows({height}, {tiles}, ref Unsafe.Add(ref a, {first} * shape.RowStride), {Arguments}, "
                    + $"column + ({first} * shape.OutputRowStride), ref epilogue, in shape);");
            writer.Line();
            GemmTile.WriteRows(
                writer, band, $"ref float a, {Parameters}, nint start, ref TEpilogue epilogue, in GemmShape shape",
                height => $"{Tile(height, band.Vectors)}(tiles, ref a, {Arguments}, start, ref epilogue, in shape)");
        }

        private void WriteTile(int rows, int vectors)
        {
            using SourceWriter.Scope method = KernelFile.Method(
                writer, $"private static void {Tile(rows, vectors)}{TypeParameter}("
                + "nint tiles, ref float a, ref float panel, nint panelWidth, ref float bias, nint column, ref float c, nint start, "
                + $"ref TEpilogue epilogue, in GemmShape shape){Constraint}",
                rows == 1 ? "Some rows by some vectors of columns at a time, for every tile of every block; the first result is at start." : "",
                KernelFile.Optimized);
            GemmTile.WriteOffsets(writer, rows, "shape.RowStride");
            writer.Line("nint innerStride = shape.InnerStride;");
            if (vectors * vector.Lanes > PanelColumns) writer.Line($"nint panelStride = {PanelColumns} * shape.Depth;");
            writer.Line("bool hasBias = !Unsafe.IsNullRef(ref bias);");
            using SourceWriter.Scope blocks = writer.Block("for (nint block = 0; block < shape.Blocks; block++)");
            using SourceWriter.Scope tiles = writer.Block("for (nint tile = 0; tile < tiles; tile++)");
            string tileStride = rows == 1 ? "shape.RowStride" : $"{rows} * rowStride";
            writer.Line($"ref float outer = ref Unsafe.Add(ref a, (block * shape.BlockStride) + (tile * {tileStride}));");
            writer.Line("ref float b = ref panel;");
            for (int v = 0; v < vectors; v++)
                writer.Line($"{vector.Type} bias{v} = hasBias ? {vector.Load("bias", vector.At("column", v))} : {vector.Zero};");
            GemmTile.WriteStarts(writer, vector, rows, vectors, (_, v) => $"bias{v}");
            WriteSums(rows, vectors);
            writer.Line($"nint at = start + (block * shape.OutputBlockStride) + (tile * {rows} * shape.OutputRowStride);");
            GemmTile.WriteStores(writer, vector, rows, vectors, "c", "shape.OutputRowStride", "column");
        }

        private void WriteSums(int rows, int vectors)
        {
            using SourceWriter.Scope outer = writer.Block("for (nint o = shape.Outer; o > 0; o--)");
            writer.Line("ref float middle = ref outer;");
            using (writer.Block("for (nint m = shape.Middle; m > 0; m--)"))
            {
                GemmTile.WriteBases(writer, rows, "middle");
                using (writer.Block("for (nint i = shape.Inner; i > 0; i--)"))
                {
                    WriteDepth(rows, vectors);
                    // With few sums the latency of each is the limit, and two depths a turn gain nothing.
                    if (vector.Bits > 128 && rows * vectors > 12)
                    {
                        writer.Line("if (--i == 0) break;");
                        WriteDepth(rows, vectors);
                    }
                }

                writer.Line("middle = ref Unsafe.Add(ref middle, shape.MiddleStride);");
            }

            writer.Line("outer = ref Unsafe.Add(ref outer, shape.OuterStride);");
        }

        private void WriteDepth(int rows, int vectors)
        {
            using SourceWriter.Scope depth = writer.Block();
            GemmTile.WriteMultiplyAdds(writer, vector, rows, vectors, LoadB);
            GemmTile.WriteAdvance(writer, rows, "innerStride");
            writer.Line("b = ref Unsafe.Add(ref b, panelWidth);");
        }

        private string LoadB(int v)
        {
            int panel = v * vector.Lanes / PanelColumns, column = v * vector.Lanes % PanelColumns;
            string reference = panel switch { 0 => "b", 1 => "Unsafe.Add(ref b, panelStride)", _ => $"Unsafe.Add(ref b, {panel} * panelStride)" };
            return vector.Load(reference, $"{column}");
        }
    }
}
