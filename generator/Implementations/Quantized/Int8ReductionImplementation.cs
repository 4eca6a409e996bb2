using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>A sum or maximum along axes: up to three dimensions stay and up to three are reduced.</summary>
internal sealed class Int8ReductionImplementation(Op op, string kernel, EquatableArray<int> axes) : Int8Implementation<Op>(op, title: "int8 reduction")
{
    public override void Write(StepBuilder step)
    {
        Shape shape = step.InputType(0).Shape;
        long[] x = LoopNest.StridesOf(step.InputType(0)), own = LoopNest.StridesOf(step.OutputType());
        int[] kept = [.. Enumerable.Range(0, shape.Rank).Where(axis => !axes.Contains(axis))];
        // The result has the kept dimensions in their order, with ones for the others or without.
        long StrideOf(int axis) => own[own.Length == shape.Rank ? axis : Array.IndexOf(kept, axis)];
        step.Items("Value", 1, 1, shape.ElementCount);
        (string Suffix, Func<int, long> Value) count = ("", axis => shape[axis]), input = ("X", axis => x[axis]);
        step.Call(kernel, "Run", [
            .. Enumerable.Range(0, step.OwnInputs).Select(value => step.InputAt(value)), step.OutputAt(),
            StepBuilder.Constant("Int8ReductionShape",
                Int8Dimensions.Fields(Int8Dimensions.OfReduction, "Kept", Int8Dimensions.Order(kept, x), count, input, ("Y", StrideOf))
                    .Concat(Int8Dimensions.Fields(Int8Dimensions.OfReduction, "Reduced", Int8Dimensions.Order(axes, x), count, input)))]);
    }
}
