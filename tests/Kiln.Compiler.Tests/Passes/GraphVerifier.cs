using Kiln.Generator.Implementations;
using Kiln.Generator.Layouts;
using Kiln.Generator;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Passes;

/// <summary>The rules of every graph, whatever pass made it. Violations are described in words; an empty list means a sound graph.</summary>
internal static class GraphVerifier
{
    /// <summary>The rules that hold from the source graph on, and those of the layouts once the pass that decides them has run.</summary>
    public static IReadOnlyList<string> Verify(Graph graph, bool hasOrders, bool hasBorders, bool isPacked)
    {
        var problems = new List<string>();
        for (int i = 0; i < graph.Nodes.Count; i++)
        {
            GraphNode node = graph.Nodes[i];
            if (!InputsPrecede(graph, i, problems)) continue;
            Types(graph, i, node, problems);
            if (hasOrders) Orders(graph, i, node, problems);
            if (hasBorders) Borders(graph, i, node, problems);
            Views(graph, i, node, problems);
            if (isPacked) Packing(graph, i, node, problems);
        }

        Results(graph, problems);
        return problems;
    }

    private static bool InputsPrecede(Graph graph, int index, List<string> problems)
    {
        int before = problems.Count;
        foreach (Value input in graph.Nodes[index].Inputs)
            if (input.Node >= index || input.Node < 0) problems.Add($"%{index} reads %{input.Node}, which does not precede it.");
            else if (input.Output < 0 || input.Output >= graph.Nodes[input.Node].Outputs.Count)
                problems.Add($"%{index} reads output {input.Output} of %{input.Node}, which has {graph.Nodes[input.Node].Outputs.Count}.");
        return problems.Count == before;
    }

    private static void Types(Graph graph, int index, GraphNode node, List<string> problems)
    {
        Inferred inferred = node.Op.Infer(TypesOf(graph, node));
        if (inferred.Problem is { } problem) problems.Add($"%{index} {node.Op}: {problem.Message}");
        else if (!inferred.Types.Select(Logical).SequenceEqual(node.Outputs.Select(Logical)))
            problems.Add($"%{index} {node.Op} has {string.Join(", ", node.Outputs)}; its shape rule says {string.Join(", ", inferred.Types)}.");
        static (DType, Shape) Logical(TensorType type) => (type.Element, type.Shape);
    }

    /// <summary>Every value lies in the order in which its reader wants it; only who can read the caller's memory does.</summary>
    private static void Orders(Graph graph, int index, GraphNode node, List<string> problems)
    {
        EquatableArray<TensorType> types = TypesOf(graph, node);
        for (int i = 0; i < types.Count; i++)
        {
            if (types[i].Shape.Leading == 0) continue;
            MemoryOrder order = types[i].Layout.Order;
            Op op = Owner(node, types, i, out EquatableArray<TensorType> own);
            if (order == MemoryOrder.Caller)
            {
                if (!Implementation.Of(op).ReadsCaller(i)) problems.Add($"%{index} {node.Op} cannot read input {i} from the caller's memory.");
            }
            else if (Implementation.Of(op).InputOrder(i, own, node.Outputs) is { } wanted && wanted != order)
            {
                problems.Add($"%{index} {node.Op} reads input {i} as {wanted}, but it is {order}.");
            }
        }

        if (node.Outputs[0].Shape.Leading != 0
            && node.Op is not (Input or Kiln.Generator.Ops.Convert)
            && node.Outputs[0].Layout.Order != Implementation.Of(Producer(node)).OutputOrder(0, types, node.Outputs))
            problems.Add($"%{index} {node.Op} writes {Implementation.Of(Producer(node)).OutputOrder(0, types, node.Outputs)}, its type says {node.Outputs[0].Layout.Order}.");
    }

    /// <summary>Each map has at least the border that its readers read, and ops that run over memory in its own order see one layout.</summary>
    private static void Borders(Graph graph, int index, GraphNode node, List<string> problems)
    {
        EquatableArray<TensorType> types = TypesOf(graph, node);
        Op producer = Producer(node);
        for (int i = 0; i < types.Count; i++)
        {
            if (types[i].Shape.Leading == 0 || types[i].Shape.Rank != 3) continue;
            Op op = Owner(node, types, i, out EquatableArray<TensorType> own);
            Border border = types[i].Layout.Border;
            Border wanted = ReferenceEquals(op, producer) ? Implementation.Of(op).InputBorder(i, own, node.Outputs) : default;
            if (!wanted.IsNone && (border.Fill != wanted.Fill || border.Union(wanted) != border))
                problems.Add($"%{index} {node.Op} reads a border {wanted} around input {i}, which has {border}.");
            if (!Implementation.Of(op).ReadsBorderedMaps && !border.IsNone) problems.Add($"%{index} {node.Op} cannot read input {i} with its border.");
            bool flat = Implementation.Of(op).FlatMemory && types[i].Shape == node.Outputs[0].Shape && !op.OnlyWaitsFor(i, types.Count);
            if (flat && types[i].Layout with { View = default } != node.Outputs[0].Layout with { View = default })
                problems.Add($"%{index} {node.Op} runs over memory as it lies, but input {i} is {types[i]} and the output {node.Outputs[0]}.");
        }

        if (!Implementation.Of(producer).WritesBorderedMaps && node.Outputs.Any(output => !output.Layout.Border.IsNone))
            problems.Add($"%{index} {node.Op} cannot write a map with a border.");
        if (node.Op is Kiln.Generator.Ops.Convert convert && convert.To != node.Outputs[0].Layout) problems.Add($"%{index} {convert} gives {node.Outputs[0]}.");
        foreach ((_, GraphNode other, _) in graph.All<Dropout>().Where(item => item.Op.Equals(node.Op)))
            if (other.Outputs[0] != node.Outputs[0]) problems.Add($"%{index} {node.Op}: two nodes of one mask number elements differently.");
    }

