using Kiln;

namespace Zoo;

/// <summary>
/// Koizumi et al. 2019, "ToyADMOS", as Banbury et al. 2021 use it: what a machine that works well sounds like, five frames of 128 mel bands at a time. It
/// copies the sounds that it knows; what it copies badly is an anomaly.
/// </summary>
[Network, Quantize]
public sealed partial class Autoencoder
{
    private const int Bands = 640, Wide = 128, Narrow = 8;

    private static Node Build([Input(Bands)] Node sound)
    {
        Node x = sound;
        foreach (int units in (int[])[Wide, Wide, Wide, Wide, Narrow, Wide, Wide, Wide, Wide]) x = x.Dense(units, bias: false).BatchNorm().ReLU();
        return x.Dense(Bands);
    }

    private static Node Loss(Node copy, [Input(Bands)] Node original) => copy.MeanSquaredError(original);
}
