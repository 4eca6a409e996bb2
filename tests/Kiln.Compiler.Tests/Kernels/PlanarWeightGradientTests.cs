using Kiln.Generator.Steps;
using Kiln.Kernels;

namespace Kiln.Compiler.Tests.Kernels;

[Trait("Category", "Numeric")]
public class PlanarWeightGradientTests
{
    private static readonly KernelKey s_key = new(KernelFamily.PlanarWeightGradient);

    [Fact]
    public void Any_shape_equals_plain_loops_on_every_width()
    {
        Random random = new(43);
        for (int repeat = 0; repeat < 150; repeat++)
        {
            Case test = new(random);
            foreach (string body in KernelCompiler.BodiesOf(repeat))
            {
                test.Check(body, accumulate: false);
                test.Check(body, accumulate: true);
            }
        }
    }

    [Fact]
    public void Channels_and_kernel_rows_split_among_calls_give_the_bits_of_one_call()
    {
        Random random = new(47);
        for (int repeat = 0; repeat < 60; repeat++)
        {
            Case test = new(random);
            nint input = random.Next(0, (int)test.Shape.InputChannels + 1);
            nint kernelRow = random.Next(0, (int)test.Shape.KernelHeight + 1);
            nint output = random.Next(0, (int)test.Shape.OutputChannels + 1);
            foreach (string body in KernelCompiler.BodiesOf(repeat))
            {
                float[] parts = test.Run(
                    body, true, [0, input, test.Shape.InputChannels], [0, kernelRow, test.Shape.KernelHeight], [0, output, test.Shape.OutputChannels]);
                KernelCases.AssertSameBits(test.Run(body, true), parts, $"{body} {test.Shape}");
            }
        }
    }

    private sealed class Case
    {
        private const int Guard = 16;
        private readonly float[] _x, _dy, _start;
        private readonly double[] _sums;

        public Case(Random random)
        {
            nint samples = random.Next(1, 4), inputs = random.Next(1, 4), outputs = random.Next(1, 9);
            nint height = random.Next(1, 5), width = random.Next(1, 45), kernelHeight = random.Next(1, 5), kernelWidth = random.Next(1, 5);
            nint strideHeight = random.Next(1, 3), strideWidth = random.Next(2) == 0 ? 1 : random.Next(2, 4), dilation = random.Next(1, 3);
            nint rows = ((height - 1) * strideHeight) + ((kernelHeight - 1) * dilation) + 1;
            nint columns = ((width - 1) * strideWidth) + ((kernelWidth - 1) * dilation) + 1;
            nint inputRow = columns + random.Next(3), inputPlane = (rows * inputRow) + random.Next(3), inputSample = (inputs * inputPlane) + random.Next(3);
            nint gradientRow = width + random.Next(3);
            nint gradientPlane = (height * gradientRow) + random.Next(3);
            nint gradientSample = (outputs * gradientPlane) + random.Next(3);
            nint weightChannel = outputs + random.Next(2), weightColumn = inputs * weightChannel, weightRow = (kernelWidth * weightColumn) + random.Next(3);
            Shape = new PlanarWeightGradientShape
            {
                Samples = samples,
                InputChannels = inputs,
                OutputChannels = outputs,
                OutputHeight = height,
                OutputWidth = width,
                KernelHeight = kernelHeight,
                KernelWidth = kernelWidth,
                StrideHeight = strideHeight,
                StrideWidth = strideWidth,
                InputSampleStride = inputSample,
                InputPlaneStride = inputPlane,
                InputRowStride = inputRow,
                TapRowStride = dilation * inputRow,
                TapColumnStride = dilation,
                GradientSampleStride = gradientSample,
                GradientPlaneStride = gradientPlane,
                GradientRowStride = gradientRow,
                WeightRowStride = weightRow,
                WeightColumnStride = weightColumn,
                WeightChannelStride = weightChannel,
            };

            // Rows narrower than a vector are read past their end; the memory there is poisoned and must be masked.
            _x = KernelCases.Poisoned((samples * inputSample) + (64 * strideWidth));
            _dy = KernelCases.Poisoned((samples * gradientSample) + 64);
            _start = KernelCases.Poisoned((2 * Guard) + (kernelHeight * weightRow));
            _sums = new double[_start.Length];
            Array.Fill(_sums, double.NaN);
            for (nint sample = 0; sample < samples; sample++)
            {
                for (nint ci = 0; ci < inputs; ci++)
                    for (nint row = 0; row < rows; row++)
                        for (nint column = 0; column < columns; column++)
                            _x[(sample * inputSample) + (ci * inputPlane) + (row * inputRow) + column] = random.NextSingle() - 0.5f;
                for (nint co = 0; co < outputs; co++)
                    for (nint row = 0; row < height; row++)
                        for (nint column = 0; column < width; column++)
                            _dy[(sample * gradientSample) + (co * gradientPlane) + (row * gradientRow) + column] = random.NextSingle() - 0.5f;
            }

            for (nint kh = 0; kh < kernelHeight; kh++)
            {
                for (nint kw = 0; kw < kernelWidth; kw++)
                {
                    for (nint ci = 0; ci < inputs; ci++)
                    {
                        for (nint co = 0; co < outputs; co++)
                        {
                            nint at = Guard + (kh * weightRow) + (kw * weightColumn) + (ci * weightChannel) + co;
                            _start[at] = random.NextSingle() - 0.5f;
                            _sums[at] = Sum(ci, co, kh, kw);
                        }
                    }
                }
            }
        }

