using System.Globalization;

namespace Kiln.Training;

/// <summary>What all groups together say about one parameter.</summary>
internal readonly record struct ParameterSettings(double RateFactor, double? WeightDecay, bool Frozen)
{
    private const int Shown = 8;

    private static readonly ParameterSettings Default = new(1, null, false);

    /// <summary>The settings of every parameter of a network.</summary>
    /// <exception cref="ArgumentException">A group matches none: most likely its pattern is misspelt.</exception>
    public static Dictionary<string, ParameterSettings> Resolve(NetworkInfo info, IReadOnlyList<ParameterGroup> groups)
    {
        foreach (ParameterGroup group in groups)
        {
            if (info.Parameters.Any(parameter => group.Matches(parameter.Name))) continue;
            string[] names = [.. info.Parameters.Select(parameter => parameter.Name)];
            string more = names.Length > Shown ? string.Create(CultureInfo.InvariantCulture, $" and {names.Length - Shown} more") : "";
            string known = string.Join(", ", names.Take(Shown)) + more;
            throw new ArgumentException($"The ParameterGroup '{group.Pattern}' matches no parameter of {info.Name}; it has {known}.", nameof(groups));
        }

        return info.Parameters.ToDictionary(
            parameter => parameter.Name,
            parameter => groups.Where(group => group.Matches(parameter.Name)).Aggregate(Default, With),
            StringComparer.Ordinal);
    }

    private static ParameterSettings With(ParameterSettings settings, ParameterGroup group) => new(
        group.RateFactor ?? settings.RateFactor, group.WeightDecay ?? settings.WeightDecay, group.Frozen ?? settings.Frozen);
}
