namespace Kiln.Training;

/// <summary>
/// The momentum of <see cref="NAdam"/>, mu(t) = beta1 (1 - 0.96^(t decay) / 2), and the product of all up to a step. The product follows from the step alone,
/// so that a resumed run needs nothing but its number; what is kept here only saves multiplying it again.
/// </summary>
internal sealed class NesterovMomentum(double beta1, double decay)
{
    // One minus a smaller product is one, whatever the factors that are still to come.
    private const double Vanished = 1e-20;

    private long _step;
    private double _product = 1;

    /// <summary>The momentum of a step, counted from 1.</summary>
    public double At(long step) => beta1 * (1 - 0.5 * Math.Pow(0.96, step * decay));

    /// <summary>mu(1) ... mu(step), or a number that is as good as 0.</summary>
    public double Product(long step)
    {
        if (step < _step) (_step, _product) = (0, 1);
        for (; _step < step && _product > Vanished; _step++) _product *= At(_step + 1);
        return _product;
    }
}
