namespace Kiln.Generator.Steps;

/// <summary>What a step of the schedule does, as data; a printer writes it as source.</summary>
internal abstract record Statement
{
    /// <summary>The names of the variables that it declares.</summary>
    public virtual IEnumerable<string> Variables => [];

    /// <summary>The addresses and workspaces that it uses, in order.</summary>
    public virtual IEnumerable<Argument> Addresses => [];

    public sealed record Call(Callee Callee, EquatableArray<Argument> Arguments) : Statement
    {
        public override IEnumerable<Argument> Addresses => Arguments.SelectMany(argument => argument.Addresses);
    }

    /// <summary>A loop over whole numbers from <paramref name="From"/> to before <paramref name="To"/>.</summary>
    public sealed record Loop(string Variable, Expression From, Expression To, EquatableArray<Statement> Body) : Statement
    {
        public override IEnumerable<string> Variables => Body.SelectMany(statement => statement.Variables).Prepend(Variable);

        public override IEnumerable<Argument> Addresses => Body.SelectMany(statement => statement.Addresses);
    }

    /// <summary>A loop over the parts into which a structure of the runtime cuts work, such as the tiles of a matrix.</summary>
    public sealed record Each(string Type, string Variable, Argument.Structure Parts, EquatableArray<Statement> Body) : Statement
    {
        public override IEnumerable<string> Variables => Body.SelectMany(statement => statement.Variables).Prepend(Variable);

        public override IEnumerable<Argument> Addresses => Body.SelectMany(statement => statement.Addresses);
    }

    /// <summary>A whole number that later statements name.</summary>
    public sealed record Let(string Variable, Expression Value) : Statement
    {
        public override IEnumerable<string> Variables => [Variable];
    }

    /// <summary>A number in double precision that later statements name.</summary>
    public sealed record LetReal(string Variable, Argument Value) : Statement
    {
        public override IEnumerable<string> Variables => [Variable];

        public override IEnumerable<Argument> Addresses => Value.Addresses;
    }

    /// <summary>A number is stored at an address.</summary>
    public sealed record Store(Argument To, Argument Value) : Statement
    {
        public override IEnumerable<Argument> Addresses => Value.Addresses.Concat(To.Addresses);
    }
}
