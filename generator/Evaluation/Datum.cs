namespace Kiln.Generator.Evaluation;

/// <summary>
/// A value of the compile-time evaluator: a closed set. <see cref="Unknown"/> absorbs: the code that creates it has reported why (or the
/// C# compiler has), and anything computed from it is silently Unknown.
/// </summary>
internal abstract record Datum
{
    private Datum(string kind) => Kind = kind;

    /// <summary>As messages spell the kind of value.</summary>
    public string Kind { get; }

    internal sealed record Int(int Value) : Datum("int");
    internal sealed record Float(double Value) : Datum("double");
    internal sealed record Bool(bool Value) : Datum("bool");
    internal sealed record String(string Value) : Datum("string");

    /// <summary>C#'s null, e.g. an optional list that is absent.</summary>
    internal sealed record Null() : Datum("null");

    internal sealed record Node(Value Value) : Datum("Node");
    internal sealed record Tuple(EquatableArray<Datum> Items) : Datum("tuple");

    /// <summary>
    /// An array or a list: as in C#, everyone who holds it sees what is assigned to its elements. The slice of a span is the part of an array from
    /// <paramref name="Start"/> on that has a length of its own.
    /// </summary>
    internal sealed record Array(List<Datum> Store, int Start = 0, int? Length = null) : Datum("array")
    {
        public int Count => Length ?? Store.Count;

        public IEnumerable<Datum> Items => Length is { } length ? Store.GetRange(Start, length) : Store;

        public Datum this[int index] => Store[Start + index];
    }

    /// <summary>A constructed block; <paramref name="Identity"/> tells constructions apart, for two applications of one block share its parameters.</summary>
    internal sealed record Block(int Identity, string Type, string? Name, bool Frozen, bool IsFloat) : Datum("block")
    {
        /// <summary>Fields and properties that have been computed or assigned, and parameters of primary constructors, by their keys.</summary>
        public Dictionary<string, Datum> Members { get; } = new(StringComparer.Ordinal);
    }

    /// <summary>A lambda or local function, with the variables around it.</summary>
    internal sealed record Function(Language.Body Body, Frame Around) : Datum("function");

    /// <summary>A method as a value, and the block whose method it is.</summary>
    internal sealed record Method(string Key, Block? Self) : Datum("function");

    internal sealed record Unknown() : Datum("unknown")
    {
        public static readonly Unknown Instance = new();
    }
}
