namespace Kiln.Zoo.Tests;

/// <summary>The networks that torchvision lacks, against what their papers and reference implementations publish.</summary>
public sealed class PublishedFiguresTests
{
    /// <summary>
    /// Howard et al. 2017, table 8: 4.2 million parameters, 569 million multiply-adds; the exact count is that of Keras's MobileNet
    /// without its moving statistics.
    /// </summary>
    [Fact]
    public void MobileNetV1()
    {
        Assert.Equal(4_231_976, global::Zoo.MobileNetV1.ParameterCount);
        Assert.Equal(569, Math.Round(global::Zoo.MobileNetV1.MultiplyAdds / 1e6));
    }

    /// <summary>Hu et al. 2018, table 2 counts 28.1 million: ResNet-50's 25,557,032 and 2 C^2 / 16 + C / 16 + C for each block.</summary>
    [Fact]
    public void SEResNet50() => Assert.Equal(28_088_024, global::Zoo.SEResNet50.ParameterCount);

    /// <summary>He et al. 2016b, table 4: 1.7 million.</summary>
    [Fact]
    public void PreActivationResNet164() => Assert.Equal(1.7, Math.Round(global::Zoo.PreActivationResNet164.ParameterCount / 1e6, 1));

    /// <summary>Tolstikhin et al. 2021, table 1: 59 million; the exact count is that of the reference implementation.</summary>
    [Fact]
    public void MlpMixer()
    {
        Assert.Equal(59_880_472, global::Zoo.MlpMixer.ParameterCount);
        Assert.Equal([1000], global::Zoo.MlpMixer.Info.Outputs[0].Shape);
    }

    /// <summary>
    /// The reference implementation of Banbury et al. 2021 has 78,666 parameters, among them 480 moving statistics and 240 biases in front of BatchNorm.
    /// </summary>
    [Fact]
    public void ResNet8() => Assert.Equal(78_666 - 480 - 240, global::Zoo.ResNet8.ParameterCount);

    /// <summary>
    /// The reference implementation of Banbury et al. 2021 has 24,908 parameters, among them 1,152 moving statistics and 576 biases in front of BatchNorm.
    /// </summary>
    [Fact]
    public void DSCNN() => Assert.Equal(24_908 - 1_152 - 576, global::Zoo.DSCNN.ParameterCount);

    /// <summary>Ronneberger et al. 2015, figure 1: 572 x 572 in, two maps of 388 x 388 out.</summary>
    [Fact]
    public void UNet() => Assert.Equal([2, 388, 388], global::Zoo.UNet.Info.Outputs[0].Shape);
}
