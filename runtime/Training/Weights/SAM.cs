namespace Kiln.Training;

/// <summary>
/// Sharpness-aware minimization: the gradient is taken where the loss is highest nearby, at w + radius g / |g|, and applied to w, so that training prefers
/// wide valleys. Foret, Kleiner, Mobahi and Neyshabur, "Sharpness-Aware Minimization for Efficiently Improving Generalization" (ICLR 2021), algorithm 1
/// with p = 2. A <see cref="Trainer{TNetwork}"/> does it with any optimizer if <see cref="TrainerOptions.SharpnessRadius"/> is set; this class is for a
/// loop of your own. Each step costs two passes.
/// </summary>
/// <example><code>
/// var sam = new SAM(net, radius: 0.05);
/// net.ForwardBackward(batch);
/// sam.Climb();                  // the weights are w + radius g / |g| now
/// net.ForwardBackward(batch);   // with the same dropout masks
/// sam.Return();                 // and w again
/// optimizer.Step(net);
/// </code></example>
public sealed class SAM
{
    // Keeps a norm of zero from dividing by zero.
    private const double Epsilon = 1e-12;

    private readonly ITrainable _network;
    private readonly float[] _parameters;
    private readonly float[] _state;
    private readonly double _radius;
    private bool _isUp;

    /// <summary>Allocates a copy of the weights.</summary>
    /// <param name="network">The network to train.</param>
    /// <param name="radius">How far to climb; the paper has 0.05 for most networks, and 0 is the plain gradient.</param>
    /// <exception cref="ArgumentOutOfRangeException">The radius is outside its range.</exception>
    public SAM(ITrainable network, double radius = 0.05)
    {
        ArgumentNullException.ThrowIfNull(network);
        _radius = Require.Rate(radius);
        _network = network;
        _parameters = new float[network.Core.Parameters.Length];
        _state = new float[network.Core.State.Length];
    }

    /// <summary>
    /// Moves the weights by the radius along the network's gradients. The training calls that follow draw the same masks as those before. Allocates nothing.
    /// </summary>
    /// <exception cref="InvalidOperationException">The weights are up already.</exception>
    public void Climb()
    {
        if (_isUp) throw new InvalidOperationException("Climb was called twice; call Return between.");
        NetworkCore core = _network.Core;
        core.Parameters.CopyTo(_parameters);
        core.State.CopyTo(_state);
        float factor = (float)(_radius / (GradientVector.Norm(core) + Epsilon));
        GradientVector.AddTo(core.EditParameters(), core, factor);
        core.CallsInStep = 0;
        _isUp = true;
    }

    /// <summary>Brings the weights back, bit for bit, and with them the running statistics that the first pass left.</summary>
    /// <exception cref="InvalidOperationException">There was no <see cref="Climb"/>.</exception>
    public void Return()
    {
        if (!_isUp) throw new InvalidOperationException("Return has nothing to bring back; call Climb first.");
        NetworkCore core = _network.Core;
        _parameters.CopyTo(core.EditParameters());
        if (_state.Length > 0) _state.CopyTo(core.EditState());
        _isUp = false;
    }
}
