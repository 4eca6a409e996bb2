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
        switch (key.Family)
        {
            case KernelFamily.Gemm: return GemmEmitter.Emit(file);
            case KernelFamily.GemmWeightGradient: return GemmWeightGradientEmitter.Emit(file);
            case KernelFamily.PlanarConvolution: return PlanarConvolutionEmitter.Emit(file);
            case KernelFamily.PlanarWeightGradient: return PlanarWeightGradientEmitter.Emit(file);
            case KernelFamily.GroupedConvolution: return GroupedConvolutionEmitter.Emit(file);
            case KernelFamily.GroupedWeightGradient: return GroupedWeightGradientEmitter.Emit(file);
            case KernelFamily.Elementwise: return ElementwiseEmitter.Emit(file);
            case KernelFamily.ElementwiseRows: return ElementwiseRowsEmitter.Emit(file);
            default: throw new ArgumentOutOfRangeException(nameof(key), key.Family, "No emitter is registered for this kernel family.");
        }
    }
}
