using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Emit;

/// <summary>
/// The kernels that Kiln.dll carries, for Debug builds of its users: the JIT does not optimise a user's assembly that is compiled for
/// Debug, whatever a method's attributes say. They take any number of rows, so that they serve networks of every size.
/// </summary>
internal static class StandardKernels
{
    public static EquatableArray<GeneratedFile> Files() => Keys().Select(key =>
        new GeneratedFile($"{KernelSet.LibraryNamespace}.{key.Name}.g.cs", KernelEmitter.Emit(key, KernelSet.LibraryNamespace, "public"), IsShared: true)).ToEquatableArray();

    /// <summary>Every layer and loss that exists, each product with each activation behind it.</summary>
    public static IEnumerable<KernelKey> Keys()
    {
        ElementwiseOp[] activations = [new ReLU(), new LeakyReLU(0), new Sigmoid(), new Tanh()];
        ElementwiseOp[] gradients = [new ReLUGradient(), new LeakyReLUGradient(0), new SigmoidGradient(), new TanhGradient()];
        foreach (KernelFamily family in new[] { KernelFamily.Gemm, KernelFamily.PlanarConvolution })
        {
            yield return Key(family, bias: true);
            yield return Key(family, bias: false);
            foreach (ElementwiseOp activation in activations) yield return Key(family, bias: true, activation);
            foreach (ElementwiseOp gradient in gradients) yield return Key(family, bias: false, gradient);
        }

        foreach (ElementwiseOp step in activations.Concat(gradients).Append(new Add())) yield return Key(KernelFamily.Elementwise, bias: false, step);
        foreach (KernelFamily family in Enum.GetValues(typeof(KernelFamily)))
            if (family is not (KernelFamily.Gemm or KernelFamily.PlanarConvolution or KernelFamily.Elementwise)) yield return Key(family, bias: false);
    }

    private static KernelKey Key(KernelFamily family, bool bias, params ElementwiseOp[] epilogue) =>
        new(family, 0, bias, epilogue.Select(step => step.Text).ToEquatableArray());
}
