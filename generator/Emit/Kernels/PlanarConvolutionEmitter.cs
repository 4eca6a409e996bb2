namespace Kiln.Generator.Emit.Kernels;

/// <summary>
/// Convolution of channels-first planes, vectorised over the output width, for layers with too few output channels to fill a
/// vector. Weights are broadcast from memory; a tile is some channels by some vectors of neighbouring positions.
/// </summary>
internal static class PlanarConvolutionEmitter
{
    private const string TypeParameters = "<TColumns, TEpilogue>";
    private const string Constraints = "\n    where TColumns : struct, IPlanarColumns\n    where TEpilogue : struct, IEpilogue, allows ref struct";
    private const string NextPlace = "output += Unsafe.Add(ref path, place + 1);\nplace = Unsafe.Add(ref path, place + 3);";
    private static readonly ProductKernel s_product = new("x", "weights", "y", "PlanarConvolutionShape");

    public static string Emit(KernelFile file) =>
        s_product.Write(file, "y = epilogue(x convolved with w) on channels-first planes.", (writer, vector) => new Body(writer, vector).Write());

    /// <summary>
    /// The methods of one vector width. A tile has at least eight independent sums where there are enough channels, and no more than the registers carry
    /// beside the inputs.
    /// </summary>
    private sealed class Body(SourceWriter writer, VectorText vector)
    {
        /// <summary>The most output channels of a tile; more are split into groups of almost equal size.</summary>
        private readonly int _maxChannels = vector.Bits == 512 ? 14 : 6;

        private readonly int _lanes = vector.Lanes;

        /// <summary>The sizes of the groups that channels are split into.</summary>
        private IEnumerable<int> Sizes => Enumerable.Range(1, _maxChannels);

        private string Rows => $"Rows{vector.Bits}";
        private string StoreLanes => $"StoreLanes{vector.Bits}";

        /// <summary>Vectors along the width of each channel.</summary>
        private int Positions(int channels) => vector.Bits == 512
            ? channels switch { 1 or 2 or 3 => 8, 4 => 6, 5 or 6 or 7 => 4, _ => 2 }
            : channels switch { 1 => 8, 2 or 3 => 4, 4 => 3, _ => 2 };

        private string Tile(int channels) => $"Tile{vector.Bits}_{channels}x{Positions(channels)}";

        public void Write()
        {
            WriteRun();
            WriteGroups();
            WriteStoreLanes();
            foreach (int channels in Sizes) WriteTile(channels, Positions(channels));
        }

        /// <summary>Rows that lose taps to the padding go one by one, since a tile has one range of taps; the others all at once.</summary>
        private void WriteRun()
        {
            using SourceWriter.Scope method = KernelFile.Method(
                writer, s_product.RunSignature(vector),
                "Output rows in three parts: those whose upper taps lie in the padding, the middle, those whose lower taps do.");
            string call = $"({s_product.Arguments}, ref epilogue, ref MemoryMarshal.GetReference(taps), ref path[0], "
                + "row, lastRow, firstTap, lastTap, in shape);";
            writer.Code($$"""
                if (shape.OutputWidth == 0) return; // a worker's part of a phase that is shorter than others
                // Where the taps of one channel are, from the first one: one loop over all of them needs fewer registers than two. A phase may have none.
                Span<nint> taps = stackalloc nint[(int)(shape.KernelHeight * shape.KernelWidth)];
                for (int tap = 0; tap < taps.Length; tap++)
                {
                    nint kernelRow = tap / shape.KernelWidth;
                    taps[tap] = (kernelRow * shape.TapRowStride) + ((tap - (kernelRow * shape.KernelWidth)) * shape.TapColumnStride);
                }

                // The way through the vectors of a row and on to the next row: step in x, step in y, lanes the vector before has done, next entry.
                nint vectors = (shape.OutputWidth + {{_lanes - 1}}) / {{_lanes}};
                Span<nint> path = stackalloc nint[(int)(4 * vectors)];
                for (int v = 0; v < vectors; v++)
                {
                    nint lastStart = nint.Max(shape.OutputWidth - {{_lanes}}, 0);
                    bool wraps = v + 1 == vectors;
                    nint start = nint.Min(v * {{_lanes}}, lastStart);
                    nint step = (wraps ? 0 : nint.Min((v + 1) * {{_lanes}}, lastStart)) - start;
                    path[4 * v] = (step * shape.StrideWidth) + (wraps ? shape.StrideHeight * shape.InputRowStride : 0);
                    path[(4 * v) + 1] = (step * shape.OutputColumnStride) + (wraps ? shape.OutputRowStride : 0);
                    path[(4 * v) + 2] = (v * {{_lanes}}) - start;
                    path[(4 * v) + 3] = wraps ? 0 : 4 * (v + 1);
                }

                nint row = 0;
                while (row < shape.OutputHeight)
                {
                    nint firstTap = shape.FirstTapRow(row);
                    nint lastTap = shape.LastTapRow(row);
                    nint lastRow = row + 1;
                    while (lastRow < shape.OutputHeight && shape.FirstTapRow(lastRow) == firstTap && shape.LastTapRow(lastRow) == lastTap) lastRow++;
                    if (shape.StrideWidth == 1) {{Rows}}<UnitColumns, TEpilogue>{{call}}
                    else if (shape.StrideWidth == 2) {{Rows}}<PairedColumns, TEpilogue>{{call}}
                    else {{Rows}}<StridedColumns, TEpilogue>{{call}}
                    row = lastRow;
                }
                """);
        }

