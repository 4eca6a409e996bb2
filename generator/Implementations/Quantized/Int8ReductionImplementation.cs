using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>A sum or maximum along axes, in one item: up to three dimensions stay and up to three are reduced.</summary>
internal sealed class Int8ReductionImplementation(Op op, string kernel, EquatableArray<int> axes) : Int8Implementation<Op>(op, title: "int8 reduction")
{
    private static readonly string[] s_loops = ["Outer", "Middle", "Inner"];

    public override void Write(StepBuilder step)
    {
        Shape shape = step.InputType(0).Shape;
        long[] x = LoopNest.StridesOf(step.InputType(0)), own = LoopNest.StridesOf(step.OutputType());
        int[] kept = [.. Enumerable.Range(0, shape.Rank).Where(axis => !axes.Contains(axis))];
        // The result has the kept dimensions in their order, with ones for the others or without.
        long StrideOf(int axis) => own[own.Length == shape.Rank ? axis : Array.IndexOf(kept, axis)];
        int[] reduced = [.. axes.OrderByDescending(axis => x[axis])];
        kept = [.. kept.OrderByDescending(axis => x[axis])];
        step.Items("Value", 1, 1, shape.ElementCount);
        step.Call(kernel, "Run", [
            .. Enumerable.Range(0, step.OwnInputs).Select(input => step.InputAt(input)), step.OutputAt(),
            StepBuilder.Constant("Int8ReductionShape", Loops("Kept", kept, ("Count", axis => shape[axis]), ("InputStride", axis => x[axis]),
                ("OutputStride", StrideOf)).Concat(Loops("Reduced", reduced, ("Count", axis => shape[axis]), ("InputStride", axis => x[axis]))))]);
    }

    private static IEnumerable<Field> Loops(string prefix, int[] dimensions, params (string Suffix, Func<int, long> Value)[] kinds) =>
        from kind in kinds
        from loop in Enumerable.Range(0, s_loops.Length)
        let place = loop - (s_loops.Length - dimensions.Length)
        select new Field(prefix + s_loops[loop] + kind.Suffix, place < 0 ? (kind.Suffix == "Count" ? 1 : 0) : kind.Value(dimensions[place]));
}
