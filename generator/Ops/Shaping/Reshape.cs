using Kiln.Generator.Emit;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>The same elements under another shape, in row-major order (C, H, W for maps) whatever memory holds.</summary>
internal sealed record Reshape(EquatableArray<int> Dimensions) : Op
{
    protected internal override string Detail => new Shape(0, Dimensions).ToString();

    public override Inferred Infer(EquatableArray<TensorType> inputs)
    {
        var target = new Shape(inputs[0].Shape.Leading, Dimensions);
        return target.ElementCount == inputs[0].Shape.ElementCount
            ? inputs[0] with { Shape = target, Layout = default }
            : new Problem(ShapeProblems.ShapesDiffer, Name, inputs[0].Shape, target);
    }

    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => MemoryOrder.Natural;

    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => MemoryOrder.Natural;

    public override bool ReadsBorderedMaps => false;

    public override bool WritesBorderedMaps => false;

    public override void Evaluate(Reference reference) => reference.Input().Data.CopyTo(reference.Output().Data, 0);

    public override void Differentiate(Gradient gradient) =>
        gradient.Contribute(0, gradient.Add(new Reshape(gradient.InputShape(0).Dimensions), gradient.OutputGradient()!.Value));

    /// <summary>Maps without border and vectors hold the same elements in the same order: a copy.</summary>
    public override void Emit(StepText step)
    {
        string count = SourceWriter.Number(step.OutputType().Shape.ElementCount), strides = $"global::Kiln.Kernels.MapStrides.Planar({count}, {count})";
        step.Call("global::Kiln.Kernels.Layouts.Copy", $"ref {step.InputAt(0)}", strides, $"ref {step.OutputAt()}", strides, "1", "1", count);
    }

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("map to vector", new Reshape([60]), OpCase.Map(3, 4, 5)),
        new("many channels to vector", new Reshape([102]), OpCase.Map(17, 3, 2)),
        new("vector to map", new Reshape([18, 2, 3]), OpCase.Vector(108)),
    ];
}
