namespace Kiln.Package.Tests;

/// <summary>How a program ended.</summary>
internal sealed record CommandResult(string Line, int ExitCode, string Output)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>Whether it failed because a native program's compiler is a package that could not be restored.</summary>
    public bool LacksNativeCompiler =>
        !Succeeded && Output.Contains("ILCompiler", StringComparison.Ordinal) && Output.Contains("error NU1", StringComparison.Ordinal);

    /// <summary>The output of a run that must succeed.</summary>
    public string Text => Succeeded ? Output : throw new InvalidOperationException($"'{Line}' ended with code {ExitCode}:\n{Output}");
}
