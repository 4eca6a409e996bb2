using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>
/// In which slot of the workspace each input row of a convolution lies. Where the rows of taps are neighbours, input row r stays in slot r modulo the number of
/// slots, so that it is loaded once; else the row of tap k is loaded into slot k.
/// </summary>
/// <param name="count">Number of slots: the most rows of taps.</param>
/// <param name="step">Input rows from one row of taps to the next.</param>
internal struct Int8Slots(nint count, nint step)
{
    private nint _top, _end = nint.MinValue;

    /// <summary>The slot of the first row of taps; the others follow, and after the last slot comes the first.</summary>
    public readonly nint First => this[0];

    /// <summary>The slot of a row of taps.</summary>
    public readonly nint this[nint tap]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if (step != 1) return tap;
            nint slot = Row(tap) % count;
            return slot < 0 ? slot + count : slot;
        }
    }

    /// <summary>
    /// Goes on to an output row whose <paramref name="taps"/> rows of taps read from input row <paramref name="top"/> on. The first row of taps whose input row
    /// is not there yet; those behind it are not there either.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nint MoveTo(nint top, nint taps)
    {
        nint first = step == 1 ? nint.Max(_end, top) - top : 0;
        (_top, _end) = (top, top + taps);
        return first;
    }

    /// <summary>The input row of a row of taps. It may lie outside of the input.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly nint Row(nint tap) => _top + tap * step;
}
