using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>A tensor of the Parameters block (or of State, where <paramref name="State"/> is set) and how it starts.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record TensorSpec(ParameterInfo Info, InitialKind Kind = InitialKind.Constant, double Value = 0, bool State = false);
