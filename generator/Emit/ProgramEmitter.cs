using Kiln.Generator.LaidOut;
using Kiln.Generator.Planning;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Emit;

/// <summary>Writes one program of a network: its schedule (one call for each segment), the cases that lead to its methods, and the methods.</summary>
internal sealed class ProgramEmitter
{
    private readonly SourceWriter _writer;
    private readonly CompiledProgram _program;
    private readonly List<SegmentJobs> _segments = [];
    private readonly MethodBuilder _builder;
    private readonly SegmentMethods _methods;

    /// <summary>The numbers that the jobs of the next program follow.</summary>
    private readonly int _endNumber, _endStage;

    public ProgramEmitter(
        SourceWriter writer, CompiledProgram program, StepPhases phases, BufferNames names, ProgramEmitter? before, ShapeConstants shapes, KernelSet kernels)
    {
        (_writer, _program, _endNumber, _endStage) = (writer, program, before?._endNumber ?? 0, before?._endStage ?? 0);
        for (int i = program.FirstSegment; i < program.EndSegment; i++)
        {
            string method = $"Kiln{Name}{SourceWriter.Number(i)}";
            var segment = new SegmentJobs(phases, program.Plan.Segments[i], method, _endNumber, _endStage, kernels.Options.SharedWork);
            _segments.Add(segment);
            (_endNumber, _endStage) = (_endNumber + segment.Jobs.Count, _endStage + segment.Stages);
        }

        _builder = new MethodBuilder(program, phases, names, shapes, kernels);
        _methods = new SegmentMethods([.. _segments.SelectMany(_builder.Of)]);
    }

    private string Name => _program.Spec.Name;

    /// <summary>The method that runs the program's segments in order.</summary>
    public void WriteSchedule()
    {
        PlaceText.WritePlaces(_writer, _program);
        using SourceWriter.Scope method = _writer.Block($"private void Kiln{Name}()");
        if (_program.Plan.LeftOut.Count > 0) _writer.Comment("Outputs that the caller leaves out are stored in the arena.");
        foreach (LeftOutput output in _program.Plan.LeftOut)
        {
            string place = PlaceText.Samples(_program, Storage.Floats(output.Offset), 0);
            _writer.Line($"kiln.BindLeftOut({SourceWriter.Number(output.Slot)}, ref {place});");
        }

        if (_program.First is { } first) _writer.Line($"Kiln{first.Spec.Name}();");
        foreach (SegmentJobs segment in _segments)
        {
            _writer.Comment(segment.Name + Title(segment.Segment));
            string split = segment.SharesSamples ? "SplitSamples" : "Split";
            foreach (Job job in segment.Jobs)
                _writer.Line(job.IsSplit
                    ? $"kiln.{split}({SourceWriter.Number(job.Number)}, {ExpressionText.Of(job.Items)}, {CostText(job.Cost)});"
                    : _methods.Call(job.Method, job.TakesWorker ? ["0"] : []));
        }
    }

    /// <summary>A cost that grows with the batch may be larger than an int.</summary>
    private static string CostText(Expression cost) => cost is Expression.Binary { Operator: Operator.Multiply, Left: Expression.Number factor } product
        && product.Right == Expression.Batch
            ? $"{SourceWriter.Number(factor.Value)}L * {ExpressionText.Batch}" : ExpressionText.Of(cost);

    /// <summary>The methods of each segment.</summary>
    public void WriteSegments()
    {
        foreach (SegmentJobs segment in _segments)
        {
            if (segment.Methods.Count > 0) WriteLoop(segment);
            else foreach (Job job in segment.Jobs) _methods.Write(_writer, job.Method);
            foreach (StageMethod method in segment.Methods) _methods.Write(_writer, method.Name);
        }
    }

    /// <summary>The cases of Run that lead to the segments.</summary>
    public void WriteCases()
    {
        foreach (Job job in _segments.SelectMany(segment => segment.Jobs))
            if (job.IsSplit) WriteCase(job.Number, _methods.Call(job.Method, job.Arguments));
    }

    /// <summary>The cases of RunStage that lead to the steps whose items threads share.</summary>
    public void WriteStageCases()
    {
        foreach (StageMethod method in _segments.SelectMany(segment => segment.Methods))
            if (method.Job is { IsSplit: true } job) WriteCase(job.Number, _methods.Call(method.Name, method.Arguments("slot")));
    }

    private void WriteCase(int number, string call) => _writer.Line($"case {SourceWriter.Number(number)}: {call} break;");

    /// <summary>Whether threads share the work of a sample in one of its segments.</summary>
    public bool SharesSamples => _segments.Any(segment => segment.SharesSamples);

    /// <summary>The loop over samples of a segment whose steps have methods of their own.</summary>
    private void WriteLoop(SegmentJobs segment)
    {
        _writer.Line();
        using SourceWriter.Scope scope = _writer.Block($"private void {segment.Name}({segment.Jobs[0].Parameters})");
        using SourceWriter.Scope loop = segment.Methods.Count == 1 ? _writer.Open(MethodBuilder.SampleLoop) : _writer.Block(MethodBuilder.SampleLoop);
        foreach (StageMethod method in segment.Methods)
            if (method.Job is { IsSplit: true } job)
            {
                string items = $"{ExpressionText.Of(job.Items)}, {ExpressionText.Of(job.Cost)}";
                _writer.Line($"kiln.Share({SourceWriter.Number(job.Number)}, worker, sample, {items}); // {method.Layer}");
            }
            else
            {
                _writer.Line(_methods.Call(method.Name, method.Arguments("worker")));
            }
    }

    private string Title(Segment segment)
    {
        if (segment.Kind != SegmentKind.Batch)
        {
            string[] layers = [.. segment.Steps.Select(step => _program.Plan.Graph.Nodes[step].Name).Distinct()];
            string range = layers.Length > 2 ? $"{layers[0]} to {layers[layers.Length - 1]}" : string.Join(", ", layers);
            return $", each sample: {range}";
        }

        LaidOutNode node = _program.Plan.Graph.Nodes[segment.Steps[0]];
        return $"{(_builder.IsOfOneSample(segment.Steps[0]) ? ", once" : "")}: {node.Op.Name} of {node.Name}";
    }
}
