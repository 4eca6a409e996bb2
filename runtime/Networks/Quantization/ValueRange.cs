namespace Kiln;

/// <summary>Real numbers from <paramref name="Low"/> to <paramref name="High"/>.</summary>
internal readonly record struct ValueRange(double Low, double High);
