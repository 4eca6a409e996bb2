using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>
/// Stores what further steps make of the results, besides the results themselves, which stay as they are. For kernels that do not go by rows.
/// </summary>
/// <typeparam name="TSteps">The further steps.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref partial struct AlsoStore<TSteps> : IEpilogue
    where TSteps : struct, IEpilogue, allows ref struct
{
    private readonly ref float y;

    // Steps move to the next row: a call of a readonly field would move a copy.
#pragma warning disable IDE0044
    private TSteps steps;
#pragma warning restore IDE0044

    /// <summary>Stores the results of steps at <paramref name="y"/>, laid out like the kernel's own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public AlsoStore(ref float y, TSteps steps)
    {
        this.y = ref y;
        this.steps = steps;
    }

    static bool IEpilogue.ReadsOperands => TSteps.ReadsOperands;

    void IEpilogue.NextRow() => steps.NextRow();
}

/// <summary>Makes <see cref="AlsoStore{TSteps}"/>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class AlsoStore
{
    /// <summary>Stores what <paramref name="steps"/> make of the results at <paramref name="y"/>, laid out like the kernel's own results.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static AlsoStore<TSteps> At<TSteps>(ref float y, TSteps steps) where TSteps : struct, IEpilogue, allows ref struct => new(ref y, steps);
}
