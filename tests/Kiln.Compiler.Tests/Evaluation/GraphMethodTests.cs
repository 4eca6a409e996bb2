using Kiln.Compiler.Tests.Reading;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Evaluation;

/// <summary>Networks that are wired in methods: their graphs, and the names of what they take and give.</summary>
public class GraphMethodTests
{
    private const string Profile = """
        [Network]
        public sealed partial class N
        {
            private static (Node age, Node gender) Build([Input(3, 4, 4)] Node photo, [Input(12)] Node metadata)
            {
                Node image = photo.Conv2D(8, kernel: 3).ReLU().GlobalAveragePool();
                Node other = metadata.Dense(4).ReLU();
                return (image.Flatten().Dense(1), other.Dense(2));
            }

            private static (Node total, Node age, Node gender) Loss(Node age, Node gender, [Input(1)] Node years, [Input<int>] Node label)
            {
                Node regression = age.MeanSquaredError(years), classification = gender.SoftmaxCrossEntropy(label);
                return (classification, regression, classification);
            }
        }
        """;

    [Fact]
    public void Several_inputs_outputs_and_losses_become_one_graph() => Assert.Equal(
        """
        %0 photo = Input() : float[3, 4, 4]
        %1 metadata = Input() : float[12]
        %2 conv2d1.weight = Parameter() : float[8, 3, 3, 3]
        %3 conv2d1.bias = Parameter() : float[8]
        %4 conv2d1 = Conv2D[8, 3x3](%0, %2, %3) : float[8, 2, 2]
        %5 relu1 = ReLU(%4) : float[8, 2, 2]
        %6 globalaveragepool1 = AveragePool2D[2x2](%5) : float[8, 1, 1]
        %7 dense1.weight = Parameter() : float[4, 12]
        %8 dense1.bias = Parameter() : float[4]
        %9 dense1 = Dense[4](%1, %7, %8) : float[4]
        %10 relu2 = ReLU(%9) : float[4]
        %11 flatten1 = Reshape[[8]](%6) : float[8]
        %12 dense2.weight = Parameter() : float[1, 8]
        %13 dense2.bias = Parameter() : float[1]
        %14 dense2 = Dense[1](%11, %12, %13) : float[1]
        %15 dense3.weight = Parameter() : float[2, 4]
        %16 dense3.bias = Parameter() : float[2]
        %17 dense3 = Dense[2](%10, %15, %16) : float[2]
        %18 years = Input() : float[1]
        %19 label = Input() : int[]
        %20 loss.meansquarederror1 = MeanSquaredError(%14, %18) : float[], float[]
        %21 loss.softmaxcrossentropy1 = SoftmaxCrossEntropy[smoothing 0, ignore -100](%17, %19) : float[], float[]
        %22 loss.softmaxcrossentropy1.share = LossShare(%21, %21.1) : float[]
        %23 loss.total.mean = MeanLoss(%22) : float[], float[]
        %24 loss.age.mean = MeanLoss(%20) : float[], float[]
        %25 loss.gender.mean = MeanLoss(%22) : float[], float[]
        Output age = %14
        Output gender = %17
        Loss total = %23
        LossTerm age = %24
        LossTerm gender = %25

        """,
        TestCompilation.Graph(Profile));

    [Fact]
    public void Tensors_are_called_as_in_the_source()
    {
        EvaluatedNetwork network = TestCompilation.Evaluate(Profile);
        Assert.Equal(["photo: float[3, 4, 4]", "metadata: float[12]"], Spell(network.Inputs));
        Assert.Equal(["years: float[1]", "label: int[]"], Spell(network.Targets));
        Assert.Equal(["age: float[1]", "gender: float[2]"], Spell(network.Outputs));
        Assert.Equal(["age", "gender"], network.LossTerms);
        Assert.Equal(["PhotoSize", "MetadataSize"], network.Inputs.Select(tensor => tensor.SizeConstant));
        Assert.True(network.HasLoss);
    }

