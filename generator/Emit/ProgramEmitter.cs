using Kiln.Generator.Implementations;
using Kiln.Generator.Graphs;
using Kiln.Generator.Planning;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Emit;

/// <summary>
/// Writes one program of a network: its schedule (one call for each segment), and the segments themselves with a commented step
/// for each node.
/// </summary>
internal sealed class ProgramEmitter(SourceWriter writer, CompiledProgram program, int firstNumber, ShapeConstants shapes, KernelSet kernels)
{
    /// <summary>
    /// Steps of one method at most. The JIT gives each structure that is passed to a call a place of its own in the method's frame, so that a method
    /// of a thousand layers would not fit on a small stack, and it does not optimize methods that are too long.
    /// </summary>
    private const int StepsOfMethod = 64;

    private readonly Plan _plan = program.Plan;

    private string Name => program.Spec.Name;

    /// <summary>The method that runs the program's segments in order.</summary>
    public void WriteSchedule()
    {
        using SourceWriter.Scope method = writer.Block($"private void Kiln{Name}(int batch)");
        if (_plan.LeftOut.Count > 0) writer.Comment("Outputs that the caller leaves out are stored in the arena.");
        foreach (LeftOutput output in _plan.LeftOut)
        {
            Expression offset = Storage.Floats(_plan.FixedBytes) + (Storage.Floats(output.Offset) * Expression.Named("(nint)kiln.MaxBatch"));
            string arena = $"kiln.Arena({SourceWriter.Number(program.Arena)})";
            writer.Line($"kiln.BindLeftOut({SourceWriter.Number(output.Slot)}, ref {SegmentText.At(arena, offset)});");
        }

        if (program.First is { } first) writer.Line($"Kiln{first.Spec.Name}(batch);");
        for (int i = program.FirstSegment; i < program.EndSegment; i++)
        {
            Segment segment = _plan.Segments[i];
            writer.Comment(Title(segment));
            if (segment.Kind == SegmentKind.PerSample)
            {
                writer.Line($"kiln.Split({NumberOf(i)}, batch, global::Kiln.Kernels.Workers.Grain({SourceWriter.Number(Cost(segment))}));");
                continue;
            }

            (Expression items, Expression cost) = Implementation.Of(_plan.Graph.Nodes[segment.Steps[0]].Op).Work(new StepBuilder(_plan, segment.Steps[0]));
            writer.Line(
                items is Expression.Number { Value: 1 }
                    ? $"{MethodOf(i)}(0, 0, 1);"
                    : $"kiln.Split({NumberOf(i)}, {ExpressionText.Of(items)}, global::Kiln.Kernels.Workers.Grain({ExpressionText.Of(cost, "(nint)batch")}));");
        }
    }

    /// <summary>A method for each segment.</summary>
    public void WriteSegments()
    {
        for (int i = program.FirstSegment; i < program.EndSegment; i++)
        {
            if (i > program.FirstSegment) writer.Line();
            WriteSegment(i);
        }
    }

    /// <summary>The cases of Run that lead to the segments.</summary>
    public void WriteCases()
    {
        for (int i = program.FirstSegment; i < program.EndSegment; i++)
            writer.Line($"case {NumberOf(i)}: {MethodOf(i)}(worker, first, last); break;");
    }

    private void WriteSegment(int number)
    {
        Segment segment = _plan.Segments[number];
        if (segment.Kind == SegmentKind.PerSample)
        {
            WritePerSample(MethodOf(number), segment);
            return;
        }

        SegmentText text = Text(segment);
        int step = segment.Steps[0];
        SourceWriter body = Statements(segment.Steps, text);
        using SourceWriter.Scope method = writer.Block($"private void {MethodOf(number)}(int worker, nint first, nint last)");
        writer.Line(!IsOfOneSample(step) ? "nint batch = kilnBatch;" : _plan.Graph.Nodes[step].Op.BatchCoupled ? "nint batch = 1;" : "nint sample = 0;");
        WriteBody(text, body);
    }

    private void WritePerSample(string name, Segment segment)
    {
        const string Samples = "for (nint sample = first; sample < last; sample++)";
        IReadOnlyList<IReadOnlyList<int>> parts = Parts(segment.Steps);
        if (parts.Count == 1)
        {
            SegmentText text = Text(segment);
            SourceWriter body = Statements(segment.Steps, text);
            using SourceWriter.Scope method = writer.Block($"private void {name}(int worker, nint first, nint last)");
            foreach (string declaration in text.Declarations()) writer.Line(declaration);
            using SourceWriter.Scope loop = writer.Block(Samples);
            writer.Lines(body);
            return;
        }

        using (writer.Block($"private void {name}(int worker, nint first, nint last)"))
        using (writer.Block(Samples))
            for (int part = 0; part < parts.Count; part++) writer.Line($"{PartOf(name, part)}(worker, sample);");
        for (int part = 0; part < parts.Count; part++)
        {
            SegmentText text = Text(segment);
            SourceWriter body = Statements(parts[part], text);
            writer.Line();
            using SourceWriter.Scope method = writer.Block($"private void {PartOf(name, part)}(int worker, nint sample)");
            WriteBody(text, body);
        }
    }

