using Kiln.Generator.Steps;

namespace Kiln.Generator.Emit;

/// <summary>C# names made from the user's.</summary>
internal static class Identifiers
{
    /// <summary>What the methods of a program name by themselves.</summary>
    private static readonly HashSet<string> s_taken = new(
        [Expression.SampleVariable, ExpressionText.Batch, SegmentText.PackedParameter, "worker", "slot", "first", "last", "kiln"], StringComparer.Ordinal);

    /// <summary><c>body.conv2d1.gradient</c> becomes <c>BodyConv2d1Gradient</c>.</summary>
    public static string Pascal(string name)
    {
        var pascal = new StringBuilder(name.Length);
        bool starts = true;
        foreach (char letter in name)
        {
            bool separates = letter is '.' or '_' or '-' or ' ';
            if (!separates) pascal.Append(starts ? char.ToUpperInvariant(letter) : letter);
            starts = separates;
        }

        return pascal.ToString();
    }

    /// <summary><c>body.conv2d1.gradient</c> becomes <c>bodyConv2d1Gradient</c>, and <c>3x3</c>, which is no identifier, <c>layer3x3</c>.</summary>
    public static string Camel(string name)
    {
        string pascal = Pascal(name);
        bool isIdentifier = pascal.Length > 0 && (char.IsLetter(pascal[0]) || char.GetUnicodeCategory(pascal[0]) == UnicodeCategory.LetterNumber);
        return isIdentifier ? char.ToLowerInvariant(pascal[0]) + pascal.Substring(1) : "layer" + pascal;
    }

    /// <summary>A name, then the same with 2, 3 and so on <paramref name="behind"/> it.</summary>
    public static IEnumerable<string> Numbered(string name, string behind = "")
    {
        yield return name;
        for (int i = 2; ; i++) yield return name + behind + SourceWriter.Number(i);
    }

    /// <summary>Whether a buffer may have the name.</summary>
    public static bool IsFree(string name) => !s_taken.Contains(name) && !CSharpWords.Contains(name);
}
