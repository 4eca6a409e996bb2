using Kiln.Data;

namespace Kiln.Training;

/// <summary>Checks that the columns of a dataset fit the inputs and targets of a network.</summary>
internal static class ColumnCheck
{
    /// <exception cref="ArgumentException">The dataset is empty or a column has another type or shape than the network declares.</exception>
    public static void Verify(NetworkInfo network, IDataset data, string parameter)
    {
        if (data.Count < 1) throw new ArgumentException("The dataset has no rows.", parameter);
        TensorInfo[] expected = [.. network.Inputs, .. network.Targets];
        IReadOnlyList<TensorInfo> actual = data.Columns;
        if (actual.Count != expected.Length)
            throw new ArgumentException(
                $"{network.Name} takes {expected.Length} columns, its inputs and then its targets ({List(expected)}), "
                + $"but the dataset has {actual.Count} ({List(actual)}). Choose and order columns with Columns(...).",
                parameter);

        VerifyEach(network, expected, actual, parameter);
    }

    /// <summary>The same for data of which the inputs alone are read: columns behind them may be anything.</summary>
    /// <exception cref="ArgumentException">The dataset is empty or a column has another type or shape than the network declares.</exception>
    public static void VerifyInputs(NetworkInfo network, IDataset data, string parameter)
    {
        if (data.Count < 1) throw new ArgumentException("The dataset has no rows.", parameter);
        TensorInfo[] expected = [.. network.Inputs];
        if (data.Columns.Count < expected.Length)
            throw new ArgumentException(
                $"{network.Name} takes {expected.Length} inputs ({List(expected)}), but the dataset has {data.Columns.Count} columns ({List(data.Columns)}).",
                parameter);
        VerifyEach(network, expected, data.Columns, parameter);
    }

    private static void VerifyEach(NetworkInfo network, TensorInfo[] expected, IReadOnlyList<TensorInfo> actual, string parameter)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            if (Fits(expected[i], actual[i])) continue;
            string role = i < network.Inputs.Count ? "input" : "target";
            throw new ArgumentException(
                $"Column {i} of the dataset, '{actual[i].Name}', is {actual[i].DescribeType()}, "
                + $"but {network.Name} expects {expected[i].DescribeType()} for its {role} '{expected[i].Name}'.",
                parameter);
        }
    }

    private static string List(IEnumerable<TensorInfo> tensors) => string.Join(", ", tensors.Select(tensor => tensor.Describe()));

    // A flat column is taken as it is, and axes of length 1 do not move a value. Anything else, such as [28, 28, 3] for [3, 28, 28],
    // would feed the right number of values in the wrong order.
    private static bool Fits(TensorInfo expected, TensorInfo actual) =>
        expected.Element == actual.Element && expected.Length == actual.Length &&
        (actual.Shape.Count <= 1 || actual.Shape.Where(size => size != 1).SequenceEqual(expected.Shape.Where(size => size != 1)));
}
