namespace Kiln.Accuracy;

/// <summary>A data set, the folder it is in, and the mean test accuracy that LeNet-5 must reach on it.</summary>
internal sealed record Challenge(string Name, string Folder, double Bar)
{
    public static IReadOnlyList<Challenge> All { get; } = [new("Fashion-MNIST", "fashion-mnist", 0.900), new("MNIST", "mnist", 0.989)];
}
