namespace Kiln.Generator.Evaluation.Language;

/// <summary>
/// The body of a method, property, initializer or lambda. Parameters take the first slots, locals the others; <paramref name="Functions"/> are the local
/// functions and lambdas inside it, which have their own slots.
/// </summary>
internal sealed record Body(EquatableArray<string> Parameters, int Slots, EquatableArray<Statement> Statements, EquatableArray<Body> Functions)
{
    /// <summary>A body that computes one value.</summary>
    public static Body Of(EquatableArray<string> parameters, Expression value) => new(parameters, parameters.Count, [new ReturnStatement(value)], []);
}
