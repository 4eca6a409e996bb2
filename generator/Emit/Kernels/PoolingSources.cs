using System.Reflection;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Emit.Kernels;

/// <summary>
/// The kernels of pooling, which are written by hand in Kiln.dll: their sources travel with the generator, and the user's assembly gets a copy of them where
/// it has its own kernels. What is the same for every vector width is written for 256 bits there, too, and printed for the others.
/// </summary>
internal static class PoolingSources
{
    /// <summary>The one file of all these kernels.</summary>
    public const string Name = "Pooling";

    private const string OfAllWidths = ".Vector256.cs";
    public static bool Have(KernelFamily family) => family >= KernelFamily.MaxPool;

    public static string Copy(string @namespace, string accessibility)
    {
        SourceWriter writer = new();
        KernelFile.WriteHeader(writer, @namespace);
        Assembly assembly = typeof(PoolingSources).Assembly;
        IEnumerable<string> texts =
            from name in assembly.GetManifestResourceNames().OrderBy(name => name, StringComparer.Ordinal)
            let text = TextOf(assembly, name).Replace("public static partial class", accessibility + " static partial class")
            from bits in name.EndsWith(OfAllWidths, StringComparison.Ordinal) ? (string[])["512", "256", "128"] : ["256"]
            select text.Replace("256", bits);
        return writer + string.Join("\n", texts);
    }

    /// <summary>The types of a file, without its usings and namespace. Integer arithmetic wraps even where the user's project checks for overflow.</summary>
    private static string TextOf(Assembly assembly, string name)
    {
        using StreamReader reader = new(assembly.GetManifestResourceStream(name));
        string text = reader.ReadToEnd().Replace("\r\n", "\n");
        const string Namespace = "namespace Kiln.Kernels;\n\n";
        return text.Substring(text.IndexOf(Namespace, StringComparison.Ordinal) + Namespace.Length)
            .Replace("\n    {\n", "\n    { unchecked {\n")
            .Replace("\n    }\n", "\n    } }\n");
    }
}
