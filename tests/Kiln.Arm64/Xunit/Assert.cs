using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Xunit;

/// <summary>The assertions that the tests of kernels use.</summary>
internal static class Assert
{
    [DoesNotReturn]
    public static void Fail(string message) => throw new AssertionException(message);

    public static void True(bool condition, string message = "True was expected.")
    {
        if (!condition) Fail(message);
    }

    public static void Null(object? value) => True(value is null, $"Null was expected, not {value}.");

    public static void Equal<T>(T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual)) Fail(string.Create(CultureInfo.InvariantCulture, $"{expected} was expected, not {actual}."));
    }

    public static void Equal<T>(T[] expected, T[] actual)
    {
        Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            if (!EqualityComparer<T>.Default.Equals(expected[i], actual[i]))
                Fail(string.Create(CultureInfo.InvariantCulture, $"{expected[i]} was expected at {i}, not {actual[i]}."));
    }

    public static void Equal(double expected, double actual, double tolerance) =>
        True(
            expected.Equals(actual) || Math.Abs(expected - actual) <= tolerance,
            string.Create(CultureInfo.InvariantCulture, $"{expected:R} was expected within {tolerance}, not {actual:R}."));

    public static void NotEqual<T>(T[] expected, T[] actual) => True(!expected.AsSpan().SequenceEqual(actual), "Other values were expected.");

    public static void NotEqual<T>(T expected, T actual) => True(!EqualityComparer<T>.Default.Equals(expected, actual), $"{expected} was not expected.");

    public static void InRange<T>(T actual, T low, T high)
        where T : IComparable<T> => True(actual.CompareTo(low) >= 0 && actual.CompareTo(high) <= 0, $"{actual} is not from {low} to {high}.");

    public static void All<T>(IEnumerable<T> values, Action<T> check)
    {
        foreach (T value in values) check(value);
    }

    public static void Contains(string expected, string actual, StringComparison comparison) =>
        True(actual.Contains(expected, comparison), $"'{expected}' was expected in: {actual}");

    public static void DoesNotContain(string unexpected, string actual, StringComparison comparison) =>
        True(!actual.Contains(unexpected, comparison), $"'{unexpected}' was not expected in: {actual}");

    public static void StartsWith(string expected, string actual, StringComparison comparison) =>
        True(actual.StartsWith(expected, comparison), $"'{expected}' was expected at the start of: {actual}");

    public static T Throws<T>(Action action)
        where T : Exception
    {
        try
        {
            action();
        }
        catch (T expected)
        {
            return expected;
        }

        throw new AssertionException($"{typeof(T).Name} was expected.");
    }
}
