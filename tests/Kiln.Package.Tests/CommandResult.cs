namespace Kiln.Package.Tests;

/// <summary>How a program ended.</summary>
internal sealed record CommandResult(string Line, int ExitCode, string Output)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>What it printed, of a run that must succeed.</summary>
    public string Text => Succeeded ? Output : throw new InvalidOperationException($"'{Line}' ended with code {ExitCode}:\n{Output}");
}
