namespace Kiln.Arm64.Cases;

/// <summary>All networks.</summary>
internal static partial class NetworkCases
{
    public static IReadOnlyList<NetworkCase> All { get; } = Cases();

    private static List<NetworkCase> Cases()
    {
        List<NetworkCase> cases =
        [
            new NetworkCase<Convolutions, Convolutions.Int8>((net, data) => net.Quantize(data)),
            new NetworkCase<Depthwise, Depthwise.Int8>((net, data) => net.Quantize(data)),
            new NetworkCase<Grouped, Grouped.Int8>((net, data) => net.Quantize(data)),
            new NetworkCase<Perceptron, Perceptron.Int8>((net, data) => net.Quantize(data)),
            new NetworkCase<Activations, Activations.Int8>((net, data) => net.Quantize(data)),
            new NetworkCase<Transposed, Transposed.Int8>((net, data) => net.Quantize(data)),
            new NetworkCase<Pools, Pools.Int8>((net, data) => net.Quantize(data)),
            new NetworkCase<Signal, Signal.Int8>((net, data) => net.Quantize(data)),
            new NetworkCase<Words, Words.Int8>((net, data) => net.Quantize(data)),
            new NetworkCase<Residual, Residual.Int8>((net, data) => net.Quantize(data)),
            new NetworkCase<SqueezeAndExcite, SqueezeAndExcite.Int8>((net, data) => net.Quantize(data)),
            new NetworkCase<Joined, Joined.Int8>((net, data) => net.Quantize(data)),
        ];
        AddExported(cases);
        return cases;
    }

    /// <summary>Adds the networks that tests/arm64.sh had the compiler's tests write.</summary>
    static partial void AddExported(List<NetworkCase> cases);
}
