namespace Xunit;

/// <summary>What is wrong.</summary>
internal sealed class AssertionException(string message) : Exception(message);
