using Kiln.Generator.Evaluation;

namespace Kiln.Generator.Reading;

/// <summary>What the C# compiler folded, as the evaluator's values. Enums arrive as their numbers.</summary>
internal static class Constants
{
    public static Datum? ToDatum(object? value) => value switch
    {
        null => new Datum.Null(),
        int number => new Datum.Int(number),
        double number => new Datum.Float(number),
        float number => new Datum.Float(number),
        bool flag => new Datum.Bool(flag),
        string text => new Datum.String(text),
        char character => new Datum.String(character.ToString()),
        _ => null,
    };
}
