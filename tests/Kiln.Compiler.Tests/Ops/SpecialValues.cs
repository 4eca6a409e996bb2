using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Ops;

/// <summary>
/// Numbers for which arithmetic has rules of its own, put into the data of an op's case. An element-wise op gets them everywhere at once, in all
/// combinations of its operands; any other op one at a time, so that what spreads is seen to come from there: each place of a vector and of the rest after the
/// last whole one has its turn.
/// </summary>
internal static class SpecialValues
{
    private const int Seed = 13;

    // An infinity times a product that is too small for a float is NaN in generated code and infinite in float64, so these two never meet.
    private static readonly double[] s_infinite = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, 0];
    private static readonly double[] s_tiny = [double.NaN, -0.0, 0, Subnormal, -Subnormal];
    private static readonly double[] s_all = [.. s_infinite, Subnormal, -Subnormal];

    /// <summary>A subnormal float, whose reciprocal is infinite.</summary>
    private const float Subnormal = 1e-40f;

    public static IReadOnlyList<double> All => s_all;

    /// <summary>Bindings in place of <paramref name="ordinary"/>, with their contents; <paramref name="names"/> are those that change.</summary>
    public static IEnumerable<(string What, Dictionary<string, double[]> Bindings)> Rounds(
        OpCase item, IReadOnlyList<string> names, IReadOnlyDictionary<string, double[]> ordinary, int batch)
    {
        if (names.Count == 0)
            throw new InvalidOperationException($"{item} reads whole numbers only; its cases say so in {nameof(OpCase.WithoutSpecialValues)}.");
        double[] all = item.WithoutSubnormals is null ? s_all : s_infinite;
        foreach (double value in all.Append(1.25))
            yield return (FormattableString.Invariant($"all elements {value:R}"), Changed(names, elements => Array.Fill(elements, value)));
        var random = new Random(Seed);
        int rounds = TestLevel.Count(quick: 16, full: 48);
        for (int round = 0; round < rounds; round++)
        {
            if (item.Op is ElementwiseOp)
            {
                double[] values = round % 2 == 0 || item.WithoutSubnormals is not null ? s_infinite : s_tiny;
                yield return (FormattableString.Invariant($"mixture {round} of seed {Seed}"), Changed(names, elements =>
                {
                    for (int i = 0; i < elements.Length; i++) if (random.Next(2) == 0) elements[i] = values[random.Next(values.Length)];
                }));
                continue;
            }

            string name = names[round % names.Count];
            double value = all[random.Next(all.Length)];
            int row = Math.Max(1, ordinary[name].Length / batch), at = random.Next(row);
            yield return (FormattableString.Invariant($"{value:R} at {at} of {name}"), Changed([name], elements =>
            {
                elements[at] = value;
                elements[^(1 + ((at + (row / 2)) % row))] = value;
            }));
        }

        Dictionary<string, double[]> Changed(IEnumerable<string> changed, Action<double[]> change)
        {
            var bindings = ordinary.ToDictionary(item => item.Key, item => item.Value);
            foreach (string name in changed)
            {
                bindings[name] = [.. ordinary[name]];
                change(bindings[name]);
            }

            return bindings;
        }
    }
}
