using System.Collections;
using System.Globalization;
using System.Reflection;
using Kiln.Kernels;
using Kiln.Training;

namespace Kiln.Runtime.Tests.Networks;

/// <summary>Printed values read well: no type names of lists, one line, the invariant culture.</summary>
public class PrintTests
{
    public static TheoryData<object, string> Prints => new()
    {
        { new ParameterInfo("conv2d1.weight", [6, 1, 5, 5], [2, 3, 1, 0], 0, 150, Frozen: false), "conv2d1.weight [6, 1, 5, 5]" },
        { new ParameterInfo("dense1.bias", [10], [0], 0, 10, Frozen: true), "dense1.bias [10] frozen" },
        { new ParameterInfo("scale", [], [], 0, 1, Frozen: false), "scale []" },
        { new TensorInfo("label", [], typeof(int)), "label int []" },
        { new TensorInfo("image", [1, 28, 28], typeof(float)), "image float [1, 28, 28]" },
        { new TensorInfo("pixels", [3], typeof(byte)), "pixels byte [3]" },
        { new TensorInfo("codes", [3], typeof(sbyte)), "codes sbyte [3]" },
        {
            new LayerInfo("conv2d1", "Conv2D", [6, 28, 28], 156, 117_600, 7_737, 18_816, 5, "direct"),
            "conv2d1 Conv2D [6, 28, 28], 156 parameters, 117,600 multiply-adds (direct)"
        },
        { new LoadReport(["a"], [], []), "1 tensor loaded, 0 missing, 0 unused" },
        { new LoadReport(["a", "b"], ["fc.bias"], ["x", "y"]), "2 tensors loaded, 1 missing ('fc.bias'), 2 unused ('x', 'y')" },
        {
            new LoadReport([], [.. Enumerable.Range(0, 1000).Select(i => $"t{i}")], ["a\u001b[31m\n\u202e"]),
            @"0 tensors loaded, 1000 missing ('t0', 't1', 't2', 't3', 't4', 't5', 't6', 't7' and 992 more), 1 unused ('a\u{1B}[31m\u{A}\u{202E}')"
        },
        {
            new LayerQuantization("conv2d1", 0, 5.1, new Quantization(0.02f, -128), 0.0001, 38.24),
            "conv2d1: [0, 5.1], scale 0.02, zero point -128, saturated 0.010 %, weights 38.2 dB"
        },
        { new LayerQuantization("add1", -1, 1, new Quantization(0.5f, 0), 0, double.NaN), "add1: [-1, 1], scale 0.5, zero point 0, saturated 0.000 %" },
        { new Evaluation(0.41321, new Dictionary<string, double> { ["accuracy"] = 0.86124 }), "loss 0.4132, accuracy 0.8612" },
        { new Evaluation(0.00001234, new Dictionary<string, double>()), "loss 1.23e-5" },
        { new TrainingStep(120, 3, 0.41321, 0.001, 1.2712), "step 120 of epoch 3: loss 0.4132, rate 0.001, gradient norm 1.271" },
        {
            new Epoch(3, 0.41321, 0.39, new Dictionary<string, double> { ["accuracy"] = 0.86 }, TimeSpan.FromSeconds(12.34), 48_800),
            "epoch 3: loss 0.4132, validation 0.3900, accuracy 0.8600 (12.3 s, 48,800 samples/s)"
        },
    };

    [Theory, MemberData(nameof(Prints))]
    public void Reads_well(object value, string expected)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberGroupSeparator = "'", NumberDecimalSeparator = "," } };
            Assert.Equal(expected, value.ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Every_public_record_that_holds_a_list_says_how_it_prints()
    {
        HashSet<Type> printed = [.. Prints.Select(row => row.Data.Item1.GetType())];
        Type[] silent = [.. typeof(INetwork).Assembly.GetExportedTypes().Where(type => IsRecord(type) && HasList(type) && !printed.Contains(type))];
        // Options are what a user writes, and layouts are generated code's.
        Assert.Equal(
            [
                typeof(ModelTensor), typeof(NetworkLayout), typeof(ProgramLayout), typeof(QuantizationLayout), typeof(QuantizedRescale), typeof(TargetWeights),
                typeof(TrainerOptions),
            ],
            silent.OrderBy(type => type.Name, StringComparer.Ordinal));
    }

    private static bool IsRecord(Type type) =>
        type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly) is not null;

    private static bool HasList(Type type) =>
        type.GetProperties().Any(property => property.PropertyType != typeof(string) && property.PropertyType.IsAssignableTo(typeof(IEnumerable)));
}
