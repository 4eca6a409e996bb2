namespace Kiln.Generator.Emit.Kernels;

/// <summary>
/// Convolution of channels-first planes, vectorised over the output width, for layers with too few output channels to fill a
/// vector. Weights are broadcast from memory; a tile is some channels by some vectors of neighbouring positions.
/// </summary>
internal static class PlanarConvolutionEmitter
{
    public static string Emit(KernelFile file)
    {
        EpilogueText epilogue = new(file.Key);
        string channels = file.Key.Rows == 0 ? "any number of output channels" : $"{file.Key.Rows} output channels";
        return file.Write(
            $"y = epilogue(x convolved with w) on channels-first planes, for {channels}.",
            $"ref float x, ref float weights{epilogue.BiasParameter}, ref float y{epilogue.Parameters}, in PlanarConvolutionShape shape",
            $"ref x, ref weights{epilogue.BiasArgument}, ref y{epilogue.Arguments}, in shape",
            (writer, vector) => new Body(writer, vector, file.Key, epilogue).Write());
    }

    /// <summary>The methods of one vector width.</summary>
    private sealed class Body(SourceWriter writer, VectorText vector, KernelKey key, EpilogueText epilogue)
    {
        private readonly int _maxChannels = PlanarConvolutionTile.MaxChannels(vector);

        private string Rows => $"Rows{vector.Bits}";

        private string Apply => $"Epilogue{vector.Bits}";

        private string StoreLanes => $"StoreLanes{vector.Bits}";

        private string Signature => $"ref float x, ref float weights{epilogue.BiasParameter}, ref float y{epilogue.Parameters}";

        private string Arguments => $"ref x, ref weights{epilogue.BiasArgument}, ref y{epilogue.Arguments}";

        public void Write()
        {
            WriteRun();
            WriteGroups();
            if (key.Epilogue.Count > 0) WriteEpilogue();
            WriteStoreLanes();
            foreach (int channels in PlanarConvolutionTile.Sizes(vector, key.Rows)) WriteTile(channels, PlanarConvolutionTile.Positions(vector, channels));
        }

        private static string Tile(VectorText vector, int channels, int positions) => $"Tile{vector.Bits}_{channels}x{positions}";

        /// <summary>Rows that lose taps to the padding go one by one, since a tile has one range of taps; the others all at once.</summary>
        private void WriteRun()
        {
            KernelFile.Method(
                writer,
                "Output rows in three parts: those whose upper taps lie in the padding, the middle, those whose lower taps do.",
                "",
                $"internal static void Run{vector.Bits}({Signature}, in PlanarConvolutionShape shape)",
                () =>
                {
                    writer.Line("nint row = 0;");
                    using (writer.Block("while (row < shape.OutputHeight)"))
                    {
                        writer.Line("nint firstTap = shape.FirstTapRow(row);");
                        writer.Line("nint lastTap = shape.LastTapRow(row);");
                        writer.Line("nint lastRow = row + 1;");
                        writer.Line("while (lastRow < shape.OutputHeight && shape.FirstTapRow(lastRow) == firstTap && shape.LastTapRow(lastRow) == lastTap) lastRow++;");
                        writer.Line($"if (shape.StrideWidth == 1) {Rows}<UnitColumns>({Arguments}, row, lastRow, firstTap, lastTap, in shape);");
                        writer.Line($"else if (shape.StrideWidth == 2) {Rows}<PairedColumns>({Arguments}, row, lastRow, firstTap, lastTap, in shape);");
                        writer.Line($"else {Rows}<StridedColumns>({Arguments}, row, lastRow, firstTap, lastTap, in shape);");
                        writer.Line("row = lastRow;");
                    }
                });
        }

