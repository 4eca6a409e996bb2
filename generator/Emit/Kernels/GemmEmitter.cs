namespace Kiln.Generator.Emit.Kernels;

/// <summary>
/// GEMM with A broadcast from memory and B packed once in panels [N/32][K][32]: neither K is blocked nor A packed, so the whole sum
/// stays in registers and the epilogue fuses into the store. Reaches the machine's multiply-add peak on dense layers,
/// convolutions of any stride (their rows are output pixels) and input gradients.
/// </summary>
internal static class GemmEmitter
{
    private const int PanelColumns = 32;

    public static string Emit(KernelFile file)
    {
        EpilogueText epilogue = new(file.Key);
        string rows = file.Key.Rows == 0 ? "any number of rows" : $"{file.Key.Rows} rows";
        return file.Write(
            $"C = epilogue(A B), B packed in panels of 32 columns, for {rows} in a block.",
            $"ref float a, ref float panels{epilogue.BiasParameter}, ref float c{epilogue.Parameters}, in GemmShape shape",
            $"ref a, ref panels{epilogue.BiasArgument}, ref c{epilogue.Arguments}, in shape",
            (writer, vector) => new Body(writer, vector, file.Key, epilogue).Write());
    }

    /// <summary>The methods of one vector width.</summary>
    private sealed class Body(SourceWriter writer, VectorText vector, KernelKey key, EpilogueText epilogue)
    {
        public void Write()
        {
            IReadOnlyList<GemmTile.Band> bands = GemmTile.Bands(vector, key.Rows);
            WriteRun(bands);
            foreach (GemmTile.Band band in bands)
            {
                WriteColumns(band);
                foreach (int height in GemmTile.Heights(band, key.Rows)) WriteTile(height, band.Vectors);
            }
        }

        private string Columns(int vectors) => $"Columns{vector.Bits}x{vectors}";

        private string Tile(int rows, int vectors) => $"Tile{vector.Bits}_{rows}x{vectors}";

        /// <summary>From the first column to the last in bands of tile width, so that a panel stays in cache while all rows pass.</summary>
        private void WriteRun(IReadOnlyList<GemmTile.Band> bands)
        {
            KernelFile.Method(
                writer,
                "All columns, from panel to panel; what a panel holds stays in cache while all rows pass.",
                "",
                $"internal static void Run{vector.Bits}(ref float a, ref float panels{epilogue.BiasParameter}, ref float c{epilogue.Parameters}, in GemmShape problem)",
                () =>
                {
                    writer.Line("GemmShape shape = problem.Collapsed();");
                    writer.Line("nint depth = shape.Depth;");
                    writer.Line("nint columns = (shape.Columns + 15) & ~(nint)15;");
                    writer.Line("nint wholePanels = columns & ~(nint)31; // a rest of 16 columns is a panel of 16");
                    writer.Line("nint n = 0;");
                    foreach (GemmTile.Band band in bands)
                    {
                        int width = band.Vectors * vector.Lanes;
                        string rows = key.Rows == 0 && band.MaxRows <= 3 ? (band.MaxRows == 1 ? "shape.Rows == 1 && " : $"shape.Rows <= {band.MaxRows} && ") : "";
                        string limit = width > 16 ? "wholePanels" : "columns";
                        using (writer.Block($"for (; {rows}n + {width} <= {limit}; n += {width})"))
                        {
                            writer.Line("ref float panel = ref Unsafe.Add(ref panels, ((n & ~(nint)31) * depth) + (n & 31));");
                            writer.Line($"{Columns(band.Vectors)}(ref a, ref panel, n < wholePanels ? 32 : 16{epilogue.BiasArgumentAt("n")}, ref Unsafe.Add(ref c, n){epilogue.ArgumentsAt("n")}, in shape);");
                        }
                    }
                });
        }

        /// <summary>All rows of one band: tiles whose heights differ by one at most.</summary>
        private void WriteColumns(GemmTile.Band band)
        {
            KernelFile.Method(
                writer,
                $"{band.Vectors * vector.Lanes} columns: the rows of a block in tiles of at most {band.MaxRows}, the first ones a row taller where the split is uneven.",
                "",
                $"private static void {Columns(band.Vectors)}(ref float a, ref float panel, nint panelWidth{epilogue.BiasParameter}, ref float c{epilogue.Parameters}, in GemmShape shape)",
                () =>
                {
                    GemmTile.WriteSplit(writer, band, key.Rows, (height, tiles, first) => first.Length == 0
                        ? $"Rows({height}, {tiles}, ref a, ref panel, panelWidth{epilogue.BiasArgument}, ref c{epilogue.Arguments}, in shape);"
                        : $"Rows({height}, {tiles}, ref Unsafe.Add(ref a, {first} * shape.RowStride), ref panel, panelWidth{epilogue.BiasArgument}, ref Unsafe.Add(ref c, {first} * shape.OutputRowStride){epilogue.ArgumentsAt($"{first} * shape.OutputRowStride")}, in shape);");
                    writer.Line();
                    using (writer.Block($"static void Rows(nint height, nint tiles, ref float a, ref float panel, nint panelWidth{epilogue.BiasParameter}, ref float c{epilogue.Parameters}, in GemmShape shape)"))
                    using (writer.Block("switch (height)"))
                    {
                        foreach (int height in GemmTile.Heights(band, key.Rows))
                            writer.Line($"case {height}: {Tile(height, band.Vectors)}(tiles, ref a, ref panel, panelWidth{epilogue.BiasArgument}, ref c{epilogue.Arguments}, in shape); break;");
                    }
                });
        }