    /// <summary>The steps of each method.</summary>
    public static IReadOnlyList<IReadOnlyList<T>> Parts<T>(IReadOnlyList<T> steps) =>
        [.. steps.Select((step, i) => (step, Part: i / StepsOfMethod)).GroupBy(item => item.Part, item => item.step).Select(part => part.ToArray())];

    private static string PartOf(string method, int part) => $"{method}Part{SourceWriter.Number(part)}";

    /// <summary>The statements of some steps, each under a line that says what it computes.</summary>
    private SourceWriter Statements(IReadOnlyList<int> steps, SegmentText text)
    {
        var body = new SourceWriter();
        foreach (int step in steps)
        {
            GraphNode node = _plan.Graph.Nodes[step];
            body.Comment($"{node.Name}: {node.Op} {Shapes(node.Inputs.Select(_plan.Graph.TypeOf))} -> {Shapes(node.Outputs)}{Place(step)}");
            var statements = new SourceWriter();
            Write(statements, step, text);
            // A block of its own for each step that is more than one call keeps its locals apart.
            using SourceWriter.Scope? block = statements.IsOneStatement ? null : body.Block();
            body.Lines(statements);
        }

        return body;
    }

    /// <summary>Whether a step computes with values of parameters, as the one sample of a batch of one.</summary>
    private bool IsOfOneSample(int step) => Ops.OneSample.Concerns(_plan.Graph, _plan.Graph.Nodes[step]);

    /// <summary>The statements of one step.</summary>
    private void Write(SourceWriter body, int step, SegmentText text)
    {
        // Parts of other memory have been written there, border and all.
        if (Implementation.Of(_plan.Graph.Nodes[step].Op).IsPartOfInput || _plan.Graph.Nodes[step].Op is Ops.Concat { IsInPlace: true }) return;
        var builder = new StepBuilder(_plan, step);
        GraphNode node = builder.Node;
        Implementation.Of(node.Op).Write(builder);

        // A batch-coupled op that makes maps fills their borders itself: it knows which part of the batch is its own.
        if (text.IsPerSample || (IsOfOneSample(step) && !node.Op.BatchCoupled))
            for (int output = 0; output < node.Outputs.Count; output++) builder.FillBorder(output);
        new StatementPrinter(body, node.Name, text, shapes, kernels).Print(builder.Statements);
    }

    private void WriteBody(SegmentText text, SourceWriter body)
    {
        foreach (string declaration in text.Declarations()) writer.Line(declaration);
        writer.Lines(body);
    }

    private SegmentText Text(Segment segment) => new(segment.Kind == SegmentKind.PerSample ? "sample" : "", program);

    /// <summary>Number of a segment of the plan among those of all programs.</summary>
    private string NumberOf(int segment) => SourceWriter.Number(firstNumber + segment - program.FirstSegment);

    private string MethodOf(int segment) => $"Kiln{Name}{SourceWriter.Number(segment)}";

    private string Title(Segment segment)
    {
        if (segment.Kind != SegmentKind.Batch)
            return $"each sample: {string.Join(", ", segment.Steps.Select(step => _plan.Graph.Nodes[step].Name).Distinct())}";
        GraphNode node = _plan.Graph.Nodes[segment.Steps[0]];
        return $"{(IsOfOneSample(segment.Steps[0]) ? "once" : "the whole batch")}: {node.Op.Name} of {node.Name}";
    }

    /// <summary>Shapes of what has rows.</summary>
    private static string Shapes(IEnumerable<TensorType> types) => string.Join(", ", types.Where(type => type.Shape.Leading != 0).Select(type => type.Shape));

    /// <summary>How long the result lives, for the reader of the generated code, which shows its address.</summary>
    private string Place(int step)
    {
        Storage storage = _plan.Storage[new Value(step)];
        return storage.Block switch
        {
            Block.Worker => FormattableString.Invariant($"; steps {storage.First} to {storage.Last}"),
            Block.PerSample => FormattableString.Invariant($"; segments {storage.First} to {storage.Last}"),
            Block.Fixed => FormattableString.Invariant($"; segments {storage.First} to {storage.Last}"),
            _ => "",
        };
    }

    /// <summary>Multiply-adds of one sample, elements counted where there is nothing to multiply.</summary>
    private long Cost(Segment segment) => segment.Steps.Sum(step =>
    {
        GraphNode node = _plan.Graph.Nodes[step];
        return Math.Max(
            node.Op.MultiplyAdds(node.Inputs.Select(_plan.Graph.TypeOf).ToEquatableArray(), node.Outputs),
            node.Outputs.Sum(output => (long)output.Shape.ElementCount));
    });
}
