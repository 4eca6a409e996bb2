using System.Runtime.CompilerServices;

namespace Kiln.Training;

/// <summary>
/// Changes a network's weights from its gradients. Derive from it for a rule of your own: say how many numbers it remembers for
/// each parameter and write <see cref="Update"/>.
/// </summary>
public abstract class Optimizer
{
    private NetworkCore? _core;
    private (NetworkInfo Network, Dictionary<string, ParameterSettings> OfParameter)? _settings;
    private OptimizerState? _state;
    private SavedOptimizer? _loaded;

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

    /// <summary>
    /// Other rates, other weight decays and freezing for some parameters, by name; none by default. They may be replaced between steps: a parameter that was
    /// frozen goes on with what was remembered of it.
    /// </summary>
    public IReadOnlyList<ParameterGroup> Groups
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = [.. value];
            _settings = null;
        }
    } = [];

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
    /// <exception cref="InvalidOperationException">The optimizer is bound to another network, or the schedule gives a rate that is
    /// negative or not finite.</exception>
    /// <exception cref="ArgumentException">One of the <see cref="Groups"/> matches no parameter.</exception>
    public void Step(ITrainable network)
    {
        ArgumentNullException.ThrowIfNull(network);
        NetworkCore core = network.Core;
        RequireOwn(core);
        Dictionary<string, ParameterSettings> settings = SettingsFor(core.Info);
        OptimizerState state = Bind(core);
        double rate = Rate.At(StepCount);
        if (!(double.IsFinite(rate) && rate >= 0))
            throw new InvalidOperationException(string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"The schedule gives the rate {rate} for step {StepCount}; a rate must be finite and not negative."));

        Span<float> parameters = core.EditParameters();
        ReadOnlySpan<float> gradients = core.Gradients;
        IReadOnlyList<ParameterInfo> groups = core.Info.Parameters;
        for (int i = 0; i < groups.Count; i++)
        {
            ParameterInfo group = groups[i];
            (double factor, _, bool frozen) = settings[group.Name];
            if (group.Frozen || frozen) continue;
            Span<float> weights = parameters.Slice(group.Offset, group.Length);
            Update(group, rate * factor, StepCount + 1, weights, gradients.Slice(group.Offset, group.Length), state.Of(i));
        }

        StepCount++;
        // The step is part of the key of dropout and other randomness: the next batch must draw different numbers.
        core.StepCount++;
        core.Publish();
    }

    /// <summary>How many numbers the rule remembers for each parameter.</summary>
    protected abstract int StatesPerParameter { get; }

    /// <summary>Updates one tensor. Called once per step for each tensor that is not frozen; allocate nothing here.</summary>
    /// <param name="group">The tensor's name and shape.</param>
    /// <param name="rate">The learning rate of this step, times the <see cref="ParameterGroup.RateFactor"/>.</param>
    /// <param name="step">The step, counted from 1.</param>
    /// <param name="parameters">The weights, in the kernels' order; changed in place.</param>
    /// <param name="gradients">Their gradients, in the same order.</param>
    /// <param name="state"><see cref="StatesPerParameter"/> blocks of <c>parameters.Length</c> numbers, zero before the first step.</param>
    protected abstract void Update(ParameterInfo group, double rate, long step, Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> state);

    /// <summary>The weight decay of a tensor that <see cref="Update"/> gets: that of its group or, without one, the rule's own.</summary>
    /// <param name="group">The tensor.</param>
    /// <param name="own">The rule's own weight decay for this tensor.</param>
    protected double WeightDecayOf(ParameterInfo group, double own)
    {
        ArgumentNullException.ThrowIfNull(group);
        return _settings is var (_, ofParameter) && ofParameter.TryGetValue(group.Name, out ParameterSettings settings) ? settings.WeightDecay ?? own : own;
    }

    /// <summary>Writes the step count and everything that is remembered, as safetensors.</summary>
    /// <param name="stream">Stream to write to; it stays open.</param>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        SavedOptimizer saved = Saved();
        Dictionary<string, string> metadata = [];
        saved.Describe(metadata);
        Safetensors.Write(stream, saved.Tensors, metadata);
    }

    /// <summary>
    /// Continues from a saved state; hyper-parameters and the schedule are those of this object, and a plateau in it takes up what it was told.
    /// </summary>
    /// <param name="stream">What <see cref="Save"/> wrote, read to its end; it stays open.</param>
    /// <exception cref="WeightsException">The data is malformed or belongs to another kind of optimizer or another network; nothing has changed.
    /// An optimizer that has not stepped yet meets its network, and checks this, in its first step.</exception>
    public void Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        string source = stream is FileStream file ? file.Name : "the stream";
        SavedOptimizer saved = SavedOptimizer.Read(Safetensors.Read(stream, source), source, this);
        Action adoptSchedule = SavedSchedule.Prepare(Rate, saved.Schedule, source);
        if (_core is not null) _state = saved.ToState(_core, StatesPerParameter);
        else _loaded = saved;
        adoptSchedule();
        StepCount = saved.StepCount;
    }

    /// <summary>What the groups say about each parameter of a network.</summary>
    /// <exception cref="ArgumentException">A group matches no parameter.</exception>
    internal Dictionary<string, ParameterSettings> SettingsFor(NetworkInfo info)
    {
        if (_settings is not var (network, ofParameter) || !ReferenceEquals(network, info))
            _settings = (info, ofParameter = ParameterSettings.Resolve(info, Groups));
        return ofParameter;
    }

    /// <summary>The gradients of what the groups freeze become zero, so that they neither count for a norm nor move anything.</summary>
    internal void ClearFrozenGradients(NetworkCore core)
    {
        if (Groups.Count == 0) return;
        Dictionary<string, ParameterSettings> settings = SettingsFor(core.Info);
        IReadOnlyList<ParameterInfo> parameters = core.Info.Parameters;
        for (int i = 0; i < parameters.Count; i++)
        {
            if (settings[parameters[i].Name].Frozen) core.Gradients.Slice(parameters[i].Offset, parameters[i].Length).Clear();
        }
    }

    /// <summary>What <see cref="Save"/> writes.</summary>
    internal SavedOptimizer Saved() =>
        _core is not null
            ? SavedOptimizer.Of(this, _core, _state!, StatesPerParameter)
            : _loaded is not null ? _loaded with { StepCount = StepCount, Schedule = SavedSchedule.Text(Rate) } : SavedOptimizer.Of(this);

    /// <summary>Checks a saved state against a network without changing anything; the returned action adopts it.</summary>
    /// <exception cref="WeightsException">It belongs to another network.</exception>
    /// <exception cref="InvalidOperationException">This optimizer is bound to another network.</exception>
    internal Action Prepare(SavedOptimizer saved, NetworkCore core)
    {
        RequireOwn(core);
        OptimizerState state = saved.ToState(core, StatesPerParameter);
        Action adoptSchedule = SavedSchedule.Prepare(Rate, saved.Schedule, saved.Source);
        return () =>
        {
            adoptSchedule();
            (_core, _state, _loaded) = (core, state, null);
            StepCount = saved.StepCount;
        };
    }

    private OptimizerState Bind(NetworkCore core)
    {
        if (_state is not null) return _state;
        _state = _loaded?.ToState(core, StatesPerParameter) ?? new OptimizerState(core.Info, StatesPerParameter);
        (_core, _loaded) = (core, null);
        return _state;
    }

    private void RequireOwn(NetworkCore core)
    {
        // Instances that share weights are the same network here.
        if (_core is null || ReferenceEquals(core, _core) || Unsafe.AreSame(ref core.ParameterBlock, ref _core.ParameterBlock)) return;
        throw new InvalidOperationException(
            $"This {GetType().Name} remembers what it learned about one {_core.Info.Name} and cannot step another network ({core.Info.Name}); "
            + "create an optimizer for each network.");
    }
}
