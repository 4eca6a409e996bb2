using Kiln.Training;

namespace Kiln.Runtime.Tests.Training;

public sealed class ParameterGroupTests : IDisposable
{
    private static readonly Range Matrix = ..Bowl.Matrix.Length, Vector = Bowl.Matrix.Length..;

    private readonly RunFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_rate_of_a_group_is_a_multiple_of_the_schedule()
    {
        Bowl grouped = new(), slow = new(), fast = new();
        Descend(grouped, new SGD(0.1) { Groups = [new("vector") { RateFactor = 0.25 }] });
        Descend(slow, new SGD(0.025));
        Descend(fast, new SGD(0.1));
        Assert.Equal(fast.Weights[Matrix], grouped.Weights[Matrix]);
        Assert.Equal(slow.Weights[Vector], grouped.Weights[Vector]);
    }

    public static TheoryData<string> Kinds =>
        ["SGD", "Adam", "AdamW", "AdaGrad", "RMSProp", "AdaDelta", "AdaMax", "NAdam", "RAdam", "Lion", "LAMB"];

    /// <summary>The decay of a group is what the optimizer's own would be, also for a vector that it exempts.</summary>
    [Theory, MemberData(nameof(Kinds))]
    public void The_decay_of_a_group_replaces_that_of_the_optimizer(string kind)
    {
        Bowl grouped = new(), decayed = new(), plain = new();
        Optimizer optimizer = Create(kind, 0);
        optimizer.Groups = [new("*") { WeightDecay = 0.25 }];
        Descend(grouped, optimizer);
        Descend(decayed, Create(kind, 0.25));
        Descend(plain, Create(kind, 0));
        Assert.Equal(decayed.Weights, grouped.Weights);
        Assert.All(plain.Weights.Zip(grouped.Weights), pair => Assert.NotEqual(pair.First, pair.Second));

        Bowl exempt = new();
        optimizer = Create(kind, 0.25);
        optimizer.Groups = [new("*") { WeightDecay = 0 }];
        Descend(exempt, optimizer);
        Assert.Equal(plain.Weights, exempt.Weights);
    }

    [Fact]
    public void A_frozen_group_rests_and_goes_on_with_what_was_remembered_of_it()
    {
        Bowl bowl = new(), other = new();
        SGD optimizer = new(0.05, momentum: 0.9), always = new(0.05, momentum: 0.9);
        Descend(bowl, optimizer, steps: 3);
        Descend(other, always, steps: 3);
        float[] before = bowl.Weights;
        optimizer.Groups = [new("v*") { Frozen = true }];
        Descend(bowl, optimizer, steps: 2);
        Assert.Equal(before[Vector], bowl.Weights[Vector]);
        Assert.NotEqual(before[Matrix], bowl.Weights[Matrix]);

        optimizer.Groups = [];
        Descend(bowl, optimizer, steps: 1);
        Descend(other, always, steps: 1);
        Assert.Equal(other.Weights[Vector], bowl.Weights[Vector]);
    }

    [Fact]
    public void The_later_group_decides_and_leaves_what_it_does_not_set()
    {
        Bowl bowl = new(), expected = new();
        Descend(bowl, new SGD(0.1)
        {
            Groups = [new("*") { RateFactor = 0.5, Frozen = true }, new("*t*") { WeightDecay = 0.5 }, new("matri?") { Frozen = false, RateFactor = 0.25 }],
        });
        Descend(expected, new SGD(0.025, weightDecay: 0.5));
        Assert.Equal(expected.Weights[Matrix], bowl.Weights[Matrix]);
        Assert.Equal(OptimizerGolden.Start[Vector], bowl.Weights[Vector]);
    }

    [Fact]
    public void A_pattern_that_matches_nothing_is_named_by_the_first_step_and_by_a_trainer()
    {
        Bowl bowl = new();
        SGD optimizer = new(0.1) { Groups = [new("matrices") { RateFactor = 2 }] };
        string message = Assert.Throws<ArgumentException>("groups", () => optimizer.Step(bowl)).Message;
        Assert.Contains("'matrices' matches no parameter of Bowl; it has matrix, vector.", message, StringComparison.Ordinal);
        Assert.Equal(0, optimizer.StepCount);
        Assert.Throws<ArgumentException>("groups", () => Trainer.For(new TinyClassifier(), new SGD(0.1) { Groups = [new("Dense1.*")] }));
    }

