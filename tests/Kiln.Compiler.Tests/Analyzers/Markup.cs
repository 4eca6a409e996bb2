using System.Text;

namespace Kiln.Compiler.Tests.Analyzers;

/// <summary>Source with expected diagnostics marked as <c>{|KILN101:Dense(10)|}</c>; marks do not nest.</summary>
internal static class Markup
{
    public static (string Source, IReadOnlyList<(string Id, string Text, int Start)> Expected) Parse(string marked)
    {
        var source = new StringBuilder();
        var expected = new List<(string, string, int)>();
        int position = 0;
        while (marked.IndexOf("{|", position, StringComparison.Ordinal) is int open && open >= 0)
        {
            int colon = marked.IndexOf(':', open), close = marked.IndexOf("|}", open, StringComparison.Ordinal);
            string text = marked[(colon + 1)..close];
            source.Append(marked, position, open - position);
            foreach (string id in marked[(open + 2)..colon].Split(',')) expected.Add((id, text, source.Length));
            source.Append(text);
            position = close + 2;
        }

        return (source.Append(marked, position, marked.Length - position).ToString(), expected);
    }
}
