namespace Kiln.Generator.Steps;

/// <summary>Scopes around each other, which end together.</summary>
internal sealed class Scopes(IReadOnlyList<IDisposable> outermostFirst) : IDisposable
{
    public void Dispose()
    {
        foreach (IDisposable scope in outermostFirst.Reverse()) scope.Dispose();
    }
}
