namespace Kiln.Generator.Steps;

/// <summary>What a step of the schedule does, as data; a printer writes it as source.</summary>
internal abstract record Statement
{
    public sealed record Call(Callee Callee, EquatableArray<Argument> Arguments) : Statement;

    /// <summary>A loop over whole numbers from <paramref name="From"/> to before <paramref name="To"/>.</summary>
    public sealed record Loop(string Variable, Expression From, Expression To, EquatableArray<Statement> Body) : Statement;

    /// <summary>A loop over the parts into which a structure of the runtime cuts work, such as the tiles of a matrix.</summary>
    public sealed record Each(string Type, string Variable, Argument.Structure Parts, EquatableArray<Statement> Body) : Statement;

    /// <summary>A whole number that later statements name.</summary>
    public sealed record Let(string Variable, Expression Value) : Statement;

    /// <summary>A number in double precision that later statements name.</summary>
    public sealed record LetReal(string Variable, Argument Value) : Statement;

    /// <summary>A number is stored at an address.</summary>
    public sealed record Store(Argument To, Argument Value) : Statement;
}
