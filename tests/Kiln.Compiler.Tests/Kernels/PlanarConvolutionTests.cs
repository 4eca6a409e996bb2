using Kiln.Generator.Steps;
using Kiln.Generator.Formulas;
using Kiln.Generator;
using Kiln.Kernels;

namespace Kiln.Compiler.Tests.Kernels;

[Trait("Category", "Numeric")]
public class PlanarConvolutionTests
{
    private static KernelUse Use(bool bias, EquatableArray<ElementwiseStep> epilogue) => new(new KernelKey(KernelFamily.PlanarConvolution), bias, epilogue);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_shape_equals_plain_loops_on_every_width(int epilogue)
    {
        Random random = new(31 + epilogue);
        for (int repeat = 0; repeat < 60; repeat++)
        {
            Case test = new(random, KernelCases.Epilogues[epilogue], bias: repeat % 2 == 0, channels: random.Next(1, 18));
            foreach (string body in KernelCompiler.BodiesOf(repeat)) test.Check(Use(test.Bias, test.Epilogue), body);
        }
    }

    [Fact]
    public void Rows_and_channels_split_among_calls_give_the_bits_of_one_call()
    {
        Random random = new(37);
        for (int repeat = 0; repeat < 60; repeat++)
        {
            Case test = new(random, KernelCases.Epilogues[2], bias: true, channels: random.Next(2, 12));
            nint row = random.Next(0, (int)test.Shape.OutputHeight + 1), channel = random.Next(1, (int)test.Shape.OutputChannels);
            KernelUse use = Use(true, test.Epilogue);
            foreach (string body in KernelCompiler.BodiesOf(repeat))
                KernelCases.AssertSameBits(
                    test.Run(use, body), test.Run(use, body, [0, row, test.Shape.OutputHeight], [0, channel, test.Shape.OutputChannels]),
                    $"{body} {test.Shape}");
        }
    }

    [Fact]
    public void An_operand_that_is_the_output_accumulates_once()
    {
        Random random = new(41);
        KernelUse use = Use(true, [KernelCases.Add]);
        for (int repeat = 0; repeat < 60; repeat++)
        {
            Case test = new(random, use.Epilogue, bias: true, channels: random.Next(1, 12));
            foreach (string body in KernelCompiler.BodiesOf(repeat)) test.CheckInPlace(use, body);
        }
    }

    private sealed class Case
    {
        private const int Guard = 16;
        private static readonly float[] s_scalars = [0.75f];
        private readonly float[] _x, _weights, _bias;
        private readonly float[][] _operands;
        private readonly double[] _expected;

