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
public sealed class EntryAttribute : Attribute;
