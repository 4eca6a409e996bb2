namespace Kiln.Training;

/// <summary>
/// The learning rate as a function of the optimizer step. Step 0 is the first one; a schedule with an end keeps its last value
/// beyond it. A <see cref="double"/> converts to a constant schedule, so <c>new Adam(1e-3)</c> needs no schedule at all.
/// <see cref="WithWarmup"/> and <see cref="Then"/> put schedules together.
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

    /// <summary>Multiplies the rate by <paramref name="factor"/> after every step, or over <paramref name="every"/> steps, little by little.</summary>
    /// <param name="initial">The rate of the first step.</param>
    /// <param name="factor">The factor of the rate: finite and not negative.</param>
    /// <param name="every">Steps that multiply the rate by the factor once, at least 1. PyTorch's ExponentialLR has 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rate or a count is outside its range.</exception>
    public static Schedule Exponential(double initial, double factor, long every = 1) => new ExponentialSchedule(initial, factor, every);

    /// <summary>Multiplies the rate by <paramref name="factor"/> at each of some steps.</summary>
    /// <param name="initial">The rate before the first milestone.</param>
    /// <param name="milestones">The steps that begin with another rate, in rising order.</param>
    /// <param name="factor">The factor of the rate: finite and not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rate is outside its range.</exception>
    /// <exception cref="ArgumentException">The milestones do not rise.</exception>
    public static Schedule MultiStep(double initial, ReadOnlySpan<long> milestones, double factor = 0.1) => new MultiStepSchedule(initial, milestones, factor);

    /// <summary>
    /// floor + (initial - floor)(1 - t / steps)^power: a line by default. Chen et al., "DeepLab" (2016), train with power 0.9.
    /// </summary>
    /// <param name="initial">The rate of the first step.</param>
    /// <param name="steps">Steps in all; from here on the rate is <paramref name="floor"/>.</param>
    /// <param name="power">1 is a line; more falls fast at first, less falls fast at the end.</param>
    /// <param name="floor">The lowest rate, at most <paramref name="initial"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rate or a count is outside its range.</exception>
    public static Schedule Polynomial(double initial, long steps, double power = 1, double floor = 0) => new PolynomialSchedule(initial, steps, power, floor);

    /// <summary>initial / (1 + decay t)^power, which never ends: Robbins and Monro, "A Stochastic Approximation Method" (1951).</summary>
    /// <param name="initial">The rate of the first step.</param>
    /// <param name="decay">How fast it falls: with power 1 the rate has halved after 1 / decay steps.</param>
    /// <param name="power">1 as in Keras's InverseTimeDecay; 0.5 falls with the root of the steps.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public static Schedule Inverse(double initial, double decay, double power = 1) => new InverseSchedule(initial, decay, power);

    /// <summary>
    /// Half a cosine from <paramref name="peak"/> down to <paramref name="floor"/>, again and again. Loshchilov and Hutter, "SGDR: Stochastic Gradient
    /// Descent with Warm Restarts" (ICLR 2017), equation 5; PyTorch's CosineAnnealingWarmRestarts.
    /// </summary>
    /// <param name="peak">The rate at each restart.</param>
    /// <param name="period">Steps of the first cosine, at least 1.</param>
    /// <param name="growth">How many times as long each cosine is as the one before it, at least 1.</param>
    /// <param name="floor">The rate that each cosine falls towards, at most <paramref name="peak"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rate or a count is outside its range.</exception>
    public static Schedule CosineRestarts(double peak, long period, int growth = 1, double floor = 0) =>
        new CosineRestartsSchedule(peak, period, growth, floor);

    /// <summary>
    /// Multiplies the rate by <paramref name="factor"/> when an epoch's loss or metric has not improved for more than <paramref name="patience"/> epochs:
    /// PyTorch's ReduceLROnPlateau. A trainer reports each epoch, and checkpoints hold what it reported.
    /// </summary>
    /// <param name="initial">The rate before the first reduction.</param>
    /// <param name="factor">The factor of the rate: 0 to less than 1.</param>
    /// <param name="patience">Epochs without an improvement that are put up with.</param>
    /// <param name="threshold">What counts as an improvement, relative to the best value: 0 to less than 1.</param>
    /// <param name="cooldown">Epochs after a reduction before one without an improvement counts again.</param>
    /// <param name="floor">The lowest rate, at most <paramref name="initial"/>.</param>
    /// <param name="metric">
    /// Name of the metric of <see cref="TrainerOptions.Metrics"/> to watch, such as <c>accuracy</c>; null watches the loss on validation data or, without
    /// it, on training data.
    /// </param>
    /// <param name="maximize">Whether more is better, as it is for an accuracy.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public static PlateauSchedule Plateau(
        double initial, double factor = 0.1, int patience = 10, double threshold = 1e-4, int cooldown = 0, double floor = 0, string? metric = null,
        bool maximize = false) => new(initial, factor, patience, threshold, cooldown, floor, metric, maximize);

    /// <summary>A schedule of your own.</summary>
    /// <param name="rate">Gives the rate of a step, counted from 0. It must depend on the step only, or a resumed run differs.</param>
    public static Schedule From(Func<long, double> rate) => new FunctionSchedule(rate);

    /// <summary>
    /// This schedule with a warm-up in front of it: step t of the warm-up has the schedule's first rate times (t + 1) / (steps + 1), so that the first step
    /// already moves the weights; then the schedule begins. Goyal et al., "Accurate, Large Minibatch SGD" (2017), section 2.2.
    /// </summary>
    /// <param name="steps">Steps of the warm-up, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is outside its range.</exception>
    public Schedule WithWarmup(long steps) => new WarmupSchedule(this, steps);

    /// <summary>
    /// This schedule up to a step, then another one from its own first step: <c>a.Then(b, at: 100).Then(c, at: 300)</c> has a for 100 steps and b for 200.
    /// </summary>
    /// <param name="next">The schedule that follows.</param>
    /// <param name="at">The first step of the one that follows, counted from the start of the whole, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is outside its range.</exception>
    public Schedule Then(Schedule next, long at) => new SequenceSchedule(this, next, at);

    /// <summary>The parts that learn from reports, in an order that is always the same.</summary>
    internal virtual IEnumerable<PlateauSchedule> Plateaus => [];

    /// <summary>Those of them that give the rate of a step.</summary>
    internal virtual IEnumerable<PlateauSchedule> PlateausAt(long step) => Plateaus;
}
