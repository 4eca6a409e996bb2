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
    /// The reference implementation of Banbury et al. 2021 has 78,666 parameters, among them 480 moving statistics and 240 biases in front of BatchNorm, and
    /// 12.5 million multiply-adds.
    /// </summary>
    [Fact]
    public void ResNet8()
    {
        Assert.Equal(78_666 - 480 - 240, global::Zoo.ResNet8.ParameterCount);
        Assert.Equal(12.5, Millions(global::Zoo.ResNet8.MultiplyAdds));
    }

    /// <summary>
    /// The reference implementation of Banbury et al. 2021 has 24,908 parameters, among them 1,152 moving statistics and 576 biases in front of BatchNorm, and
    /// 2.7 million multiply-adds.
    /// </summary>
    [Fact]
    public void DSCNN()
    {
        Assert.Equal(24_908 - 1_152 - 576, global::Zoo.DSCNN.ParameterCount);
        Assert.Equal(2.7, Millions(global::Zoo.DSCNN.MultiplyAdds));
    }

    /// <summary>
    /// The reference implementation of Banbury et al. 2021 has 221,794 parameters, among them 5,472 moving statistics and 2,736 biases in front of BatchNorm,
    /// and 7.5 million multiply-adds.
    /// </summary>
    [Fact]
    public void MobileNetV1x025()
    {
        Assert.Equal(221_794 - 5_472 - 2_736, global::Zoo.MobileNetV1x025.ParameterCount);
        Assert.Equal(7.5, Millions(global::Zoo.MobileNetV1x025.MultiplyAdds));
    }

    /// <summary>
    /// The reference implementation of Banbury et al. 2021, 640-128-128-128-128-8-128-128-128-128-640, has 269,992 parameters, among them 2,064 moving
    /// statistics and 1,032 biases in front of BatchNorm; each weight is one multiply-add.
    /// </summary>
    [Fact]
    public void Autoencoder()
    {
        Assert.Equal(269_992 - 2_064 - 1_032, global::Zoo.Autoencoder.ParameterCount);
        Assert.Equal(264_192, global::Zoo.Autoencoder.MultiplyAdds);
    }

    /// <summary>Ronneberger et al. 2015, figure 1: 572 x 572 in, two maps of 388 x 388 out.</summary>
    [Fact]
    public void UNet() => Assert.Equal([2, 388, 388], global::Zoo.UNet.Info.Outputs[0].Shape);

    private static double Millions(long count) => Math.Round(count / 1e6, 1);
}
