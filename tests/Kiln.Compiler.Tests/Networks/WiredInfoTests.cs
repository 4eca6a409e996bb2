namespace Kiln.Compiler.Tests.Networks;

/// <summary>What networks with several inputs and outputs say about themselves.</summary>
public sealed class WiredInfoTests
{
    [Fact]
    public void Every_tensor_and_layer_is_listed_once()
    {
        NetworkInfo info = Info("TwoTowers");
        Assert.Equal(["photo", "metadata"], info.Inputs.Select(tensor => tensor.Name));
        Assert.Equal(["years", "label"], info.Targets.Select(tensor => tensor.Name));
        Assert.Equal([typeof(float), typeof(int)], info.Targets.Select(tensor => tensor.Element));
        Assert.Equal(["age", "gender"], info.Outputs.Select(tensor => tensor.Name));
        Assert.Equal(["age", "gender"], info.LossTerms);
        Assert.Equal(["conv2d1", "relu1", "globalaveragepool1", "flatten1", "dense1", "dense2", "tanh1", "dense3"], info.Layers.Select(layer => layer.Name));
        Assert.Equal((16 * 27) + 16 + 17 + (9 * 13) + (3 * 10), info.ParameterCount);
        Assert.Equal(info.ParameterCount, info.Layers.Sum(layer => layer.Parameters));
    }

    /// <summary>A dense layer sees all of its own input, however large another one is.</summary>
    [Fact]
    public void Receptive_fields_are_those_of_the_layers_own_input() =>
        Assert.Equal([3, 3, 6, 6, 6, 1, 1, 1], Info("TwoTowers").Layers.Select(layer => layer.ReceptiveField));

    [Fact]
    public void Shared_layers_have_one_row_and_cost_for_each_use()
    {
        NetworkInfo info = Info("SharedTower");
        Assert.Equal(
            ["embed.conv2d1", "embed.relu1", "embed.flatten1", "embed.dense1", "subtract1"],
            info.Layers.Select(layer => layer.Name));
        Assert.Equal((3 * 9) + 3 + (27 * 5) + 5, info.ParameterCount);
        Assert.Equal(info.ParameterCount, info.Layers.Sum(layer => layer.Parameters));
        Assert.Equal(2 * ((27 * 9) + (27 * 5)), info.MultiplyAdds);
    }

    [Fact]
    public void What_only_an_entry_uses_is_a_parameter_and_no_layer()
    {
        NetworkInfo info = Info("EntryOfItsOwn");
        Assert.Equal(["dense1", "relu1", "dense2"], info.Layers.Select(layer => layer.Name));
        Assert.Contains("split.dense1.weight", info.Parameters.Select(parameter => parameter.Name));
    }

    private static NetworkInfo Info(string name) => NetworkCompiler.Compile(NetworkTable.All.Single(network => network.Name == name).Evaluate())[0]().Info;
}
