using Kiln.Generator.Graphs;
using Kiln.Generator.LaidOut;
using Kiln.Generator.Planning;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Emit;

/// <summary>
/// Writes one program of a network: its schedule (one call for each segment), and the segments themselves with a commented step
/// for each node.
/// </summary>
internal sealed class ProgramEmitter
{
    private readonly SourceWriter _writer;
    private readonly CompiledProgram _program;
    private readonly Plan _plan;
    private readonly ShapeConstants _shapes;
    private readonly KernelSet _kernels;
    private readonly IReadOnlyList<SegmentJobs> _segments;
    private readonly int _endNumber, _endStage;

    /// <param name="writer">Where the program goes.</param>
    /// <param name="program">The program.</param>
    /// <param name="before">The program before it, whose numbers its own follow; null for the first.</param>
    /// <param name="shapes">The structures of constants of all programs.</param>
    /// <param name="kernels">Where kernels are.</param>
    public ProgramEmitter(SourceWriter writer, CompiledProgram program, ProgramEmitter? before, ShapeConstants shapes, KernelSet kernels)
    {
        (_writer, _program, _plan, _shapes, _kernels) = (writer, program, program.Plan, shapes, kernels);
        (_endNumber, _endStage) = (before?._endNumber ?? 0, before?._endStage ?? 0);
        var segments = new List<SegmentJobs>();
        for (int i = program.FirstSegment; i < program.EndSegment; i++)
        {
            var segment = new SegmentJobs(
                _plan, _plan.Segments[i], $"Kiln{Name}{SourceWriter.Number(i)}", _endNumber, _endStage, kernels.Options.SharedWork);
            segments.Add(segment);
            _endNumber += segment.Jobs.Count;
            _endStage += segment.Methods.Count(method => method.Job is not null);
        }

        _segments = segments;
    }

    private string Name => _program.Spec.Name;

    /// <summary>The method that runs the program's segments in order.</summary>
    public void WriteSchedule()
    {
        SegmentText.WritePlaces(_writer, _program);
        using SourceWriter.Scope method = _writer.Block($"private void Kiln{Name}(int batch)");
        if (_plan.LeftOut.Count > 0) _writer.Comment("Outputs that the caller leaves out are stored in the arena.");
        foreach (LeftOutput output in _plan.LeftOut)
        {
            Expression offset = Storage.Floats(_plan.FixedBytes) + (Storage.Floats(output.Offset) * Expression.Named("(nint)kiln.MaxBatch"));
            string arena = $"kiln.Arena({SourceWriter.Number(_program.Arena)})";
            _writer.Line($"kiln.BindLeftOut({SourceWriter.Number(output.Slot)}, ref {SegmentText.At(arena, offset)});");
        }

        if (_program.First is { } first) _writer.Line($"Kiln{first.Spec.Name}(batch);");
        foreach (SegmentJobs segment in _segments)
        {
            _writer.Comment(Title(segment.Segment));
            string split = segment.SharesSamples ? "SplitSamples" : "Split";
            foreach (Job job in segment.Jobs)
                _writer.Line(job.IsSplit
                    ? $"kiln.{split}({SourceWriter.Number(job.Number)}, {ExpressionText.Of(job.Items)}, {CostText(job.Cost)});"
                    : $"{job.Method}(0, 0, 1);");
        }
    }

    /// <summary>A cost that grows with the batch may be larger than an int.</summary>
    private static string CostText(Expression cost) => cost is Expression.Binary { Operator: Operator.Multiply, Left: Expression.Number factor } product
        && product.Right == Expression.Batch
            ? $"{SourceWriter.Number(factor.Value)}L * batch"
            : ExpressionText.Of(cost, "(nint)batch");

    /// <summary>A method for each segment.</summary>
    public void WriteSegments()
    {
        for (int i = 0; i < _segments.Count; i++)
        {
            if (i > 0) _writer.Line();
            if (_segments[i].Segment.Kind == SegmentKind.PerSample) WritePerSample(_segments[i]);
            else WriteBatch(_segments[i]);
        }
    }

    /// <summary>The cases of Run that lead to the segments.</summary>
    public void WriteCases()
    {
        foreach (Job job in _segments.SelectMany(segment => segment.Jobs))
            if (job.IsSplit) _writer.Line($"case {SourceWriter.Number(job.Number)}: {job.Method}(worker, first, last); break;");
    }

    /// <summary>The cases of RunStage that lead to the steps whose items threads share.</summary>
    public void WriteStageCases()
    {
        foreach (StageMethod method in _segments.SelectMany(segment => segment.Methods))
            if (method.Job is { IsSplit: true } job) _writer.Line($"case {SourceWriter.Number(job.Number)}: {method.Call("slot", "first", "last")} break;");
    }

