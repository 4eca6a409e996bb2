namespace Kiln.Generator.Graphs;

/// <summary>What <c>[Budget]</c> allows, 0 for no bound, and the place of the attribute.</summary>
internal sealed record NetworkBudget(long ArenaBytes, long WeightBytes, long MultiplyAdds, int Origin);
