using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kiln.Training;

/// <summary>
/// Changes a network's weights from its gradients. Derive from it for a rule of your own: say how many numbers it remembers for
/// each parameter and write <see cref="Update"/>.
/// </summary>
public abstract class Optimizer
{
    private NetworkCore? _core;
    private OptimizerState? _state;
    private OptimizerState? _loaded;

    /// <summary>Creates the optimizer; its memory is allocated by the first <see cref="Step"/>.</summary>
    /// <param name="rate">The learning rate: a number or a <see cref="Schedule"/>.</param>
    protected Optimizer(Schedule rate)
    {
        ArgumentNullException.ThrowIfNull(rate);
        Rate = rate;
    }

    /// <summary>The learning rate. It may be replaced between steps.</summary>
    public Schedule Rate
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    }

    /// <summary>Steps made so far; the next one has the rate <c>Rate.At(StepCount)</c>.</summary>
    public long StepCount
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    /// <summary>
    /// Applies the network's gradients to its weights, frozen ones excepted, and publishes the new weights to shared instances.
    /// The first call binds the optimizer to these weights and allocates its memory; later calls allocate nothing.
    /// </summary>
    /// <param name="network">The network whose <see cref="ITrainable.Gradients"/> are applied.</param>
    /// <exception cref="InvalidOperationException">The optimizer is bound to another network, or the schedule gives a rate that is negative or not finite.</exception>
    public void Step(ITrainable network)
    {
        ArgumentNullException.ThrowIfNull(network);
        NetworkCore core = network.Core;
        OptimizerState state = Bind(core);
        double rate = Rate.At(StepCount);
        if (!(double.IsFinite(rate) && rate >= 0))
            throw new InvalidOperationException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The schedule gives the rate {rate} for step {StepCount}; a rate must be finite and not negative."));

        Span<float> parameters = core.EditParameters();
        ReadOnlySpan<float> gradients = core.Gradients;
        IReadOnlyList<ParameterInfo> groups = core.Info.Parameters;
        for (int i = 0; i < groups.Count; i++)
        {
            ParameterInfo group = groups[i];
            if (group.Frozen) continue;
            Update(group, rate, StepCount + 1, parameters.Slice(group.Offset, group.Length), gradients.Slice(group.Offset, group.Length), state.Of(i));
        }

        StepCount++;
        // The step keys dropout and other randomness: the next batch must draw other numbers.
        core.StepCount++;
        core.Publish();
    }

    /// <summary>How many numbers the rule remembers for each parameter.</summary>
    protected abstract int StatesPerParameter { get; }

    /// <summary>Updates one tensor. Called once per step for each tensor that is not frozen; allocate nothing here.</summary>
    /// <param name="group">The tensor's name and shape.</param>
    /// <param name="rate">The learning rate of this step.</param>
    /// <param name="step">The step, counted from 1.</param>
    /// <param name="parameters">The weights, in the kernels' order; changed in place.</param>
    /// <param name="gradients">Their gradients, in the same order.</param>
    /// <param name="state"><see cref="StatesPerParameter"/> blocks of <c>parameters.Length</c> numbers, zero before the first step.</param>
    protected abstract void Update(ParameterInfo group, double rate, long step, Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> state);

    /// <summary>Prepares the memory for a network, so that it can be saved before the first step and a loaded one is checked against it.</summary>
    internal OptimizerState Bind(NetworkCore core)
    {
        if (_core is not null)
        {
            // Instances that share weights are the same network here.
            if (ReferenceEquals(core, _core) || Unsafe.AreSame(ref MemoryMarshal.GetReference(core.Parameters), ref MemoryMarshal.GetReference(_core.Parameters))) return _state!;
            throw new InvalidOperationException($"This {GetType().Name} remembers what it learned about one {_core.Info.Name} and cannot step another network ({core.Info.Name}); create an optimizer for each network.");
        }

        OptimizerState state = new(core.Info, StatesPerParameter);
        if (_loaded is not null) state.CopyFrom(_loaded);
        (_core, _state, _loaded) = (core, state, null);
        return state;
    }
}
