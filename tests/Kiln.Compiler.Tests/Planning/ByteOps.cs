using Kiln.Generator;
using Kiln.Generator.Graphs;
using Kiln.Generator.Implementations;
using Kiln.Generator.Layouts;
using Kiln.Generator.Ops;
using Kiln.Generator.Steps;

namespace Kiln.Compiler.Tests.Planning;

/// <summary>Ops over signed bytes, as a quantized network has them, whose kernels the test itself brings along.</summary>
internal static class ByteOps
{
    private static readonly TensorType s_scales = TensorType.Float(Shape.Fixed(2)), s_zeroPoint = new(DType.Int8, Shape.Fixed(1));

    static ByteOps()
    {
        ImplementationTable.Add((Clamp op) => new ClampImplementation(op));
        ImplementationTable.Add((AddScaled op) => new AddImplementation(op));
        ImplementationTable.Add((CopyBatch op) => new CopyImplementation(op));
        ImplementationTable.Add((PadWithZeroPoint op) => new PadImplementation(op));
    }

    /// <summary>The kernels, in the namespace of all kernels.</summary>
    public const string Kernels = """
        namespace Kiln.Kernels
        {
            public static class ElementwiseInt8
            {
                public static void Run(ref sbyte x, in MapStrides from, ref sbyte y, in MapStrides to, nint channels, nint height, nint width, nint low, nint high)
                {
                    for (nint c = 0; c < channels; c++)
                    for (nint h = 0; h < height; h++)
                    for (nint w = 0; w < width; w++)
                        At(ref y, to, c, h, w) = (sbyte)nint.Clamp(At(ref x, from, c, h, w), low, high);
                }

                internal static ref sbyte At(ref sbyte map, in MapStrides strides, nint c, nint h, nint w) =>
                    ref System.Runtime.CompilerServices.Unsafe.Add(ref map, (c * strides.Plane) + (h * strides.Row) + (w * strides.Pixel));
            }

            public static class Bytes
            {
                public static void Add(
                    ref sbyte a, in MapStrides ofA, ref sbyte b, in MapStrides ofB, ref float scales, ref sbyte y, in MapStrides to,
                    nint channels, nint height, nint width)
                {
                    for (nint c = 0; c < channels; c++)
                    for (nint h = 0; h < height; h++)
                    for (nint w = 0; w < width; w++)
                    {
                        float sum = scales * ElementwiseInt8.At(ref a, ofA, c, h, w)
                            + System.Runtime.CompilerServices.Unsafe.Add(ref scales, 1) * ElementwiseInt8.At(ref b, ofB, c, h, w);
                        ElementwiseInt8.At(ref y, to, c, h, w) = (sbyte)float.Clamp(float.Round(sum), -128, 127);
                    }
                }

                public static void Fill(ref sbyte y, nint count, ref sbyte zeroPoint) =>
                    System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref y, (int)count).Fill(zeroPoint);
            }
        }
        """;

    /// <summary>A map for each sample.</summary>
    public static TensorType Map(int channels, int height, int width) => new(DType.Int8, Shape.PerSample(channels, height, width));

    /// <summary>A scale for each of two operands.</summary>
    internal sealed record Scales() : StoredOp(s_scales.Shape)
    {
        public override StoredKind Kind => StoredKind.Model;
    }

    /// <summary>The byte that stands for zero.</summary>
    internal sealed record ZeroPoint() : StoredOp(s_zeroPoint.Shape)
    {
        public override StoredKind Kind => StoredKind.Model;

        public override Inferred Infer(EquatableArray<TensorType> inputs) => s_zeroPoint;
    }

    /// <summary>Each element, kept between two bounds.</summary>
    internal sealed record Clamp(int Low, int High) : Op
    {
        public override Inferred Infer(EquatableArray<TensorType> inputs) => inputs[0];

        public override void Evaluate(Reference reference)
        {
            for (int i = 0; i < reference.Output().Data.Length; i++) reference.Output().Data[i] = Math.Clamp(reference.Input().Data[i], Low, High);
        }
    }

    /// <summary>The sum of two scaled values, which saturates.</summary>
    internal sealed record AddScaled : Op
    {
        public override Inferred Infer(EquatableArray<TensorType> inputs) => inputs[0];