        /// <summary>Output channels in groups whose sizes differ by one at most.</summary>
        private void WriteGroups()
        {
            string at = "first";
            string arguments = $"ref x, ref Unsafe.Add(ref weights, {at}){epilogue.BiasArgumentAt(at)}, ref Unsafe.Add(ref y, {at} * shape.OutputPlaneStride){epilogue.ArgumentsAt($"{at} * shape.OutputPlaneStride")}";
            KernelFile.Method(
                writer,
                $"Rows [row, lastRow) with taps [firstTap, lastTap): the output channels in groups of at most {_maxChannels}, the first ones a channel larger where the split is uneven.",
                "",
                $"private static void {Rows}<TColumns>({Signature}, nint row, nint lastRow, nint firstTap, nint lastTap, in PlanarConvolutionShape shape)\n    where TColumns : struct, IPlanarColumns",
                () =>
                {
                    writer.Line($"nint groups = (shape.OutputChannels + {_maxChannels - 1}) / {_maxChannels};");
                    writer.Line("nint size = shape.OutputChannels / groups;");
                    writer.Line("nint larger = shape.OutputChannels - (groups * size);");
                    writer.Line("nint first = 0;");
                    using (writer.Block("for (nint group = 0; group < groups; group++)"))
                    {
                        writer.Line("nint channels = group < larger ? size + 1 : size;");
                        using (writer.Block("switch (channels)"))
                        {
                            foreach (int channels in PlanarConvolutionTile.Sizes(vector, key.Rows))
                                writer.Line($"case {channels}: {Tile(vector, channels, PlanarConvolutionTile.Positions(vector, channels))}<TColumns>({arguments}, row, lastRow, firstTap, lastTap, in shape); break;");
                        }

                        writer.Line("first += channels;");
                    }
                });
        }

        private void WriteEpilogue()
        {
            string operands = string.Concat(Enumerable.Range(0, epilogue.Operands).Select(i => $", {vector.Type} operand{i}"));
            string scalars = string.Concat(Enumerable.Range(0, epilogue.Scalars).Select(i => $", {vector.Type} scalar{i}Vector"));
            KernelFile.Method(
                writer,
                "The fused steps behind the sum.",
                "[MethodImpl(MethodImplOptions.AggressiveInlining)]",
                $"private static {vector.Type} {Apply}({vector.Type} sum{operands}{scalars})",
                () =>
                {
                    epilogue.Apply(writer, vector, "sum", operand => $"operand{operand}");
                    writer.Line("return sum;");
                });
        }

        /// <summary>The rare store: rows narrower than a vector, and columns that are not neighbours.</summary>
        private void WriteStoreLanes()
        {
            KernelFile.Method(
                writer,
                "The lanes [first, last) of one vector, for rows narrower than a vector and for columns that are not neighbours.",
                "[MethodImpl(MethodImplOptions.NoInlining)]",
                $"private static void {StoreLanes}({vector.Type} sum, ref float y{epilogue.Parameters}, nint stride, nint first, nint last)",
                () =>
                {
                    epilogue.WriteScalars(writer, vector);
                    string value = ApplyTo("sum", operand => $"VectorLanes.LoadStrided{vector.Bits}(ref operand{operand}, stride, first, last)");
                    writer.Line($"VectorLanes.StoreStrided({value}, ref y, stride, first, last);");
                });
        }

        private string ApplyTo(string sum, Func<int, string> operand)
        {
            if (key.Epilogue.Count == 0) return sum;
            string operands = string.Concat(Enumerable.Range(0, epilogue.Operands).Select(i => ", " + operand(i)));
            string scalars = string.Concat(Enumerable.Range(0, epilogue.Scalars).Select(i => $", scalar{i}Vector"));
            return $"{Apply}({sum}{operands}{scalars})";
        }

        private void WriteTile(int channels, int positions)
        {
            int lanes = vector.Lanes;
            KernelFile.Method(
                writer,
                $"{channels} output channel{(channels > 1 ? "s" : "")} at {positions} positions of {lanes} columns at a time.\nThe last vector of a row starts early and so overlaps the one before.",
                KernelFile.Optimized,
                $"private static void {Tile(vector, channels, positions)}<TColumns>({Signature}, nint row, nint lastRow, nint firstTap, nint lastTap, in PlanarConvolutionShape shape)\n    where TColumns : struct, IPlanarColumns",
                () =>
                {
                    writer.Line("nint stride = shape.StrideWidth;");
                    writer.Line("nint tapStep = shape.TapColumnStride;");
                    writer.Line("nint weightStep = shape.WeightStride;");
                    writer.Line("nint taps = lastTap - firstTap;");
                    writer.Line($"nint lastStart = nint.Max(shape.OutputWidth - {lanes}, 0);");
                    writer.Line($"bool wide = shape.OutputWidth >= {lanes} && shape.OutputColumnStride == 1;");
                    writer.Line("nint firstInput = (firstTap * shape.TapRowStride) - (shape.PaddingTop * shape.InputRowStride);");
                    writer.Line("nint column = 0;");
                    writer.Line($"nint remaining = (lastRow - row) * ((shape.OutputWidth + {lanes - 1}) / {lanes});");
                    epilogue.WriteScalars(writer, vector);
                    using (writer.Block($"for (; remaining > 0; remaining -= {positions})"))
                    {
                        for (int position = 0; position < positions; position++) WritePosition(position);
                        GemmTile.WriteZeros(writer, vector, channels, positions);
                        WriteSums(channels, positions);
                        for (int position = 0; position < positions; position++) WriteStores(channels, position);
                    }
                });
        }

