using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>
/// Integer sums in the scale of a layer's input become bytes in that of its output: q = clamp(round(sum M 2^-S) + zero, low, high), rounded once, ties towards
/// +infinity. Every width of vectors and the scalar form give the same integers, provided that |sum| &lt; 2^(31 - max(0, 33 - S)).
/// </summary>
internal readonly partial struct Int8Rescaling
{
    // The file's mark of a factor so small that every sum becomes 0.
    private const int FlushingShift = 64;

    private readonly int _multiplier, _left, _right, _half, _zero, _low, _high;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Int8Rescaling(int multiplier, byte shift, ref sbyte clamp, sbyte zero)
    {
        bool isFlushed = shift >= FlushingShift;
        int places = isFlushed ? FlushingShift - 1 : shift;

        // The product's upper half stands for a shift by 32, so small shifts begin to the left.
        _multiplier = isFlushed ? 0 : multiplier;
        _left = int.Max(0, 33 - places);
        _right = places + _left - 32;
        _half = 1 << (_right - 1);
        _zero = zero;
        _low = clamp;
        _high = Unsafe.Add(ref clamp, 1);
    }

    /// <summary>One sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Apply(int sum)
    {
        int product = (int)((long)(sum << _left) * _multiplier >> 32);
        return int.Max(int.Min(((product + _half) >> _right) + _zero, _high), _low);
    }
}
