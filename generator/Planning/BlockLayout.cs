namespace Kiln.Generator.Planning;

/// <summary>
/// What all programs of a network share: offsets (in floats) of parameters (and their gradients) and states by name, and the numbers of
/// the loss and its terms.
/// </summary>
internal sealed record BlockLayout(
    IReadOnlyDictionary<string, long> Parameters, long ParameterFloats,
    IReadOnlyDictionary<string, long> States, long StateFloats,
    IReadOnlyDictionary<string, int> Losses);
