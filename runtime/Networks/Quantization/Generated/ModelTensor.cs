using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>A named tensor of a quantized network's model, with its place in the block.</summary>
/// <param name="Name">Its name in files.</param>
/// <param name="Element">The type of its elements.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Offset">Its first byte in the block.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record ModelTensor(string Name, ModelElement Element, IReadOnlyList<int> Shape, int Offset);
