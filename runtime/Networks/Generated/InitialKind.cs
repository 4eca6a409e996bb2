using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>How a parameter starts: every element Constant(A), Normal(0, sigma = A) or Uniform(-A, +A).</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum InitialKind
{
    /// <summary>Every element is the value.</summary>
    Constant,

    /// <summary>Normal with mean 0; the value is the standard deviation.</summary>
    Normal,

    /// <summary>Uniform on [-value, value).</summary>
    Uniform,
}
