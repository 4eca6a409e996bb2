namespace Kiln.Generator.Emit;

/// <summary>The kernels that Kiln.dll carries, for Debug builds of its users.</summary>
internal static class StandardKernels
{
    public static EquatableArray<GeneratedFile> Files() => [];
}
