using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>Memory of one program. A training program has its own Packed block, an inference program reads a published snapshot.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record ProgramLayout(string Name, bool Training, ArenaSize Arena, long PackedFloats);
