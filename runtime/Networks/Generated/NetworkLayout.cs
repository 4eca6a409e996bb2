using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>Sizes (in floats) and tensors of a generated network; <paramref name="LossTerms"/> is the length of <see cref="NetworkCore.Losses"/>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record NetworkLayout(int ParameterFloats, int StateFloats, IReadOnlyList<ProgramLayout> Programs, IReadOnlyList<TensorSpec> Tensors, int LossTerms = 0);
