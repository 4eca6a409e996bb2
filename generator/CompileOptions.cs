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
internal sealed record CompileOptions(KernelSource Kernels)
{
    /// <summary>The multiply-adds that are worth another thread: about 20 us of one core, as the runtime's Workers count them.</summary>
    public const long WorthSharing = 400_000;

    /// <summary>The work that is cut where there are fewer samples than threads; tests cut all of it.</summary>
    public long SharedWork { get; init; } = WorthSharing;
}
