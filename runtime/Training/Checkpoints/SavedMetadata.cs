using System.Globalization;

namespace Kiln.Training;

/// <summary>Reads the metadata of a file that somebody may have edited. Each error names the file and the entry.</summary>
internal sealed class SavedMetadata(SafetensorsFile file, string path, string remedy)
{
    /// <summary>An entry that must be there.</summary>
    /// <exception cref="WeightsException">It is not.</exception>
    public string Text(string key) =>
        file.Metadata.TryGetValue(key, out string? text) ? text : throw new WeightsException($"{path}: the metadata '{key}' is missing; {remedy}");

    /// <summary>A whole number in a range.</summary>
    /// <exception cref="WeightsException">It is missing, malformed or outside the range.</exception>
    public long Number(string key, long least, long most)
    {
        string text = Text(key);
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value))
            throw new WeightsException($"{path}: the metadata '{key}' is '{FileText.Shown(text)}', which is not a whole number of 64 bits; {remedy}");
        if (value >= least && value <= most) return value;
        string range = string.Create(CultureInfo.InvariantCulture, $"is {value}; it must be from {least} to {most}");
        throw new WeightsException($"{path}: the metadata '{key}' {range}; {remedy}");
    }
}
