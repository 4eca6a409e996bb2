using System.Runtime.InteropServices;
using Kiln.Compiler.Tests.Reading;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;
using Kiln.Training;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>ForwardTraining and Backward, InputGradient, and two networks that train each other.</summary>
[Trait("Category", "Numeric")]
public sealed class TwoCallTrainingTests
{
    private const int Batch = 4;

    private static readonly Lazy<NetworkFactory> s_critic = new(() => Compile(Critic(), "Critic", new ProgramDemands(true, ["image"])));
    private static readonly Lazy<NetworkFactory> s_generator = new(() => Compile(Generator(), "Generator", new ProgramDemands(true, [])));

    /// <summary>The gradient of the loss with respect to the output, given by hand, leads to the gradients that the loss itself leads to.</summary>
    [Fact]
    public void Two_calls_give_the_gradients_of_one()
    {
        INetworkProbe probe = s_critic.Value(Batch, seed: 3);
        (float[] image, float[] target) = (Values(1, Batch * 9), Values(2, Batch));
        float[] score = new float[Batch], toImage = new float[Batch * 9], again = new float[Batch * 9];
        float loss = (float)probe.Call("ForwardBackward", image, target, 1f, false)!;
        float[] wanted = ((ITrainable)probe.Network).Gradients.ToArray();
        float inputLoss = (float)probe.Call("InputGradient", image, target, toImage, 1f)!;
        Assert.Equal(wanted, ((ITrainable)probe.Network).Gradients.ToArray());

        probe.Call("ForwardTraining", image, score);
        // d/dy of the mean over the batch of (y - t)^2.
        float[] towards = [.. score.Zip(target, (y, t) => 2 * (y - t) / Batch)];
        probe.Call("Backward", towards, again, 1f, false);
        NetworkCheck.Close([.. wanted.Select(x => (double)x)], ((ITrainable)probe.Network).Gradients, "gradients of parameters");
        NetworkCheck.Close([.. toImage.Select(x => (double)x)], again, "gradients of the input");
        Assert.Equal(loss, inputLoss);
        Assert.Equal(score.Zip(target, (y, t) => (double)(y - t) * (y - t)).Average(), loss, 1e-5);
    }

    [Fact]
    public void Backward_without_a_forward_is_an_error()
    {
        INetworkProbe probe = s_generator.Value(Batch);
        (float[] noise, float[] image, float[] towards) = (Values(1, Batch * 5), new float[Batch * 9], Values(2, Batch * 9));
        Assert.Contains("needs a ForwardTraining before it", Error(() => probe.Call("Backward", towards, 1f, false)));

        probe.Call("ForwardTraining", noise, image);
        Assert.Contains("gradients of 2 samples, but the ForwardTraining before it had 4", Error(() => probe.Call("Backward", towards[..18], 1f, false)));
        // The mistake has cost nothing: what is left serves the right call, and that one only.
        probe.Call("Backward", towards, 1f, false);
        Assert.Contains("needs a ForwardTraining before it", Error(() => probe.Call("Backward", towards, 1f, false)));

        probe.Call("ForwardTraining", noise, image);
        probe.Network.EditParameters()[0] += 1;
        Assert.Contains("were changed after ForwardTraining", Error(() => probe.Call("Backward", towards, 1f, false)));
    }

    [Fact]
    public void Inference_between_the_calls_disturbs_nothing()
    {
        INetworkProbe probe = s_generator.Value(Batch);
        (float[] noise, float[] image, float[] towards) = (Values(1, Batch * 5), new float[Batch * 9], Values(2, Batch * 9));
        probe.Call("ForwardTraining", noise, image);
        probe.Call("Backward", towards, 1f, false);
        float[] wanted = ((ITrainable)probe.Network).Gradients.ToArray();

        // The first call of another instance draws the same masks.
        probe = s_generator.Value(Batch);
        probe.Call("ForwardTraining", noise, image);
        probe.Call("Forward", Values(7, 5), new float[9]);
        probe.Call("Backward", towards, 1f, false);
        Assert.Equal(wanted, ((ITrainable)probe.Network).Gradients.ToArray());
    }

