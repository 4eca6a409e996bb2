namespace Kiln.Generator.Steps;

/// <summary>What a step of the schedule does, as data; a printer writes it as source.</summary>
internal abstract record Statement
{
    /// <summary>The names of the variables that it declares.</summary>
    public IEnumerable<string> Variables => this switch
    {
        Loop loop => loop.Body.SelectMany(statement => statement.Variables).Prepend(loop.Variable),
        Each each => each.Body.SelectMany(statement => statement.Variables).Prepend(each.Variable),
        Let let => [let.Variable],
        LetReal let => [let.Variable],
        _ => [],
    };

    /// <summary>The addresses and workspaces that it uses, in order.</summary>
    public IEnumerable<Argument> Addresses => this switch
    {
        Call call => call.Arguments.SelectMany(argument => argument.Addresses),
        Loop loop => loop.Body.SelectMany(statement => statement.Addresses),
        Each each => each.Body.SelectMany(statement => statement.Addresses),
        LetReal let => let.Value.Addresses,
        Store store => store.Value.Addresses.Concat(store.To.Addresses),
        _ => [],
    };

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
