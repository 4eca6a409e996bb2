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
        new GeneratedFile($"{KernelSet.LibraryNamespace}.{key.Name}.g.cs", KernelEmitter.Emit(key, KernelSet.LibraryNamespace, "public"), IsShared: true))
            .ToEquatableArray();

    /// <summary>Each product plain, each pooling, and each element-wise step as a loop: together they make every network.</summary>
    public static IEnumerable<KernelKey> Keys()
    {
        foreach (KernelFamily family in Enum.GetValues(typeof(KernelFamily)))
        {
            if (family is KernelFamily.Elementwise or KernelFamily.ElementwiseRows) continue;
            IReadOnlyList<int> rows = family is KernelFamily.GroupedConvolution or KernelFamily.GroupedWeightGradient ? GroupText.Sizes : [0];
            foreach (int number in rows)
            {
                yield return new KernelKey(family, number, Bias: false, []);
                if (family is KernelFamily.Gemm or KernelFamily.PlanarConvolution or KernelFamily.GroupedConvolution)
                    yield return new KernelKey(family, number, Bias: true, []);
            }
        }

        IEnumerable<ElementwiseOp> steps = OpTable.Ops.SelectMany(row => row.Cases()).Select(item => item.Op).OfType<ElementwiseOp>();
        foreach (IGrouping<string, ElementwiseOp> step in steps.GroupBy(step => step.Name)) yield return KernelSet.Loop([step.First().Text]);

        // Copies, and what gates, masks, shifts and scales of channels and tokens need: the operand as a row or as a number.
        for (int numbers = 0; numbers < 2; numbers++) yield return KernelSet.RowLoop([], numbers);
        foreach (ElementwiseOp step in new ElementwiseOp[] { new Add(), new Subtract(), new Multiply(), new Divide() })
            for (int numbers = 0; numbers <= 2; numbers += 2) yield return KernelSet.RowLoop([step.Text], numbers);
    }
}
