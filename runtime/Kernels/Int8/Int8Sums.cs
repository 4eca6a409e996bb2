using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>Sums of the weights that an output channel has in some taps, from which follow bounds of its accumulator.</summary>
internal readonly struct Int8Sums
{
    /// <summary>Sum of the positive weights.</summary>
    public long Positive { get; init; }

    /// <summary>Sum of the negative weights.</summary>
    public long Negative { get; init; }

    /// <summary>Sum of the weights of the layer's other taps.</summary>
    public long Other { get; init; }

    /// <summary>Whether some pair's positive weights sum to more than 128, or its negative ones to less than -128.</summary>
    public bool HasWidePairs { get; init; }

    /// <summary>Sum of the magnitudes.</summary>
    public long Magnitude => Positive - Negative;

    /// <summary>The greatest |bias + sum of w q| for any q from -128 to 127.</summary>
    public long Bound(long bias) =>
        long.Max(long.Abs(bias + 127 * Positive - 128 * Negative), long.Abs(bias - 128 * Positive + 127 * Negative));

    /// <summary>The sums of a channel.</summary>
    public static Int8Sums Of(ref sbyte weight, nint channel, in Int8WeightShape shape, in Int8Taps taps)
    {
        long positive = 0, negative = 0, all = 0;
        bool hasWidePairs = false;
        ref sbyte weights = ref Unsafe.Add(ref weight, shape.Offset(channel));
        for (nint row = 0; row < taps.Rows; row++)
            for (nint column = 0; column < taps.Columns; column++)
            {
                ref sbyte tap = ref Unsafe.Add(ref weights, taps.Index(row, column, shape.TapColumns) * shape.TapStride);
                for (nint input = 0; input < shape.InputsPerGroup; input += 2)
                {
                    int even = Unsafe.Add(ref tap, input * shape.InputStride);
                    int odd = input + 1 < shape.InputsPerGroup ? Unsafe.Add(ref tap, (input + 1) * shape.InputStride) : 0;
                    int above = int.Max(even, 0) + int.Max(odd, 0), below = int.Min(even, 0) + int.Min(odd, 0);
                    hasWidePairs |= above > 128 || below < -128;
                    positive += above;
                    negative += below;
                }
            }

        for (nint tap = 0; tap < shape.TapRows * shape.TapColumns; tap++)
            for (nint input = 0; input < shape.InputsPerGroup; input++)
                all += Unsafe.Add(ref weights, tap * shape.TapStride + input * shape.InputStride);
        return new Int8Sums { Positive = positive, Negative = negative, Other = all - positive - negative, HasWidePairs = hasWidePairs };
    }
}
