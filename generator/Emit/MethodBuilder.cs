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

    /// <summary>Phases of a step that a method runs, and in words what they compute.</summary>
    private sealed record StepWork(string Layer, IReadOnlyList<Phase> Phases, string Computes)
    {
        public IEnumerable<Statement> Statements => Phases.SelectMany(phase => phase.Statements);

        /// <summary>What the step computes; its layer is named as it is within a block.</summary>
        public string Title(string block) => LayerPath.Within(block, Layer) + Computes;
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
        return Method(segment, job.Method, job.Parameters, [Work(step, [segment.Phases[phase]], phase > 0)], constants: constants);
    }

    /// <summary>All steps of a segment, sample by sample.</summary>
    private SegmentMethod OfSamples(SegmentJobs segment) =>
        Method(segment, segment.Jobs[0].Method, segment.Jobs[0].Parameters, Whole(segment.Segment.Steps), isLoop: true);

    /// <summary>Small steps of one sample, or a phase of a large one.</summary>
    private SegmentMethod OfStage(SegmentJobs segment, StageMethod method)
    {
        Stage stage = method.Stage;
        IReadOnlyList<StepWork> steps = method.Phase is null
            ? Whole(stage.Steps) : [Work(stage.Steps[0], [method.Phase], isLater: method.Phase != stage.Phases[0])];
        return Method(segment, method.Name, "int slot, nint sample" + method.Parameters, steps, slot: "slot");
    }

    private SegmentMethod Method(
        SegmentJobs segment, string name, string parameters, IReadOnlyList<StepWork> steps, string slot = "worker", bool isLoop = false,
        params IReadOnlyList<string> constants)
    {
        string block = LayerPath.BlockOf(steps.Select(work => work.Layer));
        return new SegmentMethod(name, parameters, block, string.Join("\n", steps.Select(work => work.Title(block))), isShared =>
        {
            var buffers = new MethodBuffers([.. steps.SelectMany(work => work.Statements)], block, names, isShared);
            SourceWriter body = StatementsOf(segment.Segment, steps, isShared ? block : "", buffers, slot);
            return new MethodText(buffers, (writer, told) =>
            {
                writer.Paragraph([.. constants, .. isLoop ? buffers.CommonDeclarations(told) : buffers.Declarations(told)]);
                using SourceWriter.Scope? loop = isLoop ? writer.Block(SampleLoop) : null;
                if (isLoop) writer.Paragraph(buffers.SampleDeclarations(told));
                writer.Lines(body);
            });
        });
    }

    /// <summary>Steps that one thread computes.</summary>
    private IReadOnlyList<StepWork> Whole(IReadOnlyList<int> steps) => [.. steps.Select(step => Work(step, phases.Of(step, whole: true)))];

    private StepWork Work(int step, IReadOnlyList<Phase> itsPhases, bool isLater = false)
    {
        LaidOutNode node = _plan.Graph.Nodes[step];
        return new StepWork(node.Name, itsPhases, isLater ? ", continued" : $": {node.Description}{Shapes(node.Outputs)}");
    }

    /// <summary>The statements of a method, each step's under a line that says what it computes; layers are named as they are within a block.</summary>
    private SourceWriter StatementsOf(Segment segment, IReadOnlyList<StepWork> steps, string block, MethodBuffers buffers, string slot)
    {
        var text = new SegmentText(program, names, buffers, segment.Kind == SegmentKind.PerSample, slot);
        text.Use(steps.SelectMany(work => work.Statements));
        var body = new SourceWriter();
        foreach (StepWork work in steps)
        {
            body.Comment(work.Title(block));
            // A block keeps the variables of one of several steps apart.
            bool isAlone = steps.Count == 1 || !work.Statements.Any(statement => statement is Statement.Let or Statement.LetReal);
            using SourceWriter.Scope? scope = isAlone ? null : body.Block();
            new StatementPrinter(body, work.Layer, text, shapes, kernels).Print(work.Statements);
        }

        return body;
    }

    /// <summary>Shapes of the results that have rows.</summary>
    private static string Shapes(IEnumerable<TensorType> types)
    {
        string shapes = string.Join(", ", types.Where(type => type.Shape.Leading != 0).Select(type => type.Shape).Distinct());
        return shapes.Length == 0 ? "" : " -> " + shapes;
    }
}