    [Theory]
    [InlineData("static Node Build([Input(4)] Node x) => x.Dense(2);", "output")]
    [InlineData(
        "static Node Build([Input(4)] Node x) => x.Dense(2); static Node Loss(Node price, [Input(2)] Node target) => price.MeanSquaredError(target);", "price")]
    [InlineData("static (Node, Node) Build([Input(4)] Node x) => (x.Dense(2), x);", "output1", "output2")]
    [InlineData(
        "static (Node a, Node) Build([Input(4)] Node x) => (x.Dense(2), x); static Node Loss(Node p, Node q, [Input(2)] Node t) => p.MeanSquaredError(t);", "a",
        "q")]
    [InlineData("static (Node x, Node y) Build([Input(4)] Node x) => (x.Dense(2), x);", "xOutput", "y")]
    [InlineData("static (Node X, Node y) Build([Input(4)] Node x) => (x.Dense(2), x);", "XOutput", "y")]
    [InlineData("static (Node kiln, Node scale) Build([Input(4)] Node x) => (x.Dense(2), x);", "kilnOutput", "scale")]
    public void Outputs_are_named_by_the_tuple_then_by_Loss(string methods, params string[] names)
    {
        EvaluatedNetwork network = TestCompilation.Evaluate($"[Network] partial class N {{ {methods} }}");
        Assert.Empty(network.Problems.Select(problem => problem.Problem.ToString()));
        Assert.Equal(names, network.Outputs.Select(output => output.Identifier));
        Assert.Equal(names, network.Graph.Results.Where(result => result.Kind == ResultKind.Output).Select(result => result.Name));
    }

    [Fact]
    public void A_stack_may_have_a_Loss_that_names_its_output()
    {
        EvaluatedNetwork network = TestCompilation.Evaluate(
            "[Network, Input(8), Dense(4), ReLU, Dense(1)] partial class N { "
            + "static Node Loss(Node price, [Input(1)] Node target) => price.MeanSquaredError(target); }");
        Assert.True(network.IsComplete);
        Assert.Equal("price", Assert.Single(network.Outputs).Identifier);
        Assert.Equal("target", Assert.Single(network.Targets).Identifier);
        Assert.Equal("loss", network.Graph.Results.Single(result => result.Kind == ResultKind.Loss).Name);
    }

    [Fact]
    public void Build_may_have_an_attribute_as_its_loss()
    {
        EvaluatedNetwork network = TestCompilation.Evaluate(
            "[Network, SoftmaxCrossEntropy] partial class N { static Node Build([Input(8)] Node x) => x.Dense(3); }");
        Assert.True(network.IsComplete);
        Assert.Equal("label", Assert.Single(network.Targets).Identifier);
        Assert.Equal("output", Assert.Single(network.Outputs).Identifier);
    }

    [Fact]
    public void Inputs_have_the_type_the_name_and_the_memory_of_their_attribute()
    {
        EvaluatedNetwork network = TestCompilation.Evaluate("""
            [Network(Trainable = true)]
            partial class N
            {
                static Node Build([Input(2, 3, 4, Layout = TensorLayout.ChannelsLast, Name = "photo")] Node x, [Input<int>] Node label, [Input<int>(7)] Node tokens, [Input(5)] Node @class) => x.ReLU();
            }
            """);
        Assert.True(network.IsComplete && network.IsTrainable);
        Assert.Equal(["photo: float[2, 3, 4]", "label: int[]", "tokens: int[7]", "class: float[5]"], Spell(network.Inputs));
        Assert.True(network.Graph.All<Input>().First().Op.ChannelsLast);
    }

    [Fact]
    public void Bytes_become_floats_and_ints_stay() => Assert.Equal(
        """
        %0 photo = Input() : byte[3, 4, 4]
        %1 photo.scaled = ScaledBytes[0.5, -1](%0) : float[3, 4, 4]
        %2 relu1 = ReLU(%1) : float[3, 4, 4]
        Output output = %2

        """,
        TestCompilation.Graph("[Network] partial class N { static Node Build([Input<byte>(3, 4, 4, Scale = 0.5, Offset = -1)] Node photo) => photo.ReLU(); }"));

