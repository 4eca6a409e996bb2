namespace Kiln.Runtime.Tests.Training;

/// <summary>A folder of its own for what a run writes, removed at the end.</summary>
internal sealed class RunFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("kiln-training-").FullName;

    public string File(string name) => Path.Combine(_path, name);

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
