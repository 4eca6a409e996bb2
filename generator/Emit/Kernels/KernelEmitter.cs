using Kiln.Generator.Steps;

namespace Kiln.Generator.Emit.Kernels;

/// <summary>A kernel's key to the text of its file: one line for each family.</summary>
internal static class KernelEmitter
{
    /// <summary>The name of the file that a kernel is in.</summary>
    public static string FileOf(KernelKey key) => PoolingSources.Have(key.Family) ? PoolingSources.Name : key.Name;

    /// <summary>
    /// One source file with one static class named after <paramref name="key"/>. <paramref name="accessibility"/> is
    /// <c>internal</c> in a user's assembly and <c>public</c> in Kiln.dll.
    /// </summary>
    public static string Emit(KernelKey key, string @namespace, string accessibility)
    {
        if (key.Element != DType.Float32) throw new ArgumentOutOfRangeException(nameof(key), key.Element, "All emitters write kernels over floats.");
        if (PoolingSources.Have(key.Family)) return PoolingSources.Copy(@namespace, accessibility);
        KernelFile file = new(key, @namespace, accessibility);
        return key.Family switch
        {
            KernelFamily.Gemm => GemmEmitter.Emit(file),
            KernelFamily.GemmWeightGradient => GemmWeightGradientEmitter.Emit(file),
            KernelFamily.PlanarConvolution => PlanarConvolutionEmitter.Emit(file),
            KernelFamily.PlanarWeightGradient => PlanarWeightGradientEmitter.Emit(file),
            KernelFamily.GroupedConvolution => GroupedConvolutionEmitter.Emit(file),
            KernelFamily.GroupedWeightGradient => GroupedWeightGradientEmitter.Emit(file),
            KernelFamily.Elementwise => ElementwiseEmitter.Emit(file),
            KernelFamily.ElementwiseRows => ElementwiseEmitter.EmitRows(file),
            _ => throw new ArgumentOutOfRangeException(nameof(key), key.Family, "No emitter is registered for this kernel family."),
        };
    }
}
