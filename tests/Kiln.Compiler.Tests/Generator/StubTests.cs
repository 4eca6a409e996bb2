using System.Globalization;
using System.Reflection;
using Kiln.Compiler.Tests.Reading;
using Microsoft.CodeAnalysis;

namespace Kiln.Compiler.Tests.Generator;

/// <summary>A network with a mistake still has its public shape, so that its users see one error and not twenty.</summary>
public class StubTests
{
    private const string User = """
        static class User
        {
            public static float Use(N net, float[] x, int[] t)
            {
                Span<float> y = stackalloc float[N.OutputSize + N.InputSize + N.LabelSize];
                net.Forward(x, y);
                N other = net.Share(maxBatch: 2);
                other.Save("a"); other.Load("a");
                long cost = N.ParameterCount + N.MultiplyAdds + N.ArenaBytes + N.TrainingArenaBytes + N.Info.ParameterCount;
                return net.Evaluate(x, t) + net.ForwardBackward(x, t, scale: 2, accumulate: true) + net.Gradients.Length + net.EditParameters().Length + net.LossTerms.Length + Generic<N>().MaxBatch + cost;
            }

            private static T Generic<T>() where T : class, ITrainable<T> => T.Create(1, 2);
        }
        """;

    [Theory]
    [InlineData("[Network, Input(1, 8, 8), Dense(2), SoftmaxCrossEntropy] public sealed partial class N;")]
    [InlineData("[Network, Dense(2), SoftmaxCrossEntropy] public sealed partial class N;")]
    [InlineData("[Network, Input(0), Dense(2), SoftmaxCrossEntropy] public sealed partial class N;")]
    [InlineData("[Network, Input(1000000, 1000000), Dense(2), SoftmaxCrossEntropy] public sealed partial class N;")]
    public void The_users_code_compiles(string network)
    {
        GeneratorRun run = new GeneratorRun().On(TestCompilation.Of(network, User));
        Assert.Empty(run.Updated.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        Assert.Empty(run.Diagnostics);
        Assert.EndsWith("N.g.cs", Assert.Single(run.Result.GeneratedSources).HintName, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("photo.Dense(1)")]
    [InlineData("photo.Flatten().Dense(1)")]
    [InlineData("photo.Missing()")]
    public void A_wired_network_keeps_its_names(string age)
    {
        string network = $$"""
            [Network(Trainable = true)] public sealed partial class N
            {
                static (Node age, Node gender) Build([Input(1, 8, 8)] Node photo, [Input(4, Gradient = true)] Node @class) => ({{age}}, Embed(@class).Dense(2));
                static (Node total, Node first) Loss(Node age, Node gender, [Input(1)] Node years, [Input<int>] Node label) => (gender.SoftmaxCrossEntropy(label), age.MeanSquaredError(years));
                [Entry, Dense(3)] private static partial Node Embed([Input(4)] Node x);
            }
            """;
        const string Uses = """
            static class User
            {
                public static float Use(N net, float[] x, int[] t)
                {
                    float[] age = new float[N.AgeSize], gender = new float[N.GenderSize + N.PhotoSize + N.ClassSize + N.YearsSize + N.LabelSize];
                    net.Forward(photo: x, @class: x, age: age, gender: gender);
                    net.Embed(x: x, output: age);
                    net.ForwardTraining(x, x, age, gender);
                    return net.Evaluate(photo: x, @class: x, years: x, label: t, age: age) + net.ForwardBackward(x, x, x, t) + net.InputGradient(x, x, x, t, age) + net.LossTerms.Length;
                }
            }
            """;
        GeneratorRun run = new GeneratorRun().On(TestCompilation.Of(network, Uses));
        Assert.DoesNotContain(run.Updated.GetDiagnostics(), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Id != "CS1061");
    }

    [Fact]
    public void Every_member_throws_the_messages()
    {
        GeneratorRun run = new GeneratorRun().On(TestCompilation.Of("[Network, Input(1, 8, 8), Dense(2)] public sealed partial class N;"));
        using var image = new MemoryStream();
        Assert.True(run.Updated.Emit(image).Success);
        Type type = Assembly.Load(image.ToArray()).GetType("N")!;
        TargetInvocationException thrown = Assert.Throws<TargetInvocationException>(() => Activator.CreateInstance(type, 1, 0, 0));
        Assert.Equal(
            "N could not be compiled. KILN101: Dense expects a vector but gets [1, 8, 8]; put Flatten before it",
            Assert.IsType<InvalidOperationException>(thrown.InnerException).Message);
    }

    [Fact]
    public void Nested_types_and_odd_names_are_kept()
    {
        const string Source = """
            namespace A.@namespace
            {
                public partial struct Outer { internal partial interface IInner { [Network, Input(1, 8, 8), Dense(2)] private sealed partial class @class; } }
            }
            """;
        GeneratorRun run = new GeneratorRun().On(TestCompilation.Of(Source));
        Assert.Empty(run.Updated.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        Assert.Equal("A.namespace.Outer.IInner.class.g.cs", Assert.Single(run.Result.GeneratedSources).HintName);
    }

    [Fact]
    public void Files_of_names_that_differ_in_case_have_numbers_in_any_order_of_classes()
    {
        string[] networks =
            ["[Network, Input(8), Dense(2)] public sealed partial class Net;", "[Network, Input(8), Dense(2)] public sealed partial class net;"];
        foreach (string source in new[] { networks[0] + networks[1], networks[1] + networks[0] })
        {
            GeneratorRunResult result = new GeneratorRun().On(TestCompilation.Of(source)).Result;
            Assert.Contains("class Net :", Text(result, "Net.g.cs"), StringComparison.Ordinal);
            Assert.Contains("class net :", Text(result, "2.net.g.cs"), StringComparison.Ordinal);
        }
    }

    /// <summary>A loss without its target is not a network without a loss.</summary>
    [Theory]
    [InlineData("Input(YSize)")]
    [InlineData("Input<Missing>")]
    [InlineData("Input(\"a\")")]
    public void A_target_that_cannot_be_read_leaves_a_stub_with_a_loss(string target)
    {
        GeneratorRunResult result = new GeneratorRun().On(TestCompilation.Of(
            $"[Network] public sealed partial class N {{ static Node Build([Input(4)] Node x) => x.Dense(3); "
            + $"static Node Loss(Node y, [{target}] Node t) => (y - t).Square().Sum(); }}")).Result;
        string text = Text(result, "N.g.cs");
        Assert.Contains("could not be compiled", text, StringComparison.Ordinal);
        Assert.Contains("float ForwardBackward(", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[Network, Input(8), Dense(2)] public sealed class N;")]
    [InlineData("[Network, Input(8), Dense(2)] file sealed partial class N;")]
    [InlineData("[Network, Input(8), Dense(2)] public sealed partial class N<T>;")]
    [InlineData("public class Outer { [Network, Input(8), Dense(2)] public sealed partial class N; }")]
    public void Nothing_is_added_to_a_class_that_cannot_be_extended(string source)
    {
        GeneratorRun run = new GeneratorRun().On(TestCompilation.Of(source));
        Assert.Empty(run.Result.GeneratedSources);
        Assert.Empty(run.Diagnostics);
    }

    [Fact]
    public void A_culture_with_another_minus_changes_nothing()
    {
        const string Source = "[Network, Input(8), Dense(-2, initScale: -1.5)] public sealed partial class N;";
        string invariant = Text(Source);
        CultureInfo before = CultureInfo.CurrentCulture;
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NegativeSign = "\u2212";
        culture.NumberFormat.NumberDecimalSeparator = ",";
        try
        {
            CultureInfo.CurrentCulture = culture;
            Assert.Equal(invariant, Text(Source));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        Assert.Contains("units is -2 but", invariant, StringComparison.Ordinal);
    }

    [Fact]
    public void The_users_own_documentation_stays_his()
    {
        GeneratorRun run = new GeneratorRun().On(TestCompilation.Of(
            "/// <summary>Mine.</summary>\n[Network, Input(1, 8, 8), Dense(2)] public sealed partial class N;"));
        Assert.Empty(run.Updated.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
        string documentation = run.Updated.GetTypeByMetadataName("N")!.GetDocumentationCommentXml(cancellationToken: default)!;
        Assert.Equal(1, documentation.Split("<summary>").Length - 1);
        Assert.Contains("Mine.", documentation, StringComparison.Ordinal);
    }

    private static string Text(GeneratorRunResult result, string name) => result.GeneratedSources.Single(file => file.HintName == name).SourceText.ToString();

    private static string Text(string source) => Assert.Single(new GeneratorRun().On(TestCompilation.Of(source)).Result.GeneratedSources).SourceText.ToString();
}
