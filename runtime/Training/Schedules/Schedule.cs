namespace Kiln.Training;

/// <summary>
/// The learning rate as a function of the optimizer step. Step 0 is the first one; a schedule with an end keeps its last value
/// beyond it. A <see cref="double"/> converts to a constant schedule, so <c>new Adam(1e-3)</c> needs no schedule at all.
/// </summary>
public abstract class Schedule
{
    /// <summary>The learning rate of one optimizer step.</summary>
    /// <param name="step">The step, counted from 0.</param>
    public abstract double At(long step);

    /// <summary>The same rate at every step.</summary>
    /// <param name="constant">The rate: finite and not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is negative, infinite or not a number.</exception>
    public static implicit operator Schedule(double constant) => new ConstantSchedule(constant);

    /// <summary>
    /// A linear warm-up to <paramref name="peak"/>, then half a cosine down to <paramref name="floor"/>.
    /// Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts" (ICLR 2017), without restarts;
    /// warm-up after Goyal et al., "Accurate, Large Minibatch SGD" (2017).
    /// </summary>
    /// <param name="peak">The highest rate, reached at step <paramref name="warmup"/>.</param>
    /// <param name="steps">Steps in all, warm-up included; from here on the rate is <paramref name="floor"/>.</param>
    /// <param name="warmup">Steps of warm-up, fewer than <paramref name="steps"/>.</param>
    /// <param name="floor">The lowest rate, at most <paramref name="peak"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rate or a count is outside its range.</exception>
    public static Schedule Cosine(double peak, long steps, long warmup = 0, double floor = 0) => new CosineSchedule(peak, steps, warmup, floor);

    /// <summary>Multiplies the rate by <paramref name="factor"/> after every <paramref name="every"/> steps.</summary>
    /// <param name="initial">The rate of the first <paramref name="every"/> steps.</param>
    /// <param name="every">Steps between two changes, at least 1.</param>
    /// <param name="factor">The factor of the rate: finite and not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rate or a count is outside its range.</exception>
    public static Schedule StepDecay(double initial, long every, double factor) => new StepDecaySchedule(initial, every, factor);

    /// <summary>
    /// One cycle: half a cosine up from <paramref name="peak"/>/25 during the first 30 % of the steps, then half a cosine down to
    /// <paramref name="peak"/>/250000. Smith and Topin, "Super-Convergence: Very Fast Training of Neural Networks Using Large
    /// Learning Rates" (2017), with the shape and the defaults of PyTorch's OneCycleLR. The momentum is not cycled.
    /// </summary>
    /// <param name="peak">The highest rate.</param>
    /// <param name="steps">Steps of the cycle; the last one, <paramref name="steps"/> - 1, has the lowest rate.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate or the count is outside its range.</exception>
    public static Schedule OneCycle(double peak, long steps) => new OneCycleSchedule(peak, steps);

    /// <summary>A schedule of your own.</summary>
    /// <param name="rate">Gives the rate of a step, counted from 0. It must depend on the step only, or a resumed run differs.</param>
    public static Schedule From(Func<long, double> rate) => new FunctionSchedule(rate);
}
