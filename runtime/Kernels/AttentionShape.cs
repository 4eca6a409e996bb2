using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>
/// Sizes and strides (in floats) of scaled dot-product attention: <paramref name="Queries"/> and <paramref name="Keys"/> tokens in <paramref name="Heads"/>
/// heads that are <paramref name="Width"/> features wide. Rows are <paramref name="QueryStride"/> (queries), <paramref name="KeyStride"/> (keys and values) and
/// <paramref name="OutputStride"/> apart; a head is a slice of each row. A row of scores takes <paramref name="Pitch"/> floats, a multiple of 16.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct AttentionShape(nint Heads, nint Queries, nint Keys, nint Width, nint QueryStride, nint KeyStride, nint OutputStride, nint Pitch)
{
    /// <summary>What scores are multiplied with: 1 / sqrt(width).</summary>
    internal float Scale => 1f / MathF.Sqrt(Width);

    /// <summary>The same for scores of the present keys alone, when these are a chunk of all.</summary>
    internal AttentionShape OfChunk => this with { Pitch = (Keys + 15) & ~15 };
}
