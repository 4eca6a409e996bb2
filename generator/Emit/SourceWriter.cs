namespace Kiln.Generator.Emit;

/// <summary>
/// The one text writer of the compiler: indents (with tabs, because in nested loops spaces would be half of the text), ends lines
/// with '\n' everywhere and leaves blank lines empty.
/// </summary>
internal sealed class SourceWriter
{
    /// <summary>Characters of a line that is broken if it can be.</summary>
    public const int LongestLine = 150;

    private readonly StringBuilder _text = new();
    private int _level;

    /// <summary>Writes a line, or several where <paramref name="text"/> has line breaks, at the present indentation.</summary>
    public void Line(string text = "")
    {
        for (int start = 0, end; start <= text.Length; start = end + 1)
        {
            end = text.IndexOf('\n', start);
            if (end < 0) end = text.Length;
            int trimmed = end;
            while (trimmed > start && char.IsWhiteSpace(text[trimmed - 1])) trimmed--;
            if (trimmed > start) _text.Append('\t', _level).Append(text, start, trimmed - start);
            _text.Append('\n');
        }
    }

    /// <summary>Writes C# as it stands in this compiler's own source, indented by four spaces.</summary>
    public void Code(string text) => Line(text.Replace("    ", "\t"));

    /// <summary>Writes lines and, where there are any, a blank one behind them.</summary>
    public void Paragraph(IReadOnlyList<string> lines)
    {
        foreach (string line in lines) Line(line);
        if (lines.Count > 0) Line();
    }

    /// <summary>Writes a comment of one line. Characters that end a line in C# become spaces, wherever the text comes from.</summary>
    public void Comment(string text) => Line("// " + string.Join(" ", text.Split('\n', '\r', '\u0085', '\u2028', '\u2029')));

    /// <summary>Writes a list, on several lines if it is long.</summary>
    public void List(IReadOnlyList<string> items, string end = "")
    {
        string line = "";
        for (int i = 0; i < items.Count; i++)
        {
            string item = items[i] + (i + 1 < items.Count ? "," : end);
            if (line.Length > 0 && line.Length + item.Length >= LongestLine)
            {
                Line(line);
                line = "";
            }

            line += (line.Length > 0 ? " " : "") + item;
        }

        Line(line);
    }

    /// <summary>Writes a list behind what opens it: on one line or, if that is long, on lines of its own.</summary>
    public void List(string opening, IReadOnlyList<string> items, string end)
    {
        string line = opening + string.Join(", ", items) + end;
        if (line.Length <= LongestLine) Line(line);
        else
            using (Open(opening)) List(items, end);
    }

    /// <summary>Writes what another writer holds, at the present indentation.</summary>
    public void Lines(SourceWriter other)
    {
        int length = other._text.Length;
        while (length > 0 && other._text[length - 1] == '\n') length--;
        Line(other._text.ToString(0, length));
    }

    /// <summary>Writes something shorter wherever <paramref name="text"/> has been written; says whether it has been.</summary>
    public bool Replace(string text, string shorter) => _text.Length > _text.Replace(text, shorter).Length;

    /// <summary>Writes <paramref name="header"/> and an opening brace; disposing writes the closing one and what follows it.</summary>
    public Scope Block(string header = "", string behind = "")
    {
        if (header.Length > 0) Line(header);
        return Open("{", "}" + behind);
    }

    /// <summary>Writes a line and indents; disposing writes the line that closes it, if there is one.</summary>
    public Scope Open(string opening, string? closing = null)
    {
        Line(opening);
        _level++;
        return new Scope(this, closing);
    }

    public override string ToString() => _text.ToString();

    /// <summary>A number as C# source, whatever the machine's culture.</summary>
    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A float literal that reads back to the same bits.</summary>
    public static string Float(double value)
    {
        float single = (float)value;
        if (float.IsNaN(single)) return "float.NaN";
        if (float.IsPositiveInfinity(single)) return "float.PositiveInfinity";
        if (float.IsNegativeInfinity(single)) return "float.NegativeInfinity";
        return single.ToString("R", CultureInfo.InvariantCulture) + "f";
    }

    /// <summary>A double literal that reads back to the same bits. Only whole numbers need the suffix.</summary>
    public static string Double(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.IndexOfAny(['.', 'E']) < 0 ? text + "d" : text;
    }

    /// <summary>
    /// A string literal. Characters that end a line, are invisible or are half of a surrogate pair are escaped, so that the user may supply any text.
    /// </summary>
    public static string Text(string value)
    {
        var text = new StringBuilder("\"");
        foreach (char character in value)
        {
            if (character is '"' or '\\') text.Append('\\').Append(character);
            else if (character is >= ' ' and <= '~' || char.IsLetterOrDigit(character)) text.Append(character);
            else text.Append("\\u").Append(((int)character).ToString("x4", CultureInfo.InvariantCulture));
        }

        return text.Append('"').ToString();
    }

    public readonly struct Scope(SourceWriter writer, string? closing) : IDisposable
    {
        public void Dispose()
        {
            writer._level--;
            if (closing is not null) writer.Line(closing);
        }
    }
}
