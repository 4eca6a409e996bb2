using Kiln.Compiler.Tests.Networks;
using Kiln.Data;
using Kiln.Generator.Emit;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Planning;

namespace Kiln.Compiler.Tests.Quantization;

/// <summary>A compiled network and its integer form.</summary>
internal sealed record QuantizedClasses(EvaluatedNetwork Network, Type Type)
{
    public NetworkFactory Floats => NetworkCompiler.Factory(Type, Network.HasLoss);

    /// <summary>Compiles networks of different names into one assembly.</summary>
    public static IReadOnlyList<QuantizedClasses> Compile(params IReadOnlyList<EvaluatedNetwork> networks)
    {
        List<string> sources = [];
        foreach (EvaluatedNetwork network in networks)
            foreach (EvaluatedNetwork own in network.Classes)
            {
                sources.Add(TextOf(own));
                string arrays = ArrayMethods.Of(own);
                sources.Add(own.IsNested ? $"public sealed partial class {network.Identity.Name}\n{{\n{arrays}}}\n" : arrays);
            }

        System.Reflection.Assembly assembly = NetworkCompiler.CompileSources(sources);
        return [.. networks.Select(network => new QuantizedClasses(network, assembly.GetType(network.Identity.Name, throwOnError: true)!))];
    }

    /// <summary>The generated source of one of a network's classes.</summary>
    public static string TextOf(EvaluatedNetwork own) => NetworkEmitter.Write(own, NetworkPlan.Of(own), new KernelSet(NetworkCompiler.Options)).Text;

    /// <summary>The integer form without numbers.</summary>
    public INetworkProbe Create(int batch)
    {
        Type integers = Type.GetNestedType("Int8")!;
        return (INetworkProbe)Activator.CreateInstance(typeof(InferenceProbe<>).MakeGenericType(integers), Activator.CreateInstance(integers, batch, 1))!;
    }

    /// <summary>Quantizes an instance as a user does.</summary>
    public INetworkProbe Quantize(INetworkProbe floats, IDataset data, QuantizeOptions? options, int threads)
    {
        object made = Type.GetMethod("Quantize")!.Invoke(floats.Network, System.Reflection.BindingFlags.DoNotWrapExceptions, null, [data, options], null)!;
        Type probe = typeof(InferenceProbe<>).MakeGenericType(made.GetType());
        if (threads == 1) return (INetworkProbe)Activator.CreateInstance(probe, made)!;
        using MemoryStream file = new();
        ((INetwork)made).Save(file);
        file.Position = 0;
        object split = Activator.CreateInstance(made.GetType(), ((INetwork)made).MaxBatch, threads)!;
        ((INetwork)split).Load(file);
        return (INetworkProbe)Activator.CreateInstance(probe, split)!;
    }
}
