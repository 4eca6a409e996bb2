using System.Text;

namespace Kiln;

/// <summary>Rows of text in columns that are as wide as their longest cell.</summary>
internal static class TextTable
{
    private const string Gap = "  ";

    /// <summary>Header, rule, rows, and below another rule the totals, if there are any. The last line has no end.</summary>
    public static string Format(string[] header, IReadOnlyList<string[]> rows, string[] totals, bool[] rightAligned)
    {
        List<string[]> measured = [header, .. rows];
        if (totals.Length > 0) measured.Add(totals);
        int[] widths = [.. Enumerable.Range(0, header.Length).Select(column => measured.Max(row => row[column].Length))];
        string rule = new('-', widths.Sum() + Gap.Length * (widths.Length - 1));

        List<string> lines = [Line(header), rule, .. rows.Select(Line)];
        if (totals.Length > 0) lines.AddRange([rule, Line(totals)]);
        return string.Join('\n', lines);

        string Line(string[] cells)
        {
            StringBuilder line = new();
            for (int column = 0; column < cells.Length; column++)
            {
                if (column > 0) line.Append(Gap);
                line.Append(rightAligned[column] ? cells[column].PadLeft(widths[column]) : cells[column].PadRight(widths[column]));
            }

            return line.ToString().TrimEnd();
        }
    }
}
