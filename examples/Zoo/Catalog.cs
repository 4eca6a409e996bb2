using Kiln;

namespace Zoo;

/// <summary>A network of the zoo and the paper whose figure it is.</summary>
internal sealed record Exhibit(NetworkInfo Info, string Paper);

/// <summary>Every network, in the order of the papers.</summary>
internal static class Catalog
{
    public static IReadOnlyList<Exhibit> All { get; } =
    [
        new(Gate.Info, "Rosenblatt 1958"),
        new(Xor.Info, "Minsky and Papert 1969"),
        new(Siamese.Info, "Chopra et al. 2005"),
        new(Vae.Info, "Kingma and Welling 2014"),
        new(Artist.Info, "Goodfellow et al. 2014"),
        new(Critic.Info, "Goodfellow et al. 2014"),
        new(AlexNet.Info, "Krizhevsky 2014"),
        new(Vgg16.Info, "Simonyan and Zisserman 2015"),
        new(GoogLeNet.Info, "Szegedy et al. 2015"),
        new(UNet.Info, "Ronneberger et al. 2015"),
        new(InceptionV3.Info, "Szegedy et al. 2016"),
        new(ResNet18.Info, "He et al. 2016"),
        new(ResNet34.Info, "He et al. 2016"),
        new(ResNet50.Info, "He et al. 2016"),
        new(PreActivationResNet164.Info, "He et al. 2016b"),
        new(SqueezeNet.Info, "Iandola et al. 2016"),
        new(ResNeXt50.Info, "Xie et al. 2017"),
        new(DenseNet121.Info, "Huang et al. 2017"),
        new(MobileNetV1.Info, "Howard et al. 2017"),
        new(DSCNN.Info, "Zhang et al. 2017"),
        new(TransformerEncoder.Info, "Vaswani et al. 2017"),
        new(MobileNetV2.Info, "Sandler et al. 2018"),
        new(SEResNet50.Info, "Hu et al. 2018"),
        new(ResNet8.Info, "Banbury et al. 2021"),
        new(MobileNetV1x025.Info, "Banbury et al. 2021"),
        new(Autoencoder.Info, "Banbury et al. 2021"),
        new(MlpMixer.Info, "Tolstikhin et al. 2021"),
    ];
}
