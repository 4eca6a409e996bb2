using System.Diagnostics.CodeAnalysis;

namespace Kiln.Kernels;

/// <summary>What a program that is published natively may leave out.</summary>
internal static class Int8Features
{
    private static readonly bool s_hasWideKernels = !AppContext.TryGetSwitch("Kiln.WideIntegerKernels", out bool isEnabled) || isEnabled;

    /// <summary>
    /// Whether there are kernels for vectors of 512 bits besides those for 256, which take nearly as long, tiles of their own for depthwise layers with strides
    /// or narrow maps, and longer loops: the property KilnWideIntegerKernels of a project. The compiler of native programs takes it for a constant.
    /// </summary>
    [FeatureSwitchDefinition("Kiln.WideIntegerKernels")]
    public static bool HasWideKernels => s_hasWideKernels;
}
