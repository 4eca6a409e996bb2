using Kiln.Generator.LaidOut;
using Kiln.Generator.Layouts;
using Kiln.Generator.Planning;

namespace Kiln.Generator.Steps;

/// <summary>
/// What an implementation sees of a step, and where it puts the statements. In a per-sample segment addresses are those of one sample; in a batch segment those
/// of the first sample. A step that is computed as a <paramref name="whole"/> is not cut into items.
/// </summary>
internal sealed partial class StepBuilder(Plan plan, int index, bool whole = false)
{
    private readonly Stack<List<Statement>> _blocks = new([[]]);

    public LaidOutNode Node => plan.Graph.Nodes[index];
    public Op Op => Node.Op;
    public EquatableArray<ElementwiseOp> Epilogue => Node.Epilogue;
    public int OwnInputs => Node.OwnInputs;

    /// <summary>The samples of the step's values, where the schedule cuts its work: one if it computes with values of parameters alone.</summary>
    public Expression Batch { get; init; } = OneSample.Concerns(plan.Graph, plan.Graph.Nodes[index]) ? 1 : Expression.Batch;

    public LaidOutType InputType(int input) => plan.Graph.LaidOut(Node.Inputs[input]);
    public LaidOutType OutputType(int output = 0) => Node.LaidOut(output);
    public Geometry Input(int input) => Geometry.Of(InputType(input));
    public Geometry Output(int output = 0) => Geometry.Of(OutputType(output));

    /// <summary>Elements from sample to sample of an input, or of an output.</summary>
    public long InputStride(int input) => plan.Storage[Node.Inputs[input]].Stride / InputType(input).Element.Size();
    public long OutputStride(int output = 0) => StorageOf(output).Stride / OutputType(output).Element.Size();

    private Storage StorageOf(int output) => plan.Storage[new Value(index, output)];

    /// <summary>Whether anything reads the output.</summary>
    public bool HasOutput(int output) => StorageOf(output).Block != Block.None;

    /// <summary>The address of the first element of an input, or of an output, plus an offset.</summary>
    public Argument.Address InputAt(int input, params Expression[] offsets) => new(Node.Inputs[input], Expression.Sum(offsets));
    public Argument.Address OutputAt(int output = 0, params Expression[] offsets) => new(new Value(index, output), Expression.Sum(offsets));

    /// <summary>The worker's workspace.</summary>
    public Argument Workspace() => new Argument.Workspace(index);

    /// <summary>The address of an output, or of nothing if nothing reads it.</summary>
    public Argument OptionalOutput(int output, params Expression[] offsets) => HasOutput(output) ? OutputAt(output, offsets) : Argument.None;

    /// <summary>Whether a gradient is added to what its memory holds: the caller's choice in the Gradients block; a contribution to a sum is stored.</summary>
    public Argument Accumulate =>
        Enumerable.Range(0, Node.Outputs.Count).Any(output => StorageOf(output).Block == Block.Gradients) ? new Argument.Accumulates() : false;

    /// <summary>Whether an input is the caller's span with channels last.</summary>
    public bool InputIsChannelsLastOfCaller(int input) => plan.Graph[Node.Inputs[input]].Op is Input { ChannelsLast: true };

    /// <summary>Whether the step writes the gradient of an input that the caller has with channels last.</summary>
    public bool OutputIsChannelsLastOfCaller =>
        StorageOf(0).Block == Block.Caller
        && plan.Graph.Results.Any(result => result.Kind == ResultKind.InputGradient && result.Value.Node == index
            && plan.Graph.All<Input>().Any(item => item.Op.ChannelsLast && item.Op.Identifier == result.Name));

    /// <summary>A map of the batch as the runtime's per-channel kernels take it.</summary>
    public static Argument MapBatch(Geometry map, long sampleStride, Expression samples, Expression? rows = null) => Constant(
        "MapBatch", Field.Of(("Height", map.Height), ("Width", map.Width), ("SampleStride", sampleStride), ("Strides", Strides(map))),
        ("Samples", samples), ("Height", rows ?? map.Height));

    /// <summary>An input's map, of so many samples.</summary>
    public Argument InputMaps(int input, Expression samples) => MapBatch(Input(input), InputStride(input), samples);

    /// <summary>The strides of a map as the runtime takes them.</summary>
    public static Argument Strides(Geometry map) => Strides(map.Row, map.Pixel, map.Channel);
    public static Argument Strides(long row, long pixel, long plane) => Constant("MapStrides", Field.Of(("Row", row), ("Pixel", pixel), ("Plane", plane)));

    /// <summary>A structure of constants by the names of its fields; those <paramref name="replaced"/> that differ take the values of the call.</summary>
    public static Argument Constant(string type, IEnumerable<Field> fields, params IEnumerable<(string Name, Expression Value)> replaced)
    {
        EquatableArray<Field> constants = fields.ToEquatableArray();
        return new Argument.Constant(
            type, constants, [.. replaced.Select(item => new Field(item.Name, item.Value)).Where(field => !constants.Contains(field))]);
    }

    /// <summary>Calls one of the runtime's methods.</summary>
    public void Call(string @class, string method, params Argument[] arguments) => Add(new Statement.Call(new Callee.Method(@class, method), [.. arguments]));
    public void Call(string @class, string method, IEnumerable<Argument> arguments) => Call(@class, method, arguments.ToArray());

    /// <summary>Calls a kernel.</summary>
    public void Call(KernelKey kernel, params Argument[] arguments) => Add(new Statement.Call(new Callee.Kernel(kernel), [.. arguments]));

    public void Call(KernelFamily family, params Argument[] arguments) => Call(new KernelKey(family), arguments);

    /// <summary>Stores what a call gives.</summary>
    public void Store(Argument to, Callee callee, params Argument[] arguments) =>
        Add(new Statement.Store(to, new Argument.Result(new Statement.Call(callee, [.. arguments]))));

    /// <summary>Names a whole number, unless it is a constant.</summary>
    public Expression Let(string variable, Expression value)
    {
        if (value is Expression.Number) return value;
        Add(new Statement.Let(variable, value));
        return Expression.Named(variable);
    }

    public void Add(Statement statement) => _blocks.Peek().Add(statement);

    /// <summary>Begins a loop; disposing the result ends it.</summary>
    public IDisposable Loop(string variable, Expression from, Expression to) => Around(body => new Statement.Loop(variable, from, to, body));

    /// <summary>Begins loops, the outermost first; disposing the result ends them.</summary>
    public IDisposable Loops(IEnumerable<LoopRange> loops) => new Scopes([.. loops.Select(loop => Loop(loop.Variable, loop.From, loop.To))]);

    /// <summary>Begins the body of a statement; disposing the result adds the statement.</summary>
    private IDisposable Around(Func<EquatableArray<Statement>, Statement> statement)
    {
        _blocks.Push([]);
        return new Scope(() => Add(statement(_blocks.Pop().ToEquatableArray())));
    }

    /// <summary>What has no loop around it.</summary>
    private static IDisposable NoScope { get; } = new Scopes([]);

    private sealed class Scope(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
