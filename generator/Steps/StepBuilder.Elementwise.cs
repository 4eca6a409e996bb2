using Kiln.Generator.Implementations;
using Kiln.Generator.Layouts;

namespace Kiln.Generator.Steps;

/// <summary>Element-wise steps: epilogues of kernels, and loops of their own.</summary>
internal sealed partial class StepBuilder
{
    /// <summary>What element-wise steps cost for one element, besides reading it and writing the result.</summary>
    public static long CostOf(IEnumerable<ElementwiseOp> steps) => CostOfFunction * steps.Sum(step => step.Formula.Functions);

    /// <summary>What the epilogue costs for one element of the result.</summary>
    public long CostOfEpilogue => CostOf(Epilogue) + (Node.Further is { } further ? CostOf(further.Steps.Chain) : 0);

    /// <summary>The epilogue, if any; <paramref name="offset"/> moves its operands, <paramref name="channel"/> those with a number for each channel.</summary>
    public IEnumerable<Argument> EpilogueArguments(Expression offset, Expression channel)
    {
        EquatableArray<ChainLink> own = [.. Links(Epilogue, OwnInputs, input => InputAt(input, offset))];
        if (Node.Further is not { } further) return own.Count == 0 ? [] : [new Argument.Chain(own)];
        int first = Node.Inputs.Count - further.Operands;
        bool IsOfChannels(int input) => further.IsOfChannels(1 + input - first);
        Argument.Address At(int input) => InputAt(input, IsOfChannels(input) ? channel : offset);
        EquatableArray<ChainLink> links = [.. Links(further.Steps.Chain, first, At, isOfChannels: IsOfChannels)];
        return [further.StoresBoth ? new Argument.Chain(own, new AlsoStore(OutputAt(1, offset), links)) : new Argument.Chain([.. own, .. links])];
    }

    /// <summary>
    /// Element-wise steps from the first input to the output: over memory in its own order, borders and pads included, or pixel by pixel where some of the maps
    /// are parts of wider buffers.
    /// </summary>
    public void MapLoops(IReadOnlyList<ElementwiseOp> steps)
    {
        Geometry map = Output();
        long cost = CostOfElement + CostOf(steps);
        IEnumerable<LaidOutType> read = Enumerable.Range(0, 1 + steps.Sum(step => step.Operands)).Select(InputType);
        bool apart = read.Append(OutputType()).Any(type => !type.Layout.View.IsNone);
        if (!apart || !map.IsChannelsLast || OutputType().Shape.Rank < 2)
        {
            // Vectors may share a buffer with their neighbours, so nothing after their last whole vector may be written.
            if (FillsBorder(0) && map.IsChannelsLast && map.Height > 1 && !whole)
            {
                // Rows with their borders left and right: above and below the map nothing needs to be computed.
                Lines rows = Lines(cost);
                MapLoop(steps, part => (part.Row * rows.First) - (OutputType().Layout.Border.Left * part.Pixel), map.Row * rows.Count);
                FillBorder(0, rows);
                return;
            }

            long floats = OutputType().Shape.Rank < 2 ? Geometry.Align(map.Channels) : map.Floats;
            (Expression first, Expression end) = Items("Float", floats, FloatsOfItem, cost);
            MapLoop(steps, part => part.Start - part.Interior + first, end - first);
            return;
        }

        Lines lines = Lines(cost);
        Expression row = Expression.Named("row"), column = Expression.Named("column");
        using (Loop("row", 0, lines.Height(map)))
        using (Loop("column", 0, lines.Width(map)))
            MapLoop(steps, part => lines.Offset(part) + (part.Row * row) + (part.Pixel * column), Geometry.Align(map.Channels));
        FillBorder(0, lines);
    }

    private void MapLoop(IReadOnlyList<ElementwiseOp> steps, Func<Geometry, Expression> offset, Expression count)
    {
        ChainLink load = new(new StepKey(StepKey.Load), [InputAt(0, offset(Input(0)))], [], []);
        Call(
            KernelFamily.Elementwise, OutputAt(0, offset(Output())),
            new Argument.Chain([load, .. Links(steps, 1, input => InputAt(input, offset(Input(input))))]), count);
    }

    /// <summary>Element-wise steps over the rows and columns of <paramref name="loops"/>, whose tensors are the output and the inputs.</summary>
    public void RowLoops(EquatableArray<ElementwiseOp> steps, LoopNest loops)
    {
        Argument.Address At(int input) => InputAt(input, loops.Offset(input + 1));
        long Row(int input) => loops.Rows.Strides[input + 1];
        bool IsNumber(int input) => loops.Columns.Strides[input + 1] == 0;
        ChainLink load = new(new StepKey(StepKey.Load, IsNumber(0) ? 1 : 0), [At(0)], [], [Row(0)]);
        Call(
            KernelFamily.ElementwiseRows, OutputAt(0, loops.Offset(0)), loops.Rows.Strides[0],
            new Argument.Chain([load, .. Links(steps, 1, At, Row, IsNumber)]), loops.RowCount, loops.ColumnCount);
    }

    /// <summary>Steps whose operands begin at input <paramref name="first"/>.</summary>
    private static IEnumerable<ChainLink> Links(
        IEnumerable<ElementwiseOp> steps, int first, Func<int, Argument.Address> address, Func<int, long>? row = null, Func<int, bool>? isNumber = null,
        Func<int, bool>? isOfChannels = null)
    {
        foreach (ElementwiseOp step in steps)
        {
            int[] operands = [.. Enumerable.Range(first, step.Operands)];
            int numbers = operands.Select((operand, i) => isNumber?.Invoke(operand) == true ? 1 << i : 0).Sum();
            EquatableArray<long> rows = row is null ? [] : [.. operands.Select(row)];
            bool readsChannels = isOfChannels is not null && operands.Any(isOfChannels);
            yield return new ChainLink(new StepKey(step.Step, numbers, readsChannels), [.. operands.Select(address)], step.Scalars, rows);
            first += step.Operands;
        }
    }
}
