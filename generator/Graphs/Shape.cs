namespace Kiln.Generator.Graphs;

/// <summary>
/// The dimensions of a value. The leading dimension is implicit: <paramref name="Leading"/> * N rows for a batch of N samples
/// (1 for most values, k for k tokens or regions of each sample), or none (0) for parameters and constants; those may also be there as
/// the one sample of a batch of one (<see cref="OneSample"/>).
/// </summary>
internal readonly record struct Shape(int Leading, EquatableArray<int> Dimensions)
{
    /// <summary>
    /// <see cref="Leading"/> of a value that does not depend on the batch and has the memory of a sample: one row, however many samples there are.
    /// </summary>
    public const int OneSample = -1;

    /// <summary>One value of these dimensions for each sample.</summary>
    public static Shape PerSample(params int[] dimensions) => new(1, dimensions.ToEquatableArray());

    /// <summary>A value that does not depend on the batch.</summary>
    public static Shape Fixed(params int[] dimensions) => new(0, dimensions.ToEquatableArray());

    public int Rank => Dimensions.Count;

    /// <summary>Whether there is a row for each sample.</summary>
    public bool DependsOnBatch => Leading > 0;

    /// <summary>Rows for a batch of that many samples.</summary>
    public int Rows(int batch) => DependsOnBatch ? Leading * batch : 1;

    public int this[int dimension] => Dimensions[dimension];

    /// <summary>Elements of one row, the leading dimension not counted.</summary>
    public int ElementCount
    {
        get
        {
            int count = 1;
            for (int i = 0; i < Rank; i++) count = checked(count * Dimensions[i]);
            return count;
        }
    }

    /// <summary>Whether one row has more elements than 32 bits count.</summary>
    public bool IsTooLarge => Dimensions.Aggregate(1L, (count, dimension) => count > int.MaxValue ? count : count * dimension) > int.MaxValue;

    /// <summary>As messages say it: the empty brackets of a scalar would look like an array.</summary>
    public string Spelled => Rank == 0 && Leading < 2 ? "a number" : ToString();

    /// <summary>As users read it, e.g. <c>[6, 28, 28]</c>.</summary>
    public override string ToString() =>
        (Leading > 1 ? Leading.ToString(CultureInfo.InvariantCulture) + " x " : "")
        + "[" + string.Join(", ", Dimensions.Select(d => d.ToString(CultureInfo.InvariantCulture))) + "]";
}
