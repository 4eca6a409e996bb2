namespace Kiln.Generator.Steps;

/// <summary>A loop of a nest: its variable, from where it begins, and before what it ends.</summary>
internal sealed record LoopRange(string Variable, Expression From, Expression To);
