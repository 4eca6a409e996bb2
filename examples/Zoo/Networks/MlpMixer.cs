using Kiln;

namespace Zoo;

/// <summary>Tolstikhin et al. 2021, figure 1, B/16: dense layers over patches and over channels, in turn.</summary>
[Network]
public sealed partial class MlpMixer
{
    private const int Patch = 16, Width = 768, Patches = 14 * 14;

    private static Node Build([Input(3, 224, 224)] Node image)
    {
        Node x = image.Conv2D(Width, kernel: Patch, stride: Patch).Reshape(Width, Patches).Transpose(1, 0);
        for (int layer = 0; layer < 12; layer++)
        {
            x += x.LayerNorm().Transpose(1, 0).Dense(384).GELU().Dense(Patches).Transpose(1, 0);
            x += x.LayerNorm().Dense(3072).GELU().Dense(Width);
        }

        return x.LayerNorm().Mean(0).Dense(1000);
    }
}
