namespace Kiln.Generator.Evaluation;

/// <summary>
/// Where something came from: an index into a span table that Reading keeps beside the model. Table 0 is the network's own attributes, table 1 + i the body of
/// block i, then follow the methods and the graph methods. Indices count what was read, not characters, so that an edit which only
/// moves code leaves the model equal.
/// </summary>
internal readonly record struct Origin(int Table, int Index);

/// <summary>A problem, the place that made it, and the places it was reached from, outermost first.</summary>
internal sealed record LocatedProblem(Problem Problem, Origin Origin, EquatableArray<Origin> Calls)
{
    /// <summary>The declaration that the remedy changes, where that is not the place of the problem itself.</summary>
    public Origin? Declaration { get; init; }

    public bool IsError => Problem.Kind.Severity == ProblemSeverity.Error;
}
