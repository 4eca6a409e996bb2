using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>
/// How ops over bytes are computed: maps have their channels last, everything lies without padding, and integers of the model are read as they are.
/// </summary>
internal abstract class Int8Implementation<TOp>(TOp op, Traits traits = Traits.None, string? title = "int8") : Implementation<TOp>(op, traits, title)
    where TOp : Op
{
    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) => OrderOf(types.Inputs[input]);

    public override MemoryOrder OutputOrder(int output, LaidOutTypes types) => OrderOf(types.Outputs[output])!.Value;

    private static MemoryOrder? OrderOf(LaidOutType type) =>
        type.Shape.Leading == 0 ? null : type.Shape.Rank == 3 ? MemoryOrder.ChannelsLast : MemoryOrder.Natural;

    /// <summary>Calls a kernel over runs of bytes: behind the values come integers of the model.</summary>
    protected static void Run(StepBuilder step, string kernel, int values)
    {
        (Expression first, Expression end) = step.Items("Byte", step.OutputType().Shape.ElementCount, StepBuilder.FloatsOfItem * sizeof(float), 1);
        IEnumerable<Argument> inputs = Enumerable.Range(0, step.OwnInputs).Select(input => input < values ? step.InputAt(input, first) : step.InputAt(input));
        step.Call(kernel, "Run", [.. inputs, step.OutputAt(0, first), end - first]);
    }
}
