using Kiln.Generator.Steps;

namespace Kiln.Generator.Emit;

/// <summary>
/// A place in memory: <paramref name="Reference"/> gives the text of a reference to an element of a buffer that begins so far behind the first of its block.
/// A span of the caller has no such <paramref name="Origin"/>.
/// </summary>
internal sealed record Place(Func<Expression, Expression, string> Reference, long? Origin, Expression Start, DType Element)
{
    /// <summary>The text of a reference to an element of the buffer, which begins where it does, or at an <paramref name="origin"/> that is told.</summary>
    public string At(Expression offset, Expression? origin = null) => Reference(origin ?? Origin ?? 0, Start + offset);
}

/// <summary>
/// The buffers that a method names. Where all its steps use a buffer from the same element on, the name stands for that element, else for the first.
/// <paramref name="statements"/> are those of the method, <paramref name="block"/> is that in which all their layers lie: names leave it out. Those of layers
/// in other blocks leave out theirs too if <paramref name="isShared"/>. What is used once gets no name unless <paramref name="namesAll"/>.
/// </summary>
internal sealed class MethodBuffers(IReadOnlyList<Statement> statements, string block, BufferNames names, bool isShared = false, bool namesAll = true)
{
    private readonly HashSet<string> _inner = new(statements.SelectMany(statement => statement.Variables), StringComparer.Ordinal);
    private readonly string _block = block.Length > 0 ? Identifiers.Camel(block) : "";
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<object, List<Expression>> _offsets = [];
    private readonly Dictionary<object, (string Name, Expression Start)> _names = [];
    private readonly List<Buffer> _buffers = [];

    /// <summary>A named buffer: its name stands for the element at <paramref name="Start"/>.</summary>
    private sealed record Buffer(string Name, Place Place, Expression Start);

    /// <summary>Notes that a statement uses a buffer from an element on; all uses are noted before the first name is given.</summary>
    public void Use(object buffer, Expression offset)
    {
        if (!_offsets.TryGetValue(buffer, out List<Expression>? offsets)) _offsets[buffer] = offsets = [];
        offsets.Add(offset);
    }

    /// <summary>The text of a reference to an element of a buffer, whose name the method declares.</summary>
    public string At(object buffer, string wanted, Expression offset, Func<Place> place)
    {
        Place where = place();
        List<Expression> offsets = _offsets[buffer];
        if (offsets.Count == 1 && !namesAll) return where.At(offset);
        if (!_names.TryGetValue(buffer, out (string Name, Expression Start) named))
        {
            string name = NameFor(wanted);
            _names[buffer] = named = (name, offsets.All(other => other == offset) && !offset.Variables.Any(_inner.Contains) ? offset : 0);
            _buffers.Add(new Buffer(name, where, named.Start));
        }

        return PlaceText.At(named.Name, named.Start == offset ? 0 : offset, where.Element);
    }

    /// <summary>The buffers that have a place in their block of memory, and where they begin.</summary>
    public IReadOnlyList<BufferOrigin> Origins =>
        [.. _buffers.Where(buffer => buffer.Place.Origin is not null).Select(buffer => new BufferOrigin(buffer.Name, buffer.Place.Origin!.Value))];

    /// <summary>The parameter with the origin of a buffer.</summary>
    public static string OffsetOf(string buffer) => buffer + "Offset";

    /// <summary>Declarations of all buffers, in a method that is <paramref name="told"/> the origins of these.</summary>
    public IReadOnlyList<string> Declarations(params IReadOnlyCollection<string> told) => Declarations(_buffers, told);

    /// <summary>Declarations of the buffers that are the same for all samples.</summary>
    public IReadOnlyList<string> CommonDeclarations(IReadOnlyCollection<string> told) =>
        Declarations(_buffers.Where(buffer => !IsOfSample(buffer.Place, buffer.Start)), told);

    /// <summary>Declarations of the present sample's buffers.</summary>
    public IReadOnlyList<string> SampleDeclarations(IReadOnlyCollection<string> told) =>
        Declarations(_buffers.Where(buffer => IsOfSample(buffer.Place, buffer.Start)), told);

    /// <summary>The first name that is free: without the block, in full, with a number.</summary>
    private string NameFor(string wanted)
    {
        string local = wanted.StartsWith(_block, StringComparison.Ordinal) ? wanted.Substring(_block.Length) : "";
        bool isInside = local.Length > 0 && char.IsUpper(local[0]);
        string first = isInside ? Identifiers.Camel(local) : isShared && names.LocalOf(wanted) is { } other ? "other" + other : wanted;
        return Identifiers.Numbered(wanted).Prepend(first).First(name => Identifiers.IsFree(name) && !_inner.Contains(name) && _taken.Add(name));
    }

    /// <summary>One declaration for all buffers of a type, a line for each.</summary>
    private static IReadOnlyList<string> Declarations(IEnumerable<Buffer> buffers, IReadOnlyCollection<string> told)
    {
        var lines = new List<string>();
        foreach (IGrouping<DType, Buffer> group in buffers.GroupBy(buffer => buffer.Place.Element))
        {
            string[] names = [.. group.Select(buffer => $"{buffer.Name} = ref {buffer.Place.At(buffer.Start, OriginOf(buffer.Name))}")];
            if (names.Length == 1) lines.Add($"ref {group.Key.Keyword()} {names[0]};");
            else lines.AddRange([$"ref {group.Key.Keyword()}", .. names.Select((name, i) => $"\t{name}{(i + 1 < names.Length ? "," : ";")}")]);
        }

        return lines;

        Expression? OriginOf(string buffer) => told.Contains(buffer) ? Expression.Named(OffsetOf(buffer)) : null;
    }

    private static bool IsOfSample(Place place, Expression offset) => (place.Start + offset).Variables.Contains(Expression.SampleVariable);
}

/// <summary>A buffer of a method and where it begins in its block of memory.</summary>
internal sealed record BufferOrigin(string Name, long Origin);
