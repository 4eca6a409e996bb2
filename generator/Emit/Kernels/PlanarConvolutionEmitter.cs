namespace Kiln.Generator.Emit.Kernels;

/// <summary>
/// Convolution of channels-first planes, vectorised over the output width, for layers with too few output channels to fill a
/// vector. Weights are broadcast from memory; a tile is some channels by some vectors of neighbouring positions.
/// </summary>
internal static class PlanarConvolutionEmitter
{
    private const string TypeParameters = "<TColumns, TEpilogue>";
    private const string Constraints = "\n    where TColumns : struct, IPlanarColumns\n    where TEpilogue : struct, IEpilogue, allows ref struct";
    private static readonly ProductKernel s_product = new("x", "weights", "y", "PlanarConvolutionShape");

    public static string Emit(KernelFile file) =>
        s_product.Write(file, "y = epilogue(x convolved with w) on channels-first planes.", (writer, vector) => new Body(writer, vector).Write());

    /// <summary>The methods of one vector width.</summary>
    private sealed class Body(SourceWriter writer, VectorText vector)
    {
        private readonly int _maxChannels = PlanarConvolutionTile.MaxChannels(vector);

        private string Rows => $"Rows{vector.Bits}";

        private string StoreLanes => $"StoreLanes{vector.Bits}";

        public void Write()
        {
            WriteRun();
            WriteGroups();
            WriteStoreLanes();
            foreach (int channels in PlanarConvolutionTile.Sizes(vector)) WriteTile(channels, PlanarConvolutionTile.Positions(vector, channels));
        }

        private static string Tile(VectorText vector, int channels, int positions) => $"Tile{vector.Bits}_{channels}x{positions}";

        /// <summary>Rows that lose taps to the padding go one by one, since a tile has one range of taps; the others all at once.</summary>
        private void WriteRun()
        {
            KernelFile.Method(
                writer,
                "Output rows in three parts: those whose upper taps lie in the padding, the middle, those whose lower taps do.",
                "",
                s_product.RunSignature(vector),
                () =>
                {
                    writer.Line("if (shape.OutputWidth == 0) return; // a worker's part of a phase that is shorter than others");
                    writer.Line(
                        "// Where the taps of one channel are, from the first one: one loop over all of them needs fewer registers than two. "
                        + "A phase may have none.");
                    writer.Line("Span<nint> taps = stackalloc nint[(int)(shape.KernelHeight * shape.KernelWidth)];");
                    using (writer.Block("for (int tap = 0; tap < taps.Length; tap++)"))
                    {
                        writer.Line("nint kernelRow = tap / shape.KernelWidth;");
                        writer.Line("taps[tap] = (kernelRow * shape.TapRowStride) + ((tap - (kernelRow * shape.KernelWidth)) * shape.TapColumnStride);");
                    }

                    writer.Line();
                    writer.Line(
                        "// The way through the vectors of a row and on to the next row: step in x, step in y, lanes the vector before has done, next entry.");
                    writer.Line($"nint vectors = (shape.OutputWidth + {vector.Lanes - 1}) / {vector.Lanes};");
                    writer.Line("Span<nint> path = stackalloc nint[(int)(4 * vectors)];");
                    using (writer.Block("for (int v = 0; v < vectors; v++)"))
                    {
                        writer.Line($"nint lastStart = nint.Max(shape.OutputWidth - {vector.Lanes}, 0);");
                        writer.Line("bool wraps = v + 1 == vectors;");
                        writer.Line($"nint start = nint.Min(v * {vector.Lanes}, lastStart);");
                        writer.Line($"nint step = (wraps ? 0 : nint.Min((v + 1) * {vector.Lanes}, lastStart)) - start;");
                        writer.Line("path[4 * v] = (step * shape.StrideWidth) + (wraps ? shape.StrideHeight * shape.InputRowStride : 0);");
                        writer.Line("path[(4 * v) + 1] = (step * shape.OutputColumnStride) + (wraps ? shape.OutputRowStride : 0);");
                        writer.Line($"path[(4 * v) + 2] = (v * {vector.Lanes}) - start;");
                        writer.Line("path[(4 * v) + 3] = wraps ? 0 : 4 * (v + 1);");
                    }

                    writer.Line();
                    writer.Line("nint row = 0;");
                    using (writer.Block("while (row < shape.OutputHeight)"))
                    {
                        writer.Line("nint firstTap = shape.FirstTapRow(row);");
                        writer.Line("nint lastTap = shape.LastTapRow(row);");
                        writer.Line("nint lastRow = row + 1;");
                        const string SameTaps = "shape.FirstTapRow(lastRow) == firstTap && shape.LastTapRow(lastRow) == lastTap";
                        writer.Line($"while (lastRow < shape.OutputHeight && {SameTaps}) lastRow++;");
                        string call = $"({s_product.Arguments}, ref epilogue, ref MemoryMarshal.GetReference(taps), ref path[0], "
                            + "row, lastRow, firstTap, lastTap, in shape);";
                        writer.Line($"if (shape.StrideWidth == 1) {Rows}<UnitColumns, TEpilogue>{call}");
                        writer.Line($"else if (shape.StrideWidth == 2) {Rows}<PairedColumns, TEpilogue>{call}");
                        writer.Line($"else {Rows}<StridedColumns, TEpilogue>{call}");
                        writer.Line("row = lastRow;");
                    }
                });
        }

