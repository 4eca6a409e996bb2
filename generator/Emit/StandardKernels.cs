using Kiln.Generator.Steps;
using Kiln.Generator.Emit.Kernels;

namespace Kiln.Generator.Emit;

/// <summary>
/// The kernels and element-wise steps that Kiln.dll carries: everything that networks call. They are in a library that is optimised in every build, because the
/// JIT does not optimise a user's assembly that is compiled for Debug, regardless of a method's attributes.
/// </summary>
internal static class StandardKernels
{
    public static EquatableArray<GeneratedFile> Files() =>
    [
        .. Keys.Select(key => KernelSet.FileOf(key, KernelSet.LibraryNamespace, "public")),
        .. Steps.Select(key => KernelSet.FileOf(key, KernelSet.LibraryNamespace, "public")),
    ];

    /// <summary>Every kernel that is not written by hand.</summary>
    public static IEnumerable<KernelKey> Keys =>
        from family in Enum.GetValues(typeof(KernelFamily)).Cast<KernelFamily>()
        where !PoolingSources.Have(family)
        from size in family is KernelFamily.GroupedConvolution or KernelFamily.GroupedWeightGradient ? KernelKey.GroupSizes : [0]
        select new KernelKey(family, size);

    /// <summary>Every step, with each of its operands as a tensor or as a number for a whole row; those that scale and shift by channel, too.</summary>
    public static IEnumerable<StepKey> Steps =>
    [
        .. from step in Ops.Select(op => op.Step).Prepend(StepKey.Load).Distinct()
           from numbers in Enumerable.Range(0, 1 << step.Operands)
           select new StepKey(step, numbers),
        .. Ops.Where(op => op.ReadsChannels).Select(op => op.Step).Distinct().Select(step => new StepKey(step, ReadsChannels: true)),
    ];

    private static IEnumerable<ElementwiseOp> Ops => OpTable.Ops.SelectMany(row => row.Cases()).Select(item => item.Op).OfType<ElementwiseOp>();
}
