using System.Globalization;

namespace Kiln.Testing;

/// <summary>How much a run of the tests tries: quick is what one waits for, full is every count that is claimed (<c>KILN_TEST_LEVEL=full</c>).</summary>
internal static class TestLevel
{
    /// <summary>Whether this run tries everything.</summary>
    public static bool IsFull { get; } = Read();

    /// <summary>The number of random cases of a test.</summary>
    public static int Count(int quick, int full) => IsFull ? full : quick;

    private static bool Read()
    {
        string level = Environment.GetEnvironmentVariable("KILN_TEST_LEVEL") ?? "quick";
        return level is "quick" or "full"
            ? level == "full"
            : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"KILN_TEST_LEVEL is '{level}'; it is 'quick' or 'full'."));
    }
}
