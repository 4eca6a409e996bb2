using System.Reflection;
using Kiln.Compiler.Tests.Generator;
using Kiln.Generator.Emit;
using Kiln.Generator.Graphs;
using Kiln.Generator.Layouts;
using Kiln.Generator.Ops;
using Kiln.Generator.Planning;
using Kiln.Generator.Steps;

namespace Kiln.Compiler.Tests.Planning;

/// <summary>
/// The rules of steps: what they call is in the runtime, and each address lies in the buffer of its value, whichever items a worker has. Kernels read and write
/// around the addresses; what they touch there is measured by the tests of footprints. An empty list means sound steps.
/// </summary>
internal sealed class StepVerifier
{
    private const int Batch = 3, TripsAtEachEnd = 4;

    private static readonly Assembly s_runtime = typeof(Kiln.Kernels.GemmShape).Assembly;

    private static readonly string[] s_counts =
    [
        "Blocks", "Rows", "Columns", "OutputHeight", "OutputWidth", "KernelHeight", "KernelWidth", "TapRows", "TapColumns", "Outer", "Middle", "Inner",
        "Samples",
    ];

    private readonly Plan _plan;
    private readonly Dictionary<string, long> _variables = [];
    private readonly HashSet<string> _problems = [];
    private int _step;
    private int _samples;

    private StepVerifier(Plan plan) => _plan = plan;

    public static IReadOnlyCollection<string> Verify(Plan plan)
    {
        var verifier = new StepVerifier(plan);
        var all = new StepPhases(plan);
        foreach (int step in plan.PackSteps) verifier.Step(step, samples: 1, all.Of(step, whole: true));
        foreach (Segment segment in plan.Segments)
            foreach (int step in segment.Steps)
            {
                int samples = segment.Kind == SegmentKind.Batch ? Batch : 1;
                verifier.Step(step, samples, all.Of(step));
                verifier.Step(step, samples, all.Of(step, whole: true));
            }

        return verifier._problems;
    }

    /// <summary>The problems of some phases of a step of the plan.</summary>
    public static IReadOnlyCollection<string> Verify(Plan plan, int step, IReadOnlyList<Phase> phases)
    {
        var verifier = new StepVerifier(plan);
        verifier.Step(step, samples: 1, phases);
        return verifier._problems;
    }

    private void Step(int step, int samples, IReadOnlyList<Phase> phases)
    {
        (_step, _samples) = (step, samples);
        foreach (Phase phase in phases)
        {
            _variables.Clear();
            (_variables["batch"], _variables["sample"], _variables["worker"]) = (OneSample.Concerns(_plan.Graph, _plan.Graph.Nodes[step]) ? 1 : Batch, 0, 0);
            long items = ValueOf(phase.Items);
            Items(phase, 0, items);
            foreach (long item in Ends(0, items)) Items(phase, item, item + 1);
        }
    }

    private void Items(Phase phase, long first, long last)
    {
        (_variables["first"], _variables["last"]) = (first, last);
        Run(phase.Statements);
    }

