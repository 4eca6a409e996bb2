namespace Kiln;

/// <summary>One tensor of the Parameters block: PyTorch's name and shape, and where the kernels keep it.</summary>
/// <param name="Name">PyTorch's name, such as <c>conv2d1.weight</c>.</param>
/// <param name="Shape">PyTorch's shape, such as [out, in] or [out, in, height, width].</param>
/// <param name="Permutation">Storage axis i holds PyTorch's axis Permutation[i]: [1, 0] for a Dense weight kept as [K][N], [2, 3, 1, 0] for HWIO.</param>
/// <param name="Offset">First float within the block; a multiple of 16.</param>
/// <param name="Length">Number of floats, the product of <paramref name="Shape"/>.</param>
/// <param name="Frozen">Frozen tensors have no gradient and no optimizer changes them.</param>
public sealed record ParameterInfo(string Name, IReadOnlyList<int> Shape, IReadOnlyList<int> Permutation, int Offset, int Length, bool Frozen = false)
{
    /// <summary>For example <c>conv2d1.weight [6, 1, 5, 5]</c>, followed by <c>frozen</c> if the tensor is.</summary>
    public override string ToString() => $"{Name} {Shapes.Format(Shape)}{(Frozen ? " frozen" : "")}";
}
