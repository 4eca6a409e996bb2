using System.Globalization;
using System.Text.Json;

namespace Kiln.Training;

/// <summary>Reads the fields of a JSON object that somebody may have edited. Each error is a <see cref="FormatException"/> that names the field.</summary>
internal static class ProgressFields
{
    // A century: far more than any run, and sums of it do not overflow.
    private const long MostTicks = 36_525 * TimeSpan.TicksPerDay;

    extension(JsonElement json)
    {
        /// <summary>The object itself, if it is one and no field of it occurs twice.</summary>
        public JsonElement Fields(string what)
        {
            if (json.ValueKind != JsonValueKind.Object) throw new FormatException($"{what} must be an object, got {json.Shown()}");
            HashSet<string> names = new(StringComparer.Ordinal);
            foreach (JsonProperty field in json.EnumerateObject())
            {
                if (!names.Add(field.Name)) throw new FormatException($"'{FileText.Shown(field.Name)}' occurs twice in {what}");
            }

            return json;
        }

        /// <summary>A field that must be there.</summary>
        public JsonElement Field(string name) => json.TryGetProperty(name, out JsonElement value) ? value : throw new FormatException($"'{name}' is missing");

        /// <summary>A whole number of 32 bits.</summary>
        public int Integer(string name) =>
            json.Field(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out int number)
                ? number
                : throw new FormatException($"'{name}' must be a whole number of 32 bits, got {json.Field(name).Shown()}");

        /// <summary>A number of something: not negative.</summary>
        public int Count(string name) =>
            json.Integer(name) is >= 0 and int count ? count : throw new FormatException($"'{name}' must not be negative, got {json.Field(name).Shown()}");

        /// <summary>A real number, written as a string; NaN and infinity are such.</summary>
        public double Real(string name) => json.Field(name).AsReal(name);

        /// <summary>Real numbers in an array.</summary>
        public double[] Reals(string name) => [.. json.Elements(name).Select(value => value.AsReal(name))];

        /// <summary>Real numbers by name, in an object of their own.</summary>
        public Dictionary<string, double> Named(string name, string what) =>
            json.Field(name)
                .Fields($"the {name} of {what}").EnumerateObject()
                .ToDictionary(field => field.Name, field => field.Value.AsReal(field.Name), StringComparer.Ordinal);

        /// <summary>A time in ticks of 100 ns.</summary>
        public TimeSpan Time(string name) =>
            json.Field(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out long ticks) && ticks is >= 0 and <= MostTicks
                ? new TimeSpan(ticks)
                : throw new FormatException($"'{name}' must be a time of 0 to {MostTicks} ticks, got {json.Field(name).Shown()}");

        /// <summary>The elements of an array.</summary>
        public JsonElement.ArrayEnumerator Elements(string name) =>
            json.Field(name) is { ValueKind: JsonValueKind.Array } array
                ? array.EnumerateArray()
                : throw new FormatException($"'{name}' must be an array, got {json.Field(name).Shown()}");

        /// <summary>This value as a real number.</summary>
        public double AsReal(string name) =>
            json.ValueKind == JsonValueKind.String && double.TryParse(json.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                ? value
                : throw new FormatException($"'{FileText.Shown(name)}' must be a number in quotes, got {json.Shown()}");

        private string Shown() => FileText.Shown(json.GetRawText());
    }
}