        public Case(Random random, EquatableArray<ElementwiseStep> epilogue, bool bias, int channels)
        {
            Bias = bias;
            Epilogue = epilogue;
            nint inputs = random.Next(1, 4), height = random.Next(1, 7), width = random.Next(1, 45);
            nint kernelHeight = random.Next(1, 5), kernelWidth = random.Next(1, 5);
            nint strideHeight = random.Next(1, 3), strideWidth = random.Next(2) == 0 ? 1 : random.Next(2, 4), dilation = random.Next(1, 3);
            nint paddingTop = random.Next(2) == 0 ? 0 : random.Next(0, 4), paddingBottom = paddingTop == 0 ? 0 : random.Next(0, 4);
            nint virtualRows = ((height - 1) * strideHeight) + ((kernelHeight - 1) * dilation) + 1;
            nint rows = nint.Max(1, virtualRows - paddingTop - paddingBottom);
            nint columns = ((width - 1) * strideWidth) + ((kernelWidth - 1) * dilation) + 1;
            nint rowStride = columns + random.Next(3), planeStride = (rows * rowStride) + random.Next(5);
            nint outputColumn = random.Next(3) == 0 ? 2 : 1, outputRow = (width * outputColumn) + random.Next(3);
            Shape = new PlanarConvolutionShape
            {
                InputChannels = inputs,
                OutputChannels = channels,
                OutputHeight = height,
                OutputWidth = width,
                KernelHeight = kernelHeight,
                KernelWidth = kernelWidth,
                StrideHeight = strideHeight,
                StrideWidth = strideWidth,
                InputPlaneStride = planeStride,
                InputRowStride = rowStride,
                TapRowStride = dilation * rowStride,
                TapColumnStride = dilation,
                WeightStride = channels + random.Next(2),
                OutputPlaneStride = (height * outputRow) + random.Next(4),
                OutputRowStride = outputRow,
                OutputColumnStride = outputColumn,
                PaddingTop = paddingTop,
                InputHeight = paddingTop == 0 && rows >= virtualRows ? int.MaxValue : rows,
            };

            // Rows narrower than a vector are read past their end, so there is slack after the last plane; it is poisoned.
            _x = KernelCases.Poisoned(((inputs - 1) * planeStride) + (rows * rowStride) + (64 * strideWidth));
            for (nint ci = 0; ci < inputs; ci++)
                for (nint row = 0; row < rows; row++)
                    for (nint column = 0; column < columns; column++) _x[(ci * planeStride) + (row * rowStride) + column] = random.NextSingle() - 0.5f;
            _weights = KernelCases.Uniform(random, inputs * kernelHeight * kernelWidth * Shape.WeightStride);
            _bias = KernelCases.Uniform(random, channels);
            long length = (2 * Guard) + ((channels - 1) * Shape.OutputPlaneStride) + ((height - 1) * outputRow) + ((width - 1) * outputColumn) + 1;
            _operands = [.. Enumerable.Range(0, epilogue.Sum(step => step.Operands)).Select(_ => KernelCases.Poisoned(length))];
            _expected = new double[length];
            Array.Fill(_expected, double.NaN);
            float[] operands = new float[_operands.Length];
            for (nint co = 0; co < channels; co++)
            {
                for (nint oh = 0; oh < height; oh++)
                {
                    for (nint ow = 0; ow < width; ow++)
                    {
                        double sum = bias ? _bias[co] : 0;
                        for (nint ci = 0; ci < inputs; ci++)
                        {
                            for (nint kh = 0; kh < kernelHeight; kh++)
                            {
                                nint row = (oh * strideHeight) + (kh * dilation) - paddingTop;
                                if (row < 0 || row >= rows) continue;
                                for (nint kw = 0; kw < kernelWidth; kw++)
                                {
                                    nint column = (ow * strideWidth) + (kw * dilation);
                                    sum += (double)_x[(ci * planeStride) + (row * rowStride)
                                        + column] * _weights[((((ci * kernelHeight) + kh) * kernelWidth) + kw) * Shape.WeightStride + co];
                                }
                            }
                        }

                        nint at = Guard + (co * Shape.OutputPlaneStride) + (oh * outputRow) + (ow * outputColumn);
                        for (int i = 0; i < operands.Length; i++) operands[i] = _operands[i][at] = random.NextSingle() - 0.5f;
                        _expected[at] = KernelCases.Apply(epilogue, sum, operands, s_scalars);
                    }
                }
            }
        }

        public PlanarConvolutionShape Shape { get; }

        public bool Bias { get; }

        public EquatableArray<ElementwiseStep> Epilogue { get; }

        public void Check(KernelUse use, string body) => KernelCases.AssertClose(_expected, Run(use, body), 1e-5, $"{use.Name} {body} {Shape}");

        public void CheckInPlace(KernelUse use, string body)
        {
            float[] y = [.. _operands[0]];
            KernelCompiler.Method<PlanarConvolutionShape>(use, body)([_x, _weights, _bias, y, y], [0, 0, 0, Guard, Guard], [], [], false, Shape);
            KernelCases.AssertClose(_expected, y, 1e-5, $"{use.Name} {body} in place {Shape}");
        }

        public float[] Run(KernelUse use, string body) => Run(use, body, [0, Shape.OutputHeight], [0, Shape.OutputChannels]);

        /// <summary>One call for each range of output rows and of channels.</summary>
        public float[] Run(KernelUse use, string body, nint[] rows, nint[] channels)
        {
            KernelCall<PlanarConvolutionShape> call = KernelCompiler.Method<PlanarConvolutionShape>(use, body);
            float[] y = KernelCases.Poisoned(_expected.Length);
            for (int r = 0; r + 1 < rows.Length; r++)
            {
                for (int c = 0; c + 1 < channels.Length; c++)
                {
                    int output = Guard + (int)((channels[c] * Shape.OutputPlaneStride) + (rows[r] * Shape.OutputRowStride));
                    List<float[]> buffers = [_x, _weights];
                    List<int> offsets = [0, (int)channels[c]];
                    if (Bias)
                    {
                        buffers.Add(_bias);
                        offsets.Add((int)channels[c]);
                    }

                    foreach (float[] buffer in (float[][])[y, .. _operands])
                    {
                        buffers.Add(buffer);
                        offsets.Add(output);
                    }

                    // The share starts below the first row: the padding above it is less, which may be less than none.
                    PlanarConvolutionShape part = Shape with
                    {
                        OutputHeight = rows[r + 1] - rows[r],
                        OutputChannels = channels[c + 1] - channels[c],
                        PaddingTop = Shape.PaddingTop - (rows[r] * Shape.StrideHeight),
                    };
                    call([.. buffers], [.. offsets], s_scalars, [], false, part);
                }
            }

            return y;
        }
    }
}