        /// <summary>Output channels in groups whose sizes differ by one at most.</summary>
        private void WriteGroups()
        {
            IReadOnlyList<int> sizes = PlanarConvolutionTile.Sizes(vector);
            KernelFile.Method(
                writer,
                $"Rows [row, lastRow) with taps [firstTap, lastTap): the output channels in groups of at most {_maxChannels}, "
                + "the first ones a channel larger where the split is uneven.",
                "",
                $"private static void {Rows}{TypeParameters}({s_product.Parameters}, ref TEpilogue epilogue, ref nint taps, ref nint path, "
                + $"nint row, nint lastRow, nint firstTap, nint lastTap, in PlanarConvolutionShape shape){Constraints}",
                () =>
                {
                    writer.Line($"nint groups = (shape.OutputChannels + {_maxChannels - 1}) / {_maxChannels};");
                    writer.Line("nint size = shape.OutputChannels / groups;");
                    writer.Line("nint larger = shape.OutputChannels - (groups * size);");
                    writer.Line("nint first = 0;");
                    writer.Line("// A tile that is stored lane by lane goes here first: a call while sums are alive would cost them their registers.");
                    writer.Line(
                        $"Span<float> scratch = stackalloc float[{sizes.Max(size => size * PlanarConvolutionTile.Positions(vector, size)) * vector.Lanes}];");
                    using (writer.Block("for (nint group = 0; group < groups; group++)"))
                    {
                        writer.Line("nint channels = group < larger ? size + 1 : size;");
                        using (writer.Block("switch (channels)"))
                        {
                            foreach (int channels in sizes)
                            {
                                string tile = Tile(vector, channels, PlanarConvolutionTile.Positions(vector, channels));
                                writer.Line(
                                    $"case {channels}: {tile}{TypeParameters}({s_product.Arguments}, ref epilogue, ref taps, ref path, ref scratch[0], "
                                    + "first, row, lastRow, firstTap, lastTap, in shape); break;");
                            }
                        }

                        writer.Line("first += channels;");
                    }
                });
        }

