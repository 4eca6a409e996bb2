using Kiln.Generator;
using Kiln.Generator.Graphs;
using Kiln.Generator.Implementations;
using Kiln.Generator.LaidOut;
using Kiln.Generator.Layouts;
using Kiln.Generator.Ops;
using Kiln.Generator.Passes;

namespace Kiln.Compiler.Tests.Passes;

/// <summary>The rules of a graph whose nodes have implementations: each gets its values as it wants them. An empty list means a sound graph.</summary>
internal sealed class LaidOutVerifier
{
    private readonly LaidOutGraph _graph;
    private readonly List<string> _problems;

    private LaidOutVerifier(LaidOutGraph graph) => (_graph, _problems) = (graph, GraphVerifier.Verify(graph));

    /// <summary>The rules of a graph on which all passes have run.</summary>
    public static IReadOnlyList<string> Verify(LaidOutGraph graph) =>
        Verify(graph, [nameof(AssignOrders), nameof(AssignBorders), nameof(PackParameters)]);

    /// <summary>The rules that hold behind these passes.</summary>
    public static IReadOnlyList<string> Verify(LaidOutGraph graph, IReadOnlyCollection<string> done)
    {
        var verifier = new LaidOutVerifier(graph);
        for (int i = 0; i < graph.Nodes.Count && verifier._problems.Count == 0; i++)
        {
            LaidOutNode node = graph.Nodes[i];
            EquatableArray<LaidOutType> types = graph.LaidOutInputs(node);
            verifier.Steps(i, node, types);
            if (done.Contains(nameof(AssignOrders))) verifier.Orders(i, node, types);
            if (done.Contains(nameof(AssignBorders))) verifier.Borders(i, node, types);
            verifier.Views(i, node, types);
            if (done.Contains(nameof(PackParameters))) verifier.Packing(i, node, types);
        }

        return verifier._problems;
    }

    /// <summary>The implementation takes the steps of the epilogue, and a second run neither joins another node nor reads what it waits for.</summary>
    private void Steps(int index, LaidOutNode node, EquatableArray<LaidOutType> types)
    {
        if (node.Epilogue.Count > 0 && node.Implementation.Steps == StepSupport.None) _problems.Add($"%{index} {node.Description} cannot run steps.");
        if (node.OwnInputs < 0) _problems.Add($"%{index} {node.Description} has {node.Inputs.Count} inputs, fewer than its steps have operands.");
        int besides = types.Count - (node.Further?.Operands ?? 0);
        if (node.Further is { } further) Further(index, node, further, [new(node.Outputs[0], node.Layouts[0]), .. types.Skip(besides)]);
        for (int i = Math.Max(node.OwnInputs, 0); i < types.Count; i++)
        {
            if (i >= besides && node.Further!.IsOfChannels(1 + i - besides)) continue;
            // A loop goes by the strides of each operand; a kernel knows those of its result.
            Layout operand = types[i].Layout, result = node.Layouts[0];
            if (node.Implementation.Steps == StepSupport.Loop) (operand, result) = (operand with { View = default }, result with { View = default });
            if (types[i].Shape != node.Outputs[0].Shape || operand != result)
                _problems.Add($"%{index} {node.Description} gives {node.LaidOut(0)}, but operand {i} is {types[i]}.");
        }

        if (node.After.Intersect(node.Inputs).Any()) _problems.Add($"%{index} {node.Description} reads what it only waits for.");
    }

    /// <summary>Further steps are such as the kernel has; their first input is its result, and where both are stored, both lie alike.</summary>
    private void Further(int index, LaidOutNode node, FurtherSteps further, EquatableArray<LaidOutType> types)
    {
        if (!node.Implementation.RunsFurtherSteps) _problems.Add($"%{index} {node.Description} cannot run further steps.");
        if (node.Outputs.Count != (further.StoresBoth ? 2 : 1) || node.LaidOutOutputs.Distinct().Count() > 1)
            _problems.Add($"%{index} {node.Description} stores {string.Join(" and ", node.LaidOutOutputs)}, which are too many or do not lie alike.");
        Inferred inferred = further.Steps.Infer([.. types.Select(type => type.Type)]);
        if (inferred.Problem is { } problem) _problems.Add($"%{index} {node.Description}: {problem.Message}");
        else if (inferred.Types[0] != node.Outputs[^1]) _problems.Add($"%{index} {node.Description} stores {node.Outputs[^1]}; its steps give {inferred.Types[0]}.");
        if (further.ReadChannels && !further.Steps.Chain.All(step => step.Operands == 0 || step.ReadsChannels))
            _problems.Add($"%{index} {node.Description} has a step that cannot read by channel.");
    }

