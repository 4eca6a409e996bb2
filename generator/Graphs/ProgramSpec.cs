namespace Kiln.Generator.Graphs;

/// <summary>
/// A row of the table of programs: its name, which its generated methods carry; the public method that runs it, with its summary; and the kinds of results
/// that it computes. All stages read what they need from here.
/// </summary>
internal sealed record ProgramSpec(string Name, string Method, string Summary, EquatableArray<ResultKind> Results)
{
    /// <summary>The class that it belongs to, nested in the network's own; empty for the network's own.</summary>
    public string Class { get; init; } = "";

    /// <summary>Name of the method whose results and inputs it has; empty for the network itself.</summary>
    public string Entry { get; init; } = "";

    /// <summary>Whether layers compute as in training, and packed weights belong to the instance that trains instead of being published.</summary>
    public bool IsTraining { get; init; }

    /// <summary>Whether its arena is to be small instead of its kernels fast.</summary>
    public bool SavesMemory { get; init; }

    /// <summary>
    /// The pointwise layers that it computes row by row with the depthwise layers before them; null as long as that is not decided.
    /// </summary>
    public EquatableArray<string>? RowByRow { get; init; }

    /// <summary>What it differentiates with respect to.</summary>
    public GradientTargets Targets { get; init; } = GradientTargets.None;

    /// <summary>Results for which it leaves in the arena what the program that continues it reads.</summary>
    public EquatableArray<ResultKind> Prepares { get; init; } = [];

    /// <summary>The program whose last call it continues: the second part of that one's schedule, in its arena and with its packed weights.</summary>
    public string? Continues { get; init; }

    /// <summary>The program that runs first where this one needs no more of it than its outputs.</summary>
    public string? Extends { get; init; }

    /// <summary>Whether its arena is allocated by the first call instead of the constructor.</summary>
    public bool IsDeferred { get; init; } = true;

    public bool ReturnsLoss => Results.Contains(ResultKind.Loss);
}