        public PlanarWeightGradientShape Shape { get; }

        public void Check(string body, bool accumulate)
        {
            double[] expected = [.. _sums.Select((sum, i) => accumulate ? sum + _start[i] : sum)];
            KernelCases.AssertClose(expected, Run(body, accumulate), 3e-5, $"{body} {Shape} accumulate {accumulate}");
        }

        public float[] Run(string body, bool accumulate) => Run(body, accumulate, [0, Shape.InputChannels], [0, Shape.KernelHeight], [0, Shape.OutputChannels]);

        public float[] Run(string body, bool accumulate, nint[] inputs, nint[] kernelRows, nint[] outputs)
        {
            KernelCall<PlanarWeightGradientShape> call = KernelCompiler.Method<PlanarWeightGradientShape>(s_key, body);
            // Without accumulation nothing of dw may be read.
            float[] dw = accumulate ? [.. _start] : KernelCases.Poisoned(_start.Length);
            for (int ci = 0; ci + 1 < inputs.Length; ci++)
            {
                for (int kh = 0; kh + 1 < kernelRows.Length; kh++)
                {
                    for (int co = 0; co + 1 < outputs.Length; co++)
                    {
                        if (inputs[ci] == inputs[ci + 1] || kernelRows[kh] == kernelRows[kh + 1] || outputs[co] == outputs[co + 1]) continue;
                        PlanarWeightGradientShape part = Shape with
                        {
                            InputChannels = inputs[ci + 1] - inputs[ci],
                            KernelHeight = kernelRows[kh + 1] - kernelRows[kh],
                            OutputChannels = outputs[co + 1] - outputs[co],
                        };
                        nint weight = (kernelRows[kh] * Shape.WeightRowStride) + (inputs[ci] * Shape.WeightChannelStride) + outputs[co];
                        nint x = (inputs[ci] * Shape.InputPlaneStride) + (kernelRows[kh] * Shape.TapRowStride);
                        int[] offsets = [(int)x, (int)(outputs[co] * Shape.GradientPlaneStride), Guard + (int)weight];
                        call([_x, _dy, dw], offsets, [], [], accumulate, part);
                    }
                }
            }

            return dw;
        }

        private double Sum(nint ci, nint co, nint kh, nint kw)
        {
            double sum = 0;
            for (nint sample = 0; sample < Shape.Samples; sample++)
            {
                for (nint oh = 0; oh < Shape.OutputHeight; oh++)
                {
                    for (nint ow = 0; ow < Shape.OutputWidth; ow++)
                    {
                        nint x = (sample * Shape.InputSampleStride) + (ci * Shape.InputPlaneStride) + (oh * Shape.StrideHeight * Shape.InputRowStride)
                            + (kh * Shape.TapRowStride)
                            + (ow * Shape.StrideWidth) + (kw * Shape.TapColumnStride);
                        sum += (double)_x[x] * _dy[(sample * Shape.GradientSampleStride) + (co * Shape.GradientPlaneStride) + (oh * Shape.GradientRowStride)
                            + ow];
                    }
                }
            }

            return sum;
        }
    }
}