        /// <summary>The rare store: rows narrower than a vector, and columns that are not neighbours.</summary>
        private void WriteStoreLanes()
        {
            KernelFile.Method(
                writer,
                "The lanes [first, last) of one vector, for rows narrower than a vector and for columns that are not neighbours.",
                "[MethodImpl(MethodImplOptions.NoInlining)]",
                $"private static void {StoreLanes}<TEpilogue>("
                + $"{vector.Type} sum, ref float y, nint at, ref TEpilogue epilogue, nint stride, nint first, nint last){KernelFile.Constraint}",
                () =>
                {
                    writer.Line($"{vector.Type} result = epilogue.ApplyToLanes(sum, at, stride, first, last);");
                    writer.Line("VectorLanes.StoreStrided(result, ref Unsafe.Add(ref y, at), stride, first, last);");
                });
        }

        private void WriteTile(int channels, int positions)
        {
            int lanes = vector.Lanes;
            KernelFile.Method(
                writer,
                $"{channels} output channel{(channels > 1 ? "s" : "")} at {positions} positions of {lanes} columns at a time.\n"
                + "The last vector of a row starts early and so overlaps the one before.",
                KernelFile.Optimized,
                $"private static void {Tile(vector, channels, positions)}{TypeParameters}({s_product.Parameters}, ref TEpilogue epilogue, "
                + "ref nint taps, ref nint path, ref float scratch, "
                + $"nint first, nint row, nint lastRow, nint firstTap, nint lastTap, in PlanarConvolutionShape shape){Constraints}",
                () =>
                {
                    writer.Line("nint stride = shape.StrideWidth;");
                    writer.Line("nint tapCount = (lastTap - firstTap) * shape.KernelWidth;");
                    writer.Line("nint skippedTaps = (shape.KernelHeight * shape.KernelWidth) - tapCount;");
                    writer.Line($"bool wide = shape.OutputWidth >= {lanes} && shape.OutputColumnStride == 1;");
                    writer.Line("nint place = 0;");
                    writer.Line("nint input = (firstTap * shape.TapRowStride) + (((row * shape.StrideHeight) - shape.PaddingTop) * shape.InputRowStride);");
                    writer.Line("nint output = (first * shape.OutputPlaneStride) + (row * shape.OutputRowStride);");
                    writer.Line($"nint remaining = (lastRow - row) * ((shape.OutputWidth + {lanes - 1}) / {lanes});");
                    for (int channel = 0; channel < channels; channel++)
                    {
                        string bias = vector.Broadcast($"Unsafe.Add(ref bias, {(channel == 0 ? "first" : $"first + {channel}")})");
                        writer.Line($"{vector.Type} bias{channel} = Unsafe.IsNullRef(ref bias) ? {vector.Zero} : {bias};");
                    }

                    using (writer.Block($"for (; remaining > 0; remaining -= {positions})"))
                    {
                        WritePositions(positions);
                        GemmTile.WriteStarts(writer, vector, channels, positions, (channel, _) => $"bias{channel}");
                        WriteSums(channels, positions);
                        using (writer.Block("if (wide)"))
                        {
                            for (int position = 0; position < positions; position++) WriteStores(channels, position);
                        }

                        using (writer.Block("else")) WriteLaneStores(channels, positions);
                    }
                });
        }

        /// <summary>Where the vectors of outputs read; those past the end repeat the last and are not stored.</summary>
        private void WritePositions(int positions)
        {
            writer.Line("nint ahead = place;");
            writer.Line("ref float x0 = ref Unsafe.Add(ref x, input);");
            for (int position = 1; position < positions; position++)
            {
                using (writer.Block($"if (remaining > {position})"))
                {
                    writer.Line("input += Unsafe.Add(ref path, ahead);");
                    writer.Line("ahead = Unsafe.Add(ref path, ahead + 3);");
                }

                writer.Line($"ref float x{position} = ref Unsafe.Add(ref x, input);");
            }

            writer.Line("input += Unsafe.Add(ref path, ahead);");
        }

