namespace Kiln.Generator.Emit.Kernels;

/// <summary>
/// Weight gradient of a planar convolution: each weight is a dot product of two maps over all samples, rows and columns, kept in a
/// vector of partial sums along the width. A tile is some output channels by some taps (of any kernel row, column and input channel).
/// </summary>
internal static class PlanarWeightGradientEmitter
{
    private const string Constraint = "\n    where TColumns : struct, IPlanarColumns";
    private const string Parameters = "ref float x, ref float dy, ref float dw, bool accumulate, in PlanarWeightGradientShape shape";

    /// <summary>
    /// Channels and taps of the tiles. Two channels by many taps, since taps share the cache lines of x where channels each
    /// read their own map of dy; an odd number of channels ends with a group of three, and 25 taps are five times five.
    /// </summary>
    private static readonly (int Channels, int Taps)[] s_tiles = [(1, 8), (2, 6), (2, 5), (3, 4)];

    public static string Emit(KernelFile file) =>
        file.Write("dw (=|+=) the correlation of x and dy on channels-first planes.", Parameters, (writer, vector) => new Body(writer, vector).Write());

    /// <summary>The methods of one vector width.</summary>
    private sealed class Body(SourceWriter writer, VectorText vector)
    {
        private readonly int _lanes = vector.Lanes;

        private string Groups => $"Groups{vector.Bits}";

        public void Write()
        {
            using (KernelFile.Method(writer, $"internal static void {vector.Run}({Parameters})", "Picks the way to load columns."))
                writer.Line($"""
                    if (shape.StrideWidth == 1) {Groups}<UnitColumns>(ref x, ref dy, ref dw, accumulate, in shape);
                    else if (shape.StrideWidth == 2) {Groups}<PairedColumns>(ref x, ref dy, ref dw, accumulate, in shape);
                    else {Groups}<StridedColumns>(ref x, ref dy, ref dw, accumulate, in shape);
                    """);
            WriteGroups();
            foreach ((int channels, int taps) in s_tiles) WriteTile(channels, taps);
        }

        private string Tile(int channels, int taps) => $"Tile{vector.Bits}_{channels}x{taps}";

        private void WriteGroups()
        {
            using SourceWriter.Scope method = KernelFile.Method(
                writer, $"private static void {Groups}<TColumns>({Parameters}){Constraint}",
                "Output channels in pairs, an odd number with three at the end; five or six taps at a time, whichever wastes less.");
            const string Call = "<TColumns>(ref x, ref map, ref target, taps, accumulate, in shape);";
            writer.Code($$"""
                nint taps = shape.InputChannels * shape.KernelHeight * shape.KernelWidth;
                bool five = (taps + 4) / 5 * 5 <= (taps + 5) / 6 * 6;
                nint channel = 0;
                while (channel < shape.OutputChannels)
                {
                    nint left = shape.OutputChannels - channel;
                    nint channels = left == 1 || left == 3 ? left : 2;
                    ref float map = ref Unsafe.Add(ref dy, channel * shape.GradientPlaneStride);
                    ref float target = ref Unsafe.Add(ref dw, channel);
                    if (channels == 1) {{Tile(1, 8)}}{{Call}}
                    else if (channels == 3) {{Tile(3, 4)}}{{Call}}
                    else if (five) {{Tile(2, 5)}}{{Call}}
                    else {{Tile(2, 6)}}{{Call}}
                    channel += channels;
                }
                """);
        }

