using System.Globalization;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Emit;

/// <summary>C# names made from the user's.</summary>
internal static class Identifiers
{
    /// <summary>The words of C#, also those that are words only in some places, and what the methods of a program name by themselves.</summary>
    private static readonly HashSet<string> s_taken = new(
        [
            .. """
                abstract as base bool break byte case catch char checked class const continue decimal default delegate do double else enum event explicit extern
                false finally fixed float for foreach goto if implicit in int interface internal is lock long namespace new null object operator out override
                params private protected public readonly ref return sbyte sealed short sizeof stackalloc static string struct switch this throw true try typeof
                uint ulong unchecked unsafe ushort using virtual void volatile while
                and async await by dynamic field from global let managed nameof nint not notnull nuint on or record scoped select unmanaged var when where with
                yield _
                """.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries),
            Expression.SampleVariable, ExpressionText.Batch, SegmentText.PackedParameter, "worker", "slot", "first", "last", "kiln",
        ],
        StringComparer.Ordinal);

    /// <summary><c>body.conv2d1.gradient</c> becomes <c>BodyConv2d1Gradient</c>.</summary>
    public static string Pascal(string name) =>
        string.Concat(name.Split('.', '_', '-', ' ').Where(part => part.Length > 0).Select(part => char.ToUpperInvariant(part[0]) + part.Substring(1)));

    /// <summary><c>body.conv2d1.gradient</c> becomes <c>bodyConv2d1Gradient</c>, and <c>3x3</c>, which is no identifier, <c>layer3x3</c>.</summary>
    public static string Camel(string name)
    {
        string pascal = Pascal(name);
        bool isIdentifier = pascal.Length > 0 && (char.IsLetter(pascal[0]) || char.GetUnicodeCategory(pascal[0]) == UnicodeCategory.LetterNumber);
        return isIdentifier ? char.ToLowerInvariant(pascal[0]) + pascal.Substring(1) : "layer" + pascal;
    }

    /// <summary>Whether a buffer may have the name.</summary>
    public static bool IsFree(string name) => !s_taken.Contains(name);
}
