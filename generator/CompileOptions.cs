namespace Kiln.Generator;

/// <summary>Where kernels come from: the property <c>KilnKernels</c>.</summary>
internal enum KernelSource
{
    /// <summary>General ones are called from Kiln.dll; others are emitted in an optimised build, and called in a Debug one where Kiln.dll has them.</summary>
    Auto,

    /// <summary>Emitted into the user's assembly.</summary>
    Emit,

    /// <summary>Called from Kiln.dll wherever it has them.</summary>
    Library,
}

/// <summary>
/// What emission depends on beside the network. <paramref name="IsOptimized"/> is the user's own build; <paramref name="LibraryKernels"/> are the names of the
/// kernel classes that the referenced Kiln.dll has, in ordinal order.
/// </summary>
internal sealed record CompileOptions(bool IsOptimized, KernelSource Kernels, EquatableArray<string> LibraryKernels)
{
    /// <summary>Whether C# lets a ref struct implement an interface and be a type argument, as 13 and later do.</summary>
    public bool AllowsRefStructs { get; init; } = true;

    /// <summary>
    /// Whether a kernel is called from Kiln.dll and not emitted. The JIT ignores AggressiveOptimization in an assembly that is compiled for Debug, so there a
    /// kernel of the optimised library is many times faster.
    /// </summary>
    public bool UsesLibrary(string kernel) => (Kernels == KernelSource.Library || !IsOptimized) && MayCall(kernel);

    /// <summary>Whether Kiln.dll has a kernel and the user does not want a copy of all of them.</summary>
    public bool MayCall(string kernel) => Kernels != KernelSource.Emit && LibraryKernels.Contains(kernel, StringComparer.Ordinal);
}
