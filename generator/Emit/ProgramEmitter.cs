using Kiln.Generator.Graphs;
using Kiln.Generator.Planning;

namespace Kiln.Generator.Emit;

/// <summary>
/// Writes one program of a network: its schedule (one call for each segment), the segments themselves with a commented step for each
/// node, and the packing of its weights.
/// </summary>
internal sealed class ProgramEmitter(SourceWriter writer, CompiledProgram program, int index, int firstSegment, ShapeConstants shapes, KernelSet kernels)
{
    private readonly Plan _plan = program.Plan;

    private string Name => program.Name;

    /// <summary>Number of the program in NetworkLayout.Programs.</summary>
    private string Index => SourceWriter.Number(index);

    /// <summary>The method that runs the program's segments in order.</summary>
    public void WriteSchedule()
    {
        using SourceWriter.Scope method = writer.Block($"private void Kiln{Name}(int batch)");
        for (int i = 0; i < _plan.Segments.Count; i++)
        {
            Segment segment = _plan.Segments[i];
            string number = SourceWriter.Number(firstSegment + i);
            writer.Line($"// {Title(segment)}");
            if (segment.Kind == SegmentKind.PerSample)
            {
                writer.Line($"kiln.Split({number}, batch, global::Kiln.Kernels.Workers.Grain({SourceWriter.Number(Cost(segment))}));");
                continue;
            }

            (string items, string cost) = _plan.Graph.Nodes[segment.Steps[0]].Op.Work(Step(writer, segment.Steps[0], Text(segment)));
            writer.Line(items == "1" ? $"{MethodOf(i)}(0, 0, 1);" : $"kiln.Split({number}, {items}, global::Kiln.Kernels.Workers.Grain({cost}));");
        }
    }

    /// <summary>A method for each segment.</summary>
    public void WriteSegments()
    {
        for (int i = 0; i < _plan.Segments.Count; i++)
        {
            if (i > 0) writer.Line();
            WriteSegment(i);
        }
    }

    /// <summary>The cases of Run that lead to the segments.</summary>
    public void WriteCases()
    {
        for (int i = 0; i < _plan.Segments.Count; i++)
            writer.Line($"case {SourceWriter.Number(firstSegment + i)}: {MethodOf(i)}(worker, first, last); break;");
    }

    /// <summary>Whether the program packs weights of its own.</summary>
    public bool Packs => program.OwnsPacked && _plan.PackSteps.Count > 0;

    /// <summary>The method that packs the program's weights.</summary>
    public void WritePack()
    {
        var segment = new SegmentText("", program, shapes);
        var body = new SourceWriter();
        foreach (int step in _plan.PackSteps)
        {
            body.Line($"// {_plan.Graph.Nodes[step].Name}: {_plan.Graph.Nodes[step].Op}");
            _plan.Graph.Nodes[step].Op.Emit(Step(body, step, segment));
        }

        using SourceWriter.Scope method = writer.Block($"private void KilnPack{Name}()");
        WriteBody(segment, body);
    }

    private void WriteSegment(int number)
    {
        Segment segment = _plan.Segments[number];
        SegmentText text = Text(segment);
        var body = new SourceWriter();
        foreach (int step in segment.Steps)
        {
            GraphNode node = _plan.Graph.Nodes[step];
            body.Line($"// {node.Name}: {node.Op} {Shapes(node)} -> {string.Join(", ", node.Outputs)}{Place(step)}");
            SourceWriter.Scope? optional = program.OptionalOutputs && OutputSlot(step) is { } slot ? body.Block($"if (kiln.IsBound({slot}))") : null;
            // A block of its own for each step keeps its locals apart.
            using (optional ?? body.Block()) WriteStep(body, step, text);
        }

        writer.Line($"// {Title(segment)}");
        using SourceWriter.Scope method = writer.Block($"private void {MethodOf(number)}(int worker, int first, int last)");
        if (segment.Kind == SegmentKind.Batch)
        {
            writer.Line("nint batch = kilnBatch;");
            WriteBody(text, body);
            return;
        }

        foreach (string declaration in text.Declarations(Index)) writer.Line(declaration);
        using SourceWriter.Scope loop = writer.Block("for (nint sample = first; sample < last; sample++)");
        writer.Lines(body);
    }

    private void WriteStep(SourceWriter body, int step, SegmentText text)
    {
        StepText stepText = Step(body, step, text);
        // What is a part of other memory has been written there, border and all.
        if (_plan.Graph.Nodes[step] is { Op: { IsPartOfInput: true } } or { Op: Ops.Concat { IsInPlace: true } }) return;
        _plan.Graph.Nodes[step].Op.Emit(stepText);
        // A batch-coupled op that makes maps fills their borders itself: it knows which part of the batch is its own.
        if (text.IsPerSample)
            for (int output = 0; output < stepText.Node.Outputs.Count; output++) stepText.FillBorder(output);
    }

    private void WriteBody(SegmentText text, SourceWriter body)
    {
        foreach (string declaration in text.Declarations(Index)) writer.Line(declaration);
        writer.Lines(body);
    }

    private SegmentText Text(Segment segment) => new(segment.Kind == SegmentKind.PerSample ? "sample" : "", program, shapes);

    private StepText Step(SourceWriter body, int step, SegmentText text) => new(body, _plan, step, text, kernels);

    private string MethodOf(int segment) => $"Kiln{Name}{SourceWriter.Number(segment)}";

    private string Title(Segment segment) =>
        segment.Kind == SegmentKind.Batch
            ? $"{_plan.Graph.Nodes[segment.Steps[0]].Name}: {_plan.Graph.Nodes[segment.Steps[0]].Op}, the whole batch"
            : $"each sample: {string.Join(", ", segment.Steps.Select(step => _plan.Graph.Nodes[step].Name).Distinct())}";

    private string Shapes(GraphNode node) => string.Join(", ", node.Inputs.Select(_plan.Graph.TypeOf).Where(type => type.Shape.Leading > 0));

    /// <summary>Where the result is and how long it lives, for the reader of the generated code.</summary>
    private string Place(int step)
    {
        Storage storage = _plan.Storage[new Value(step)];
        return storage.Block switch
        {
            Block.Worker => FormattableString.Invariant($"; scratch {storage.Offset}, steps {storage.First} to {storage.Last}"),
            Block.PerSample => FormattableString.Invariant($"; samples {storage.Offset}, segments {storage.First} to {storage.Last}"),
            Block.Fixed => FormattableString.Invariant($"; once {storage.Offset}, segments {storage.First} to {storage.Last}"),
            _ => "",
        };
    }

    private string? OutputSlot(int step) =>
        _plan.Graph.Results.Any(result => result.Kind == ResultKind.Output && result.Value.Node == step) ? SourceWriter.Number(_plan.Storage[new Value(step)].Offset) : null;

    /// <summary>Multiply-adds of one sample, elements counted where there is nothing to multiply.</summary>
    private long Cost(Segment segment) => segment.Steps.Sum(step =>
    {
        GraphNode node = _plan.Graph.Nodes[step];
        return Math.Max(node.Op.MultiplyAdds(node.Inputs.Select(_plan.Graph.TypeOf).ToEquatableArray(), node.Outputs), node.Outputs.Sum(output => (long)output.Shape.ElementCount));
    });
}
