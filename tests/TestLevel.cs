using System.Globalization;

namespace Kiln.Testing;

/// <summary>How much a run of the tests tries: quick is what one waits for, full is every count that is claimed (<c>KILN_TEST_LEVEL=full</c>).</summary>
internal static class TestLevel
{
    /// <summary>Whether this run tries everything.</summary>
    public static bool IsFull { get; } = Read();

    /// <summary>The number of random cases of a test.</summary>
    public static int Count(int quick, int full) => IsFull ? full : quick;

    /// <summary>The number that an environment variable holds, for runs on demand; <paramref name="otherwise"/> where it is not set.</summary>
    public static int Setting(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    private static bool Read()
    {
        string level = Environment.GetEnvironmentVariable("KILN_TEST_LEVEL") ?? "quick";
        return level is "quick" or "full"
            ? level == "full"
            : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"KILN_TEST_LEVEL is '{level}'; it is 'quick' or 'full'."));
    }
}
