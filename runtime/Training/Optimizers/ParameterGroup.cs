using System.IO.Enumeration;

namespace Kiln.Training;

/// <summary>
/// Settings of an <see cref="Optimizer"/> for the parameters whose name matches a pattern. What a group leaves at null stays as it is; where several match, the
/// later one decides.
/// </summary>
/// <example><code>
/// new AdamW(1e-3)
/// {
///     Groups =
///     [
///         new("backbone.*") { RateFactor = 0.1 },
///         new("*.bias") { WeightDecay = 0 },
///         new("backbone.stem.*") { Frozen = true },
///     ],
/// }
/// </code></example>
public sealed record ParameterGroup
{
    /// <summary>Creates a group that changes nothing yet.</summary>
    /// <param name="pattern">Names such as <c>conv2d1.weight</c>: <c>*</c> stands for any characters, dots included, and <c>?</c> for one.</param>
    /// <exception cref="ArgumentException">The pattern is empty.</exception>
    public ParameterGroup(string pattern)
    {
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        Pattern = pattern;
    }

    /// <summary>The pattern of the names.</summary>
    public string Pattern { get; }

    /// <summary>Factor of the learning rate; null leaves it as it is.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, infinite or not a number.</exception>
    public double? RateFactor
    {
        get;
        init => field = value is double factor ? Require.Rate(factor, nameof(RateFactor)) : null;
    }

    /// <summary>The weight decay, in the optimizer's own sense, also for vectors that it would exempt; null leaves it as it is.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, infinite or not a number.</exception>
    public double? WeightDecay
    {
        get;
        init => field = value is double decay ? Require.Rate(decay, nameof(WeightDecay)) : null;
    }

    /// <summary>
    /// Whether the parameters stay as they are; null leaves that as it is. Their gradients are computed all the same, but a trainer does not count them when
    /// it clips. What the network itself declares as frozen cannot be thawed here.
    /// </summary>
    public bool? Frozen { get; init; }

    internal bool Matches(string name) => FileSystemName.MatchesSimpleExpression(Pattern, name, ignoreCase: false);
}
