namespace Kiln.Training;

/// <summary>
/// The inverse Hessian of L-BFGS as its last few steps and changes of the gradient: Nocedal and Wright, "Numerical Optimization" (2006), algorithm 7.4 with the
/// scale of equation 7.20.
/// </summary>
internal sealed class LimitedMemory(int length, int history) : IQuasiNewton
{
    private readonly double[][] _steps = [.. Enumerable.Range(0, history).Select(_ => new double[length])];
    private readonly double[][] _changes = [.. Enumerable.Range(0, history).Select(_ => new double[length])];
    private readonly double[] _products = new double[history];
    private readonly double[] _shares = new double[history];
    private int _next;
    private int _known;

    public string Name => nameof(LBFGS);

    public IEnumerable<(double[] Step, double[] Change)> Learned =>
        Enumerable.Range(0, _known).Select(i => Slot(_known - i)).Select(slot => (_steps[slot], _changes[slot]));

    public bool HasLearned => _known > 0;

    public void Direction(ReadOnlySpan<double> gradient, Span<double> direction)
    {
        for (int i = 0; i < direction.Length; i++) direction[i] = -gradient[i];
        if (_known == 0) return;
        for (int age = 1; age <= _known; age++)
        {
            int i = Slot(age);
            _shares[i] = DoubleVector.Dot(_steps[i], direction) / _products[i];
            DoubleVector.Add(direction, -_shares[i], _changes[i]);
        }

        int last = Slot(1);
        DoubleVector.Scale(direction, _products[last] / DoubleVector.Dot(_changes[last], _changes[last]));
        for (int age = _known; age >= 1; age--)
        {
            int i = Slot(age);
            DoubleVector.Add(direction, _shares[i] - DoubleVector.Dot(_changes[i], direction) / _products[i], _steps[i]);
        }
    }

    public void Learn(ReadOnlySpan<double> step, ReadOnlySpan<double> change)
    {
        step.CopyTo(_steps[_next]);
        change.CopyTo(_changes[_next]);
        _products[_next] = DoubleVector.Dot(step, change);
        _next = (_next + 1) % history;
        _known = Math.Min(_known + 1, history);
    }

    public void Forget() => _known = 0;

    /// <summary>Where the pair lies that was learned last (age 1), or before that.</summary>
    private int Slot(int age) => (_next - age + history) % history;
}