        private void WriteTile(int channels, int taps)
        {
            using SourceWriter.Scope method = KernelFile.Method(
                writer, $"private static void {Tile(channels, taps)}<TColumns>("
                + $"ref float x, ref float dy, ref float dw, nint taps, bool accumulate, in PlanarWeightGradientShape shape){Constraint}",
                $"{channels} output channel{(channels > 1 ? "s" : "")} by {taps} taps at a time. "
                + "Taps are counted kernel column first, then kernel row, then input channel.",
                KernelFile.Optimized);
            writer.Line("nint stride = shape.StrideWidth;");
            for (int channel = 1; channel < channels; channel++)
                writer.Line($"ref float dy{channel} = ref Unsafe.Add(ref dy, {channel} * shape.GradientPlaneStride);");
            string mask = $"VectorLanes.Mask{vector.Bits}";
            writer.Line($"""
                nint vectors = shape.OutputWidth / {_lanes};
                nint rest = shape.OutputWidth - (vectors * {_lanes});
                // The rest of a row: the last vector of the row again without the lanes already summed, or a row narrower than a vector.
                {vector.Type} mask = vectors > 0 ? {mask}({_lanes} - rest, {_lanes}) : {mask}(0, rest);
                nint restStart = vectors > 0 ? shape.OutputWidth - {_lanes} : 0;
                nint restInput = restStart * stride;
                nint inputStep = shape.StrideHeight * shape.InputRowStride;
                nint gradientStep = shape.GradientRowStride;
                nint kw = 0, kh = 0, ci = 0;
                """);
            using SourceWriter.Scope loop = writer.Block($"for (; taps > 0; taps -= {taps})");
            for (int tap = 0; tap < taps; tap++) WriteTap(tap);
            GemmTile.WriteZeros(writer, vector, channels, taps);
            WriteSums(channels, taps);
            WriteStores(channels, taps);
        }

        /// <summary>Where a tap reads x and writes dw; taps past the end repeat the first and are not stored.</summary>
        private void WriteTap(int tap)
        {
            (string reference, string number) = tap == 0 ? ("ref float ", "nint ") : ("", "");
            if (tap > 0) writer.Line($"ref float x{tap} = ref x0;\nnint w{tap} = w0;");
            using SourceWriter.Scope? block = tap > 0 ? writer.Block($"if (taps > {tap})") : null;
            writer.Line($$"""
                {{reference}}x{{tap}} = ref Unsafe.Add(ref x, (ci * shape.InputPlaneStride) + (kh * shape.TapRowStride) + (kw * shape.TapColumnStride));
                {{number}}w{{tap}} = (kh * shape.WeightRowStride) + (kw * shape.WeightColumnStride) + (ci * shape.WeightChannelStride);
                if (++kw == shape.KernelWidth) { kw = 0; kh++; }
                if (kh == shape.KernelHeight) { kh = 0; ci++; }
                """);
        }

        private void WriteSums(int channels, int taps)
        {
            writer.Line("nint sampleInput = 0, sampleGradient = 0;");
            using SourceWriter.Scope samples = writer.Block("for (nint sample = shape.Samples; sample > 0; sample--)");
            writer.Line("nint rowInput = sampleInput, rowGradient = sampleGradient;");
            using (writer.Block("for (nint oh = shape.OutputHeight; oh > 0; oh--)"))
            {
                writer.Line("nint input = rowInput, gradient = rowGradient;");
                using (writer.Block("for (nint v = vectors; v > 0; v--)"))
                {
                    WriteMultiplyAdds(channels, taps, "");
                    writer.Line($"input += {_lanes} * stride;");
                    writer.Line($"gradient += {_lanes};");
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

        private void WriteMultiplyAdds(int channels, int taps, string mask)
        {
            for (int channel = 0; channel < channels; channel++)
                writer.Line($"{vector.Type} g{channel} = {vector.Load($"Unsafe.Add(ref dy{(channel == 0 ? "" : $"{channel}")}, gradient)")}{mask};");
            for (int tap = 0; tap < taps; tap++)
            {
                writer.Line($"{vector.Type} v{tap} = TColumns.Load{vector.Bits}(ref Unsafe.Add(ref x{tap}, input), stride){mask};");
                for (int channel = 0; channel < channels; channel++)
                    writer.Line($"{GemmTile.Sum(channel, tap)} = {vector.MultiplyAdd($"v{tap}", $"g{channel}", GemmTile.Sum(channel, tap))};");
            }
        }

        private void WriteStores(int channels, int taps)
        {
            for (int tap = 0; tap < taps; tap++)
            {
                if (tap > 0) writer.Line($"if (taps <= {tap}) continue;");
                for (int channel = 0; channel < channels; channel++)
                {
                    string target = $"Unsafe.Add(ref dw, w{tap}{(channel == 0 ? "" : $" + {channel}")})";
                    writer.Line($"{target} = (accumulate ? {target} : 0f) + VectorLanes.Sum({GemmTile.Sum(channel, tap)});");
                }
            }
        }
    }
}
