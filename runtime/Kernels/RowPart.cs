using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>
/// Rows [Row, Row + Rows) of each of the samples [Sample, Sample + Samples). <paramref name="Adds"/>: their sum is added to that of the parts before.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct RowPart(nint Sample, nint Samples, nint Row, nint Rows, bool Adds);
