using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>Rows [Row, Row + Rows) and columns [Column, Column + Columns) of a matrix.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct Tile(nint Row, nint Rows, nint Column, nint Columns);
