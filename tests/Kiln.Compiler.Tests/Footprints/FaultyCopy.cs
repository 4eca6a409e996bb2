using Kiln.Generator;
using Kiln.Generator.Graphs;
using Kiln.Generator.Implementations;
using Kiln.Generator.Steps;

namespace Kiln.Compiler.Tests.Footprints;

/// <summary>What is wrong with the kernel of a <see cref="FaultyCopy"/>.</summary>
internal enum KernelFault
{
    None,

    /// <summary>The last item writes one vector behind the result.</summary>
    WritesOn,

    /// <summary>The last item adds the number behind its input.</summary>
    ReadsOn,

    /// <summary>Each item stores the first result of the next one, too.</summary>
    WritesNextItem,

    /// <summary>Each item counts on the last result of the one before it.</summary>
    ReadsItemBefore,

    /// <summary>Each item changes its input.</summary>
    WritesInput,

    /// <summary>Each item adds to what is there.</summary>
    Adds,

    /// <summary>The last item forgets its last result.</summary>
    Forgets,
}

/// <summary>A copy of a vector in items of 16 numbers, by a kernel that the test brings along.</summary>
internal sealed record FaultyCopy(KernelFault Fault) : Op
{
    static FaultyCopy() => ImplementationTable.Add((FaultyCopy op) => new CopyImplementation(op));

    /// <summary>The kernel, in the namespace of all kernels.</summary>
    public const string Kernel = """
        namespace Kiln.Kernels
        {
            public static class FaultyKernel
            {
                public static void Copy(ref float x, ref float y, nint first, nint last, nint count, string fault)
                {
                    if (fault == "WritesInput") At(ref x, first) = -At(ref x, first);
                    nint end = fault == "WritesOn" && last == count ? last + 16
                        : fault == "WritesNextItem" && last < count ? last + 1
                        : fault == "Forgets" && last == count ? last - 1
                        : last;
                    for (nint i = first; i < end; i++) At(ref y, i) = (fault == "Adds" ? At(ref y, i) : 0) + At(ref x, nint.Min(i, count - 1));
                    if (fault == "ReadsOn" && last == count) At(ref y, last - 1) += At(ref x, count);
                    if (fault == "ReadsItemBefore" && first > 0) At(ref y, first) += 0 * At(ref y, first - 1);
                }

                private static ref float At(ref float vector, nint i) => ref System.Runtime.CompilerServices.Unsafe.Add(ref vector, i);
            }
        }
        """;

    public override Inferred Infer(EquatableArray<TensorType> inputs) => inputs[0];

    public override void Evaluate(Reference reference) => reference.Input().Data.CopyTo(reference.Output().Data, 0);

    private sealed class CopyImplementation(FaultyCopy op) : Implementation<FaultyCopy>(op)
    {
        public override void Write(StepBuilder step)
        {
            long count = step.Output().Channels;
            (Expression first, Expression end) = step.Items("Element", count, 16, StepBuilder.CostOfElement);
            step.Call("FaultyKernel", "Copy", step.InputAt(0), step.OutputAt(), first, end, count, new Argument.Named($"\"{Op.Fault}\""));
        }
    }
}
