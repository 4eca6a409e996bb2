using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>
/// Memory of one program. A training program has its own Packed block, an inference program reads a published snapshot. The arena of a
/// training or deferred program is allocated by its first call, the others in the constructor. A program that continues another one works in
/// that one's arena, on what its last call left there.
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

    /// <summary>Number of the program that it continues; -1 = none.</summary>
    public int Continues { get; init; } = -1;
}
