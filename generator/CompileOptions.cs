namespace Kiln.Generator;

/// <summary>Where kernels come from: the property <c>KilnKernels</c>.</summary>
internal enum KernelSource
{
    /// <summary>Called from Kiln.dll.</summary>
    Library,

    /// <summary>Emitted into the user's assembly.</summary>
    Emit,
}

/// <summary>What emission depends on besides the network.</summary>
internal sealed record CompileOptions(KernelSource Kernels);
