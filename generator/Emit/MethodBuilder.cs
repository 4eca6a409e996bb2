using Kiln.Generator.LaidOut;
using Kiln.Generator.Planning;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Emit;

/// <summary>Makes the methods that compute the steps of a program's segments: each step's statements under a comment that says what it computes.</summary>
internal sealed class MethodBuilder(CompiledProgram program, StepPhases phases, BufferNames names, ShapeConstants shapes, KernelSet kernels)
{
    /// <summary>The loop over the samples of a worker's share.</summary>
    public const string SampleLoop = "for (nint sample = first; sample < last; sample++)";

    private readonly Plan _plan = program.Plan;

    /// <summary>Phases of a step that a method runs.</summary>
    private sealed record StepWork(int Step, IReadOnlyList<Phase> Phases, bool IsLater = false)
    {
        public IEnumerable<Statement> Statements => Phases.SelectMany(phase => phase.Statements);
    }

    /// <summary>The methods that compute steps of a segment.</summary>
    public IEnumerable<SegmentMethod> Of(SegmentJobs segment) => segment switch
    {
        { Segment.Kind: SegmentKind.Batch } => segment.Jobs.Select((job, phase) => OfPhase(segment, job, phase)),
        { Methods.Count: 0 } => [OfSamples(segment)],
        _ => segment.Methods.Select(method => OfStage(segment, method)),
    };

    /// <summary>Whether a step computes with values of parameters, as the one sample of a batch of one.</summary>
    public bool IsOfOneSample(int step) => Ops.OneSample.Concerns(_plan.Graph, _plan.Graph.Nodes[step]);

    /// <summary>A phase of a step over the whole batch.</summary>
    private SegmentMethod OfPhase(SegmentJobs segment, Job job, int phase)
    {
        int step = segment.Segment.Steps[0];
        string[] constants = !IsOfOneSample(step) ? []
            : _plan.Graph.Nodes[step].Implementation.IsOverBatch ? [$"const int {ExpressionText.Batch} = 1;"]
            : [$"const int {Expression.SampleVariable} = 0;"];
        return Method(
            segment, job.Method, job.Parameters, [new StepWork(step, [segment.Phases[phase]], phase > 0)], "worker",
            (writer, buffers, body) => WriteBody(writer, [.. constants, .. buffers.Declarations()], body));
    }

    /// <summary>All steps of a segment, sample by sample.</summary>
    private SegmentMethod OfSamples(SegmentJobs segment) => Method(
        segment, segment.Jobs[0].Method, segment.Jobs[0].Parameters, Whole(segment.Segment.Steps), "worker", (writer, buffers, body) =>
        {
            writer.Paragraph(buffers.CommonDeclarations());
            using SourceWriter.Scope loop = writer.Block(SampleLoop);
            WriteBody(writer, buffers.SampleDeclarations(), body);
        });

    /// <summary>Small steps of one sample, or a phase of a large one.</summary>
    private SegmentMethod OfStage(SegmentJobs segment, StageMethod method)
    {
        Stage stage = method.Stage;
        IReadOnlyList<StepWork> steps = method.Phase is null
            ? Whole(stage.Steps)
            : [new StepWork(stage.Steps[0], [method.Phase], IsLater: method.Phase != stage.Phases[0])];
        return Method(
            segment, method.Name, "int slot, nint sample" + method.Parameters, steps, "slot",
            (writer, buffers, body) => WriteBody(writer, buffers.Declarations(), body));
    }

    private SegmentMethod Method(
        SegmentJobs segment, string name, string parameters, IReadOnlyList<StepWork> steps, string slot,
        Action<SourceWriter, MethodBuffers, SourceWriter> write)
    {
        string block = LayerPath.BlockOf(steps.Select(work => _plan.Graph.Nodes[work.Step].Name));
        string title = string.Join("\n", steps.Select(work => Title(work, block)));
        return new SegmentMethod(name, parameters, block, title, isShared =>
        {
            var buffers = new MethodBuffers([.. steps.SelectMany(work => work.Statements)], block, names, isShared);
            SourceWriter body = StatementsOf(segment.Segment, steps, isShared ? block : "", buffers, slot);
            return new MethodText(buffers, writer => write(writer, buffers, body));
        });
    }

    /// <summary>Steps that one thread computes.</summary>
    private IReadOnlyList<StepWork> Whole(IReadOnlyList<int> steps) => [.. steps.Select(step => new StepWork(step, phases.Of(step, whole: true)))];

    /// <summary>The statements of a method, each step's under a line that says what it computes; layers are named as they are within a block.</summary>
    private SourceWriter StatementsOf(Segment segment, IReadOnlyList<StepWork> steps, string block, MethodBuffers buffers, string slot)
    {
        var text = new SegmentText(program, names, buffers, segment.Kind == SegmentKind.PerSample, slot);
        text.Use(steps.SelectMany(work => work.Statements));
        var body = new SourceWriter();
        foreach (StepWork work in steps)
        {
            body.Comment(Title(work, block));
            // A block keeps the variables of one of several steps apart.
            bool isAlone = steps.Count == 1 || !work.Statements.Any(statement => statement is Statement.Let or Statement.LetReal);
            using SourceWriter.Scope? scope = isAlone ? null : body.Block();
            new StatementPrinter(body, _plan.Graph.Nodes[work.Step].Name, text, shapes, kernels).Print(work.Statements);
        }

        return body;
    }

    /// <summary>What a step computes; its layer is named as it is within a block.</summary>
    private string Title(StepWork work, string block)
    {
        LaidOutNode node = _plan.Graph.Nodes[work.Step];
        return LayerPath.Within(block, node.Name) + (work.IsLater ? ", continued" : $": {node.Description}{Shapes(node.Outputs)}");
    }

    private static void WriteBody(SourceWriter writer, IReadOnlyList<string> declarations, SourceWriter body)
    {
        writer.Paragraph(declarations);
        writer.Lines(body);
    }

    /// <summary>Shapes of the results that have rows.</summary>
    private static string Shapes(IEnumerable<TensorType> types)
    {
        string shapes = string.Join(", ", types.Where(type => type.Shape.Leading != 0).Select(type => type.Shape).Distinct());
        return shapes.Length == 0 ? "" : " -> " + shapes;
    }
}
