namespace Kiln.Generator.Ops;

/// <summary>How dense layers read shapes.</summary>
internal static class DenseShape
{
    /// <summary>Whether a dense layer takes the value as a vector for each token.</summary>
    public static bool IsSequence(Shape x) => x.Rank == 2;

    /// <summary>Length of the vectors that a dense layer takes: all elements where the value is not a sequence.</summary>
    public static int Features(Shape x) => IsSequence(x) ? x[1] : x.ElementCount;
}
