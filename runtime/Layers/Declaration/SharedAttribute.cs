namespace Kiln;

/// <summary>Makes all calls of a graph method share its parameters, as two uses of one tower do; without it each call has its own parameters.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class SharedAttribute : Attribute;
