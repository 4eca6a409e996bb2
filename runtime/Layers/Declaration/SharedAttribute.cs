namespace Kiln;

/// <summary>A graph method whose calls share its parameters, as two uses of one tower do; without it each call has parameters of its own.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class SharedAttribute : Attribute;