        /// <summary>Output channels in groups whose sizes differ by one at most.</summary>
        private void WriteGroups()
        {
            using SourceWriter.Scope method = KernelFile.Method(
                writer, $"private static void {Rows}{TypeParameters}({s_product.Parameters}, ref TEpilogue epilogue, ref nint taps, ref nint path, "
                + $"nint row, nint lastRow, nint firstTap, nint lastTap, in PlanarConvolutionShape shape){Constraints}",
                $"Rows [row, lastRow) with taps [firstTap, lastTap): the output channels in groups of at most {_maxChannels}, "
                + "the first ones a channel larger where the split is uneven.");
            writer.Code($"""
                nint groups = (shape.OutputChannels + {_maxChannels - 1}) / {_maxChannels};
                nint size = shape.OutputChannels / groups;
                nint larger = shape.OutputChannels - (groups * size);
                nint first = 0;
                // A tile that is stored lane by lane goes here first: a call while sums are alive would cost them their registers.
                Span<float> scratch = stackalloc float[{Sizes.Max(size => size * Positions(size)) * _lanes}];
                """);
            using SourceWriter.Scope groups = writer.Block("for (nint group = 0; group < groups; group++)");
            writer.Line("nint channels = group < larger ? size + 1 : size;");
            using (writer.Block("switch (channels)"))
                foreach (int channels in Sizes)
                    writer.Line($"case {channels}: {Tile(channels)}{TypeParameters}({s_product.Arguments}, ref epilogue, ref taps, ref path, ref scratch[0], "
                        + "first, row, lastRow, firstTap, lastTap, in shape); break;");
            writer.Line("first += channels;");
        }

        /// <summary>The rare store: rows narrower than a vector, and columns that are not neighbours.</summary>
        private void WriteStoreLanes()
        {
            using SourceWriter.Scope method = KernelFile.Method(
                writer, $"private static void {StoreLanes}<TEpilogue>("
                + $"{vector.Type} sum, ref float y, nint at, ref TEpilogue epilogue, nint stride, nint first, nint last){KernelFile.Constraint}",
                "The lanes [first, last) of one vector, for rows narrower than a vector and for columns that are not neighbours.",
                "[MethodImpl(MethodImplOptions.NoInlining)]");
            writer.Line($"{vector.Type} result = epilogue.ApplyToLanes(sum, at, stride, first, last);");
            writer.Line("VectorLanes.StoreStrided(result, ref Unsafe.Add(ref y, at), stride, first, last);");
        }

        private void WriteTile(int channels, int positions)
        {
            using SourceWriter.Scope method = KernelFile.Method(
                writer, $"private static void {Tile(channels)}{TypeParameters}({s_product.Parameters}, ref TEpilogue epilogue, "
                + "ref nint taps, ref nint path, ref float scratch, "
                + $"nint first, nint row, nint lastRow, nint firstTap, nint lastTap, in PlanarConvolutionShape shape){Constraints}",
                $"{channels} output channel{(channels > 1 ? "s" : "")} at {positions} positions of {_lanes} columns at a time.\n"
                + "The last vector of a row starts early and so overlaps the one before.",
                KernelFile.Optimized);
            writer.Code($"""
                nint stride = shape.StrideWidth;
                nint tapCount = (lastTap - firstTap) * shape.KernelWidth;
                nint skippedTaps = (shape.KernelHeight * shape.KernelWidth) - tapCount;
                bool wide = shape.OutputWidth >= {_lanes} && shape.OutputColumnStride == 1;
                nint place = 0;
                nint input = (firstTap * shape.TapRowStride) + (((row * shape.StrideHeight) - shape.PaddingTop) * shape.InputRowStride);
                nint output = (first * shape.OutputPlaneStride) + (row * shape.OutputRowStride);
                nint remaining = (lastRow - row) * ((shape.OutputWidth + {_lanes - 1}) / {_lanes});
                """);
            for (int channel = 0; channel < channels; channel++)
            {
                string bias = vector.Broadcast($"Unsafe.Add(ref bias, {(channel == 0 ? "first" : $"first + {channel}")})");
                writer.Line($"{vector.Type} bias{channel} = Unsafe.IsNullRef(ref bias) ? {vector.Zero} : {bias};");
            }

            using SourceWriter.Scope loop = writer.Block($"for (; remaining > 0; remaining -= {positions})");
            WritePositions(positions);
            GemmTile.WriteStarts(writer, vector, channels, positions, (channel, _) => $"bias{channel}");
            WriteSums(channels, positions);
            using (writer.Block("if (wide)"))
                for (int position = 0; position < positions; position++) WriteStores(channels, position);
            using (writer.Block("else")) WriteLaneStores(channels, positions);
        }

