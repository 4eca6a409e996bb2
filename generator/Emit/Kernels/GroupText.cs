namespace Kiln.Generator.Emit.Kernels;

/// <summary>
/// The source channels that the lanes of a vector read in a convolution by groups of 1, 2, 4 or 8 channels: every lane the same one of its own group.
/// </summary>
internal static class GroupText
{
    /// <summary>
    /// Channel <paramref name="member"/> of every lane's group. <paramref name="pixel"/> is the vector's first channel in memory, or, for groups wider than a
    /// vector, the group's; <paramref name="loaded"/> is the vector from there.
    /// </summary>
    public static string Member(VectorText vector, int size, int member, string pixel, string loaded)
    {
        if (size == 1) return loaded;
        if (size >= vector.Lanes) return vector.Broadcast($"Unsafe.Add(ref {pixel}, {SourceWriter.Number(member)})");
        IEnumerable<string> lanes = Enumerable.Range(0, vector.Lanes).Select(lane => SourceWriter.Number((lane / size * size) + member));
        return $"{vector.Class}.Shuffle({loaded}, {vector.Class}.Create({string.Join(", ", lanes)}))";
    }

    /// <summary>Whether lanes are taken from a loaded vector.</summary>
    public static bool LoadsVector(VectorText vector, int size) => size < vector.Lanes;
}