    /// <summary>Whether threads share the work of a sample in one of its segments.</summary>
    public bool SharesSamples => _segments.Any(segment => segment.SharesSamples);

    private void WriteBatch(SegmentJobs segment)
    {
        int step = segment.Segment.Steps[0];
        string declaration = !IsOfOneSample(step) ? "nint batch = kilnBatch;"
            : _plan.Graph.Nodes[step].Implementation.IsOverBatch ? "nint batch = 1;"
            : "nint sample = 0;";
        for (int phase = 0; phase < segment.Jobs.Count; phase++)
        {
            if (phase > 0) _writer.Line();
            SegmentText text = Text(segment.Segment);
            SourceWriter body = PhaseText(step, segment.Phases[phase], text);
            using SourceWriter.Scope method = _writer.Block($"private void {segment.Jobs[phase].Method}(int worker, nint first, nint last)");
            _writer.Line(declaration);
            WriteBody(text, body);
        }
    }

    private void WritePerSample(SegmentJobs segment)
    {
        bool isOneMethod = segment.Methods.Count == 0;
        SegmentText text = Text(segment.Segment);
        var body = new SourceWriter();
        if (isOneMethod) body = Statements(segment.Segment.Steps, text);
        else foreach (StageMethod method in segment.Methods) body.Line(method.Statement);
        using (_writer.Block($"private void {segment.Jobs[0].Method}(int worker, nint first, nint last)"))
        {
            foreach (string declaration in text.Declarations()) _writer.Line(declaration);
            using SourceWriter.Scope loop = _writer.Block("for (nint sample = first; sample < last; sample++)");
            _writer.Lines(body);
        }

        foreach (StageMethod method in segment.Methods)
        {
            SegmentText own = Text(segment.Segment, "slot");
            SourceWriter statements = method.Phase is null ? Statements(method.Stage.Steps, own) : PhaseText(method.Stage.Steps[0], method.Phase, own);
            _writer.Line();
            using SourceWriter.Scope scope = _writer.Block($"private void {method.Name}(int slot, nint sample{method.Parameters})");
            WriteBody(own, statements);
        }
    }

    /// <summary>The statements of some steps, each under a line that says what it computes.</summary>
    private SourceWriter Statements(IReadOnlyList<int> steps, SegmentText text)
    {
        var body = new SourceWriter();
        foreach (int step in steps) WriteStep(body, step, StepPhases.Of(_plan, step, whole: true), text, isAlone: steps.Count == 1);
        return body;
    }

    /// <summary>The statements of one phase of a step that is cut into items.</summary>
    private SourceWriter PhaseText(int step, Phase phase, SegmentText text)
    {
        var body = new SourceWriter();
        WriteStep(body, step, [phase], text, isAlone: true);
        return body;
    }

    private void WriteStep(SourceWriter body, int step, IReadOnlyList<Phase> phases, SegmentText text, bool isAlone)
    {
        LaidOutNode node = _plan.Graph.Nodes[step];
        body.Comment($"{node.Name}: {node.Description}{Shapes(node.Outputs)}");
        var statements = new SourceWriter();
        var printer = new StatementPrinter(statements, node.Name, text, _shapes, _kernels);
        foreach (Phase phase in phases) printer.Print(phase.Statements);
        // A block for each step of several that is more than one call keeps its locals apart.
        using SourceWriter.Scope? block = isAlone || statements.IsOneStatement ? null : body.Block();
        body.Lines(statements);
    }

    /// <summary>Whether a step computes with values of parameters, as the one sample of a batch of one.</summary>
    private bool IsOfOneSample(int step) => Ops.OneSample.Concerns(_plan.Graph, _plan.Graph.Nodes[step]);

    private void WriteBody(SegmentText text, SourceWriter body)
    {
        foreach (string declaration in text.Declarations()) _writer.Line(declaration);
        _writer.Lines(body);
    }

    private SegmentText Text(Segment segment, string slot = "worker") => new(segment.Kind == SegmentKind.PerSample ? "sample" : "", _program, slot);

    private string Title(Segment segment)
    {
        if (segment.Kind != SegmentKind.Batch)
            return $"each sample: {string.Join(", ", segment.Steps.Select(step => _plan.Graph.Nodes[step].Name).Distinct())}";
        LaidOutNode node = _plan.Graph.Nodes[segment.Steps[0]];
        return $"{(IsOfOneSample(segment.Steps[0]) ? "once" : "the whole batch")}: {node.Op.Name} of {node.Name}";
    }

    /// <summary>Shapes of the results that have rows.</summary>
    private static string Shapes(IEnumerable<TensorType> types)
    {
        string shapes = string.Join(", ", types.Where(type => type.Shape.Leading != 0).Select(type => type.Shape).Distinct());
        return shapes.Length == 0 ? "" : " -> " + shapes;
    }
}
