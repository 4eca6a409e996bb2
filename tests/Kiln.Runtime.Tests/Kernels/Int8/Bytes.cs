namespace Kiln.Runtime.Tests.Kernels;

/// <summary>Data of the tests of quantized kernels, and the arithmetic that they are held against.</summary>
internal static class Bytes
{
    private const int Guard = 80;

    /// <summary>Random bytes, every fourth one extreme.</summary>
    public static sbyte[] Filled(Random random, int count)
    {
        sbyte[] values = new sbyte[Math.Max(count, 1)];
        for (int i = 0; i < count; i++) values[i] = Any(random);
        return values;
    }

    public static sbyte Any(Random random) => random.Next(8) switch
    {
        0 => sbyte.MinValue,
        1 => sbyte.MaxValue,
        _ => (sbyte)random.Next(sbyte.MinValue, sbyte.MaxValue + 1),
    };

    /// <summary>A memory of bytes that are not results, before and after as many that may be.</summary>
    public static sbyte[] Guarded(int count)
    {
        sbyte[] memory = new sbyte[count + 2 * Guard];
        Array.Fill(memory, (sbyte)85);
        return memory;
    }

    public static ref sbyte First(sbyte[] guarded) => ref guarded[Guard];

    /// <summary>The results are as expected, and what has no expected value (null) was not written.</summary>
    public static void AssertEqual(sbyte?[] expected, sbyte[] guarded, string what)
    {
        for (int i = -Guard; i < expected.Length + Guard; i++)
        {
            sbyte value = (i >= 0 && i < expected.Length ? expected[i] : null) ?? 85;
            if (guarded[i + Guard] != value) Assert.Fail(FormattableString.Invariant($"{what}: element {i} is {guarded[i + Guard]} and should be {value}."));
        }
    }

    public static void AssertEqual(sbyte[] expected, sbyte[] guarded, string what) =>
        AssertEqual(Array.ConvertAll(expected, value => (sbyte?)value), guarded, what);

    /// <summary>clamp(round(sum * multiplier * 2^-shift) + zero), ties towards +infinity, in integers that are wide enough.</summary>
    public static sbyte Rescale(long sum, Rescaling rescaling)
    {
        if (rescaling.Shift >= 64) return (sbyte)Math.Clamp((int)rescaling.Zero, rescaling.Clamp[0], rescaling.Clamp[1]);
        Int128 product = (Int128)sum * rescaling.Multiplier;
        Int128 rounded = (product + (Int128.One << (rescaling.Shift - 1))) >> rescaling.Shift;
        return (sbyte)Int128.Clamp(rounded + rescaling.Zero, rescaling.Clamp[0], rescaling.Clamp[1]);
    }

    /// <summary>
    /// A random rescaling for sums of at most <paramref name="bits"/> bits whose results fill the range, exceed it or vanish.
    /// </summary>
    public static Rescaling Rescaling(Random random, int bits)
    {
        int smallest = Math.Max(26, bits + 2);
        int shift = random.Next(10) switch
        {
            0 => 64,
            1 => 63,
            2 => random.Next(smallest, 64),
            _ => Math.Clamp(30 + bits - 7 + random.Next(-2, 3), smallest, 63),
        };
        int multiplier = (1 << 30) + (random.Next(1 << 22) * 2 + 1) * 128;
        return new(multiplier, (byte)shift, Clamp(random), Any(random));
    }

    public static sbyte[] Clamp(Random random)
    {
        if (random.Next(2) == 0) return [sbyte.MinValue, sbyte.MaxValue];
        sbyte a = Any(random), b = Any(random);
        return [Math.Min(a, b), Math.Max(a, b)];
    }
}

/// <summary>A layer's numbers.</summary>
internal sealed class Rescaling(int multiplier, byte shift, sbyte[] clamp, sbyte zero)
{
    public int Multiplier = multiplier;
    public byte Shift = shift;
    public sbyte[] Clamp { get; } = clamp;
    public sbyte Zero = zero;
}
