using System.Text.Json;
using Kiln.Data;
using Kiln.Training;

namespace Kiln.Networks.Tests;

/// <summary>The first 50 steps of LeNet-5 from shared weights, in a shared order, agree with PyTorch's to 1e-4.</summary>
public sealed class LeNetParityTests
{
    [Theory, InlineData("sgdMomentum"), InlineData("adamW")]
    public void First_fifty_losses_are_PyTorchs(string name)
    {
        string? images = SharedFiles.Shared("data/fashion-mnist/train-images-idx3-ubyte.gz"), labels = SharedFiles.Shared("data/fashion-mnist/train-labels-idx1-ubyte.gz");
        if (images is null || labels is null) return;

        string golden = Path.Combine(SharedFiles.Repository, "tests", "parity", "golden");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(golden, "lenet5.json")));
        JsonElement expected = document.RootElement.GetProperty("cases").EnumerateArray().Single(item => item.GetProperty("name").GetString() == name).GetProperty("losses");

        var net = new LeNet5(maxBatch: 64, threads: 1);
        net.Load(Path.Combine(golden, "lenet5.safetensors"));
        Optimizer optimizer = name == "adamW" ? new AdamW(1e-3, decayVectors: true) : new SGD(0.05, momentum: 0.9);
        int step = 0;
        foreach (Batch batch in Dataset.Idx(images, labels).Batches(64))
        {
            if (step == expected.GetArrayLength()) break;
            float loss = net.ForwardBackward(batch.Read<float>(0), batch.Read<int>(1));
            optimizer.Step(net);
            Assert.Equal(expected[step++].GetDouble(), loss, 1e-4);
        }
    }
}
