namespace Kiln.Generator.Emit.Kernels;

/// <summary>
/// Convolution of channels-last maps by groups of few channels, depthwise above all: vectors hold channels, a tile is 16 channels by some neighbouring
/// columns, so that a weight is loaded once for all of them. The key's rows are the channels of a group. Weights come in the panels of the GEMM kernels.
/// </summary>
internal static class GroupedConvolutionEmitter
{
    /// <summary>Channels of a tile: a cache line.</summary>
    private const int Block = 16;

    private static readonly ProductKernel s_product = new("x", "panels", "y", "GroupedConvolutionShape");

    public static string Emit(KernelFile file) => s_product.Write(
        file, $"y = epilogue(x convolved with w) on channels-last maps, by groups of {file.Key.GroupSize}.",
        (writer, vector) => new Body(writer, vector, file.Key.GroupSize).Write());

    /// <summary>The methods of one vector width.</summary>
    private sealed class Body(SourceWriter writer, VectorText vector, int size)
    {
        private int Vectors => Block / vector.Lanes;

        /// <summary>Columns of a tile: eight independent sums hide the latency of a multiply-add, and they and what is loaded fit the registers.</summary>
        private IEnumerable<int> Heights => new[] { 8, 4, 2, 1 }.Where(height => height * Vectors <= (vector.Bits < 512 && size > 1 ? 4 : 8));

        public void Write()
        {
            WriteRun();
            foreach (int columns in Heights) WriteTile(columns);
        }

        private string Tile(int columns) => $"Tile{vector.Bits}_{columns}";

        private void WriteRun()
        {
            using SourceWriter.Scope method = KernelFile.Method(
                writer, s_product.RunSignature(vector), "Row by row, the columns in tiles from the widest down.");
            using SourceWriter.Scope loop = writer.Block("for (nint row = 0; row < shape.Rows; row++)");
            writer.Line("nint column = 0, tiles, output = row * shape.OutputRowStride;");
            writer.Line("ref float source = ref Unsafe.Add(ref x, row * shape.InputRowStride);");
            foreach (int columns in Heights)
            {
                writer.Line($"tiles = (shape.Columns - column) / {columns};");
                writer.Line($"if (tiles > 0) {Tile(columns)}(tiles, ref Unsafe.Add(ref source, column * shape.InputColumnStride), "
                    + "ref panels, ref bias, ref y, ref epilogue, output + (column * shape.OutputColumnStride), in shape);");
                writer.Line($"column += tiles * {columns};");
            }
        }

        private void WriteTile(int columns)
        {
            using SourceWriter.Scope method = KernelFile.Method(
                writer, $"private static void {Tile(columns)}{KernelFile.TypeParameter}(nint tiles, {s_product.Parameters}, ref TEpilogue epilogue, "
                + $"nint output, in GroupedConvolutionShape shape){KernelFile.Constraint}",
                $"{columns} column{(columns > 1 ? "s" : "")} by {Block} channels at a time; the channels of a tile one behind the other, as memory holds them.",
                KernelFile.Optimized);
            GemmTile.WriteOffsets(writer, columns, "shape.InputColumnStride");
            writer.Line($"""
                nint channels = shape.Channels, tapColumnStride = shape.TapColumnStride;
                nint wholePanels = channels & ~(nint)31; // a rest of 16 channels is a panel of 16
                nint depth = shape.TapRows * shape.TapColumns * {size};
                bool hasBias = !Unsafe.IsNullRef(ref bias);
                """);
            using SourceWriter.Scope tiles = writer.Block("for (; tiles > 0; tiles--)");
            using (writer.Block($"for (nint channel = 0; channel < channels; channel += {Block})"))
            {
                writer.Line("nint panelWidth = channel < wholePanels ? 32 : 16;");
                writer.Line("ref float w = ref Unsafe.Add(ref panels, ((channel & ~(nint)31) * depth) + (channel & 31));");
                writer.Line("ref float taps = ref Unsafe.Add(ref x, channel);");
                for (int v = 0; v < Vectors; v++)
                    writer.Line($"{vector.Type} bias{v} = hasBias ? {vector.Load("bias", $"channel + {v * vector.Lanes}")} : {vector.Zero};");
                GemmTile.WriteStarts(writer, vector, columns, Vectors, (_, v) => $"bias{v}");
                using (writer.Block("for (nint h = shape.TapRows; h > 0; h--)"))
                {
                    GemmTile.WriteBases(writer, columns, "taps");
                    using (writer.Block("for (nint k = shape.TapColumns; k > 0; k--)"))
                    {
                        WriteMultiplyAdds(columns);
                        GemmTile.WriteAdvance(writer, columns, "tapColumnStride");
                    }

                    writer.Line("taps = ref Unsafe.Add(ref taps, shape.TapRowStride);");
                }

                writer.Line("nint at = output + channel;");
                GemmTile.WriteStores(writer, vector, columns, Vectors, "y", "shape.OutputColumnStride", "channel");
            }

            writer.Line($"x = ref Unsafe.Add(ref x, {columns} * shape.InputColumnStride);");
            writer.Line($"output += {columns} * shape.OutputColumnStride;");
        }

        private void WriteMultiplyAdds(int columns)
        {
            bool loads = size > 1 && size < vector.Lanes;
            for (int column = 0; column < columns && loads; column++)
                for (int v = 0; v < Vectors; v++) writer.Line($"{vector.Type} x{column}_{v} = {Load(column, columns, v)};");
            for (int member = 0; member < size; member++)
            {
                for (int v = 0; v < Vectors; v++)
                {
                    writer.Line($"{vector.Type} w{member}_{v} = {vector.Load("w", $"{v * vector.Lanes}")};");
                    for (int column = 0; column < columns; column++)
                    {
                        string sum = GemmTile.Sum(column, v);
                        string group = $"Unsafe.Add(ref {GemmTile.RowReference(column, columns)}, {v * vector.Lanes / size * size})";
                        string x = vector.GroupMember(size, member, group, loads ? $"x{column}_{v}" : Load(column, columns, v));
                        writer.Line($"{sum} = {vector.MultiplyAdd(x, $"w{member}_{v}", sum)};");
                    }
                }

                writer.Line("w = ref Unsafe.Add(ref w, panelWidth);");
            }
        }

        private string Load(int column, int columns, int v) => vector.Load(GemmTile.RowReference(column, columns), $"{v * vector.Lanes}");
    }
}
