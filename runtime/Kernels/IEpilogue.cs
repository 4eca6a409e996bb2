using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>
/// Element-wise steps on the vectors of a kernel's results before they are stored: what a layer fuses into its store, or all that a loop does. The steps of
/// <c>Kiln.Kernels.Steps</c> are epilogues, and <see cref="Chain{TFirst, TSecond}"/> joins two. A kernel takes one as a type argument, so that the JIT compiles
/// it into the kernel's own loop.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public partial interface IEpilogue
{
    /// <summary>Whether the steps read tensors, which may lie in the memory of the result.</summary>
    static abstract bool ReadsOperands { get; }

    /// <summary>Moves every operand to its next row.</summary>
    void NextRow();
}