        /// <summary>Where the vectors of outputs read; those past the end repeat the last and are not stored.</summary>
        private void WritePositions(int positions)
        {
            writer.Line("nint ahead = place;");
            writer.Line("ref float x0 = ref Unsafe.Add(ref x, input);");
            for (int position = 1; position < positions; position++)
                writer.Code($$"""
                    if (remaining > {{position}})
                    {
                        input += Unsafe.Add(ref path, ahead);
                        ahead = Unsafe.Add(ref path, ahead + 3);
                    }
                    ref float x{{position}} = ref Unsafe.Add(ref x, input);
                    """);
            writer.Line("input += Unsafe.Add(ref path, ahead);");
        }

        private void WriteSums(int channels, int positions)
        {
            writer.Line("ref float w = ref Unsafe.Add(ref weights, first + (firstTap * shape.KernelWidth * shape.WeightStride));");
            using SourceWriter.Scope inputs = writer.Block("for (nint ci = shape.InputChannels; ci > 0; ci--)");
            writer.Line("nint step = shape.WeightStride;");
            writer.Line("ref nint next = ref taps;");
            using (writer.Block("for (nint t = tapCount; t > 0; t--)"))
            {
                writer.Line("nint tap = next;");
                WriteMultiplyAdds(channels, positions);
                writer.Line("next = ref Unsafe.Add(ref next, 1);");
                writer.Line("w = ref Unsafe.Add(ref w, step);");
            }

            writer.Line("w = ref Unsafe.Add(ref w, skippedTaps * shape.WeightStride);");
            for (int position = 0; position < positions; position++)
                writer.Line($"x{position} = ref Unsafe.Add(ref x{position}, shape.InputPlaneStride);");
        }

        /// <summary>Of channels and positions, the fewer are loaded first and stay in registers.</summary>
        private void WriteMultiplyAdds(int channels, int positions)
        {
            bool channelsFirst = channels < positions;
            (int first, int second) = channelsFirst ? (channels, positions) : (positions, channels);
            for (int i = 0; i < first; i++) WriteLoad(channelsFirst, i);
            for (int i = 0; i < second; i++)
            {
                WriteLoad(!channelsFirst, i);
                for (int j = 0; j < first; j++)
                {
                    (int channel, int position) = channelsFirst ? (j, i) : (i, j);
                    string sum = GemmTile.Sum(channel, position);
                    writer.Line($"{sum} = {vector.MultiplyAdd($"w{channel}", $"v{position}", sum)};");
                }
            }
        }

        private void WriteLoad(bool isWeight, int i) => writer.Line(isWeight
            ? $"{vector.Type} w{i} = {vector.Broadcast(i == 0 ? "w" : $"Unsafe.Add(ref w, {i})")};"
            : $"{vector.Type} v{i} = TColumns.Load{vector.Bits}(ref Unsafe.Add(ref x{i}, tap), stride);");

        private void WriteStores(int channels, int position)
        {
            if (position > 0) writer.Line($"if (remaining <= {position}) break;");
            string at = $"y{position}";
            writer.Line($"nint {at} = output;");

            // Lanes that the vector before has stored must not be stored again from an operand that may be y itself.
            writer.Line($"nint done{position} = TEpilogue.ReadsOperands ? Unsafe.Add(ref path, place + 2) : 0;");
            writer.Line($"{vector.Type} fresh{position} = VectorLanes.Mask{vector.Bits}(done{position}, {_lanes});");
            for (int channel = 0; channel < channels; channel++)
            {
                string result = $"epilogue.Apply({GemmTile.Sum(channel, position)}, {at}, 0)";
                string kept = $"{vector.Class}.ConditionalSelect(fresh{position}, {result}, {vector.Load("y", at)})";
                writer.Line($"if (TEpilogue.ReadsOperands) {vector.Store(kept, "y", at)};");
                writer.Line($"else {vector.Store(result, "y", at)};");
                if (channel < channels - 1) writer.Line($"{at} += shape.OutputPlaneStride;");
            }

            writer.Line(NextPlace);
        }

        private void WriteLaneStores(int channels, int positions)
        {
            for (int position = 0; position < positions; position++)
                for (int channel = 0; channel < channels; channel++)
                    writer.Line(vector.Store(GemmTile.Sum(channel, position), "scratch", $"{((position * channels) + channel) * _lanes}") + ";");
            writer.Line($"nint last = nint.Min({_lanes}, shape.OutputWidth);");
            using SourceWriter.Scope loop = writer.Block($"for (nint position = 0; position < nint.Min({positions}, remaining); position++)");
            writer.Code($$"""
                for (nint channel = 0; channel < {{channels}}; channel++)
                {
                    nint at = output + (channel * shape.OutputPlaneStride);
                    {{vector.Type}} sum = {{vector.Load("scratch", $"((position * {channels}) + channel) * {_lanes}")}};
                    {{StoreLanes}}(sum, ref y, at, ref epilogue, shape.OutputColumnStride, Unsafe.Add(ref path, place + 2), last);
                }
                """);
            writer.Line(NextPlace);
        }
    }
}
