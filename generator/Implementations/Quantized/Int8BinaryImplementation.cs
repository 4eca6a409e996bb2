using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>A sum or product of two values, of which one may repeat along axes.</summary>
internal sealed class Int8BinaryImplementation(Op op, string kernel, Shape shape, EquatableArray<int> firstAxes, EquatableArray<int> secondAxes)
    : Int8Implementation<Op>(op, title: "int8 loop")
{
    private bool Repeats => firstAxes.Count + secondAxes.Count > 0;

    public override bool MayOverwrite(int input) => input < 2 && !Repeats;

    public override void Write(StepBuilder step)
    {
        if (!Repeats)
        {
            Run(step, kernel, values: 2);
            return;
        }

        int rank = shape.Rank, cut = Enumerable.Range(0, rank).OrderByDescending(axis => shape[axis]).First();
        long each = shape.ElementCount / shape[cut];
        (Expression first, Expression end) = step.Items("Line", shape[cut], Math.Max(1, StepBuilder.FloatsOfItem / each), each);
        long[] a = LoopNest.Spread(step.InputType(0), shape, firstAxes), b = LoopNest.Spread(step.InputType(1), shape, secondAxes);
        long[] y = LoopNest.StridesOf(step.OutputType());
        step.Call(kernel, "RunBroadcast", [
            step.InputAt(0, a[cut] * first), step.InputAt(1, b[cut] * first),
            .. Enumerable.Range(2, step.OwnInputs - 2).Select(input => step.InputAt(input)), step.OutputAt(0, y[cut] * first),
            StepBuilder.Constant("Int8BroadcastShape", Int8Dimensions.Fields(
                Int8Dimensions.OfBroadcast, "", Int8Dimensions.Order(Enumerable.Range(0, rank), y), ("Count", axis => shape[axis]), ("A", axis => a[axis]),
                ("B", axis => b[axis]), ("Y", axis => y[axis])),
                (Int8Dimensions.NameOf("Count", Int8Dimensions.Order(Enumerable.Range(0, rank), y), cut), end - first))]);
    }
}
