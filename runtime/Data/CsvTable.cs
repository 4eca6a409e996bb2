using System.Globalization;

namespace Kiln.Data;

/// <summary>Datasets from named columns of a CSV file.</summary>
internal static class CsvTable
{
    /// <summary>Inputs and targets as floats.</summary>
    public static IDataset Numbers(string path, string[] inputs, string[] targets)
    {
        using CsvReader reader = Open(path, inputs, out string[] header);
        if (targets is null or []) throw new ArgumentException("Give the header name of at least one target.", nameof(targets));
        int[] inputFields = Find(reader, header, inputs), targetFields = Find(reader, header, targets);
        List<float> inputValues = [], targetValues = [];
        int count = 0;
        for (; ReadRow(reader, header); count++)
        {
            foreach (int field in inputFields) inputValues.Add(Number(reader, header, field));
            foreach (int field in targetFields) targetValues.Add(Number(reader, header, field));
        }

        if (count == 0) throw NoRows(reader);
        return Dataset.Of(count, new Column([.. inputValues], "inputs"), new Column([.. targetValues], "targets"));
    }

    /// <summary>Inputs as floats and one label as a class index.</summary>
    public static IDataset Classes(string path, string[] inputs, string label, IReadOnlyList<string>? classes)
    {
        ArgumentException.ThrowIfNullOrEmpty(label);
        Dictionary<string, int>? indices = classes is null ? null : Index(classes);
        using CsvReader reader = Open(path, inputs, out string[] header);
        int[] inputFields = Find(reader, header, inputs);
        int labelField = Find(reader, header, [label])[0];
        List<float> inputValues = [];
        List<int> labels = [];
        while (ReadRow(reader, header))
        {
            foreach (int field in inputFields) inputValues.Add(Number(reader, header, field));
            labels.Add(indices is null ? ClassIndex(reader, header, labelField) : ClassOf(reader, header, labelField, indices));
        }

        if (labels.Count == 0) throw NoRows(reader);
        return Dataset.Of(labels.Count, new Column([.. inputValues], "inputs"), new Column([.. labels], label));
    }

    private static CsvReader Open(string path, string[] inputs, out string[] header)
    {
        if (inputs is null or []) throw new ArgumentException("Give the header name of at least one input.", nameof(inputs));
        CsvReader reader = new(path);
        try
        {
            if (!reader.Read()) throw reader.Error("a header row with the names of the columns", "an empty file", "Write the names into the first line.");
            header = new string[reader.Count];
            for (int field = 0; field < header.Length; field++) header[field] = reader[field].ToString();
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>The field of each name; the reader is at the header.</summary>
    private static int[] Find(CsvReader reader, string[] header, string[] names)
    {
        int[] fields = new int[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            fields[i] = Array.IndexOf(header, names[i]);
            if (fields[i] < 0)
                throw reader.Error(
                    $"a column named '{names[i]}' in the header", string.Join(", ", header.Select(name => $"'{name}'")),
                    "Names are compared exactly, upper and lower case and spaces included.");
            int second = Array.IndexOf(header, names[i], fields[i] + 1);
            if (second >= 0) throw reader.Error(second, $"only one column named '{names[i]}'", "a second one", "Rename one of them.");
        }

        return fields;
    }

    private static bool ReadRow(CsvReader reader, string[] header)
    {
        if (!reader.Read()) return false;
        if (reader.Count != header.Length)
            throw reader.Error(
                string.Create(CultureInfo.InvariantCulture, $"{header.Length} fields, as in the header"),
                string.Create(CultureInfo.InvariantCulture, $"{reader.Count}"), "Put fields that contain commas in quotes.");
        return true;
    }

    private static float Number(CsvReader reader, string[] header, int field)
    {
        ReadOnlySpan<char> text = reader[field];
        if (float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && float.IsFinite(value)) return value;
        throw reader.Error(field, $"a finite number in '{header[field]}'", Quote(text),
            text.IsEmpty
                ? "Fill in the missing value or remove the row."
                : "Numbers have a decimal point and no separators of thousands; turn words into numbers first.");
    }

    private static int ClassIndex(CsvReader reader, string[] header, int field)
    {
        ReadOnlySpan<char> text = reader[field];
        if (int.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int value)) return value;
        throw reader.Error(field, $"a class index (0, 1, 2, ...) in '{header[field]}'", Quote(text), "Pass the texts that occur as classes to number them.");
    }

    private static int ClassOf(CsvReader reader, string[] header, int field, Dictionary<string, int> indices)
    {
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup = indices.GetAlternateLookup<ReadOnlySpan<char>>();
        if (lookup.TryGetValue(reader[field], out int value)) return value;
        throw reader.Error(
            field, $"one of the classes {string.Join(", ", indices.Keys.Select(name => $"'{name}'"))} in '{header[field]}'", Quote(reader[field]),
            "Add it to the classes or correct the row.");
    }

    private static Dictionary<string, int> Index(IReadOnlyList<string> classes)
    {
        Dictionary<string, int> indices = new(StringComparer.Ordinal);
        for (int index = 0; index < classes.Count; index++)
        {
            if (!indices.TryAdd(classes[index], index)) throw new ArgumentException($"Class '{classes[index]}' appears twice.", nameof(classes));
        }

        return indices;
    }

    private static string Quote(ReadOnlySpan<char> text)
    {
        const int Longest = 40;
        if (text.IsEmpty) return "an empty field";
        return text.Length <= Longest ? $"'{text}'" : $"'{text[..Longest]}...'";
    }

    private static InvalidDataException NoRows(CsvReader reader) =>
        reader.Error("at least one row after the header", "the end of the file", "Is this the right file?");
}
