using Zoo;

namespace Edge;

/// <summary>MLPerf Tiny's four networks and LeNet-5, each on its way to the device.</summary>
internal static class Deployments
{
    public static Port<LeNet5, LeNet5.Int8> LeNet { get; } =
        new((net, data) => net.Quantize(data), net => net.Forward, net => net.Forward, net => net.Forward);

    public static Port<ResNet8, ResNet8.Int8> ResNet { get; } =
        new((net, data) => net.Quantize(data), net => net.Forward, net => net.Forward, net => net.Forward);

    public static Port<DSCNN, DSCNN.Int8> Keywords { get; } =
        new((net, data) => net.Quantize(data), net => net.Forward, net => net.Forward, net => net.Forward);

    public static Port<MobileNetV1x025, MobileNetV1x025.Int8> MobileNet { get; } =
        new((net, data) => net.Quantize(data), net => net.Forward, net => net.Forward, net => net.Forward);

    public static Port<Autoencoder, Autoencoder.Int8> Anomalies { get; } =
        new((net, data) => net.Quantize(data), net => net.Forward, net => net.Forward, net => net.Forward);

    /// <summary>All of them, one after another; int8 files go into the folder.</summary>
    public static IEnumerable<Deployment> All(string folder, RealWeights? weights)
    {
        yield return LeNet.Learn(Challenges.Digits(), epochs: 3, folder);
        yield return ResNet.Learn(Challenges.Textures(), epochs: 3, folder);
        if (weights is not null && Challenges.Cifar() is { } images) yield return ResNet.Load(images, weights.Of(RealWeights.ResNet8), folder);
        yield return Keywords.Learn(Challenges.Words(), epochs: 4, folder);
        yield return MobileNet.Learn(Challenges.Figures(), epochs: 4, folder);
        if (weights is not null) yield return MobileNet.Load(Challenges.VisualWakeWords(weights), weights.Of(RealWeights.MobileNet), folder);
        yield return Anomalies.Learn(Challenges.Sounds(), epochs: 10, folder);
    }
}
