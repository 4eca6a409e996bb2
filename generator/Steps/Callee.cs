namespace Kiln.Generator.Steps;

/// <summary>A method that steps call: one of the runtime's, or the Run of a kernel.</summary>
internal abstract record Callee
{
    /// <summary>A static method of a class among the runtime's kernels.</summary>
    public sealed record Method(string Class, string Name) : Callee;

    /// <summary>A kernel, in Kiln.dll or emitted.</summary>
    public sealed record Kernel(KernelKey Key) : Callee;
}