        private void WriteSums(int channels, int positions)
        {
            writer.Line("ref float w = ref Unsafe.Add(ref weights, first + (firstTap * shape.KernelWidth * shape.WeightStride));");
            using (writer.Block("for (nint ci = shape.InputChannels; ci > 0; ci--)"))
            {
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
        }

        private void WriteMultiplyAdds(int channels, int positions)
        {
            string LoadX(int position) => $"TColumns.Load{vector.Bits}(ref Unsafe.Add(ref x{position}, tap), stride)";
            string LoadW(int channel) => vector.Broadcast(channel == 0 ? "w" : $"Unsafe.Add(ref w, {channel})");

            if (channels < positions)
            {
                for (int channel = 0; channel < channels; channel++) writer.Line($"{vector.Type} w{channel} = {LoadW(channel)};");
                for (int position = 0; position < positions; position++)
                {
                    writer.Line($"{vector.Type} v{position} = {LoadX(position)};");
                    for (int channel = 0; channel < channels; channel++) WriteMultiplyAdd(channel, position);
                }

                return;
            }

            for (int position = 0; position < positions; position++) writer.Line($"{vector.Type} v{position} = {LoadX(position)};");
            for (int channel = 0; channel < channels; channel++)
            {
                writer.Line($"{vector.Type} w{channel} = {LoadW(channel)};");
                for (int position = 0; position < positions; position++) WriteMultiplyAdd(channel, position);
            }
        }

        private void WriteMultiplyAdd(int channel, int position)
        {
            string sum = GemmTile.Sum(channel, position);
            writer.Line($"{sum} = {vector.MultiplyAdd($"w{channel}", $"v{position}", sum)};");
        }

        private void WriteStores(int channels, int position)
        {
            if (position > 0) writer.Line($"if (remaining <= {position}) break;");
            string at = $"y{position}";
            writer.Line($"nint {at} = output;");

            // Lanes that the vector before has stored must not be stored again from an operand that may be y itself.
            writer.Line($"nint done{position} = TEpilogue.ReadsOperands ? Unsafe.Add(ref path, place + 2) : 0;");
            writer.Line($"{vector.Type} fresh{position} = VectorLanes.Mask{vector.Bits}(done{position}, {vector.Lanes});");
            for (int channel = 0; channel < channels; channel++)
            {
                string result = $"epilogue.Apply({GemmTile.Sum(channel, position)}, {at}, 0)";
                string kept = $"{vector.Class}.ConditionalSelect(fresh{position}, {result}, {vector.Load("y", at)})";
                writer.Line($"if (TEpilogue.ReadsOperands) {vector.Store(kept, "y", at)};");
                writer.Line($"else {vector.Store(result, "y", at)};");
                if (channel < channels - 1) writer.Line($"{at} += shape.OutputPlaneStride;");
            }

            WriteNextPlace();
        }

        private void WriteLaneStores(int channels, int positions)
        {
            for (int position = 0; position < positions; position++)
            {
                for (int channel = 0; channel < channels; channel++)
                    writer.Line(
                        vector.Store(GemmTile.Sum(channel, position), "scratch", SourceWriter.Number(((position * channels) + channel) * vector.Lanes)) + ";");
            }

            writer.Line($"nint last = nint.Min({vector.Lanes}, shape.OutputWidth);");
            using (writer.Block($"for (nint position = 0; position < nint.Min({positions}, remaining); position++)"))
            {
                using (writer.Block($"for (nint channel = 0; channel < {channels}; channel++)"))
                {
                    writer.Line("nint at = output + (channel * shape.OutputPlaneStride);");
                    writer.Line($"{vector.Type} sum = {vector.Load("scratch", $"((position * {channels}) + channel) * {vector.Lanes}")};");
                    writer.Line(
                        $"{StoreLanes}(sum, ref y, at, ref epilogue, shape.OutputColumnStride, Unsafe.Add(ref path, place + 2), last);");
                }

                WriteNextPlace();
            }
        }

        private void WriteNextPlace()
        {
            writer.Line("output += Unsafe.Add(ref path, place + 1);");
            writer.Line("place = Unsafe.Add(ref path, place + 3);");
        }
    }
}