    /// <summary>Every value lies in the order in which its reader wants it; only who can read the caller's memory does.</summary>
    private void Orders(int index, LaidOutNode node, EquatableArray<LaidOutType> types)
    {
        for (int i = 0; i < node.OwnInputs; i++)
        {
            if (types[i].Shape.Leading == 0) continue;
            MemoryOrder order = types[i].Layout.Order;
            if (order == MemoryOrder.Caller)
            {
                if (!node.Implementation.ReadsCaller(i)) _problems.Add($"%{index} {node.Op} cannot read input {i} from the caller's memory.");
            }
            else if (node.Implementation.InputOrder(i, new(types, node.LaidOutOutputs)) is { } wanted && wanted != order)
            {
                _problems.Add($"%{index} {node.Op} reads input {i} as {wanted}, but it is {order}.");
            }
        }

        if (node.Outputs[0].Shape.Leading != 0
            && node.Op is not (Input or Kiln.Generator.Layouts.Convert)
            && node.Implementation.OutputOrder(0, new(types, node.LaidOutOutputs)) is var written
            && node.Layouts[0].Order != written)
            _problems.Add($"%{index} {node.Op} writes {written}, its type says {node.Layouts[0].Order}.");
    }

    /// <summary>Each map has at least the border that its readers read, and ops that run over memory in its own order see one layout.</summary>
    private void Borders(int index, LaidOutNode node, EquatableArray<LaidOutType> types)
    {
        for (int i = 0; i < node.OwnInputs; i++)
        {
            if (types[i].Shape.Leading == 0 || types[i].Shape.Rank != 3) continue;
            Border border = types[i].Layout.Border, wanted = node.InputBorder(i, _graph.InputTypes(node));
            if (!wanted.IsNone && (border.Fill != wanted.Fill || border.Union(wanted) != border))
                _problems.Add($"%{index} {node.Op} reads a border {wanted} around input {i}, which has {border}.");
            if (!node.Implementation.ReadsBorderedMaps && !border.IsNone) _problems.Add($"%{index} {node.Op} cannot read input {i} with its border.");
            bool flat = node.Implementation.FlatMemory && types[i].Shape == node.Outputs[0].Shape;
            if (flat && types[i].Layout with { View = default } != node.Layouts[0] with { View = default })
                _problems.Add($"%{index} {node.Op} runs over memory as it lies, but input {i} is {types[i]} and the output {node.LaidOut(0)}.");
        }

        if (!node.Implementation.WritesBorderedMaps && node.Layouts.Any(layout => !layout.Border.IsNone))
            _problems.Add($"%{index} {node.Op} cannot write a map with a border.");
        if (node.Op is Kiln.Generator.Layouts.Convert convert && convert.To != node.Layouts[0]) _problems.Add($"%{index} {convert} gives {node.LaidOut(0)}.");
        foreach ((_, LaidOutNode other, _) in _graph.All<Dropout>().Where(item => item.Op.Equals(node.Op)))
            if (other.LaidOut(0) != node.LaidOut(0)) _problems.Add($"%{index} {node.Op}: two nodes of one mask number elements differently.");
    }

    /// <summary>A part of a wider buffer has the buffer's strides, begins where it belongs there, and only ops that go by strides touch it.</summary>
    private void Views(int index, LaidOutNode node, EquatableArray<LaidOutType> types)
    {
        for (int i = 0; i < types.Count; i++)
            if (!types[i].Layout.View.IsNone && !node.ReadsPart(i)) _problems.Add($"%{index} {node.Op} cannot read input {i}, {types[i]}.");
        for (int i = 0; i < node.Outputs.Count; i++)
            if (!node.Layouts[i].View.IsNone && !node.WritesPart(i)) _problems.Add($"%{index} {node.Op} cannot write {node.LaidOut(i)}.");

        int first = 0;
        for (int i = 0; i < types.Count && node.Op is Concat; i++)
        {
            if (node.Implementation.HoldsInput(i)) Lies(types[i], node.LaidOut(0), first);
            first += Geometry.Of(types[i]).Channels;
        }

        if (node.Implementation.IsPartOfInput && node.Op is Slice part) Lies(node.LaidOut(0), types[0], part.First * Geometry.Of(types[0]).Channels / types[0].Shape[0]);

        void Lies(LaidOutType inner, LaidOutType outer, int channel)
        {
            Geometry there = Geometry.Of(inner), whole = Geometry.Of(outer);
            bool fits = (there.Channel, there.Row, there.Pixel) == (whole.Channel, whole.Row, whole.Pixel) || inner.Shape.Rank == 1;
            if (!fits
                || there.Interior != whole.Interior + (channel * whole.Channel)
                || there.Start + Geometry.Align(there.Channel * there.Channels) > Geometry.Room(outer))
                _problems.Add($"%{index} {node.Op}: {inner} does not lie at channel {channel} of {outer}.");
        }
    }

    private void Packing(int index, LaidOutNode node, EquatableArray<LaidOutType> types)
    {
        for (int i = 0; i < types.Count; i++)
            if (node.PackingOf(i, types) is { } packing && !packing.Equals(_graph[node.Inputs[i]].Op))
                _problems.Add($"%{index} {node.Op} wants input {i} as {packing}, but %{node.Inputs[i].Node} is {_graph[node.Inputs[i]].Op}.");
    }
}
