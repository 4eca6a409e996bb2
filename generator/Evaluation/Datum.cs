using Kiln.Generator.Graphs;

namespace Kiln.Generator.Evaluation;

/// <summary>
/// A value of the compile-time evaluator: a closed set. <see cref="Unknown"/> absorbs: the code that creates it has reported why (or the
/// C# compiler has), and anything computed from it is silently Unknown.
/// </summary>
internal abstract record Datum
{
    private Datum()
    {
    }

    /// <summary>As messages spell the kind of value.</summary>
    public abstract string Kind { get; }

    internal sealed record Int(int Value) : Datum
    {
        public override string Kind => "int";
    }

    internal sealed record Float(double Value) : Datum
    {
        public override string Kind => "double";
    }

    internal sealed record Bool(bool Value) : Datum
    {
        public override string Kind => "bool";
    }

    internal sealed record String(string Value) : Datum
    {
        public override string Kind => "string";
    }

    /// <summary>C#'s null, e.g. an optional list that is absent.</summary>
    internal sealed record Null : Datum
    {
        public override string Kind => "null";
    }

    internal sealed record Node(Value Value) : Datum
    {
        public override string Kind => "Node";
    }

    internal sealed record Tuple(EquatableArray<Datum> Items) : Datum
    {
        public override string Kind => "tuple";
    }

    /// <summary>
    /// An array or a list: as in C#, everyone who holds it sees what is assigned to its elements. The slice of a span is the part of an array from
    /// <paramref name="Start"/> on that has a length of its own.
    /// </summary>
    internal sealed record Array(List<Datum> Store, int Start = 0, int? Length = null) : Datum
    {
        public int Count => Length ?? Store.Count;

        public IEnumerable<Datum> Items => Length is { } length ? Store.GetRange(Start, length) : Store;

        public Datum this[int index] => Store[Start + index];

        public override string Kind => "array";
    }

    /// <summary>
    /// A block that was constructed; <paramref name="Identity"/> tells one construction from another, for two applications of one block share its parameters.
    /// </summary>
    internal sealed record Block(int Identity, string Type, string? Name, bool Frozen) : Datum
    {
        /// <summary>Fields and properties that have been computed or assigned, and parameters of primary constructors, by their keys.</summary>
        public Dictionary<string, Datum> Members { get; } = new(StringComparer.Ordinal);

        public override string Kind => "block";
    }

    /// <summary>A lambda or local function, with the variables around it.</summary>
    internal sealed record Function(Language.Body Body, Frame Around) : Datum
    {
        public override string Kind => "function";
    }

    /// <summary>A method as a value, and the block whose method it is.</summary>
    internal sealed record Method(string Key, Block? Self) : Datum
    {
        public override string Kind => "function";
    }

    internal sealed record Unknown : Datum
    {
        public static readonly Unknown Instance = new();

        public override string Kind => "unknown";
    }
}
