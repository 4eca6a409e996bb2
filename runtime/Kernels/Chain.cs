using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>Some element-wise steps, then further ones on their results.</summary>
/// <typeparam name="TFirst">The steps that come first.</typeparam>
/// <typeparam name="TSecond">The steps on their results.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref partial struct Chain<TFirst, TSecond> : IEpilogue
    where TFirst : struct, IEpilogue, allows ref struct
    where TSecond : struct, IEpilogue, allows ref struct
{
    // Steps move to the next row: a call of a readonly field would move a copy.
#pragma warning disable IDE0044
    private TFirst first;
    private TSecond second;
#pragma warning restore IDE0044

    /// <summary>Joins steps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Chain(TFirst first, TSecond second)
    {
        this.first = first;
        this.second = second;
    }

    static bool IEpilogue.ReadsOperands => TFirst.ReadsOperands || TSecond.ReadsOperands;

    /// <summary>These steps, then another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Chain<Chain<TFirst, TSecond>, TNext> Then<TNext>(TNext next) where TNext : struct, IEpilogue, allows ref struct => new(this, next);

    void IEpilogue.NextRow()
    {
        first.NextRow();
        second.NextRow();
    }
}
