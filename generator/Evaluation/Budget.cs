namespace Kiln.Generator.Evaluation;

/// <summary>
/// What an evaluation may cost at most, far above any real network (ResNet-152 has some 1000 nodes and 5 nested blocks), so that source which never ends
/// still ends in milliseconds while its author types. A list that is made costs a step for each element, so that all that is kept fits in memory.
/// </summary>
internal sealed record Budget(int Steps = 100_000, int Depth = 64, int Nodes = 20_000, int Trips = 10_000)
{
    public static readonly Budget Default = new();
}

/// <summary>Ends an evaluation whose budget is spent.</summary>
internal sealed class BudgetException(Problem problem) : Exception(problem.Message);
