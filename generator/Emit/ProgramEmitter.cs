using Kiln.Generator.LaidOut;
using Kiln.Generator.Planning;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Emit;

/// <summary>
/// Writes one program of a network: its schedule (one call for each segment), and the segments themselves with a commented step for each node.
/// </summary>
internal sealed class ProgramEmitter(
    SourceWriter writer, CompiledProgram program, StepPhases phases, BufferNames names, ProgramEmitter? before, ShapeConstants shapes, KernelSet kernels)
{
    private readonly Plan _plan = program.Plan;
    private readonly IReadOnlyList<SegmentJobs> _segments = SegmentsOf(program, phases, before, kernels.Options.SharedWork);

    /// <summary>The numbers that the jobs of the next program follow.</summary>
    private int EndNumber => (before?.EndNumber ?? 0) + _segments.Sum(segment => segment.Jobs.Count);

    private int EndStage => (before?.EndStage ?? 0) + _segments.Sum(segment => segment.Stages);
    private string Name => program.Spec.Name;

    private static IReadOnlyList<SegmentJobs> SegmentsOf(CompiledProgram program, StepPhases phases, ProgramEmitter? before, long sharedWork)
    {
        (int number, int stage) = (before?.EndNumber ?? 0, before?.EndStage ?? 0);
        var segments = new List<SegmentJobs>();
        for (int i = program.FirstSegment; i < program.EndSegment; i++)
        {
            string name = $"Kiln{program.Spec.Name}{SourceWriter.Number(i)}";
            var segment = new SegmentJobs(phases, program.Plan.Segments[i], name, number, stage, sharedWork);
            segments.Add(segment);
            (number, stage) = (number + segment.Jobs.Count, stage + segment.Stages);
        }

        return segments;
    }

    /// <summary>The method that runs the program's segments in order.</summary>
    public void WriteSchedule()
    {
        PlaceText.WritePlaces(writer, program);
        using SourceWriter.Scope method = writer.Block($"private void Kiln{Name}()");
        if (_plan.LeftOut.Count > 0) writer.Comment("Outputs that the caller leaves out are stored in the arena.");
        foreach (LeftOutput output in _plan.LeftOut)
            writer.Line($"kiln.BindLeftOut({SourceWriter.Number(output.Slot)}, ref {PlaceText.Samples(program, output.Offset, 0)});");

        if (program.First is { } first) writer.Line($"Kiln{first.Spec.Name}();");
        foreach (SegmentJobs segment in _segments)
        {
            writer.Comment(segment.Name + Title(segment.Segment));
            string split = segment.SharesSamples ? "SplitSamples" : "Split";
            foreach (Job job in segment.Jobs) writer.Line(job.Statement(split, CostText(job.Cost)));
        }
    }

    /// <summary>A cost that grows with the batch may be larger than an int.</summary>
    private static string CostText(Expression cost) => cost is Expression.Binary { Operator: Operator.Multiply, Left: Expression.Number factor } product
        && product.Right == Expression.Batch
            ? $"{SourceWriter.Number(factor.Value)}L * {ExpressionText.Batch}"
            : ExpressionText.Of(cost);

    /// <summary>A method for each segment.</summary>
    public void WriteSegments()
    {
        for (int i = 0; i < _segments.Count; i++)
        {
            if (i > 0) writer.Line();
            if (_segments[i].Segment.Kind == SegmentKind.PerSample) WritePerSample(_segments[i]);
            else WriteBatch(_segments[i]);
        }
    }

    /// <summary>The cases of Run that lead to the segments.</summary>
    public void WriteCases()
    {
        foreach (Job job in _segments.SelectMany(segment => segment.Jobs))
            if (job.IsSplit) writer.Line($"case {SourceWriter.Number(job.Number)}: {job.Call} break;");
    }

    /// <summary>The cases of RunStage that lead to the steps whose items threads share.</summary>
    public void WriteStageCases()
    {
        foreach (StageMethod method in _segments.SelectMany(segment => segment.Methods))
            if (method.Job is { IsSplit: true } job) writer.Line($"case {SourceWriter.Number(job.Number)}: {method.Call("slot")} break;");
    }

    /// <summary>Whether threads share the work of a sample in one of its segments.</summary>
    public bool SharesSamples => _segments.Any(segment => segment.SharesSamples);

    private void WriteBatch(SegmentJobs segment)
    {
        int step = segment.Segment.Steps[0];
        string[] declarations = !IsOfOneSample(step) ? []
            : _plan.Graph.Nodes[step].Implementation.IsOverBatch ? [$"const int {ExpressionText.Batch} = 1;"]
            : [$"const int {Expression.SampleVariable} = 0;"];
        for (int phase = 0; phase < segment.Jobs.Count; phase++)
        {
            if (phase > 0) writer.Line();
            (MethodBuffers buffers, SourceWriter body) = TextOf(segment.Segment, [new StepWork(step, [segment.Phases[phase]], phase > 0)]);
            using SourceWriter.Scope method = writer.Block($"private void {segment.Jobs[phase].Method}({segment.Jobs[phase].Parameters})");
            WriteBody([.. declarations, .. buffers.Declarations()], body);
        }
    }

    private void WritePerSample(SegmentJobs segment)
    {
        (MethodBuffers buffers, SourceWriter body) = TextOf(segment.Segment, segment.Methods.Count == 0 ? Whole(segment.Segment.Steps) : []);
        foreach (StageMethod method in segment.Methods) body.Line(method.Statement);
        using (writer.Block($"private void {segment.Jobs[0].Method}({segment.Jobs[0].Parameters})"))
        {
            writer.Paragraph(buffers.CommonDeclarations());
            const string Loop = "for (nint sample = first; sample < last; sample++)";
            using SourceWriter.Scope loop = segment.Methods.Count == 1 ? writer.Open(Loop) : writer.Block(Loop);
            WriteBody(buffers.SampleDeclarations(), body);
        }

        foreach (StageMethod method in segment.Methods)
        {
            Stage stage = method.Stage;
            IReadOnlyList<StepWork> steps = method.Phase is null
                ? Whole(stage.Steps)
                : [new StepWork(stage.Steps[0], [method.Phase], IsLater: method.Phase != stage.Phases[0])];
            (MethodBuffers own, SourceWriter statements) = TextOf(segment.Segment, steps, "slot");
            writer.Line();
            using SourceWriter.Scope scope = writer.Block($"private void {method.Name}(int slot, nint sample{method.Parameters})");
            WriteBody(own.Declarations(), statements);
        }
    }

    /// <summary>Phases of a step that a method runs.</summary>
    private sealed record StepWork(int Step, IReadOnlyList<Phase> Phases, bool IsLater = false)
    {
        public IEnumerable<Statement> Statements => Phases.SelectMany(phase => phase.Statements);
    }

    /// <summary>Steps that one thread computes.</summary>
    private IReadOnlyList<StepWork> Whole(IReadOnlyList<int> steps) => [.. steps.Select(step => new StepWork(step, phases.Of(step, whole: true)))];

    /// <summary>The statements of a method, each step's under a line that says what it computes, and the buffers that they name.</summary>
    private (MethodBuffers Buffers, SourceWriter Statements) TextOf(Segment segment, IReadOnlyList<StepWork> steps, string slot = "worker")
    {
        Statement[] statements = [.. steps.SelectMany(work => work.Statements)];
        var buffers = new MethodBuffers(statements, steps.Select(work => _plan.Graph.Nodes[work.Step].Name));
        var text = new SegmentText(program, names, buffers, segment.Kind == SegmentKind.PerSample, slot);
        text.Use(statements);
        var body = new SourceWriter();
        foreach (StepWork work in steps)
        {
            LaidOutNode node = _plan.Graph.Nodes[work.Step];
            body.Comment(node.Name + (work.IsLater ? ", continued" : $": {node.Description}{Shapes(node.Outputs)}"));
            // A block keeps the variables of one of several steps apart.
            bool isAlone = steps.Count == 1 || !work.Statements.Any(statement => statement is Statement.Let or Statement.LetReal);
            using SourceWriter.Scope? block = isAlone ? null : body.Block();
            new StatementPrinter(body, node.Name, text, shapes, kernels).Print(work.Statements);
        }

        return (buffers, body);
    }

    private void WriteBody(IReadOnlyList<string> declarations, SourceWriter body)
    {
        writer.Paragraph(declarations);
        writer.Lines(body);
    }

    /// <summary>Whether a step computes with values of parameters, as the one sample of a batch of one.</summary>
    private bool IsOfOneSample(int step) => Ops.OneSample.Concerns(_plan.Graph, _plan.Graph.Nodes[step]);

    private string Title(Segment segment)
    {
        if (segment.Kind != SegmentKind.Batch)
        {
            string[] layers = [.. segment.Steps.Select(step => _plan.Graph.Nodes[step].Name).Distinct()];
            string range = layers.Length > 2 ? $"{layers[0]} to {layers[layers.Length - 1]}" : string.Join(", ", layers);
            return $", each sample: {range}";
        }

        LaidOutNode node = _plan.Graph.Nodes[segment.Steps[0]];
        return $"{(IsOfOneSample(segment.Steps[0]) ? ", once" : "")}: {node.Op.Name} of {node.Name}";
    }

    /// <summary>Shapes of the results that have rows.</summary>
    private static string Shapes(IEnumerable<TensorType> types)
    {
        string shapes = string.Join(", ", types.Where(type => type.Shape.Leading != 0).Select(type => type.Shape).Distinct());
        return shapes.Length == 0 ? "" : " -> " + shapes;
    }
}
