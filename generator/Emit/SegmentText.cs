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
internal sealed class SegmentText(string sample, CompiledProgram program, bool packs = false)
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
        if (Uses("packed") && !packs) yield return $"ref float packed = ref kiln.Packed({SourceWriter.Number(program.Packed)});";
        if (Uses("once")) yield return $"ref float once = ref kiln.Arena({arena});";
        if (Uses("samples") || Uses("scratch"))
        {
            yield return "nint capacity = kiln.MaxBatch;";
            yield return $"ref float samples = ref {At($"kiln.Arena({arena})", _plan.FixedFloats)};";
        }

        if (Uses("scratch"))
        {
            Expression offset = (_plan.PerSampleFloats * Expression.Named("capacity")) + (_plan.PerWorkerFloats * Expression.Named("worker"));
            yield return $"ref float scratch = ref {At("samples", offset)};";
        }

        foreach (KeyValuePair<long, (string Element, string Name)> caller in _callers)
            yield return $"ref {caller.Value.Element} {caller.Value.Name} = ref kiln.Bound<{caller.Value.Element}>({SourceWriter.Number(caller.Key)});";
    }

    /// <summary>The element at an address: an expression to take a ref of.</summary>
    public string Address(Argument.Address address)
    {
        string text = AddressOfFloats(address.Value, address.Offset);
        DType element = _plan.Graph.TypeOf(address.Value).Element;
        if (address.AsFloats) return $"{Framework.Unsafe}.As<{element.Keyword()}, float>(ref {Typed(text)})";
        return Typed(text);

        string Typed(string floats) => element == DType.Float32 || _plan.Storage[address.Value].Block == Block.Caller
            ? floats
            : $"{Framework.Unsafe}.As<float, {element.Keyword()}>(ref {floats})";
    }

    private string AddressOfFloats(Value value, Expression offset)
    {
        Storage storage = _plan.Storage[value];
        TensorType type = _plan.Graph.TypeOf(value);
        long interior = type.Shape.Leading != 0 ? Geometry.Of(type).Interior : 0;
        Expression ofSample = IsPerSample ? storage.Stride * Expression.Named(sample) : 0;
        switch (storage.Block)
        {
            case Block.Caller:
                string add = type.Element == DType.Float32 ? AtMethod : Framework.Unsafe + ".Add";
                return Moved(add, Caller(value, storage, type.Element.Keyword()), ofSample + offset);
            case Block.Parameters:
                return At(Use("parameters"), storage.Offset + offset);
            case Block.Gradients:
                return At(Use("gradients"), storage.Offset + offset);
            case Block.State:
                return At(Use("state"), storage.Offset + offset);
            case Block.Packed:
                return At(Use("packed"), storage.Offset + offset);
            case Block.Fixed:
                return At(Use("once"), storage.Offset + interior + offset);
            case Block.PerSample:
                return At(Use("samples"), (storage.Offset * Expression.Named("capacity")) + ofSample + interior + offset);
            case Block.Worker:
                return At(Use("scratch"), storage.Offset + interior + offset);
            case Block.Losses:
                return $"kiln.Losses[{SourceWriter.Number(storage.Offset)}]";
            default:
                throw new InvalidOperationException($"{_plan.Graph[value].Name} has no memory.");
        }
    }

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

    private string Use(string name)
    {
        _bases.Add(name);
        return name;
    }

    public static string At(string name, Expression offset) => Moved(AtMethod, name, offset);

    private static string Moved(string add, string name, Expression offset) =>
        offset is Expression.Number { Value: 0 } ? name : $"{add}(ref {name}, {ExpressionText.Of(offset)})";
}
