namespace Kiln.Training;

/// <summary>
/// The inverse Hessian of BFGS as a matrix: Nocedal and Wright, "Numerical Optimization" (2006), equation 6.17, begun with the scale of equation 6.20.
/// </summary>
internal sealed class InverseHessian(int length) : IQuasiNewton
{
    private readonly double[] _matrix = new double[checked(length * length)];
    private readonly double[] _product = new double[length];
    private readonly List<(double[] Step, double[] Change)> _learned = [];

    public string Name => nameof(BFGS);

    public IEnumerable<(double[] Step, double[] Change)> Learned => _learned;

    public bool HasLearned => _learned.Count > 0;

    public void Direction(ReadOnlySpan<double> gradient, Span<double> direction)
    {
        for (int row = 0; row < length; row++) direction[row] = HasLearned ? -DoubleVector.Dot(Row(row), gradient) : -gradient[row];
    }

    public void Learn(ReadOnlySpan<double> step, ReadOnlySpan<double> change)
    {
        double curvature = DoubleVector.Dot(step, change);
        if (!HasLearned)
        {
            double scale = curvature / DoubleVector.Dot(change, change);
            Array.Clear(_matrix);
            for (int row = 0; row < length; row++) Row(row)[row] = scale;
        }

        _learned.Add(([.. step], [.. change]));
        // (I - s y'/c) H (I - y s'/c) + s s'/c, multiplied out: H stays symmetric.
        for (int row = 0; row < length; row++) _product[row] = DoubleVector.Dot(Row(row), change);
        double share = (1 + DoubleVector.Dot(change, _product) / curvature) / curvature;
        for (int row = 0; row < length; row++)
        {
            DoubleVector.Add(Row(row), share * step[row] - _product[row] / curvature, step);
            DoubleVector.Add(Row(row), -step[row] / curvature, _product);
        }
    }

    public void Forget() => _learned.Clear();

    private Span<double> Row(int row) => _matrix.AsSpan(row * length, length);
}
