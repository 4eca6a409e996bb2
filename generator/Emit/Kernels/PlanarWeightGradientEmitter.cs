namespace Kiln.Generator.Emit.Kernels;

/// <summary>
/// Weight gradient of a planar convolution: each weight is a dot product of two maps over all samples, rows and columns, kept in a
/// vector of partial sums along the width. A tile is some output channels by some taps (of any kernel row, column and input channel).
/// </summary>
internal static class PlanarWeightGradientEmitter
{
    /// <summary>
    /// Channels and taps of the tiles. Two channels by many taps, since taps share the cache lines of x where channels each
    /// read their own map of dy; an odd number of channels ends with a group of three, and 25 taps are five times five.
    /// </summary>
    private static readonly (int Channels, int Taps)[] s_tiles = [(1, 8), (2, 6), (2, 5), (3, 4)];

    public static string Emit(KernelFile file) => file.Write(
        "dw (=|+=) the correlation of x and dy on channels-first planes.",
        "ref float x, ref float dy, ref float dw, bool accumulate, in PlanarWeightGradientShape shape",
        "ref x, ref dy, ref dw, accumulate, in shape",
        (writer, vector) => new Body(writer, vector).Write());

    /// <summary>The methods of one vector width.</summary>
    private sealed class Body(SourceWriter writer, VectorText vector)
    {
        private string Groups => $"Groups{vector.Bits}";

        public void Write()
        {
            KernelFile.Method(
                writer,
                "Picks the way to load columns.",
                "",
                $"internal static void Run{vector.Bits}(ref float x, ref float dy, ref float dw, bool accumulate, in PlanarWeightGradientShape shape)",
                () =>
                {
                    writer.Line($"if (shape.StrideWidth == 1) {Groups}<UnitColumns>(ref x, ref dy, ref dw, accumulate, in shape);");
                    writer.Line($"else if (shape.StrideWidth == 2) {Groups}<PairedColumns>(ref x, ref dy, ref dw, accumulate, in shape);");
                    writer.Line($"else {Groups}<StridedColumns>(ref x, ref dy, ref dw, accumulate, in shape);");
                });
            WriteGroups();
            foreach ((int channels, int taps) in s_tiles) WriteTile(channels, taps);
        }

        private string Tile(int channels, int taps) => $"Tile{vector.Bits}_{channels}x{taps}";

        private void WriteGroups()
        {
            KernelFile.Method(
                writer,
                "Output channels in pairs, an odd number with three at the end; five or six taps at a time, whichever wastes less.",
                "",
                $"private static void {Groups}<TColumns>(ref float x, ref float dy, ref float dw, bool accumulate, in PlanarWeightGradientShape shape)\n"
                + "    where TColumns : struct, IPlanarColumns",
                () =>
                {
                    writer.Line("nint taps = shape.InputChannels * shape.KernelHeight * shape.KernelWidth;");
                    writer.Line("bool five = (taps + 4) / 5 * 5 <= (taps + 5) / 6 * 6;");
                    writer.Line("nint channel = 0;");
                    using (writer.Block("while (channel < shape.OutputChannels)"))
                    {
                        writer.Line("nint left = shape.OutputChannels - channel;");
                        writer.Line("nint channels = left == 1 || left == 3 ? left : 2;");
                        writer.Line("ref float map = ref Unsafe.Add(ref dy, channel * shape.GradientPlaneStride);");
                        writer.Line("ref float target = ref Unsafe.Add(ref dw, channel);");
                        writer.Line($"if (channels == 1) {Tile(1, 8)}<TColumns>(ref x, ref map, ref target, taps, accumulate, in shape);");
                        writer.Line($"else if (channels == 3) {Tile(3, 4)}<TColumns>(ref x, ref map, ref target, taps, accumulate, in shape);");
                        writer.Line($"else if (five) {Tile(2, 5)}<TColumns>(ref x, ref map, ref target, taps, accumulate, in shape);");
                        writer.Line($"else {Tile(2, 6)}<TColumns>(ref x, ref map, ref target, taps, accumulate, in shape);");
                        writer.Line("channel += channels;");
                    }
                });
        }

