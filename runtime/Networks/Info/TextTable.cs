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
        int[] widths = new int[header.Length];
        int width = Gap.Length * (widths.Length - 1);
        for (int column = 0; column < widths.Length; column++)
        {
            foreach (string[] row in measured) widths[column] = Math.Max(widths[column], row[column].Length);
            width += widths[column];
        }

        string rule = new('-', width);
        List<string> lines = [Line(header), rule, .. rows.Map(Line)];
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
