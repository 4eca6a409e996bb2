namespace Kiln.Generator.Evaluation.Language.Serialization;

/// <summary>Reads what <see cref="BodyWriter"/> writes. Anything else is a <see cref="FormatException"/>.</summary>
internal sealed class BodyReader(string text)
{
    private int _position;

    /// <summary>The blocks and members that were referred to.</summary>
    public HashSet<BodyKey> Reaches { get; } = [];

    public bool IsAtEnd => _position == text.Length;

    public char Letter() => _position < text.Length ? text[_position++] : throw Corrupt();

    public int Number() => int.TryParse(UpToComma(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value : throw Corrupt();

    public double Float() => long.TryParse(UpToComma(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long bits)
        ? BitConverter.Int64BitsToDouble(bits) : throw Corrupt();

    public bool Flag() => Letter() switch { BodyWriter.Yes => true, BodyWriter.No => false, _ => throw Corrupt() };

    /// <summary>A number of things of which each has a character at least.</summary>
    public int Count()
    {
        int count = Number();
        return count >= 0 && count <= text.Length - _position ? count : throw Corrupt();
    }

    public string String()
    {
        int length = Count();
        _position += length;
        return text.Substring(_position - length, length);
    }

    /// <summary>The key of a block or member, which is noted.</summary>
    public string Key(bool isBlock)
    {
        string key = String();
        Reaches.Add(new BodyKey(key, isBlock));
        return key;
    }

    public FormatException Corrupt() => new(FormattableString.Invariant($"The text of a body is broken at character {_position}."));

    private string UpToComma()
    {
        int end = text.IndexOf(',', _position);
        if (end < 0) throw Corrupt();
        string part = text.Substring(_position, end - _position);
        _position = end + 1;
        return part;
    }
}

/// <summary>A block or member that a body refers to.</summary>
internal readonly record struct BodyKey(string Key, bool IsBlock);
