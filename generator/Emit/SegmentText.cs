using Kiln.Generator.Layouts;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;
using Kiln.Generator.Planning;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Emit;

/// <summary>
/// Prints addresses for one segment and remembers which bases it used, so that the method declares just those. A method that packs weights is given their
/// block.
/// </summary>
internal sealed class SegmentText(string sample, CompiledProgram program, string slot = "worker", bool packs = false)
{
    /// <summary>
    /// Every network has <see cref="WriteAt"/>'s method for floats: the C# compiler takes a quarter less time for a large network than with
    /// Unsafe.Add, for which it infers a type and picks an overload at each of ten thousand calls.
    /// </summary>
    private const string AtMethod = "KilnAt";

    private readonly HashSet<string> _bases = new(StringComparer.Ordinal);
    private readonly SortedSet<(string Block, DType Element)> _narrow = [];
    private readonly SortedDictionary<long, (string Element, string Name)> _callers = [];
    private readonly Plan _plan = program.Plan;

    public static void WriteAt(SourceWriter writer)
    {
        writer.Line($"[{Framework.MethodImpl}({Framework.MethodImpl}Options.AggressiveInlining)]");
        writer.Line($"private static ref float {AtMethod}(ref float origin, nint offset) => ref {Framework.Unsafe}.Add(ref origin, offset);");
    }

    /// <summary>
    /// The methods that give places in the arena: that of a value of which each sample has one, and the memory in which a sample's values lie while one segment
    /// computes them.
    /// </summary>
    public static void WritePlaces(SourceWriter writer, CompiledProgram program)
    {
        Plan plan = program.Plan;
        if (!program.OwnsArena) return;
        string arena = $"kiln.Arena({SourceWriter.Number(program.Arena)})";
        Expression capacity = Expression.Named("kiln.MaxBatch");
        if (plan.PerSampleBytes > 0)
        {
            Expression offset = Storage.Floats(plan.FixedBytes) + (Expression.Named("offset") * capacity) + Expression.Named("rest");
            writer.Line($"private ref float {SamplesMethod(program)}(nint offset, nint rest = 0) => ref {At(arena, offset)};");
            writer.Line();
        }

        if (plan.PerWorkerBytes > 0)
        {
            Expression offset = Storage.Floats(plan.FixedBytes) + (Storage.Floats(plan.PerSampleBytes) * capacity)
                + (Storage.Floats(plan.PerWorkerBytes) * Expression.Named("slot"));
            writer.Line($"private ref float {ScratchMethod(program)}(nint slot) => ref {At(arena, offset)};");
            writer.Line();
        }
    }

    private static string SamplesMethod(CompiledProgram program) => $"KilnSamples{SourceWriter.Number(program.Arena)}";

    private static string ScratchMethod(CompiledProgram program) => $"KilnScratch{SourceWriter.Number(program.Arena)}";

    /// <summary>Declarations of the bases in use.</summary>
    public IEnumerable<string> Declarations()
    {
        string arena = SourceWriter.Number(program.Arena);
        bool Uses(string name) => _bases.Contains(name);
        if (Uses("parameters")) yield return "ref float parameters = ref kiln.ParameterBlock;";
        if (Uses("gradients")) yield return "ref float gradients = ref kiln.GradientBlock;";
        if (Uses("state")) yield return "ref float state = ref kiln.StateBlock;";
        if (Uses("scales")) yield return "ref float scales = ref kiln.ScaleBlock;";
        if (Uses("zeroPoints")) yield return "ref float zeroPoints = ref kiln.ZeroPointBlock;";
        if (Uses("packed") && !packs) yield return $"ref float packed = ref kiln.Packed({SourceWriter.Number(program.Packed)});";
        if (Uses("once")) yield return $"ref float once = ref kiln.Arena({arena});";
        if (Uses("capacity")) yield return "nint capacity = kiln.MaxBatch;";
        if (Uses("samples")) yield return $"ref float samples = ref {SamplesMethod(program)}(0);";
        if (Uses("workspace")) yield return $"ref float workspace = ref {ScratchMethod(program)}(worker);";
        if (Uses("scratch")) yield return $"ref float scratch = ref {ScratchMethod(program)}({slot});";
        foreach ((string block, DType element) in _narrow)
            yield return $"ref {element.Keyword()} {block}{element} = ref {As("float", element.Keyword(), block)};";
        foreach (KeyValuePair<long, (string Element, string Name)> caller in _callers)
            yield return $"ref {caller.Value.Element} {caller.Value.Name} = ref kiln.Bound<{caller.Value.Element}>({SourceWriter.Number(caller.Key)});";
    }

