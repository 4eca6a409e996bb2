namespace Kiln.Generator.Steps;

/// <summary>What a step hands to what it calls.</summary>
internal abstract record Argument
{
    /// <summary>The factor of the loss's gradient in this call.</summary>
    public static Argument Scale { get; } = new CallScale();

    /// <summary>A reference to nothing, for what may be left out.</summary>
    public static Argument None { get; } = new NoReference();

    /// <summary>The addresses and workspaces in it.</summary>
    public IEnumerable<Argument> Addresses => this switch
    {
        Address or Workspace or PartialSum => [this],
        Element element => [element.At],
        Structure structure => structure.Arguments.SelectMany(argument => argument.Addresses),
        Chain { Also: null } chain => chain.Links.SelectMany(link => link.Operands),
        Chain { Also: { } also } chain => [.. chain.Links.SelectMany(link => link.Operands), also.At, .. also.Links.SelectMany(link => link.Operands)],
        AddsAfterFirst adds => adds.Otherwise.Addresses,
        Divisor divisor => divisor.Sum.Addresses,
        Result result => result.Call.Addresses,
        _ => [],
    };

    public static implicit operator Argument(Expression value) => new Integer(value);
    public static implicit operator Argument(long value) => new Integer(value);
    public static implicit operator Argument(bool value) => new Flag(value);

    /// <summary>A number in single precision, or in double.</summary>
    public static Argument Float(double value) => new Real(value, IsDouble: false);
    public static Argument Double(double value) => new Real(value, IsDouble: true);

    public sealed record Integer(Expression Value) : Argument;
    public sealed record Real(double Value, bool IsDouble) : Argument;
    public sealed record Flag(bool Value) : Argument;

    /// <summary>A value's first element, plus an offset. <paramref name="AsFloats"/>: elements of another type of the same size are moved as floats.</summary>
    public sealed record Address(Value Value, Expression Offset, bool AsFloats = false) : Argument;

    /// <summary>The memory that a step needs while a worker computes its items.</summary>
    public sealed record Workspace(int Step) : Argument;

    /// <summary>An element of a step's partial sums, which all workers see.</summary>
    public sealed record PartialSum(int Step, Expression Offset) : Argument;

    /// <summary>The element at an address.</summary>
    public sealed record Element(Address At) : Argument;

    /// <summary>An address in a table of constants.</summary>
    public sealed record Table(EquatableArray<double> Values) : Argument;

    /// <summary>A structure of the runtime, made for the call.</summary>
    public sealed record Structure(string Type, EquatableArray<Argument> Arguments) : Argument;

    /// <summary>A structure of the runtime whose fields are constants; some of them are replaced for the call.</summary>
    public sealed record Constant(string Type, EquatableArray<Field> Fields, EquatableArray<Field> Replaced) : Argument;

    /// <summary>Element-wise steps, run one after the other on each vector; then some on their result that are stored besides.</summary>
    public sealed record Chain(EquatableArray<ChainLink> Links, AlsoStore? Also = null) : Argument;

    /// <summary>Whether a gradient is added to what its memory holds: the caller's choice.</summary>
    public sealed record Accumulates : Argument;

    /// <summary>Whether a result is added to what is there: <paramref name="Otherwise"/>, and always after the first trip of some loops.</summary>
    public sealed record AddsAfterFirst(EquatableArray<string> Variables, Argument Otherwise) : Argument;

    /// <summary>The key of a random stream at the present step; nothing is drawn where the stream has no name.</summary>
    public sealed record RandomKey(string? Stream) : Argument;

    /// <summary>The seed of a sample's normal numbers at the present step.</summary>
    public sealed record NormalKey(string Stream) : Argument;

    /// <summary>The divisor of a loss: the batch's own sum of weights is noted, and that of a group of batches is used where there is one.</summary>
    public sealed record Divisor(int Denominator, Argument Sum) : Argument;

    /// <summary>What a call gives.</summary>
    public sealed record Result(Statement.Call Call) : Argument;

    /// <summary>A number that the step has named.</summary>
    public sealed record Named(string Name) : Argument;

    public sealed record CallScale : Argument;
    public sealed record NoReference : Argument;
}

/// <summary>A field of a structure by its name: a number, a flag, or a structure in it.</summary>
internal sealed record Field(string Name, Argument Value)
{
    public static IEnumerable<Field> Of(params (string Name, Argument Value)[] fields) => fields.Select(field => new Field(field.Name, field.Value));
}

/// <summary>Element-wise steps on a kernel's result, and where theirs is stored.</summary>
internal sealed record AlsoStore(Argument.Address At, EquatableArray<ChainLink> Links);

/// <summary>An element-wise step with its operands, its hyper-parameters and, in loops over rows, the distances from row to row.</summary>
internal sealed record ChainLink(StepKey Step, EquatableArray<Argument.Address> Operands, EquatableArray<double> Scalars, EquatableArray<long> Rows);
