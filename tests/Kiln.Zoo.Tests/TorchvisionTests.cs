using Kiln.Data;
using Zoo;

namespace Kiln.Zoo.Tests;

/// <summary>The networks that torchvision has, too: the same cost, the same tensors, and from the same weights the same logits.</summary>
public sealed class TorchvisionTests
{
    // Relative to the largest logit. Float32 against PyTorch's float64, through up to 161 convolutions.
    private const double Tolerance = 1e-4;

    [Fact]
    public void AlexNet_is_torchvisions() => Compare<AlexNet>();

    [Fact]
    public void Vgg16_is_torchvisions() => Compare<Vgg16>();

    [Fact]
    public void SqueezeNet_is_torchvisions() => Compare<SqueezeNet>();

    [Fact]
    public void GoogLeNet_is_torchvisions() => Compare<GoogLeNet>();

    [Fact]
    public void InceptionV3_is_torchvisions() => Compare<InceptionV3>();

    [Fact]
    public void ResNet18_is_torchvisions() => Compare<ResNet18>();

    [Fact]
    public void ResNet34_is_torchvisions() => Compare<ResNet34>();

    [Fact]
    public void ResNet50_is_torchvisions() => Compare<ResNet50>();

    [Fact]
    public void ResNeXt50_is_torchvisions() => Compare<ResNeXt50>();

    [Fact]
    public void DenseNet121_is_torchvisions() => Compare<DenseNet121>();

    [Fact]
    public void MobileNetV2_is_torchvisions() => Compare<MobileNetV2>();

    private static void Compare<T>() where T : class, INetwork<T>
    {
        TorchvisionModel model = TorchvisionModel.Read(typeof(T).Name);
        Assert.Equal(model.Parameters, T.Info.ParameterCount);
        Assert.Equal(model.MultiplyAdds, T.Info.MultiplyAdds);
        Assert.Equal(model.Output, T.Info.Outputs[0].Shape);

        T net = T.Create();
        Load(net, model);
        var inputs = new Batch(T.Info.Inputs, 1);
        var outputs = new Batch(T.Info.Outputs, 1);
        FormulaWeights.Image(inputs.Read<float>(0).Length).CopyTo(inputs.Write<float>(0));
        net.Forward(inputs, outputs);

        ReadOnlySpan<float> logits = outputs.Read<float>(0);
        double largest = model.Logits.Max(Math.Abs);
        for (int i = 0; i < logits.Length; i++)
            Assert.True(
                Math.Abs(logits[i] - model.Logits[i]) <= Tolerance * largest,
                FormattableString.Invariant($"{typeof(T).Name}: logit {i} is {logits[i]:R}, PyTorch says {model.Logits[i]:R}."));
    }

    private static void Load<T>(T net, TorchvisionModel model) where T : class, INetwork<T>
    {
        string path = Path.Combine(Path.GetTempPath(), $"kiln-{Guid.NewGuid():N}.safetensors");
        try
        {
            model.WriteWeights(path);
            Dictionary<string, string> names = model.Names(((INetwork)net).Core.Tensors.Select(tensor => tensor.Name));
            LoadReport report = net.Load(path, new() { Rename = name => names[name] });
            Assert.Empty(report.Missing);
            Assert.Empty(report.Unused);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
