namespace Kiln.Generator.Emit.Kernels;

/// <summary>
/// What identifies a kernel; it is emitted once for each key and assembly. Trip counts and strides are arguments. <paramref name="Rows"/>
/// is the number of output channels of a planar convolution that the register tile must divide well (0: any), a literal because the right tile on an odd small
/// layer is worth up to 2.8x while literals in big loops are worth nothing.
/// </summary>
internal sealed record KernelKey(KernelFamily Family, int Rows, bool Bias, EquatableArray<ElementwiseText> Epilogue)
{
    /// <summary>The kernel of the family that runs over any epilogue, on which the others of it stand.</summary>
    public KernelKey Plain => this with { Bias = false, Epilogue = [] };

    /// <summary>
    /// Whether nothing of a network is in the kernel's text: then Kiln.dll's own serves every build, and compiling a copy would be wasted. Planar convolutions
    /// are cut for their rows, and element-wise loops are as many as networks have.
    /// </summary>
    public bool IsGeneral => Epilogue.Count == 0 && Family switch
    {
        KernelFamily.Elementwise or KernelFamily.ElementwiseRows => false,
        KernelFamily.PlanarConvolution or KernelFamily.PlanarWeightGradient => Rows == 0,
        _ => true,
    };

    /// <summary>Whether the kernel calls <see cref="Plain"/>.</summary>
    public bool NeedsPlain => Family == KernelFamily.Gemm && this != Plain;

    /// <summary>The class that carries the kernel, e.g. <c>Gemm_Bias_ReLU</c>.</summary>
    public string Name =>
        Family.ToString()
        + (Rows > 0 ? SourceWriter.Number(Rows) + "Rows" : "")
        + (Numbers > 0 ? "Numbers" + SourceWriter.Number(Numbers) : "")
        + (Bias ? "_Bias" : "")
        + string.Concat(Epilogue.Select(step => "_" + step.Name));

    /// <summary>A bit for each tensor that gives one number to a whole row: x first, then the operands of all steps.</summary>
    public int Numbers { get; init; }

    public bool IsNumber(int tensor) => ((Numbers >> tensor) & 1) != 0;
}

/// <summary>The kernel emitters, one file each.</summary>
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
