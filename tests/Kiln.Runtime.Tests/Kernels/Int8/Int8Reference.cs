namespace Kiln.Runtime.Tests.Kernels;

/// <summary>Quantized layers one value after the other, from the definition of their arithmetic.</summary>
internal static class Int8Reference
{
    /// <summary>acc M 2^-S rounded once with ties toward +infinity, plus the zero point, within the bounds; S of 64 is a multiplier of 0.</summary>
    public static sbyte Requantize(int acc, int multiplier, int shift, int zero, int low, int high)
    {
        if (shift == 64) return (sbyte)Math.Clamp(zero, low, high);
        int left = Math.Max(0, 33 - shift);
        int right = shift + left - 32;
        long product = ((long)acc * (1L << left)) * multiplier;
        long h = product >> 32;
        return (sbyte)Math.Clamp(((h + (1L << (right - 1))) >> right) + zero, low, high);
    }

    /// <summary>A convolution: every output is a sum over its group's inputs, with the zero point outside of the map.</summary>
    public static void Convolution(Int8Layer layer)
    {
        for (int oy = 0; oy < layer.OutputHeight; oy++)
            for (int ox = 0; ox < (oy == layer.OutputHeight - 1 ? layer.LastWidth : layer.OutputWidth); ox++)
                for (int channel = 0; channel < layer.Channels; channel++)
                {
                    int acc = layer.Bias[channel];
                    for (int kh = 0; kh < layer.TapRows; kh++)
                        for (int kw = 0; kw < layer.TapColumns; kw++)
                            for (int i = 0; i < layer.InputsPerGroup; i++)
                            {
                                int iy = oy * layer.StrideRows - layer.PaddingTop + kh * layer.DilationRows;
                                int ix = ox * layer.StrideColumns - layer.PaddingLeft + kw * layer.DilationColumns;
                                acc += layer.Weight(channel, i, kh, kw) * layer.Input(iy, ix, channel / layer.ChannelsPerGroup * layer.InputsPerGroup + i);
                            }

                    layer.Expect(oy, ox, channel, acc);
                }
    }

    /// <summary>
    /// A transposed convolution, from the other side: every input adds to the outputs that it reaches. A tap that no input reaches adds the zero point times
    /// its weight, as the bias assumes.
    /// </summary>
    public static void Transposed(Int8Layer layer)
    {
        int zero = layer.InputZero;
        int[,,] acc = new int[layer.OutputHeight, layer.OutputWidth, layer.Channels];
        for (int channel = 0; channel < layer.Channels; channel++)
        {
            int start = layer.Bias[channel];
            for (int tap = 0; tap < layer.TapRows * layer.TapColumns; tap++)
                for (int i = 0; i < layer.InputsPerGroup; i++) start += zero * layer.Weight(channel, i, tap / layer.TapColumns, tap % layer.TapColumns);
            for (int oy = 0; oy < layer.OutputHeight; oy++)
                for (int ox = 0; ox < layer.OutputWidth; ox++) acc[oy, ox, channel] = start;
            for (int iy = 0; iy < layer.InputHeight; iy++)
                for (int ix = 0; ix < layer.InputWidth; ix++)
                    for (int kh = 0; kh < layer.TapRows; kh++)
                        for (int kw = 0; kw < layer.TapColumns; kw++)
                        {
                            int oy = iy * layer.StrideRows - layer.PaddingTop + kh * layer.DilationRows;
                            int ox = ix * layer.StrideColumns - layer.PaddingLeft + kw * layer.DilationColumns;
                            if (oy < 0 || oy >= layer.OutputHeight || ox < 0 || ox >= layer.OutputWidth) continue;
                            for (int i = 0; i < layer.InputsPerGroup; i++)
                            {
                                int input = layer.Input(iy, ix, channel / layer.ChannelsPerGroup * layer.InputsPerGroup + i);
                                acc[oy, ox, channel] += layer.Weight(channel, i, kh, kw) * (input - zero);
                            }
                        }
        }

        for (int oy = 0; oy < layer.OutputHeight; oy++)
            for (int ox = 0; ox < layer.OutputWidth; ox++)
                for (int channel = 0; channel < layer.Channels; channel++) layer.Expect(oy, ox, channel, acc[oy, ox, channel]);
    }
}
