using Edge;

namespace Kiln.Edge.Tests;

/// <summary>What examples/Edge shows, on data that it makes: networks that learned, and integers that lose little of it.</summary>
public sealed class DeploymentTests(ITestOutputHelper log) : IDisposable
{
    private const double MostLost = 0.01;
    private readonly string folder = Directory.CreateTempSubdirectory("kiln-edge-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Textures() => Check(Deployments.ResNet.Learn(Challenges.Textures(), epochs: 3, folder), least: 0.8);

    [Fact]
    public void Words() => Check(Deployments.Keywords.Learn(Challenges.Words(), epochs: 4, folder), least: 0.8);

    [Fact]
    public void Figures() => Check(Deployments.MobileNet.Learn(Challenges.Figures(), epochs: 4, folder), least: 0.8);

    [Fact]
    public void Sounds() => Check(Deployments.Anomalies.Learn(Challenges.Sounds(), epochs: 10, folder), least: 0.8);

    private void Check(Deployment deployment, double least)
    {
        (double real, double integers) = (deployment.Challenge.Score(deployment.Float), deployment.Challenge.Score(deployment.Int8));
        log.WriteLine(FormattableString.Invariant($"{deployment.Network}: {deployment.Challenge.Measure} {real:F4} in floats, {integers:F4} in integers"));
        Assert.True(real >= least, FormattableString.Invariant($"{real:F4} in floats"));
        Assert.True(real - integers <= MostLost, FormattableString.Invariant($"{real:F4} in floats, {integers:F4} in integers"));
        Assert.InRange(ResultTable.WeightBytes(deployment.File), 1, new FileInfo(deployment.File).Length);
    }
}
