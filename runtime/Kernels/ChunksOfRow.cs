using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>
/// The chunks of a long row: <paramref name="Count"/> of them, whose numbers lie <paramref name="Stride"/> floats apart, and which of them is the
/// <paramref name="Present"/> one.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct ChunksOfRow(nint Present, nint Count, nint Stride);