        private void WriteTile(int channels, int taps)
        {
            int lanes = vector.Lanes;
            KernelFile.Method(
                writer,
                $"{channels} output channel{(channels > 1 ? "s" : "")} by {taps} taps at a time. "
                + "Taps are counted kernel column first, then kernel row, then input channel.",
                KernelFile.Optimized,
                $"private static void {Tile(channels, taps)}<TColumns>("
                + "ref float x, ref float dy, ref float dw, nint taps, bool accumulate, in PlanarWeightGradientShape shape)\n"
                + "    where TColumns : struct, IPlanarColumns",
                () =>
                {
                    writer.Line("nint stride = shape.StrideWidth;");
                    for (int channel = 1; channel < channels; channel++)
                        writer.Line($"ref float dy{channel} = ref Unsafe.Add(ref dy, {channel} * shape.GradientPlaneStride);");
                    writer.Line($"nint vectors = shape.OutputWidth / {lanes};");
                    writer.Line($"nint rest = shape.OutputWidth - (vectors * {lanes});");
                    writer.Line("// The rest of a row: the last vector of the row again without the lanes already summed, or a row narrower than a vector.");
                    writer.Line(
                        $"{vector.Type} mask = vectors > 0 ? VectorLanes.Mask{vector.Bits}({lanes} - rest, {lanes}) : VectorLanes.Mask{vector.Bits}(0, rest);");
                    writer.Line($"nint restStart = vectors > 0 ? shape.OutputWidth - {lanes} : 0;");
                    writer.Line("nint restInput = restStart * stride;");
                    writer.Line("nint inputStep = shape.StrideHeight * shape.InputRowStride;");
                    writer.Line("nint gradientStep = shape.GradientRowStride;");
                    writer.Line("nint kw = 0, kh = 0, ci = 0;");
                    using (writer.Block($"for (; taps > 0; taps -= {taps})"))
                    {
                        for (int tap = 0; tap < taps; tap++) WriteTap(tap);
                        GemmTile.WriteZeros(writer, vector, channels, taps);
                        WriteSums(channels, taps);
                        WriteStores(channels, taps);
                    }
                });
        }

        /// <summary>Where a tap reads x and writes dw; taps past the end repeat the first and are not stored.</summary>
        private void WriteTap(int tap)
        {
            if (tap == 0)
            {
                WriteLines("ref float ", "nint ");
                return;
            }

            writer.Line($"ref float x{tap} = ref x0;");
            writer.Line($"nint w{tap} = w0;");
            using (writer.Block($"if (taps > {tap})")) WriteLines("", "");

            void WriteLines(string reference, string number)
            {
                writer.Line(
                    $"{reference}x{tap} = ref Unsafe.Add(ref x, (ci * shape.InputPlaneStride) + (kh * shape.TapRowStride) + (kw * shape.TapColumnStride));");
                writer.Line($"{number}w{tap} = (kh * shape.WeightRowStride) + (kw * shape.WeightColumnStride) + (ci * shape.WeightChannelStride);");
                writer.Line("if (++kw == shape.KernelWidth) { kw = 0; kh++; }");
                writer.Line("if (kh == shape.KernelHeight) { kh = 0; ci++; }");
            }
        }

        private void WriteSums(int channels, int taps)
        {
            writer.Line("nint sampleInput = 0, sampleGradient = 0;");
            using (writer.Block("for (nint sample = shape.Samples; sample > 0; sample--)"))
            {
                writer.Line("nint rowInput = sampleInput, rowGradient = sampleGradient;");
                using (writer.Block("for (nint oh = shape.OutputHeight; oh > 0; oh--)"))
                {
                    writer.Line("nint input = rowInput, gradient = rowGradient;");
                    using (writer.Block("for (nint v = vectors; v > 0; v--)"))
                    {
                        WriteMultiplyAdds(channels, taps, "");
                        writer.Line($"input += {vector.Lanes} * stride;");
                        writer.Line($"gradient += {vector.Lanes};");
                    }

                    using (writer.Block("if (rest > 0)"))
                    {
                        writer.Line("input = rowInput + restInput;");
                        writer.Line("gradient = rowGradient + restStart;");
                        WriteMultiplyAdds(channels, taps, " & mask");
                    }

                    writer.Line("rowInput += inputStep;");
                    writer.Line("rowGradient += gradientStep;");
                }

                writer.Line("sampleInput += shape.InputSampleStride;");
                writer.Line("sampleGradient += shape.GradientSampleStride;");
            }
        }

        private void WriteMultiplyAdds(int channels, int taps, string mask)
        {
            for (int channel = 0; channel < channels; channel++)
                writer.Line(
                    $"{vector.Type} g{channel} = {vector.Load($"Unsafe.Add(ref dy{(channel == 0 ? "" : SourceWriter.Number(channel))}, gradient)")}{mask};");
            for (int tap = 0; tap < taps; tap++)
            {
                writer.Line($"{vector.Type} v{tap} = TColumns.Load{vector.Bits}(ref Unsafe.Add(ref x{tap}, input), stride){mask};");
                for (int channel = 0; channel < channels; channel++)
                {
                    string sum = GemmTile.Sum(channel, tap);
                    writer.Line($"{sum} = {vector.MultiplyAdd($"v{tap}", $"g{channel}", sum)};");
                }
            }
        }

        private void WriteStores(int channels, int taps)
        {
            for (int tap = 0; tap < taps; tap++)
            {
                if (tap > 0) writer.Line($"if (taps <= {tap}) continue;");
                for (int channel = 0; channel < channels; channel++)
                {
                    string place = channel == 0 ? $"w{tap}" : $"w{tap} + {channel}";
                    string target = $"Unsafe.Add(ref dw, {place})";
                    writer.Line($"{target} = (accumulate ? {target} : 0f) + VectorLanes.Sum({GemmTile.Sum(channel, tap)});");
                }
            }
        }
    }
}