    /// <summary>Each instance has its own activations and gradients on the common weights, and dropout that is the same for both.</summary>
    [Fact]
    public void Shares_train_side_by_side()
    {
        INetworkProbe one = s_generator.Value(Batch), two = one.Share(2);
        (float[] noise, float[] towards) = (Values(1, 2 * 5), Values(2, 2 * 9));
        float[] first = new float[18], second = new float[18];
        one.Call("ForwardTraining", noise, first);
        Assert.Contains("needs a ForwardTraining before it", Error(() => two.Call("Backward", towards, 1f, false)));
        two.Call("ForwardTraining", noise, second);
        Assert.Equal(first, second);
        two.Call("Backward", towards, 2f, false);
        one.Call("Backward", towards, 2f, false);
        Assert.Equal(((ITrainable)one.Network).Gradients.ToArray(), ((ITrainable)two.Network).Gradients.ToArray());
    }

    [Fact]
    public void Nothing_is_allocated_after_the_first_calls()
    {
        INetworkProbe generator = s_generator.Value(Batch), critic = s_critic.Value(Batch);
        var forward = generator.Bind<Action<float[], float[]>>("ForwardTraining");
        var backward = generator.Bind<Action<float[], float, bool>>("Backward");
        var inputGradient = critic.Bind<Func<float[], float[], float[], float, float>>("InputGradient");
        (float[] noise, float[] image, float[] target, float[] toward) = (Values(1, Batch * 5), new float[Batch * 9], Values(2, Batch), new float[Batch * 9]);
        var optimizer = new Adam(1e-3);
        for (int i = 0; i < 3; i++) Step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++) Step();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Step()
        {
            forward(noise, image);
            inputGradient(image, target, toward, 1);
            backward(toward, 1, false);
            optimizer.Step((ITrainable)generator.Network);
        }
    }

    /// <summary>Goodfellow et al. 2014 in small: the generator learns the pictures that please a critic which stays as it is.</summary>
    [Fact]
    public void A_generator_learns_from_a_critic()
    {
        INetworkProbe generator = s_generator.Value(Batch, seed: 2), critic = s_critic.Value(Batch, seed: 5);
        (float[] noise, float[] image, float[] toward) = (Values(1, Batch * 5), new float[Batch * 9], new float[Batch * 9]);
        float[] target = [.. Enumerable.Repeat(1f, Batch)];
        float[] weights = critic.Network.Parameters.ToArray();
        var optimizer = new Adam(1e-2);
        float first = 0, last = 0;
        for (int step = 0; step < 60; step++)
        {
            generator.Call("ForwardTraining", noise, image);
            last = (float)critic.Call("InputGradient", image, target, toward, 1f)!;
            if (step == 0) first = last;
            generator.Call("Backward", toward, 1f, false);
            optimizer.Step((ITrainable)generator.Network);
        }

        Assert.True(last < 0.2f * first, $"The loss went from {first} to {last} only.");
        Assert.Equal(weights, critic.Network.Parameters.ToArray());
        Assert.Equal(60, optimizer.StepCount);
    }

    /// <summary>Two networks as their users declare them learn from each other; the pictures that are right are bright ones.</summary>
    [Fact]
    public void Declared_networks_train_each_other()
    {
        const string Source = """
            [Network(Trainable = true), Input(8), Dense(16), LeakyReLU(0.2), BatchNorm, Dense(9), Tanh, Reshape(1, 3, 3)] public sealed partial class Painter;
            [Network, Input(1, 3, 3, Gradient = true), Flatten, Dense(16), LeakyReLU(0.2), Dropout(0.3), Dense(1), BinaryCrossEntropy] public sealed partial class Judge;
            """;
        const int Size = 16;
        IReadOnlyList<NetworkFactory> create = NetworkCompiler.Compile(TestCompilation.Evaluate(Source, "Painter"), TestCompilation.Evaluate(Source, "Judge"));
        INetworkProbe painter = create[0](Size, seed: 1), judge = create[1](Size, seed: 2);
        float[] fake = new float[Size * 9], toward = new float[Size * 9], ones = [.. Enumerable.Repeat(1f, Size)], zeros = new float[Size];
        (Adam stepPainter, Adam stepJudge) = (new Adam(5e-3, beta1: 0.5), new Adam(5e-3, beta1: 0.5));
        for (int step = 0; step < 150; step++)
        {
            painter.Call("ForwardTraining", Values(step, Size * 8), fake);
            float[] real = [.. Values(step + 1000, Size * 9).Select(x => 0.7f + (0.1f * x))];
            judge.Call("ForwardBackward", real, ones, 1f, false);
            judge.Call("ForwardBackward", fake, zeros, 1f, true);
            stepJudge.Step((ITrainable)judge.Network);
            judge.Call("InputGradient", fake, ones, toward, 1f);
            painter.Call("Backward", toward, 1f, false);
            stepPainter.Step((ITrainable)painter.Network);
        }

        float[] painted = new float[Size * 9];
        painter.Call("Forward", Values(5000, Size * 8), painted);
        Assert.True(painted.Average() > 0.4, $"The pictures have a mean of {painted.Average()}.");
    }

    /// <summary>Generated names make way for the user's: gradients get a suffix, options another name.</summary>
    [Fact]
    public void Generated_names_make_way()
    {
        var b = new GraphBuilder();
        Value sum = b.Add(
            new Add(), "sum", GraphTable.Dense(b, GraphTable.Input(b, "scale", 3), "dense1", 2),
            GraphTable.Dense(b, GraphTable.Input(b, "scaleGradient", 4), "dense2", 2));
        b.Result(ResultKind.Output, "batch", GraphTable.Dense(b, sum, "dense3", 5));
        INetworkProbe probe = Compile(GraphTable.Classify(b, sum, 2), "Clash", new ProgramDemands(true, ["scale"]))(1);
        Type type = probe.Network.GetType();
        string[] Names(string method) => [.. type.GetMethod(method)!.GetParameters().Select(parameter => parameter.Name!)];
        Assert.Equal(["scale", "scaleGradient", "label", "scaleGradientOutput", "scaleOption"], Names("InputGradient"));
        Assert.Equal(["scale", "scaleGradient", "label", "scaleOption", "accumulate"], Names("ForwardBackward"));
        Assert.Equal(["batchGradient", "outputGradient", "scaleGradientOutput", "scale", "accumulate"], Names("Backward"));
    }

    [Fact]
    public void Results_have_equal_bits_on_any_number_of_threads()
    {
        byte[] one = Trace(1);
        foreach (int threads in new[] { 2, 4 }) Assert.True(one.AsSpan().SequenceEqual(Trace(threads)), $"{threads} threads give other bits than one.");

        static byte[] Trace(int threads)
        {
            INetworkProbe probe = s_critic.Value(Batch, seed: 1, threads);
            float[] image = Values(1, Batch * 9), score = new float[Batch], toImage = new float[Batch * 9];
            probe.Call("ForwardTraining", image, score);
            probe.Call("Backward", Values(3, Batch), toImage, 1f, false);
            return [
                .. MemoryMarshal.AsBytes(score.AsSpan()).ToArray(),
                .. MemoryMarshal.AsBytes(toImage.AsSpan()).ToArray(),
                .. MemoryMarshal.AsBytes(((ITrainable)probe.Network).Gradients).ToArray(),
            ];
        }
    }

    private static NetworkFactory Compile(Graph graph, string name, ProgramDemands demands)
    {
        EvaluatedNetwork network = NetworkCompiler.NetworkOf(graph, name, demands);
        return NetworkCompiler.Compile(network)[0];
    }

    /// <summary>Noise of 5 numbers becomes a picture of 3 x 3.</summary>
    private static Graph Generator()
    {
        var b = new GraphBuilder();
        Value hidden = b.Add(new LeakyReLU(0.2), "leaky", GraphTable.Norm(b, GraphTable.Dense(b, GraphTable.Input(b, "noise", 5), "dense1", 20), "norm"));
        Value dropped = b.Add(new Dropout(0.1, "dropout"), "dropout", hidden);
        b.Result(ResultKind.Output, "image", b.Add(new Reshape([1, 3, 3]), "map", b.Add(new Tanh(), "tanh", GraphTable.Dense(b, dropped, "dense2", 9))));
        return b.Build();
    }

    /// <summary>A picture of 3 x 3 becomes a score, which should be the target.</summary>
    private static Graph Critic()
    {
        var b = new GraphBuilder();
        Value map = b.Add(new LeakyReLU(0.2), "leaky", GraphTable.Convolution(b, GraphTable.Input(b, "image", 1, 3, 3), "conv", 6, 3));
        Value score = GraphTable.Dense(b, b.Add(new Reshape([54]), "flatten", map), "dense", 1);
        b.Result(ResultKind.Output, "score", score);
        Value target = b.Add(new Input("target", InputRole.Target, TensorType.Float(Shape.PerSample(1))), "target");
        Value loss = b.Add(new MeanSquaredError(), "loss", score, target);
        b.Result(ResultKind.Loss, "loss", b.Add(new MeanLoss(), "loss.mean", loss, loss with { Output = 1 }));
        return b.Build();
    }

    private static float[] Values(int seed, int count) => [.. Ops.Samples.Uniform(seed, count).Select(x => (float)x)];

    private static string Error(Action call) => Assert.Throws<InvalidOperationException>(call).Message;
}
