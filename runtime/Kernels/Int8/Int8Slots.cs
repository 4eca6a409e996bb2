using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>
/// In which slot of the workspace each input row of a convolution lies. Where the rows of taps are neighbours, an input row stays in its slot until another
/// takes it, so that it is loaded once; else the row of tap k is loaded into slot k.
/// </summary>
/// <param name="count">Number of slots: the most rows of taps.</param>
/// <param name="step">Input rows from one row of taps to the next.</param>
internal struct Int8Slots(nint count, nint step)
{
    private nint _top, _end = nint.MinValue, _first;

    /// <summary>Number of slots.</summary>
    public readonly nint Count => count;

    /// <summary>The slot of the first row of taps; the others follow, and after the last slot comes the first.</summary>
    public readonly nint First => _first;

    /// <summary>The slot of a row of taps.</summary>
    public readonly nint this[nint tap]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            nint slot = _first + tap;
            return slot >= count ? slot - count : slot;
        }
    }

    /// <summary>
    /// Goes on to an output row whose <paramref name="taps"/> rows of taps read from input row <paramref name="top"/> on. The first row of taps whose input row
    /// is not there yet; those behind it are not there either.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nint MoveTo(nint top, nint taps)
    {
        bool isFirst = _end == nint.MinValue;
        nint load = step == 1 ? nint.Max(_end, top) - top : 0;
        if (step == 1 && !isFirst) _first += top - _top;
        while (_first >= count) _first -= count;
        (_top, _end) = (top, top + taps);
        return load;
    }

    /// <summary>The input row of a row of taps. It may lie outside of the input.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly nint Row(nint tap) => _top + tap * step;
}