    [Fact]
    public void Entries_share_the_parameters_of_every_other_call()
    {
        const string Source = """
            [Network]
            partial class N
            {
                [Entry, Dense(3), ReLU]
                private static partial Node Embed([Input(4)] Node x);

                private static (Node a, Node b) Build([Input(4)] Node left, [Input(4)] Node right) => (Embed(left), Decode(Embed(right)));

                [Entry]
                private static Node Decode([Input(3)] Node z) => z.Dense(2);
            }
            """;
        Assert.Equal(
            """
            %0 left = Input() : float[4]
            %1 right = Input() : float[4]
            %2 embed.dense1.weight = Parameter() : float[3, 4]
            %3 embed.dense1.bias = Parameter() : float[3]
            %4 embed.dense1 = Dense[3](%0, %2, %3) : float[3]
            %5 embed.relu1 = ReLU(%4) : float[3]
            %6 embed.dense1 = Dense[3](%1, %2, %3) : float[3]
            %7 embed.relu1 = ReLU(%6) : float[3]
            %8 decode.dense1.weight = Parameter() : float[2, 3]
            %9 decode.dense1.bias = Parameter() : float[2]
            %10 decode.dense1 = Dense[2](%7, %8, %9) : float[2]
            %11 x = Input() : float[4]
            %12 embed.dense1 = Dense[3](%11, %2, %3) : float[3]
            %13 embed.relu1 = ReLU(%12) : float[3]
            %14 z = Input() : float[3]
            %15 decode.dense1 = Dense[2](%14, %8, %9) : float[2]
            Output a = %5
            Output b = %10
            Output output = %13
            Output output = %15

            """,
            TestCompilation.Graph(Source));
        EvaluatedNetwork network = TestCompilation.Evaluate(Source);
        Assert.Equal(["Embed", "Decode"], network.Entries.Select(entry => entry.Name));
        Assert.Equal(["x: float[4]"], Spell(network.Entries[0].Inputs));
        Assert.Equal(["output: float[2]"], Spell(network.Entries[1].Outputs));
        Assert.Equal(["", "", "Embed", "Decode"], network.Graph.Results.Select(result => result.Entry));
        Assert.Equal(["", "", "Embed", "Decode"], network.Graph.All<Input>().Select(input => input.Op.Entry));
        Assert.Equal(["private static partial global::Kiln.Node Embed(global::Kiln.Node x)"], network.PartialMethods);
    }

    [Fact]
    public void Build_may_be_a_partial_method() => Assert.Equal(
        ["build.dense1", "build.relu1"],
        TestCompilation.Evaluate("[Network] partial class N { [Dense(3), ReLU] private static partial Node Build([Input(4)] Node x); }")
            .Graph.Nodes.Where(node => node.Op is not (Input or Parameter)).Select(node => node.Name));

    [Fact]
    public void Build_may_have_its_body_on_another_part() => Assert.True(TestCompilation.Evaluate("""
        [Network] partial class N { private static partial Node Build([Input(4)] Node x); }
        partial class N { private static partial Node Build(Node x) => x.Dense(2); }
        """).IsComplete);

    [Fact]
    public void A_frozen_class_trains_nothing()
    {
        EvaluatedNetwork network = TestCompilation.Evaluate(
            "[Network, Frozen] partial class N { static Node Build([Input(4)] Node x) => x.Dense(2).ReLU().Dense(2); }");
        Assert.All(network.Graph.All<Parameter>(), parameter => Assert.True(parameter.Op.Frozen));
    }

    [Fact]
    public void A_method_about_anything_but_nodes_is_left_alone() =>
        Assert.True(
            TestCompilation.Evaluate(
                "[Network, Input(4), Dense(2)] partial class N { public string Build(int x) => \"\"; public float Loss() => 0; }").IsComplete);

    [Fact]
    public void A_frozen_method_trains_nothing_of_its_own()
    {
        EvaluatedNetwork network = TestCompilation.Evaluate("""
            [Network]
            partial class N
            {
                static Node Build([Input(4)] Node x) => Head(Features(x).Dense(5));
                [Frozen] static Node Features(Node x) => x.Dense(3).ReLU();
                [Frozen, Dense(2)] private static partial Node Head(Node x);
            }
            """);
        Assert.Equal(
            ["dense1.weight", "dense1.bias", "head.dense1.weight", "head.dense1.bias"],
            network.Graph.All<Parameter>().Where(item => item.Op.Frozen).Select(item => item.Node.Name));
    }

    private static IEnumerable<string> Spell(IEnumerable<PublicTensor> tensors) => tensors.Select(tensor => $"{tensor.Identifier}: {tensor.Type}");
}
