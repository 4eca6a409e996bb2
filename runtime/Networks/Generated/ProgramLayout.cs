using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>
/// Memory of one program. A training program has its own Packed block, an inference program reads a published snapshot. The arena of a
/// training or deferred program is allocated by its first call, the others in the constructor.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record ProgramLayout(string Name, bool Training, ArenaSize Arena, long PackedFloats, bool Deferred = false);
