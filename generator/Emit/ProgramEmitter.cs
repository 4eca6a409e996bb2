using Kiln.Generator.Implementations;
using Kiln.Generator.Graphs;
using Kiln.Generator.Planning;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Emit;

/// <summary>
/// Writes one program of a network: its schedule (one call for each segment), the segments themselves with a commented step for each
/// node, and the packing of its weights.
/// </summary>
internal sealed class ProgramEmitter
{
    private readonly SourceWriter _writer;
    private readonly CompiledProgram _program;
    private readonly Plan _plan;
    private readonly ShapeConstants _shapes;
    private readonly KernelSet _kernels;
    private readonly IReadOnlyList<SegmentJobs> _segments;

    /// <param name="writer">Where the program goes.</param>
    /// <param name="program">The program.</param>
    /// <param name="firstNumber">The number of its first job among those of all programs.</param>
    /// <param name="shapes">The structures of constants of all programs.</param>
    /// <param name="kernels">Where kernels are.</param>
    public ProgramEmitter(SourceWriter writer, CompiledProgram program, int firstNumber, ShapeConstants shapes, KernelSet kernels)
    {
        (_writer, _program, _plan, _shapes, _kernels) = (writer, program, program.Plan, shapes, kernels);
        var segments = new List<SegmentJobs>();
        EndNumber = firstNumber;
        for (int i = program.FirstSegment; i < program.EndSegment; i++)
        {
            segments.Add(new SegmentJobs(_plan, _plan.Segments[i], $"Kiln{Name}{SourceWriter.Number(i)}", EndNumber, kernels.Options.SharedWork));
            EndNumber += segments.Last().Jobs.Count();
        }

        _segments = segments;
    }

    private string Name => _program.Name;

    /// <summary>One past the number of its last job.</summary>
    public int EndNumber { get; }

    /// <summary>Whether threads share the work of a sample in one of its segments.</summary>
    public bool SharesSamples => _segments.Any(segment => segment.SharesSamples);

