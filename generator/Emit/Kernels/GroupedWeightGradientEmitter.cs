namespace Kiln.Generator.Emit.Kernels;

/// <summary>
/// Weight gradient of <see cref="GroupedConvolutionEmitter"/>: one row of taps for 16 channels. A sum for every tap and every source channel of the group
/// stays in a register while all pixels of all samples pass.
/// </summary>
internal static class GroupedWeightGradientEmitter
{
    private const string Gradients = "ref float x, ref float dy, ref float dw", Rest = "bool accumulate, in GroupedWeightGradientShape shape";

    public static string Emit(KernelFile file) => file.Write(
        $"dw = the sum over samples and pixels of dy times x at each tap of a row, by groups of {file.Key.GroupSize}, "
        + "added to what is there where accumulate is set.",
        $"{Gradients}, {Rest}", (writer, vector) => new Body(writer, vector, file.Key.GroupSize).Write());

    /// <summary>The methods of one vector width.</summary>
    private sealed class Body(SourceWriter writer, VectorText vector, int size)
    {
        /// <summary>Most sums of one pass: they, dy and what is shuffled fit 16 registers.</summary>
        private const int Sums = 8;

        /// <summary>Taps of one pass, widest first.</summary>
        private IEnumerable<int> Widths => new[] { 4, 3, 2, 1 }.Where(taps => taps * size <= Sums);

        private string Taps(int taps) => $"Taps{vector.Bits}_{taps}";

        public void Write()
        {
            using (KernelFile.Method(writer, $"internal static void {vector.Run}({Gradients}, {Rest})", vector.RunComment, KernelFile.Optimized))
            using (writer.Block($"for (nint channel = 0; channel < shape.Channels; channel += {vector.Lanes})"))
            {
                // Groups wider than a vector are read from their first channel.
                writer.Line($"ref float source = ref Unsafe.Add(ref x, {(size < vector.Lanes ? "channel" : $"channel & ~(nint){size - 1}")});");
                writer.Line("nint tap = 0;");
                foreach (int taps in Widths)
                    using (writer.Block($"for (; tap + {taps} <= shape.TapColumns; tap += {taps})"))
                        writer.Line($"{Taps(taps)}(ref Unsafe.Add(ref source, tap * shape.TapColumnStride), ref Unsafe.Add(ref dy, channel), "
                            + "ref Unsafe.Add(ref dw, (tap * shape.WeightTapStride) + channel), "
                            + $"nint.Min({vector.Lanes}, shape.Channels - channel), accumulate, in shape);");
            }

            foreach (int taps in Widths) WriteTaps(taps);
        }

        private void WriteTaps(int taps)
        {
            // Few sums wait for their own latency, so that neighbouring pixels take turns.
            int turns = taps * size <= Sums / 2 ? 2 : 1;
            using SourceWriter.Scope method = KernelFile.Method(
                writer, $"private static void {Taps(taps)}({Gradients}, nint channels, {Rest})", $"{taps} tap{(taps > 1 ? "s" : "")} of the row.",
                KernelFile.Optimized);
            for (int turn = 0; turn < turns; turn++)
                for (int tap = 0; tap < taps; tap++)
                    for (int member = 0; member < size; member++) writer.Line($"{vector.Type} {Sum(tap, member, turn)} = {vector.Zero};");
            writer.Line("nint tapStride = shape.TapColumnStride, inputStride = shape.InputColumnStride, gradientStride = shape.GradientColumnStride;");
            using (writer.Block("for (nint sample = 0; sample < shape.Samples; sample++)"))
            using (writer.Block("for (nint row = 0; row < shape.Rows; row++)"))
            {
                writer.Line("ref float source = ref Unsafe.Add(ref x, (sample * shape.InputSampleStride) + (row * shape.InputRowStride));");
                writer.Line("ref float gradient = ref Unsafe.Add(ref dy, (sample * shape.GradientSampleStride) + (row * shape.GradientRowStride));");
                writer.Line("nint column = shape.Columns;");
                if (turns > 1)
                    using (writer.Block("for (; column > 1; column -= 2)"))
                        for (int turn = 0; turn < turns; turn++) WritePixel(taps, turn);
                using (writer.Block("for (; column > 0; column--)")) WritePixel(taps, 0);
            }

            writer.Line($"Span<float> scratch = stackalloc float[{size * vector.Lanes}];");
            for (int tap = 0; tap < taps; tap++)
            {
                for (int member = 0; member < size; member++)
                {
                    string sum = string.Join(" + ", Enumerable.Range(0, turns).Select(turn => Sum(tap, member, turn)));
                    writer.Line(vector.Store(turns > 1 ? $"({sum})" : sum, "scratch[0]", $"{member * vector.Lanes}") + ";");
                }

                string destination = $"ref Unsafe.Add(ref dw, {tap} * shape.WeightTapStride), shape.WeightInputStride";
                writer.Line($"VectorLanes.CopyRows(ref scratch[0], {vector.Lanes}, {destination}, {size}, channels, accumulate);");
            }
        }

        private static string Sum(int tap, int member, int turn) => $"sum{tap}_{member}{(turn > 0 ? "again" : "")}";

        private void WritePixel(int taps, int turn)
        {
            using SourceWriter.Scope pixel = writer.Block();
            writer.Line($"{vector.Type} g = {vector.Load("gradient")};");
            for (int tap = 0; tap < taps; tap++)
            {
                string at = tap == 0 ? "source" : $"Unsafe.Add(ref source, {(tap == 1 ? "" : tap + " * ")}tapStride)";
                if (size > 1 && size < vector.Lanes) writer.Line($"{vector.Type} x{tap} = {vector.Load(at)};");
                for (int member = 0; member < size; member++)
                {
                    string x = vector.GroupMember(size, member, at, size == 1 ? vector.Load(at) : $"x{tap}"), sum = Sum(tap, member, turn);
                    writer.Line($"{sum} = {vector.MultiplyAdd(x, "g", sum)};");
                }
            }

            writer.Line("source = ref Unsafe.Add(ref source, inputStride);");
            writer.Line("gradient = ref Unsafe.Add(ref gradient, gradientStride);");
        }
    }
}
