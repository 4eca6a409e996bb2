namespace Kiln.Generator.Emit;

/// <summary>
/// The parts of a layer's path. <c>stage2.block4.conv1.gradient</c> is a step of layer <c>conv1</c> in block <c>stage2.block4</c>: names inside a method that
/// works for one block leave the block out.
/// </summary>
internal static class LayerPath
{
    /// <summary>The layer of a step, which is its path without what marks a gradient: <c>stage2.block4.conv1</c>.</summary>
    public static string LayerOf(string path) =>
        path.EndsWith(Result.GradientSuffix, StringComparison.Ordinal) ? path.Substring(0, path.Length - Result.GradientSuffix.Length) : path;

    /// <summary>The step without its block: <c>conv1.gradient</c>.</summary>
    public static string LocalOf(string path) => path.Substring(Start(path));

    /// <summary>The step without a block that it lies in.</summary>
    public static string Within(string block, string path) => block.Length == 0 ? path : path.Substring(block.Length + 1);

    /// <summary>The innermost block that all steps lie in; empty where that is the network itself.</summary>
    public static string BlockOf(IEnumerable<string> paths)
    {
        string[][] blocks = [.. paths.Select(path => path.Substring(0, Start(path)).Split('.'))];
        bool IsOfAll(string part, int i) => part.Length > 0 && blocks.All(block => i < block.Length && block[i] == part);
        return string.Join(".", blocks.Take(1).SelectMany(first => first).TakeWhile(IsOfAll));
    }

    private static int Start(string path) => LayerOf(path).LastIndexOf('.') + 1;
}