    /// <summary>The method that runs the program's segments in order.</summary>
    public void WriteSchedule()
    {
        SegmentText.WriteScratch(_writer, _program);
        using SourceWriter.Scope method = _writer.Block($"private void Kiln{Name}(int batch)");
        foreach (SegmentJobs segment in _segments)
        {
            _writer.Comment(Title(segment.Segment));
            if (segment.SharesSamples) _writer.Line($"if (batch < kiln.Threads) {segment.SharingMethod}(batch);");
            foreach (Job job in segment.Whole) _writer.Line((segment.SharesSamples ? "else " : "") + job.Start);
        }
    }

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
            if (job.IsSplit) _writer.Line($"case {SourceWriter.Number(job.Number)}: {job.Case} break;");
    }

    /// <summary>Whether the program packs weights of its own.</summary>
    public bool Packs => _program.OwnsPacked && _plan.PackSteps.Count > 0;

    /// <summary>The method that packs the program's weights.</summary>
    public void WritePack()
    {
        string name = $"KilnPack{Name}";
        IReadOnlyList<Stage> parts = Stage.OfWhole(_plan.PackSteps);
        for (int part = 0; part < parts.Count; part++)
        {
            var segment = new SegmentText("", _program);
            var body = new SourceWriter();
            foreach (int step in parts[part].Steps)
            {
                body.Comment($"{_plan.Graph.Nodes[step].Name}: {_plan.Graph.Nodes[step].Op}");
                Print(body, step, StepPhases.Of(_plan, step, whole: true), segment);
            }

            using (_writer.Block($"private void {(parts.Count > 1 ? PartOf(part) : name)}()")) WriteBody(segment, body);
            if (parts.Count > 1) _writer.Line();
        }

        if (parts.Count == 1) return;
        using SourceWriter.Scope all = _writer.Block($"private void {name}()");
        for (int part = 0; part < parts.Count; part++) _writer.Line($"{PartOf(part)}();");

        string PartOf(int part) => $"{name}Part{SourceWriter.Number(part)}";
    }

    private void WriteBatch(SegmentJobs segment)
    {
        int step = segment.Segment.Steps[0];
        string declaration = !IsOfOneSample(step) ? "nint batch = kilnBatch;" : _plan.Graph.Nodes[step].Op.BatchCoupled ? "nint batch = 1;" : "nint sample = 0;";
        for (int phase = 0; phase < segment.Whole.Count; phase++)
        {
            if (phase > 0) _writer.Line();
            SegmentText text = Text(segment.Segment);
            SourceWriter body = PhaseText(step, segment.Phases[phase], text);
            using SourceWriter.Scope method = _writer.Block($"private void {segment.Whole[phase].Method}(int worker, nint first, nint last)");
            _writer.Line(declaration);
            WriteBody(text, body);
        }
    }

    private void WritePerSample(SegmentJobs segment)
    {
        const string Samples = "for (nint sample = first; sample < last; sample++)";
        string name = segment.Whole[0].Method;
        if (segment.Shared.Count == 0)
        {
            SegmentText text = Text(segment.Segment);
            SourceWriter body = Statements(segment.Segment.Steps, text);
            using SourceWriter.Scope method = _writer.Block($"private void {name}(int worker, nint first, nint last)");
            foreach (string declaration in text.Declarations()) _writer.Line(declaration);
            using SourceWriter.Scope loop = _writer.Block(Samples);
            _writer.Lines(body);
            return;
        }

        using (_writer.Block($"private void {name}(int worker, nint first, nint last)"))
        using (_writer.Block(Samples))
            foreach (Job job in segment.Shared) _writer.Line(job.Whole("worker, sample"));
        if (segment.SharesSamples)
        {
            _writer.Line();
            _writer.Comment("Fewer samples than threads: the threads share each large step of a sample.");
            using SourceWriter.Scope method = _writer.Block($"private void {segment.SharingMethod}(int batch)");
            using SourceWriter.Scope loop = _writer.Block("for (kilnSample = 0; kilnSample < batch; kilnSample++)");
            foreach (Job job in segment.Shared) _writer.Line(job.Start);
        }

        IEnumerator<Job> jobs = segment.Shared.GetEnumerator();
        foreach (Stage stage in segment.Stages)
        {
            if (!stage.IsShared) WriteMethod("", text => Statements(stage.Steps, text));
            foreach (Phase phase in stage.Phases) WriteMethod(", nint first, nint last", text => PhaseText(stage.Steps[0], phase, text));
        }

        void WriteMethod(string parameters, Func<SegmentText, SourceWriter> write)
        {
            jobs.MoveNext();
            SegmentText text = Text(segment.Segment, "slot");
            SourceWriter body = write(text);
            _writer.Line();
            using SourceWriter.Scope method = _writer.Block(
                $"private void {jobs.Current.Method}(int slot, nint sample{(jobs.Current.TakesWorker ? ", int worker" : "")}{parameters})");
            WriteBody(text, body);
        }
    }

    /// <summary>The statements of some steps, each under a line that says what it computes.</summary>
    private SourceWriter Statements(IReadOnlyList<int> steps, SegmentText text)
    {
        var body = new SourceWriter();
        foreach (int step in steps) WriteStep(body, step, StepPhases.Of(_plan, step, whole: true), text);
        return body;
    }

    /// <summary>The statements of one phase of a step that is cut into items.</summary>
    private SourceWriter PhaseText(int step, Phase phase, SegmentText text)
    {
        var body = new SourceWriter();
        WriteStep(body, step, [phase], text);
        return body;
    }

    private void WriteStep(SourceWriter body, int step, IReadOnlyList<Phase> phases, SegmentText text)
    {
        GraphNode node = _plan.Graph.Nodes[step];
        body.Comment($"{node.Name}: {node.Op} {Shapes(node.Inputs.Select(_plan.Graph.TypeOf))} -> {Shapes(node.Outputs)}{Place(step)}");
        var statements = new SourceWriter();
        Print(statements, step, phases, text);
        SourceWriter.Scope? optional = _program.OptionalOutputs && OutputSlot(step) is { } slot ? body.Block($"if (kiln.IsBound({slot}))") : null;
        // A block of its own for each step that is more than one call keeps its locals apart.
        using (optional ?? (statements.IsOneStatement ? null : body.Block())) body.Lines(statements);
    }

    private void Print(SourceWriter body, int step, IReadOnlyList<Phase> phases, SegmentText text)
    {
        var printer = new StatementPrinter(body, _plan.Graph.Nodes[step].Name, text, _shapes, _kernels);
        foreach (Phase phase in phases) printer.Print(phase.Statements);
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

    private string? OutputSlot(int step) =>
        _plan.Storage[new Value(step)].Block == Block.Caller
        && _plan.Graph.Results.Any(result => result.Kind == ResultKind.Output && result.Value.Node == step)
            ? SourceWriter.Number(_plan.Storage[new Value(step)].Offset)
            : null;
}
