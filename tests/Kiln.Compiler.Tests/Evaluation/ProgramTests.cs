using Kiln.Compiler.Tests.Reading;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Evaluation;

/// <summary>Networks as programs declare them, with losses of their own, entries and several inputs and outputs: what they take and give.</summary>
public class ProgramTests
{
    [Fact]
    public void A_regression_with_a_loss_of_its_own() => Check(
        """
        [Network, Input(8)]
        [Dense(64), ReLU, Dropout(0.2), Dense(1)]
        public sealed partial class N
        {
            private static Node Loss(Node price, [Input(1)] Node target)
            {
                Node error = (price - target).Abs();
                Node quadratic = error.Clip(max: 1);
                return (0.5 * quadratic.Square() + (error - quadratic)).Sum();
            }
        }
        """,
        "input: float[8]; target: float[1]; price: float[1]",
        "Loss loss");

    [Fact]
    public void A_siamese_network_with_an_entry() => Check(
        """
        [Network]
        public sealed partial class N
        {
            [Entry, Conv2D(32, kernel: 3), ReLU, MaxPool2D(2), Flatten, Dense(64)]
            private static partial Node Embed([Input(1, 28, 28)] Node x);

            private static Node Build([Input(1, 28, 28)] Node left, [Input(1, 28, 28)] Node right) =>
                (Embed(left) - Embed(right)).Square().Sum().Sqrt();

            private static Node Loss(Node distance, [Input] Node same) =>
                same * distance.Square() + (1 - same) * (1 - distance).ReLU().Square();
        }
        """,
        "left: float[1, 28, 28], right: float[1, 28, 28]; same: float[]; distance: float[]; Embed(x: float[1, 28, 28]; output: float[64])",
        "Loss loss");

    [Fact]
    public void A_variational_autoencoder_whose_decoder_is_an_entry() => Check(
        """
        [Network]
        public sealed partial class N
        {
            private static (Node reconstruction, Node mean, Node logVariance) Build([Input(1, 28, 28)] Node image)
            {
                Node h = image.Flatten().Dense(400).ReLU();
                Node mean = h.Dense(20), logVariance = h.Dense(20);
                return (Decode(mean.SampleNormal(logVariance)), mean, logVariance);
            }

            [Entry]
            private static Node Decode([Input(20)] Node z) => z.Dense(400).ReLU().Dense(784);

            private static (Node total, Node bce, Node kl) Loss(Node reconstruction, Node mean, Node logVariance, [Input(784)] Node target)
            {
                Node bce = reconstruction.BinaryCrossEntropy(target) * 784;
                Node kl = -0.5 * (1 + logVariance - mean.Square() - logVariance.Exp()).Sum();
                return (bce + kl, bce, kl);
            }
        }
        """,
        "image: float[1, 28, 28]; target: float[784]; reconstruction: float[784], mean: float[20], logVariance: float[20]; Decode(z: float[20]; "
        + "output: float[784])",
        "Loss total, LossTerm bce, LossTerm kl");

    [Fact]
    public void Several_tasks_at_once() => Check(
        """
        [Network]
        public sealed partial class N
        {
            private static (Node age, Node gender) Build([Input(3, 64, 64)] Node photo, [Input(12)] Node metadata)
            {
                Node image = photo.Conv2D(32, kernel: 3, padding: Pad.Same).ReLU().MaxPool2D(2).Conv2D(64, kernel: [1, 7], padding: [0, 3]).ReLU().GlobalAveragePool().Flatten();
                Node joint = Node.Concat(image, metadata.Dense(32).ReLU()).Dense(128).ReLU();
                return (joint.Dense(1), joint.Dense(2));
            }

            private static (Node total, Node age, Node gender) Loss(Node age, Node gender, [Input(1)] Node years, [Input<int>] Node label)
            {
                Node regression = age.MeanSquaredError(years), classification = gender.SoftmaxCrossEntropy(label);
                return (0.01 * regression + classification, regression, classification);
            }
        }
        """,
        "photo: float[3, 64, 64], metadata: float[12]; years: float[1], label: int[]; age: float[1], gender: float[2]",
        "Loss total, LossTerm age, LossTerm gender");

    [Fact]
    public void A_student_with_two_targets() => Check(
        """
        [Network]
        public sealed partial class N
        {
            private static Node Build([Input(1, 28, 28)] Node image) => image.Flatten().Dense(64).ReLU().Dense(10);

            private static (Node total, Node hard, Node soft) Loss(Node logits, [Input<int>] Node label, [Input(10)] Node teacher)
            {
                Node hard = logits.SoftmaxCrossEntropy(label), soft = (logits - teacher).Square().Mean();
                return (0.7 * hard + 0.3 * soft, hard, soft);
            }
        }
        """,
        "image: float[1, 28, 28]; label: int[], teacher: float[10]; logits: float[10]",
        "Loss total, LossTerm hard, LossTerm soft");

    private static void Check(string source, string tensors, string losses)
    {
        EvaluatedNetwork network = TestCompilation.Evaluate(source);
        Assert.Empty(network.Problems.Select(problem => problem.Problem.ToString()));
        Assert.True(network.IsComplete);
        IEnumerable<string> entries = network.Entries.Select(entry => $"{entry.Name}({Spell(entry.Inputs)}; {Spell(entry.Outputs)})");
        Assert.Equal(tensors, string.Join("; ", [Spell(network.Inputs), Spell(network.Targets), Spell(network.Outputs), .. entries]));
        Assert.Equal(
            losses,
            string.Join(
                ", ",
                network.Graph.Results.Where(result => result.Kind is ResultKind.Loss or ResultKind.LossTerm).Select(result => $"{result.Kind} {result.Name}")));
        Assert.DoesNotContain(network.Graph.All<Input>(), input => input.Node.Outputs[0].Shape.IsTooLarge);
    }

    private static string Spell(IEnumerable<PublicTensor> tensors) => string.Join(", ", tensors.Select(tensor => $"{tensor.Identifier}: {tensor.Type}"));
}
