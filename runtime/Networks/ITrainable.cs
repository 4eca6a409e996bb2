namespace Kiln;

/// <summary>A network with a loss.</summary>
public interface ITrainable : INetwork
{
    /// <summary>Gradients of the last ForwardBackward, laid out as <see cref="INetwork.Parameters"/>; zero where a tensor is frozen.</summary>
    Span<float> Gradients { get; }
}