        /// <summary>Where a vector of outputs reads and writes; those past the end repeat the first and are not stored.</summary>
        private void WritePosition(int position)
        {
            if (position == 0) writer.Line("nint start0 = nint.Min(column, lastStart), done0 = column - start0;");
            else writer.Line($"nint start{position} = start0, done{position} = done0;");
            if (position > 0)
            {
                writer.Line($"ref float x{position} = ref x0;");
                writer.Line($"nint y{position} = y0;");
                writer.Line($"if (remaining > {position})");
                writer.Line("{");
            }

            using (position == 0 ? (IDisposable?)null : writer.Indent())
            {
                if (position > 0)
                {
                    writer.Line($"start{position} = nint.Min(column, lastStart);");
                    writer.Line($"done{position} = column - start{position};");
                }

                writer.Line($"{(position == 0 ? "ref float " : "")}x{position} = ref Unsafe.Add(ref x, firstInput + (row * shape.StrideHeight * shape.InputRowStride) + (start{position} * stride));");
                writer.Line($"{(position == 0 ? "nint " : "")}y{position} = (row * shape.OutputRowStride) + (start{position} * shape.OutputColumnStride);");
                writer.Line($"column += {vector.Lanes};");
                writer.Line("if (column >= shape.OutputWidth)");
                writer.Line("{");
                using (writer.Indent())
                {
                    writer.Line("column = 0;");
                    writer.Line("row++;");
                }

                writer.Line("}");
            }

            if (position > 0) writer.Line("}");
        }

        private void WriteSums(int channels, int positions)
        {
            writer.Line("ref float plane = ref Unsafe.Add(ref weights, firstTap * shape.KernelWidth * weightStep);");
            using (writer.Block("for (nint ci = 0; ci < shape.InputChannels; ci++)"))
            {
                writer.Line("ref float w = ref plane;");
                writer.Line("nint tapRow = ci * shape.InputPlaneStride;");
                using (writer.Block("for (nint kh = taps; kh > 0; kh--)"))
                {
                    writer.Line("nint tap = tapRow;");
                    using (writer.Block("for (nint kw = shape.KernelWidth; kw > 0; kw--)"))
                    {
                        WriteMultiplyAdds(channels, positions);
                        writer.Line("tap += tapStep;");
                        writer.Line("w = ref Unsafe.Add(ref w, weightStep);");
                    }

                    writer.Line("tapRow += shape.TapRowStride;");
                }

                writer.Line("plane = ref Unsafe.Add(ref plane, shape.KernelHeight * shape.KernelWidth * weightStep);");
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
            if (position > 0)
            {
                writer.Line($"if (remaining <= {position}) continue;");
            }

            if (key.Bias)
            {
                for (int channel = 0; channel < channels; channel++)
                    writer.Line($"{GemmTile.Sum(channel, position)} += {vector.Broadcast(channel == 0 ? "bias" : $"Unsafe.Add(ref bias, {channel})")};");
            }

            using (writer.Block("if (wide)"))
            {
                // Lanes that the vector before has stored must not be stored again from an operand that may be y itself.
                if (epilogue.Operands > 0) writer.Line($"{vector.Type} fresh{position} = VectorLanes.Mask{vector.Bits}(done{position}, {vector.Lanes});");
                for (int channel = 0; channel < channels; channel++)
                {
                    string sum = GemmTile.Sum(channel, position);
                    string value = ApplyTo(sum, operand => vector.Load($"operand{operand}", $"y{position}"));
                    if (epilogue.Operands > 0) value = $"{vector.Class}.ConditionalSelect(fresh{position}, {value}, {vector.Load("y", $"y{position}")})";
                    writer.Line(vector.Store(value, "y", $"y{position}") + ";");
                    if (channel < channels - 1) writer.Line($"y{position} += shape.OutputPlaneStride;");
                }
            }

            using (writer.Block("else"))
            {
                writer.Line($"nint last = nint.Min({vector.Lanes}, shape.OutputWidth);");
                for (int channel = 0; channel < channels; channel++)
                {
                    writer.Line($"{StoreLanes}({GemmTile.Sum(channel, position)}, ref Unsafe.Add(ref y, y{position}){epilogue.ArgumentsAt($"y{position}")}, shape.OutputColumnStride, done{position}, last);");
                    if (channel < channels - 1) writer.Line($"y{position} += shape.OutputPlaneStride;");
                }
            }
        }
    }
}
