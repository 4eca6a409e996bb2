using Kiln.Generator.Evaluation;
using Kiln.Generator.Evaluation.Surface;
using Kiln.Generator.Graphs;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>
/// Spans cannot pass through reflection: each public method over spans gets a companion over arrays, <c>ForwardArrays</c> for <c>Forward</c>, which calls
/// it as a user does.
/// </summary>
internal static class ArrayMethods
{
    /// <summary>The user's part of a network's class.</summary>
    public static string Of(EvaluatedNetwork network)
    {
        IEnumerable<string> members = SpanMethods.Of(network).Select(method =>
        {
            IEnumerable<string> parameters = method.Spans.Select(span => $"{span.Type.Element.Keyword()}[] {span.At}")
                .Concat(method.Options.Select(option => $"{option.Type} {option.Name}"));
            IEnumerable<string> arguments = method.Spans.Select(span => $"{span.At}").Concat(method.Options.Select(option => $"{option.Name}: {option.Name}"));
            return $"    public {(method.Program.ReturnsLoss ? "float" : "void")} {method.Name}Arrays({string.Join(", ", parameters)}) => {method.Name}({string.Join(", ", arguments)});\n";
        });
        return $"public sealed partial class {network.Identity.Name}\n{{\n{string.Concat(members)}}}\n";
    }

    /// <summary>Calls a method over spans; what the network throws comes through.</summary>
    public static object? Call(this INetworkProbe probe, string method, params object[] arguments) =>
        probe.Network.GetType().GetMethod(method + "Arrays", [.. arguments.Select(argument => argument.GetType())])!.Invoke(probe.Network, System.Reflection.BindingFlags.DoNotWrapExceptions, null, arguments, null);

    /// <summary>A method over spans as a delegate, which calls without allocating.</summary>
    public static TDelegate Bind<TDelegate>(this INetworkProbe probe, string method)
        where TDelegate : Delegate => probe.Network.GetType().GetMethod(method + "Arrays")!.CreateDelegate<TDelegate>(probe.Network);
}