    [Fact]
    public void A_setting_outside_its_range_is_named()
    {
        Assert.Throws<ArgumentException>("pattern", () => new ParameterGroup(""));
        Assert.Throws<ArgumentOutOfRangeException>("RateFactor", () => new ParameterGroup("*") { RateFactor = -1 });
        Assert.Throws<ArgumentOutOfRangeException>("WeightDecay", () => new ParameterGroup("*") { WeightDecay = double.NaN });
        Assert.Throws<ArgumentNullException>(() => new SGD(0.1) { Groups = null! });
    }

    [Fact]
    public void Names_match_from_end_to_end_and_by_case()
    {
        Assert.True(new ParameterGroup("*.bias").Matches("body.dense1.bias"));
        Assert.True(new ParameterGroup("body.*").Matches("body.dense1.bias"));
        Assert.True(new ParameterGroup("dense?.bias").Matches("dense1.bias"));
        Assert.False(new ParameterGroup("bias").Matches("dense1.bias"));
        Assert.False(new ParameterGroup("*.Bias").Matches("dense1.bias"));
        Assert.False(new ParameterGroup("dense?.bias").Matches("dense12.bias"));
    }

    [Fact]
    public void A_frozen_group_does_not_count_for_clipping()
    {
        // SGD with rate 1 moves the weights by the clipped gradient, whose norm is the bound: without the bias, all of it is the weight's.
        List<TrainingStep> steps = [];
        TinyClassifier network = new(maxBatch: 8, seed: 2);
        float[] before = network.Parameters.ToArray();
        SGD optimizer = new(1) { Groups = [new("*.bias") { Frozen = true }] };
        Trainer.For(network, optimizer, new() { ClipNorm = 0.01, OnStep = steps.Add }).Fit(TinyData.Points(8));
        float[] after = network.Parameters.ToArray();
        Assert.Equal(before[TinyClassifier.Bias..], after[TinyClassifier.Bias..]);
        Assert.Equal(0.01, Math.Sqrt(before.Zip(after, (a, b) => ((double)a - b) * ((double)a - b)).Sum()), 1e-5);
        Assert.All(network.Gradients.Slice(TinyClassifier.Bias, TinyClassifier.Classes).ToArray(), gradient => Assert.Equal(0, gradient));
    }

    [Fact]
    public void A_run_with_groups_goes_on_from_a_checkpoint()
    {
        string path = _folder.File("run.safetensors");
        Trainer<TinyClassifier> whole = Create(), first = Create(), second = Create();
        whole.Fit(TinyData.Points(22), epochs: 3);
        first.Fit(TinyData.Points(22), epochs: 1);
        first.SaveCheckpoint(path);
        second.LoadCheckpoint(path);
        second.Fit(TinyData.Points(22), epochs: 3);
        Assert.Equal(whole.Network.Parameters.ToArray(), second.Network.Parameters.ToArray());

        static Trainer<TinyClassifier> Create() => Trainer.For(
            new TinyClassifier(maxBatch: 4, seed: 5),
            new Lion(0.01) { Groups = [new("*.weight") { WeightDecay = 0.3, RateFactor = 0.5 }, new("*.bias") { Frozen = true }] });
    }

    [Fact]
    public void Groups_allocate_nothing_in_a_step()
    {
        Bowl bowl = new();
        AdamW optimizer = new(0.01) { Groups = [new("matrix") { WeightDecay = 0.1 }, new("vector") { Frozen = true }] };
        Descend(bowl, optimizer);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
        {
            optimizer.ClearFrozenGradients(bowl.Core);
            optimizer.Step(bowl);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static Optimizer Create(string kind, double decay) => kind switch
    {
        "SGD" => new SGD(0.05, momentum: 0.5, weightDecay: decay),
        "Adam" => new Adam(0.05, weightDecay: decay),
        "AdamW" => new AdamW(0.05, weightDecay: decay, decayVectors: true),
        "AdaGrad" => new AdaGrad(0.05, weightDecay: decay),
        "RMSProp" => new RMSProp(0.05, weightDecay: decay),
        "AdaDelta" => new AdaDelta(weightDecay: decay),
        "AdaMax" => new AdaMax(0.05, weightDecay: decay),
        "NAdam" => new NAdam(0.05, weightDecay: decay),
        "RAdam" => new RAdam(0.05, weightDecay: decay),
        "Lion" => new Lion(0.05, weightDecay: decay, decayVectors: true),
        _ => new LAMB(0.05, weightDecay: decay, decayVectors: true),
    };

    private static void Descend(Bowl bowl, Optimizer optimizer, int steps = 4)
    {
        for (int i = 0; i < steps; i++)
        {
            bowl.Differentiate();
            optimizer.Step(bowl);
        }
    }
}
