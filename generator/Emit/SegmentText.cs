using Kiln.Generator.Layouts;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;
using Kiln.Generator.Planning;

namespace Kiln.Generator.Emit;

/// <summary>
/// Prints addresses for one segment and remembers which bases it used, so that the method declares just those. It collects the shape
/// constants of the class, too.
/// </summary>
internal sealed class SegmentText(string sample, CompiledProgram program, ShapeConstants shapes)
{
    /// <summary>
    /// Every network has <see cref="WriteAt"/>'s method for floats: the C# compiler takes a quarter less time for a large network than with
    /// Unsafe.Add, for which it infers a type and picks an overload at each of ten thousand calls.
    /// </summary>
    private const string AtMethod = "KilnAt";

    private readonly HashSet<string> _bases = new(StringComparer.Ordinal);
    private readonly SortedDictionary<long, (string Element, string Name)> _callers = [];
    private readonly Plan _plan = program.Plan;

    /// <summary>Addresses are those of one sample.</summary>
    public bool IsPerSample => sample.Length > 0;

    public static void WriteAt(SourceWriter writer)
    {
        writer.Line($"[{Framework.MethodImpl}({Framework.MethodImpl}Options.AggressiveInlining)]");
        writer.Line($"private static ref float {AtMethod}(ref float origin, nint offset) => ref {Framework.Unsafe}.Add(ref origin, offset);");
    }

    /// <summary>Declarations of the bases in use.</summary>
    public IEnumerable<string> Declarations()
    {
        string arena = SourceWriter.Number(program.Arena);
        bool Uses(string name) => _bases.Contains(name);
        if (Uses("parameters")) yield return "ref float parameters = ref kiln.ParameterBlock;";
        if (Uses("gradients")) yield return "ref float gradients = ref kiln.GradientBlock;";
        if (Uses("state")) yield return "ref float state = ref kiln.StateBlock;";
        if (Uses("packed")) yield return $"ref float packed = ref kiln.Packed({SourceWriter.Number(program.Packed)});";
        if (Uses("once")) yield return $"ref float once = ref kiln.Arena({arena});";
        if (Uses("samples") || Uses("scratch"))
        {
            yield return "nint capacity = kiln.MaxBatch;";
            yield return $"ref float samples = ref {At($"kiln.Arena({arena})", SourceWriter.Number(_plan.FixedFloats))};";
        }

        if (Uses("scratch"))
        {
            string offset = StepText.Sum(StepText.Product(_plan.PerSampleFloats, "capacity"), StepText.Product(_plan.PerWorkerFloats, "worker"));
            yield return $"ref float scratch = ref {At("samples", offset)};";
        }

        foreach (KeyValuePair<long, (string Element, string Name)> caller in _callers)
            yield return $"ref {caller.Value.Element} {caller.Value.Name} = ref kiln.Bound<{caller.Value.Element}>({SourceWriter.Number(caller.Key)});";
    }

    /// <summary>Where a value's first element is, plus an offset: an expression to take a ref of.</summary>
    public string Address(Value value, params string[] offsets)
    {
        string address = AddressOfFloats(value, offsets);
        DType element = _plan.Graph.TypeOf(value).Element;
        return element == DType.Float32 || _plan.Storage[value].Block == Block.Caller
            ? address
            : $"{Framework.Unsafe}.As<float, {element.Keyword()}>(ref {address})";
    }

    private string AddressOfFloats(Value value, string[] offsets)
    {
        Storage storage = _plan.Storage[value];
        TensorType type = _plan.Graph.TypeOf(value);
        long interior = type.Shape.Leading != 0 ? Geometry.Of(type).Interior : 0;
        string sampleOffset = sample.Length == 0 ? "0" : StepText.Product(storage.Stride, sample);
        switch (storage.Block)
        {
            case Block.Caller:
                string add = type.Element == DType.Float32 ? AtMethod : Framework.Unsafe + ".Add";
                return Moved(add, Caller(value, storage, type.Element.Keyword()), [sampleOffset, .. offsets]);
            case Block.Parameters:
                return At(Use("parameters"), [SourceWriter.Number(storage.Offset), .. offsets]);
            case Block.Gradients:
                return At(Use("gradients"), [SourceWriter.Number(storage.Offset), .. offsets]);
            case Block.State:
                return At(Use("state"), [SourceWriter.Number(storage.Offset), .. offsets]);
            case Block.Packed:
                return At(Use("packed"), [SourceWriter.Number(storage.Offset), .. offsets]);
            case Block.Fixed:
                return At(Use("once"), [SourceWriter.Number(storage.Offset + interior), .. offsets]);
            case Block.PerSample:
                return At(Use("samples"), [StepText.Product(storage.Offset, "capacity"), sampleOffset, SourceWriter.Number(interior), .. offsets]);
            case Block.Worker:
                return At(Use("scratch"), [SourceWriter.Number(storage.Offset + interior), .. offsets]);
            case Block.Losses:
                return $"kiln.Losses[{SourceWriter.Number(storage.Offset)}]";
            default:
                throw new InvalidOperationException($"{_plan.Graph[value].Name} has no memory.");
        }
    }

    public string Shape(string name, string type, string initializer) => shapes.Add(name, type, initializer);

    private string Caller(Value value, Storage storage, string element)
    {
        // What the caller may leave out is looked up where it is used.
        if (_plan.Graph[value].Op is not Input && program.OptionalOutputs) return $"kiln.Bound<{element}>({SourceWriter.Number(storage.Offset)})";
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

    private string Use(string name)
    {
        _bases.Add(name);
        return name;
    }

    private static string At(string name, params string[] offsets) => Moved(AtMethod, name, offsets);

    private static string Moved(string add, string name, string[] offsets)
    {
        string offset = StepText.Sum(offsets);
        return offset == "0" ? name : $"{add}(ref {name}, {offset})";
    }
}
