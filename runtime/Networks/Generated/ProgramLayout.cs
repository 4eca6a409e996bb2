using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>
/// Memory of one program. Training programs have a Packed block of their instance; inference programs read a published snapshot, whose size the first of them
/// states. The arena of a training or deferred program is allocated by its first call, the others in the constructor. A program that continues another one
/// works in that one's arena, on what its last call left there.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record ProgramLayout(string Name, bool Training, ArenaSize Arena, long PackedFloats, bool Deferred = false)
{
    /// <summary>Whether it writes gradients of parameters.</summary>
    public bool WritesGradients { get; init; } = Training;

    /// <summary>Whether it moves running statistics.</summary>
    public bool WritesState { get; init; } = Training;

    /// <summary>
    /// Indices into <see cref="NetworkInfo.Parameters"/> of trained parameters that its loss or outputs do not depend on: their gradients are 0.
    /// </summary>
    public IReadOnlyList<int> WithoutGradient { get; init; } = [];

    /// <summary>Number of the training program whose packed block it shares, and of which it packs what it reads; -1 = its own.</summary>
    public int SharesPacked { get; init; } = -1;

    /// <summary>Number of the program that it continues; -1 = none.</summary>
    public int Continues { get; init; } = -1;
}
