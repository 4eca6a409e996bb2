namespace Kiln;

/// <summary>A network that can be trained: by its own loss, or by gradients of its outputs that come from outside.</summary>
public interface ITrainable : INetwork
{
    /// <summary>Gradients of the last training call, laid out as <see cref="INetwork.Parameters"/>; zero where a tensor is frozen.</summary>
    Span<float> Gradients { get; }
}