    /// <summary>A part of a wider buffer has the buffer's strides, begins where it belongs there, and only ops that go by strides touch it.</summary>
    private static void Views(Graph graph, int index, GraphNode node, List<string> problems)
    {
        EquatableArray<TensorType> types = TypesOf(graph, node);
        for (int i = 0; i < types.Count; i++)
            if (!types[i].Layout.View.IsNone && !Implementation.Of(node.Op).ReadsPart(i) && !node.Op.OnlyWaitsFor(i, types.Count))
                problems.Add($"%{index} {node.Op} cannot read input {i}, {types[i]}.");
        for (int i = 0; i < node.Outputs.Count; i++)
            if (!node.Outputs[i].Layout.View.IsNone && !Implementation.Of(node.Op).WritesPart(i)) problems.Add($"%{index} {node.Op} cannot write {node.Outputs[i]}.");

        int first = 0;
        for (int i = 0; i < types.Count && node.Op is Concat; i++)
        {
            if (Implementation.Of(node.Op).HoldsInput(i)) Lies(types[i], node.Outputs[0], first);
            first += Geometry.Of(types[i]).Channels;
        }

        if (node.Op is Slice { InPlace: true } part) Lies(node.Outputs[0], types[0], part.First * Geometry.Of(types[0]).Channels / types[0].Shape[0]);

        void Lies(TensorType inner, TensorType outer, int channel)
        {
            Geometry there = Geometry.Of(inner), whole = Geometry.Of(outer);
            bool fits = (there.Channel, there.Row, there.Pixel) == (whole.Channel, whole.Row, whole.Pixel) || inner.Shape.Rank == 1;
            if (!fits
                || there.Interior != whole.Interior + (channel * whole.Channel)
                || there.Start + Geometry.Align(there.Channel * there.Channels) > Geometry.Room(outer))
                problems.Add($"%{index} {node.Op}: {inner} does not lie at channel {channel} of {outer}.");
        }
    }

    private static void Packing(Graph graph, int index, GraphNode node, List<string> problems)
    {
        EquatableArray<TensorType> types = TypesOf(graph, node);
        for (int i = 0; i < types.Count; i++)
            if (Implementation.Of(node.Op).PackingOf(i, types, node.Outputs) is { } packing && !packing.Equals(graph[node.Inputs[i]].Op))
                problems.Add($"%{index} {node.Op} wants input {i} as {packing}, but %{node.Inputs[i].Node} is {graph[node.Inputs[i]].Op}.");
    }

    private static void Results(Graph graph, List<string> problems)
    {
        foreach (Result result in graph.Results)
        {
            if (result.Value.Node < 0 || result.Value.Node >= graph.Nodes.Count || result.Value.Output >= graph.Nodes[result.Value.Node].Outputs.Count)
                problems.Add($"{result.Kind} {result.Name} is %{result.Value.Node}.{result.Value.Output}, which is not there.");
            else if (result.Kind == ResultKind.ParameterGradient && graph.TypeOf(result.Value).Shape.Leading != 0)
                problems.Add($"The gradient of {result.Name} depends on the batch.");
        }

        foreach (IGrouping<(ResultKind, string), Result> twice in graph.Results.GroupBy(result => (result.Kind, result.Name)).Where(group => group.Count() > 1))
            problems.Add($"{twice.Key} is there {twice.Count()} times.");
    }

    private static EquatableArray<TensorType> TypesOf(Graph graph, GraphNode node) => node.Inputs.Select(graph.TypeOf).ToEquatableArray();

    private static Op Producer(GraphNode node) => node.Op is Fused fused ? fused.Producer : node.Op;

    /// <summary>The op that reads an input: the producer, or the step of the epilogue whose operand it is.</summary>
    private static Op Owner(GraphNode node, EquatableArray<TensorType> types, int input, out EquatableArray<TensorType> own)
    {
        own = types;
        if (node.Op is not Fused fused) return node.Op;
        int first = types.Count - fused.Epilogue.Sum(step => step.Operands);
        own = types.Take(first).ToEquatableArray();
        if (input < first) return fused.Producer;
        foreach (ElementwiseOp step in fused.Epilogue)
        {
            if (input < first + step.Operands)
            {
                own = types;
                return step;
            }

            first += step.Operands;
        }

        throw new InvalidOperationException($"{node.Op} has no input {input}.");
    }
}