        public override void Evaluate(Reference reference)
        {
            double[] scales = reference.Input(2).Data, y = reference.Output().Data;
            for (int i = 0; i < y.Length; i++)
                y[i] = Math.Clamp(Math.Round((scales[0] * reference.Input(0).Data[i]) + (scales[1] * reference.Input(1).Data[i])), -128, 127);
        }
    }

    /// <summary>A copy by one step over the whole batch, so that values live between segments.</summary>
    internal sealed record CopyBatch : Op
    {
        public override Inferred Infer(EquatableArray<TensorType> inputs) => inputs[0];

        public override void Evaluate(Reference reference) => reference.Input().Data.CopyTo(reference.Output().Data, 0);
    }

    /// <summary>A map within a frame of its zero point, which is known only when the network has been loaded.</summary>
    internal sealed record PadWithZeroPoint(int Padding) : Op
    {
        public override Inferred Infer(EquatableArray<TensorType> inputs) =>
            Map(inputs[0].Shape[0], inputs[0].Shape[1] + (2 * Padding), inputs[0].Shape[2] + (2 * Padding));

        public override void Evaluate(Reference reference)
        {
            (Tensor x, Tensor y) = (reference.Input(), reference.Output());
            y.Data.AsSpan().Fill(reference.Input(1).Data[0]);
            for (int row = 0; row < x.Rows; row++)
                for (int c = 0; c < x.Shape[0]; c++)
                    for (int h = 0; h < x.Shape[1]; h++)
                        for (int w = 0; w < x.Shape[2]; w++) y[row, c, h + Padding, w + Padding] = x[row, c, h, w];
        }
    }

    /// <summary>Pixels of channels, which the steps go through by strides.</summary>
    private abstract class ByStrides(Op op, Traits further = Traits.None) : Implementation<Op>(op, Traits.ByStrides | further)
    {
        public override MemoryOrder? InputOrder(int input, LaidOutTypes types) =>
            types.Inputs[input].Shape.Rank == 3 ? MemoryOrder.ChannelsLast : null;

        public override MemoryOrder OutputOrder(int output, LaidOutTypes types) => MemoryOrder.ChannelsLast;

        protected static Argument Strides(Geometry map) => StepBuilder.Strides(map);
    }

    private sealed class ClampImplementation(Clamp op) : ByStrides(op, Traits.Overwrites)
    {
        public override void Write(StepBuilder step)
        {
            Geometry y = step.Output();
            step.Call(
                new KernelKey(KernelFamily.Elementwise, Element: DType.Int8), step.InputAt(0), Strides(step.Input(0)), step.OutputAt(), Strides(y),
                y.Channels, y.Height, y.Width, op.Low, op.High);
        }
    }

    private sealed class AddImplementation(Op op) : ByStrides(op)
    {
        public override bool MayOverwrite(int input) => input < 2;

        public override void Write(StepBuilder step)
        {
            Geometry y = step.Output();
            step.Call(
                "Bytes", "Add", step.InputAt(0), Strides(step.Input(0)), step.InputAt(1), Strides(step.Input(1)), step.InputAt(2), step.OutputAt(), Strides(y),
                y.Channels, y.Height, y.Width);
        }
    }

    private sealed class CopyImplementation(Op op) : ByStrides(op, Traits.OverBatch)
    {
        public override void Write(StepBuilder step)
        {
            Geometry y = step.Output();
            (Expression first, Expression end) = step.Items("Sample", step.Batch, 1, StepBuilder.CostOfElement);
            using (step.Loop("sample", first, end))
                step.Call(
                    "Layouts", "Copy", step.InputAt(0, step.InputStride(0) * Expression.Sample), Strides(step.Input(0)),
                    step.OutputAt(0, step.OutputStride() * Expression.Sample), Strides(y), y.Channels, y.Height, y.Width);
        }
    }

    private sealed class PadImplementation(PadWithZeroPoint op) : ByStrides(op)
    {
        public override void Write(StepBuilder step)
        {
            (Geometry x, Geometry y) = (step.Input(0), step.Output());
            step.Call("Bytes", "Fill", step.OutputAt(), y.Floats, step.InputAt(1));
            step.Call(
                "Layouts", "Copy", step.InputAt(0), Strides(x), step.OutputAt(0, op.Padding * (y.Row + y.Pixel)), Strides(y), x.Channels, x.Height, x.Width);
        }
    }
}