    /// <summary>The element at an address: an expression to take a ref of.</summary>
    public string Address(Argument.Address address)
    {
        DType element = _plan.Graph.TypeOf(address.Value).Element;
        string text = AddressOf(address.Value, address.Offset);
        return address.AsFloats ? As(element.Keyword(), "float", text) : text;
    }

    /// <summary>The workspace of a step: the worker's own, wherever the values of the sample lie.</summary>
    public string Workspace(int step)
    {
        Storage storage = _plan.Workspaces[step];
        string block = storage.Block == Block.Packed ? "packed" : slot == "worker" ? "scratch" : "workspace";
        return In(block, DType.Float32, Storage.Floats(storage.Offset));
    }

    /// <summary>An element of a step's partial sums: they lie where the values of the sample, or of the batch, do.</summary>
    public string PartialSum(Argument.PartialSum sum)
    {
        Storage storage = _plan.PartialSums[sum.Step];
        return In(storage.Block == Block.Fixed ? "once" : "scratch", DType.Float32, Storage.Floats(storage.Offset) + sum.Offset);
    }

    private string AddressOf(Value value, Expression offset)
    {
        Storage storage = _plan.Storage[value];
        LaidOutType type = _plan.Graph.LaidOut(value);
        int size = type.Element.Size();
        Expression interior = (type.Shape.Leading != 0 ? Geometry.Of(type).Interior : 0) + offset;
        Expression ofSample = sample.Length > 0 ? storage.Stride / size * Expression.Named(sample) : 0;
        long start = storage.Offset / size;
        switch (storage.Block)
        {
            case Block.Caller:
                string add = type.Element == DType.Float32 ? AtMethod : Framework.Unsafe + ".Add";
                return Moved(add, Caller(value, storage, type.Element.Keyword()), ofSample + offset);
            case Block.Parameters:
                return In("parameters", type.Element, start + offset);
            case Block.Gradients:
                return In("gradients", type.Element, start + offset);
            case Block.State:
                return In("state", type.Element, start + offset);
            case Block.Scales:
                return In("scales", type.Element, start + offset);
            case Block.ZeroPoints:
                return In("zeroPoints", type.Element, start + offset);
            case Block.Packed:
                return In("packed", type.Element, start + offset);
            case Block.Fixed:
                return In("once", type.Element, start + interior);
            case Block.PerSample:
                if (size != sizeof(float))
                {
                    _bases.Add("capacity");
                    return In("samples", type.Element, (start * Expression.Named("capacity")) + ofSample + interior);
                }

                string rest = ExpressionText.Of(ofSample + interior);
                string place = $"{SamplesMethod(program)}({SourceWriter.Number(start)}{(rest == "0" ? "" : ", " + rest)})";
                return type.Element == DType.Float32 ? place : As("float", type.Element.Keyword(), place);
            case Block.Worker:
                return In("scratch", type.Element, start + interior);
            case Block.Losses:
                return $"kiln.Losses[{SourceWriter.Number(storage.Offset)}]";
            default:
                throw new InvalidOperationException($"{_plan.Graph[value].Name} has no memory.");
        }
    }

    /// <summary>An element of a block. Elements as wide as floats are counted as these; all others from a reference of their own type.</summary>
    private string In(string block, DType element, Expression offset)
    {
        _bases.Add(block);
        if (element.Size() == sizeof(float)) return element == DType.Float32 ? At(block, offset) : As("float", element.Keyword(), At(block, offset));
        _narrow.Add((block, element));
        return Moved(Framework.Unsafe + ".Add", block + element, offset);
    }

    private static string As(string from, string to, string reference) => $"{Framework.Unsafe}.As<{from}, {to}>(ref {reference})";

    private string Caller(Value value, Storage storage, string element)
    {
        if (_callers.TryGetValue(storage.Offset, out (string Element, string Name) known)) return known.Name;
        // The suffix keeps the user's names apart from the segment's own locals, the number the gradient of x from the user's x_gradient.
        string name = (_plan.Graph[value].Op is Input input ? input.Identifier : NameOfResult(value)).Replace('.', '_') + "Data";
        if (_callers.Values.Any(caller => caller.Name == name)) name += SourceWriter.Number(storage.Offset);
        _callers[storage.Offset] = (element, name);
        return name;
    }

    private string NameOfResult(Value value)
    {
        Result result = _plan.Graph.Results.First(result => result.Value == value);
        return result.Kind == ResultKind.InputGradient ? result.Name + Result.GradientSuffix : result.Name;
    }

    public static string At(string name, Expression offset) => Moved(AtMethod, name, offset);

    private static string Moved(string add, string name, Expression offset) =>
        offset is Expression.Number { Value: 0 } ? name : $"{add}(ref {name}, {ExpressionText.Of(offset)})";
}
