namespace Kiln;

/// <summary>
/// Makes a graph method callable from outside: Kiln emits a method of the same name that takes and fills spans. Every call of the method, in the network or
/// from outside, shares its parameters.
/// </summary>
/// <example>
/// <code>
/// [Entry] private static Node Decode([Input(20)] Node z) => z.Dense(400).ReLU().Dense(784);
/// </code>
/// becomes <c>network.Decode(z, output)</c>.
/// </example>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class EntryAttribute : Attribute
{
    /// <summary>
    /// Whether the integer form of the network (<see cref="QuantizeAttribute"/>) computes the entry in integers; false makes all that it calls an island of
    /// floats, from its inputs to its outputs. What it shares with others keeps its integers for these and its floats for this entry.
    /// </summary>
    public bool Quantize { get; set; } = true;
}
