using Kiln.Compiler.Tests.Generator;
using Kiln.Compiler.Tests.Reading;
using Kiln.Data;
using Kiln.Generator;
using Kiln.Generator.Emit;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Evaluation.Surface;
using Kiln.Generator.Graphs;
using Microsoft.CodeAnalysis;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>Programs may belong to a class of their own within that of the network: another network over the same graph.</summary>
public sealed class FurtherClassTests
{
    private static readonly NetworkText s_text = new("Toy", """
        [Input(1, 6, 6)]
        [Conv2D(8, kernel: 3), BatchNorm, ReLU, Flatten, Dense(3)]
        [SoftmaxCrossEntropy]
        """);

    /// <summary>The toy with the rows of inference once more, under another class.</summary>
    private static EvaluatedNetwork WithFurtherClass(EvaluatedNetwork network) => network with
    {
        Programs = [.. network.Programs, ProgramTable.Infer with { Class = "Second" }, ProgramTable.Evaluate with { Class = "Second" }],
    };

    [Fact]
    public void A_row_of_another_class_is_compiled_into_it()
    {
        INetworkProbe first = FactoryOf("Toy", learns: true)(maxBatch: 4), second = FactoryOf("Toy+Second", learns: false)(maxBatch: 4);
        var data = new NetworkData(s_text.Evaluate().Graph, batch: 3, seed: 5);
        data.SetWeights(first);
        data.SetWeights(second);
        Batch samples = data.Samples(first.Info, targets: true);
        float[] Outputs(INetworkProbe probe)
        {
            Batch outputs = data.Outputs(probe.Info);
            probe.Forward(data.Samples(probe.Info, targets: false), outputs);
            return outputs.Read<float>(0).ToArray();
        }

        Assert.Equal(Outputs(first), Outputs(second));
        Assert.Equal("Toy.Second", second.Info.Name);
        Assert.Equal(first.Info.ArenaBytes, second.Info.ArenaBytes);
        Assert.Equal(0, second.Info.TrainingArenaBytes);
        Assert.NotNull(second.Network.GetType().GetMethod("Evaluate"));
        Assert.Null(second.Network.GetType().GetMethod("ForwardBackward"));
        Assert.IsNotAssignableFrom<ITrainable>(second.Network);
        Assert.True(first.Evaluate(samples, null) > 0);
    }

    /// <summary>A name that the user has taken is a clash, as with every member.</summary>
    [Fact]
    public void A_further_class_is_a_member_of_the_network() =>
        Assert.Contains(new ClassMember("Second", null), NetworkMembers.Of(WithFurtherClass(s_text.Evaluate())));

    /// <summary>A network that cannot be built has the stubs of all its classes.</summary>
    [Fact]
    public void A_further_class_has_a_stub()
    {
        EquatableArray<GeneratedFile> stubs = StubWriter.WriteAll(WithFurtherClass(s_text.Evaluate()) with { IsComplete = false });
        Assert.Equal(["Toy.g.cs", "Toy.Second.g.cs"], stubs.Select(stub => stub.HintName));
        Assert.Contains("public sealed partial class Second : global::Kiln.INetwork<Second>", stubs[1].Text, StringComparison.Ordinal);
    }

    private static NetworkFactory FactoryOf(string type, bool learns) => NetworkCompiler.Factory(s_assembly.Value.GetType(type, throwOnError: true)!, learns);

    private static readonly Lazy<System.Reflection.Assembly> s_assembly = new(() =>
    {
        string name = "FurtherClass" + Guid.NewGuid().ToString("N");
        var stages = new CompilerStages { Evaluation = (spec, cancellation) => WithFurtherClass(CompilerStages.Default.Evaluation(spec, cancellation)) };
        Compilation user = TestCompilation.Of().AddSyntaxTrees(TestCompilation.Parse(s_text.Source, "Test0.cs", TestCompilation.ParseOptions))
            .WithAssemblyName(name);
        Compilation updated = new GeneratorRun(stages, TestCompilation.ParseOptions, ("KilnKernels", "Library")).On(user).Updated;
        using MemoryStream image = new();
        Microsoft.CodeAnalysis.Emit.EmitResult result = updated.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)));
        return NetworkCompiler.Load(name, image.ToArray());
    });
}
