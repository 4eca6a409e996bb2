using System.Globalization;
using System.Text;

namespace Kiln;

/// <summary>Text from an untrusted file, in a form that messages can show: short, on one line, without control characters.</summary>
internal static class FileText
{
    private const int MostCharacters = 80;
    private const int MostOfMessage = 400;
    private const int MostNames = 8;
    private const int MostSizes = 8;

    /// <summary>The text, cut if it is long; characters that a terminal would obey or swallow are escaped.</summary>
    public static string Shown(string text) => Shown(text, MostCharacters);

    /// <summary>A parser's message, which may quote from the file.</summary>
    public static string Message(Exception error) => Shown(error.Message, MostOfMessage);

    private static string Shown(string text, int most)
    {
        StringBuilder shown = new();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (shown.Length >= most) return shown.Append("...").ToString();
            bool printable = Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
            if (printable) shown.Append(rune.ToString());
            else shown.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:X}}}");
        }

        return shown.ToString();
    }

    /// <summary>The first names of a list, in quotes, and the number of the others.</summary>
    public static string Names(IReadOnlyList<string> names) =>
        string.Join(", ", names.First(MostNames).Map(name => $"'{Shown(name)}'")) + More(names.Count - MostNames);

    /// <summary>A shape; of one with many dimensions the first.</summary>
    public static string Shape(IReadOnlyList<long> shape) =>
        shape.Count <= MostSizes ? Shapes.Format(shape) : Shapes.Format(shape.First(MostSizes)) + More(shape.Count - MostSizes);

    private static string More(int count) => count <= 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" and {count} more");
}
