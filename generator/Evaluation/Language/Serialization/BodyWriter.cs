namespace Kiln.Generator.Evaluation.Language.Serialization;

/// <summary>Writes what the text of a body is made of: numbers end with a comma, strings begin with their length.</summary>
internal sealed class BodyWriter
{
    /// <summary>The letters of flags, and of what may be absent.</summary>
    public const char No = '_', Yes = '+';

    private readonly StringBuilder _text = new();

    public override string ToString() => _text.ToString();

    public void Letter(char letter) => _text.Append(letter);

    public void Number(int value) => _text.Append(value.ToString(CultureInfo.InvariantCulture)).Append(',');

    public void Float(double value) => _text.Append(BitConverter.DoubleToInt64Bits(value).ToString("x", CultureInfo.InvariantCulture)).Append(',');

    public void Flag(bool value) => Letter(value ? Yes : No);

    public void String(string value)
    {
        Number(value.Length);
        _text.Append(value);
    }
}
