namespace Kiln.Generator.Steps;

/// <summary>
/// What identifies a kernel; trip counts and strides are its arguments, and what it does with its results is a type argument. <paramref name="GroupSize"/> is
/// the number of channels of a group where the kernel is written for it (0: no groups), <paramref name="Element"/> the type of what it reads and writes.
/// </summary>
internal sealed record KernelKey(KernelFamily Family, int GroupSize = 0, DType Element = DType.Float32)
{
    /// <summary>Group sizes that have a kernel; each divides the 16 channels of a block.</summary>
    public static IReadOnlyList<int> GroupSizes { get; } = [1, 2, 4, 8];

    /// <summary>The class that carries the kernel, e.g. <c>GroupedConvolution4</c>.</summary>
    public string Name => Family + (GroupSize > 0 ? GroupSize.ToString(CultureInfo.InvariantCulture) : "") + (Element == DType.Float32 ? "" : Element);
}

/// <summary>The families of kernels: those with an emitter of their own, then pooling, whose kernels are written by hand.</summary>
internal enum KernelFamily
{
    /// <summary>Broadcast-A GEMM with row offsets: dense layers, convolutions into 16 or more channels and their input gradients.</summary>
    Gemm,

    /// <summary>Weight gradient of what <see cref="Gemm"/> computes.</summary>
    GemmWeightGradient,

    /// <summary>Convolution vectorised over width, channels-first, for few output channels or small groups; also its input gradient.</summary>
    PlanarConvolution,

    /// <summary>Weight gradient of <see cref="PlanarConvolution"/>.</summary>
    PlanarWeightGradient,

    /// <summary>Convolution by groups of 1, 2, 4 or 8 channels (the key's rows) on channels-last maps, depthwise above all; also its input gradient.</summary>
    GroupedConvolution,

    /// <summary>Weight gradient of <see cref="GroupedConvolution"/>.</summary>
    GroupedWeightGradient,

    /// <summary>A chain of element-wise steps over one tensor.</summary>
    Elementwise,

    /// <summary>The same over rows, where some tensors repeat a row or give one number to each.</summary>
    ElementwiseRows,

    MaxPool,
    MaxPoolGradient,
    AveragePool,
    AveragePoolGradient,
    PlanarMaxPool,
    PlanarMaxPoolGradient,
    PlanarAveragePool,
    PlanarAveragePoolGradient,
}
