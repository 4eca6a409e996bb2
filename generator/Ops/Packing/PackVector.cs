using Kiln.Generator.Emit;
using Kiln.Generator.Graphs;
using Kiln.Generator.Planning;

namespace Kiln.Generator.Ops;

/// <summary>A bias as the kernels read it: the same numbers, padded with zeros to a multiple of 16.</summary>
internal sealed record PackVector : Op, IPackOp
{
    private readonly int _length;

    public PackVector(int length) => _length = length;

    public long PackedFloats => Geometry.Align(_length);

    public override bool WorksOnParameters => true;

    public override Inferred Infer(EquatableArray<TensorType> inputs) => inputs[0] with { Layout = new(MemoryOrder.Packed) };

    public override void Evaluate(Reference reference) => reference.Input().Data.CopyTo(reference.Output().Data, 0);

    public override void Emit(StepText step) =>
        step.Call("global::Kiln.Kernels.Packing.PadCopy", $"ref {step.InputAt(0)}", $"ref {step.OutputAt()}", SourceWriter.Number(_length),
            SourceWriter.Number(PackedFloats));

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("a vector and a bit", new PackVector(19), OpCase.Fixed(19)),
    ];
}
