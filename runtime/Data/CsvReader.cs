using System.Globalization;
using System.Text;

namespace Kiln.Data;

/// <summary>
/// Records of a CSV file as RFC 4180 defines them: fields between commas, quoted where they hold commas, quotes (doubled) or line breaks.
/// Lines end with CR LF, LF or CR; blank lines are not records; a byte order mark is skipped.
/// </summary>
internal sealed class CsvReader : IDisposable
{
    private const int End = -1;

    private readonly string path;
    private readonly StreamReader reader;
    private readonly List<Field> fields = [];
    private char[] text = new char[256];
    private int length;
    private int line = 1;
    private int position;   // characters of the line that are read

    public CsvReader(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        this.path = path;
        reader = new StreamReader(path, Encoding.UTF8);
    }

    /// <summary>Fields of the current record.</summary>
    public int Count => fields.Count;

    /// <summary>The text of a field of the current record, without its quotes.</summary>
    public ReadOnlySpan<char> this[int field] => text.AsSpan(fields[field].Start, fields[field].Length);

    /// <summary>Reads the next record; false at the end of the file.</summary>
    public bool Read()
    {
        fields.Clear();
        length = 0;
        while (reader.Peek() is '\r' or '\n') ReadLineBreak();
        if (reader.Peek() == End) return false;
        do ReadField();
        while (TrySkipComma());
        if (reader.Peek() != End) ReadLineBreak();
        return true;
    }

    /// <summary>An error at a field of the current record.</summary>
    public InvalidDataException Error(int field, string expected, string found, string advice) =>
        Error(fields[field].Line, fields[field].Column, expected, found, advice);

    /// <summary>An error at the line of the current record; at the end of the file, at its last line.</summary>
    public InvalidDataException Error(string expected, string found, string advice) =>
        Error(fields.Count > 0 ? fields[0].Line : line, 1, expected, found, advice);

    public void Dispose() => reader.Dispose();

    private void ReadField()
    {
        Field field = new(length, 0, line, position + 1);
        if (reader.Peek() == '"') ReadQuoted(field);
        else ReadPlain();
        fields.Add(field with { Length = length - field.Start });
    }

    private void ReadPlain()
    {
        while (reader.Peek() is not (End or ',' or '\r' or '\n'))
        {
            if (reader.Peek() == '"')
                throw Error(line, position + 1, "a field without quotes inside", "a quote", "Put the whole field in quotes and double the quotes inside.");
            Append(ReadCharacter());
        }
    }

    private void ReadQuoted(Field field)
    {
        ReadCharacter();
        while (true)
        {
            switch (reader.Peek())
            {
                case End:
                    throw Error(
                        field.Line, field.Column, "a closing quote for the quoted field that begins here", "the end of the file",
                        "Close the field with a quote; double the quotes inside.");
                case '"':
                    ReadCharacter();
                    if (reader.Peek() == '"') goto default;
                    if (reader.Peek() is End or ',' or '\r' or '\n') return;
                    throw Error(
                        line, position + 1, "a comma or the end of the line after a closing quote", $"'{(char)reader.Peek()}'",
                        "Double the quotes inside a quoted field.");
                case '\r' or '\n':
                    ReadLineBreak();
                    Append('\n');
                    break;
                default:
                    Append(ReadCharacter());
                    break;
            }
        }
    }

    private bool TrySkipComma()
    {
        if (reader.Peek() != ',') return false;
        ReadCharacter();
        return true;
    }

    private char ReadCharacter()
    {
        position++;
        return (char)reader.Read();
    }

    private void ReadLineBreak()
    {
        if (reader.Read() == '\r' && reader.Peek() == '\n') reader.Read();
        line++;
        position = 0;
    }

    private void Append(char character)
    {
        if (length == text.Length) Array.Resize(ref text, 2 * length);
        text[length++] = character;
    }

    private InvalidDataException Error(int atLine, int atColumn, string expected, string found, string advice) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{path}, line {atLine}, column {atColumn}: expected {expected}, found {found}. {advice}"));

    private readonly record struct Field(int Start, int Length, int Line, int Column);
}