        private void WriteTile(int rows, int vectors)
        {
            KernelFile.Method(
                writer,
                $"{rows} row{(rows > 1 ? "s" : "")} by {vectors * vector.Lanes} columns at a time, for every tile of every block.",
                KernelFile.Optimized,
                $"private static void {Tile(rows, vectors)}(nint tiles, ref float a, ref float panel, nint panelWidth{epilogue.BiasParameter}, ref float c{epilogue.Parameters}, in GemmShape shape)",
                () =>
                {
                    GemmTile.WriteOffsets(writer, rows, "shape.RowStride");
                    writer.Line("nint innerStride = shape.InnerStride;");
                    int panels = vectors * vector.Lanes / PanelColumns;
                    if (panels > 1) writer.Line($"nint panelStride = {PanelColumns} * shape.Depth;");
                    epilogue.WriteScalars(writer, vector);
                    using (writer.Block("for (nint block = 0; block < shape.Blocks; block++)"))
                    using (writer.Block("for (nint tile = 0; tile < tiles; tile++)"))
                    {
                        writer.Line($"ref float outer = ref Unsafe.Add(ref a, (block * shape.BlockStride) + (tile * {(rows == 1 ? "shape.RowStride" : $"{rows} * rowStride")}));");
                        writer.Line("ref float b = ref panel;");
                        if (key.Bias)
                        {
                            for (int v = 0; v < vectors; v++) writer.Line($"{vector.Type} bias{v} = {vector.Load("bias", SourceWriter.Number(v * vector.Lanes))};");
                        }

                        GemmTile.WriteStarts(writer, vector, rows, vectors, (_, v) => key.Bias ? $"bias{v}" : vector.Zero);
                        WriteSums(rows, vectors);
                        WriteStores(rows, vectors);
                    }
                });
        }

        private void WriteSums(int rows, int vectors)
        {
            using (writer.Block("for (nint o = shape.Outer; o > 0; o--)"))
            {
                writer.Line("ref float middle = ref outer;");
                using (writer.Block("for (nint m = shape.Middle; m > 0; m--)"))
                {
                    GemmTile.WriteBases(writer, rows, "middle");
                    if (vector.Bits > 128 && rows * vectors > 8)
                    {
                        writer.Line("nint i = shape.Inner;");
                        using (writer.Block("for (; i > 1; i -= 2)"))
                        {
                            WriteDepth(rows, vectors);
                            WriteDepth(rows, vectors);
                        }

                        writer.Line("if (i > 0)");
                        WriteDepth(rows, vectors);
                    }
                    else
                    {
                        // So few sums wait for their own latency; there is nothing to gain.
                        writer.Line("for (nint i = shape.Inner; i > 0; i--)");
                        WriteDepth(rows, vectors);
                    }

                    writer.Line("middle = ref Unsafe.Add(ref middle, shape.MiddleStride);");
                }

                writer.Line("outer = ref Unsafe.Add(ref outer, shape.OuterStride);");
            }
        }

        private void WriteDepth(int rows, int vectors)
        {
            writer.Line("{");
            using (writer.Indent())
            {
                GemmTile.WriteMultiplyAdds(writer, vector, rows, vectors, LoadB);
                GemmTile.WriteAdvance(writer, rows, "innerStride");
                writer.Line("b = ref Unsafe.Add(ref b, panelWidth);");
            }

            writer.Line("}");
        }

        private string LoadB(int v)
        {
            int panel = v * vector.Lanes / PanelColumns;
            int column = v * vector.Lanes % PanelColumns;
            string reference = panel switch { 0 => "b", 1 => "Unsafe.Add(ref b, panelStride)", _ => $"Unsafe.Add(ref b, {panel} * panelStride)" };
            return column == 0 ? vector.Load(reference) : vector.Load(reference, SourceWriter.Number(column));
        }

        private void WriteStores(int rows, int vectors)
        {
            writer.Line($"nint at = (block * shape.OutputBlockStride) + (tile * {rows} * shape.OutputRowStride);");
            for (int row = 0; row < rows; row++)
            {
                if (row > 0) writer.Line("at += shape.OutputRowStride;");
                for (int v = 0; v < vectors; v++)
                {
                    string sum = GemmTile.Sum(row, v);
                    string offset = v == 0 ? "at" : $"at + {v * vector.Lanes}";
                    epilogue.Apply(writer, vector, sum, operand => vector.Load($"operand{operand}", offset));
                    writer.Line(vector.Store(sum, "c", offset) + ";");
                }
            }
        }
    }
}
