namespace Kiln;

/// <summary>
/// How weights start. <c>initScale</c> is the standard deviation, the constant or the gain of the kinds that have one; 0 takes the default. Biases start at 0,
/// except under <see cref="Torch"/>. Fans count groups and the area of the kernel.
/// </summary>
public enum Init
{
    /// <summary>
    /// He normal before activations of the ReLU kind, Xavier uniform before tanh, sigmoid or nothing, LeCun normal before SELU, by the first activation
    /// that the layer's output reaches.
    /// </summary>
    Auto,

    /// <summary>PyTorch's default of linear layers and convolutions: weights and biases uniform on ±1/sqrt(fan in).</summary>
    Torch,

    /// <summary>All 0.</summary>
    Zeros,

    /// <summary>All <c>initScale</c>.</summary>
    Constant,

    /// <summary>Normal with mean 0 and standard deviation <c>initScale</c>, 0.01 by default.</summary>
    Normal,

    /// <summary>Uniform on ±<c>initScale</c>, 0.01 by default.</summary>
    Uniform,

    /// <summary>Uniform on ±gain sqrt(6 / (fan in + fan out)) (Glorot and Bengio 2010).</summary>
    XavierUniform,

    /// <summary>Normal with standard deviation gain sqrt(2 / (fan in + fan out)) (Glorot and Bengio 2010).</summary>
    XavierNormal,

    /// <summary>Uniform on ±gain sqrt(3 / fan in), the gain sqrt(2) by default (He et al. 2015).</summary>
    HeUniform,

    /// <summary>Normal with standard deviation gain / sqrt(fan in), the gain sqrt(2) by default (He et al. 2015).</summary>
    HeNormal,

    /// <summary>Normal with standard deviation gain / sqrt(fan in), the gain 1 by default (LeCun et al. 1998).</summary>
    LeCunNormal,
}