    private void Run(IEnumerable<Statement> statements)
    {
        foreach (Statement statement in statements)
        {
            switch (statement)
            {
                case Statement.Call call:
                    Check(call);
                    break;
                case Statement.Loop loop:
                    foreach (long trip in Ends(ValueOf(loop.From), ValueOf(loop.To)))
                    {
                        _variables[loop.Variable] = trip;
                        Run(loop.Body);
                    }

                    break;
                case Statement.Each { Type: "RowPart" } loop:
                    foreach (Kiln.Kernels.RowPart rows in PartsOf(loop.Parts))
                    {
                        (_variables["rows.Sample"], _variables["rows.Samples"]) = (rows.Sample, rows.Samples);
                        (_variables["rows.Row"], _variables["rows.Rows"]) = (rows.Row, rows.Rows);
                        Run(loop.Body);
                    }

                    break;
                case Statement.Each loop:
                    foreach (Kiln.Kernels.Tile tile in TilesOf(loop.Parts))
                    {
                        (_variables["tile.Row"], _variables["tile.Rows"]) = (tile.Row, tile.Rows);
                        (_variables["tile.Column"], _variables["tile.Columns"]) = (tile.Column, tile.Columns);
                        Run(loop.Body);
                    }

                    break;
                case Statement.Let let:
                    _variables[let.Variable] = ValueOf(let.Value);
                    break;
                case Statement.LetReal let:
                    Check(let.Value);
                    break;
                case Statement.Store store:
                    Check(store.To);
                    Check(store.Value);
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(statements), statement, "No such statement is known.");
            }
        }
    }

    private List<Kiln.Kernels.RowPart> PartsOf(Argument.Structure chunk)
    {
        nint At(int index) => (nint)ValueOf(((Argument.Integer)chunk.Arguments[index]).Value);
        var all = new List<Kiln.Kernels.RowPart>();
        foreach (Kiln.Kernels.RowPart rows in new Kiln.Kernels.RowChunk(At(0), At(1), At(2), At(3))) all.Add(rows);
        return all;
    }

    private List<Kiln.Kernels.Tile> TilesOf(Argument.Structure tiles)
    {
        long At(int index) => ValueOf(((Argument.Integer)tiles.Arguments[index]).Value);
        var all = new List<Kiln.Kernels.Tile>();
        if (tiles.Type == "Tiles")
        {
            foreach (Kiln.Kernels.Tile tile in new Kiln.Kernels.Tiles((nint)At(0), (nint)At(1), (nint)At(2), (nint)At(3), (nint)At(4), (nint)At(5)))
                all.Add(tile);
            return all;
        }

        foreach (Kiln.Kernels.Tile tile in new Kiln.Kernels.GemmTiles((nint)At(0), (nint)At(1), (nint)At(2), (nint)At(3), (nint)At(4))) all.Add(tile);
        return all;
    }

    private void Check(Statement.Call call)
    {
        (string @class, string method) = call.Callee is Callee.Method named ? (named.Class, named.Name) : (((Callee.Kernel)call.Callee).Key.Name, "Run");
        bool isKnown = s_runtime.GetType("Kiln.Kernels." + @class)?.GetMethods(BindingFlags.Static | BindingFlags.Public).Any(
            known => known.Name == method && known.GetParameters() is var parameters && call.Arguments.Count <= parameters.Length
                && call.Arguments.Count >= parameters.Count(parameter => !parameter.IsOptional)) == true;
        if (!isKnown) Report($"calls {@class}.{method} with {call.Arguments.Count} arguments, which the runtime does not have");
        for (int i = 0; i < call.Arguments.Count; i++)
            if (NumberNames.NeedsName(call.Arguments[i]) && NumberNames.Of(call.Callee, i) is null)
                Report($"hands number {i} to {@class}.{method} without its name");
        if (call.Arguments.Any(IsOfNothing)) return;
        foreach (Argument argument in call.Arguments) Check(argument);
    }

    /// <summary>
    /// Whether a structure counts no elements or no taps, as where a phase of a strided gradient has a row less than others or no taps: then kernels go
    /// nowhere.
    /// </summary>
    private bool IsOfNothing(Argument argument) => argument switch
    {
        Argument.Constant constant => constant.Fields.Concat(constant.Replaced).Any(field => s_counts.Contains(field.Name) && IsNone(field.Value)),
        // Each count comes before its stride.
        Argument.Structure { Type: "PackAxis" } axis => axis.Arguments.Where((_, i) => i % 2 == 0).Take(3).Any(IsNone),
        _ => false,
    };

    private bool IsNone(Argument count) => count is Argument.Integer number && ValueOf(number.Value) <= 0;

    private void Check(Argument argument)
    {
        switch (argument)
        {
            case Argument.Address address:
                CheckAddress(address);
                break;
            case Argument.Workspace workspace when !_plan.Workspaces.ContainsKey(workspace.Step):
                Report("uses a workspace that the plan does not have");
                break;
            case Argument.PartialSum sum:
                long room = Storage.Floats(_plan.PartialSums.GetValueOrDefault(sum.Step)?.Stride ?? 0), at = ValueOf(sum.Offset);
                if (at < 0 || at >= room) Report($"goes to {at} in {room} floats of partial sums");
                break;
            case Argument.Element element:
                CheckAddress(element.At);
                break;
            case Argument.Structure structure:
                foreach (Argument part in structure.Arguments) Check(part);
                break;
            case Argument.Constant constant:
                foreach (Field field in constant.Fields.Concat(constant.Replaced)) Check(field.Value);
                break;
            case Argument.Chain chain:
                foreach (Argument.Address operand in chain.Links.SelectMany(link => link.Operands)) CheckAddress(operand);
                break;
            case Argument.Divisor divisor:
                Check(divisor.Sum);
                break;
            case Argument.Result result:
                Check(result.Call);
                break;
            default:
                break;
        }
    }

    private void CheckAddress(Argument.Address address)
    {
        Storage storage = _plan.Storage[address.Value];
        LaidOutType type = _plan.Graph.LaidOut(address.Value);
        bool isInArena = storage.Block is Block.Fixed or Block.PerSample or Block.Worker;
        long room = storage.Block switch
        {
            Block.None => 0,
            Block.Losses => 1,
            Block.Parameters or Block.Gradients or Block.State or Block.Model => Geometry.Align(type.Shape.ElementCount),
            Block.Caller or Block.PerSample => storage.Stride / type.Element.Size() * (type.Shape.DependsOnBatch ? _samples : 1),
            _ => storage.Stride / type.Element.Size(),
        };
        long at = (isInArena && type.Shape.Leading != 0 ? Geometry.Of(type).Interior : 0) + ValueOf(address.Offset);
        if (at < 0 || at >= room)
            Report($"goes to {at} in the {room} elements of %{address.Value.Node}.{address.Value.Output} {_plan.Graph[address.Value].Name}, {storage.Block}");
    }

    private void Report(string problem) => _problems.Add($"%{_step} {_plan.Graph.Nodes[_step].Description} {problem}.");

    /// <summary>The first and last trips of a loop: addresses between lie between.</summary>
    private static IEnumerable<long> Ends(long from, long to)
    {
        for (long trip = from; trip < to; trip++)
            if (trip < from + TripsAtEachEnd || trip >= to - TripsAtEachEnd) yield return trip;
            else trip = to - TripsAtEachEnd - 1;
    }

    private long ValueOf(Expression expression) => ExpressionValue.Of(expression, name => _variables[name]);
}
