using Kiln.Training;

namespace Kiln.Runtime.Tests.Training;

/// <summary>A checkpoint that somebody edited is refused with the name of the field that makes no sense.</summary>
public sealed class EditedCheckpointTests : IDisposable
{
    private readonly RunFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("\"accuracy\":", "\"top2Accuracy\":", "'top2Accuracy' occurs twice")]
    [InlineData("\"rows\":22", "\"rows\":22,\"rows\":22", "'rows' occurs twice")]
    [InlineData("\"batches\":2", "\"batches\":-2", "'batches' must not be negative, got -2")]
    [InlineData("\"batches\":2", "\"batches\":5000000000", "'batches' must be a whole number of 32 bits, got 5000000000")]
    [InlineData("\"batches\":2", "\"batches\":2.5", "'batches' must be a whole number")]
    [InlineData("\"batches\":2", "\"batches\":3", "'samples'")]
    [InlineData("\"samples\":8", "\"samples\":9", "'samples'")]
    [InlineData("\"samples\":8", "\"samples\":\"8\"", "'samples' must be a whole number of 32 bits, got \"8\"")]
    [InlineData("\"rows\":22", "\"rows\":-22", "'rows'")]
    [InlineData("\"rows\":22", "\"rows\":7", "'samples'")]
    [InlineData("\"rows\":22", "\"rows\":null", "'rows' must be a whole number of 32 bits, got null")]
    [InlineData("\"rows\":22", "\"Rows\":22", "'rows' is missing")]
    [InlineData("\"lossNumerators\":[\"", "\"lossNumerators\":[\"x", "'lossNumerators' must be a number in quotes")]
    [InlineData("\"lossNumerators\":[", "\"lossNumerators\":[[1],", "'lossNumerators' must be a number in quotes, got [1]")]
    [InlineData("\"lossDenominators\":[", "\"lossDenominators\":{},\"was\":[", "'lossDenominators' must be an array, got {}")]
    [InlineData("\"lossDenominators\":[", "\"lossDenominators\":[\"3\",", "the sums of the epoch in progress are not those of")]
    [InlineData("\"lossDenominators\":[\"", "\"lossDenominators\":[\"-", "'lossDenominators' must be finite and not negative")]
    [InlineData("\"elapsedTicks\":", "\"elapsedTicks\":-", "'elapsedTicks' must be a time")]
    [InlineData("\"elapsedTicks\":", "\"elapsedTicks\":9223372036854775807,\"was\":", "'elapsedTicks' must be a time")]
    [InlineData("\"bestLoss\":\"", "\"bestLoss\":\"NaN\",\"was\":\"", "'bestLoss'")]
    [InlineData("\"epochsWithoutImprovement\":0", "\"epochsWithoutImprovement\":7", "'epochsWithoutImprovement'")]
    [InlineData("\"history\":[", "\"history\":[7,", "epoch 1 of the history must be an object, got 7")]
    [InlineData("\"history\":[", "\"history\":{},\"was\":[", "'history' must be an array, got {}")]
    [InlineData("\"metrics\":{", "\"metrics\":{},\"was\":{", "")]
    [InlineData("\"metrics\":{", "\"metrics\":null,\"was\":{", "the metrics of epoch 1 of the history must be an object, got null")]
    [InlineData("\"seed\":11", "\"seed\":11}", "the progress of the run")]
    public void Of_the_progress(string found, string replacement, string named) => Refused(metadata =>
    {
        Assert.Contains(found, metadata["progress"], StringComparison.Ordinal);
        metadata["progress"] = metadata["progress"].Replace(found, replacement, StringComparison.Ordinal);
    }, named);

    [Theory]
    [InlineData("network.step", "-1", "'network.step' is -1")]
    [InlineData("network.step", "9223372036854775807", "'network.step' is 9223372036854775807")]
    [InlineData("network.step", "99999999999999999999", "'network.step'")]
    [InlineData("network.step", "NaN", "'network.step' is 'NaN'")]
    [InlineData("network.step", null, "'network.step' is missing")]
    [InlineData("optimizer.step", "-1", "'optimizer.step' is '-1'")]
    [InlineData("optimizer.step", "9223372036854775807", "'optimizer.step'")]
    [InlineData("optimizer.step", "many", "'optimizer.step' is 'many'")]
    [InlineData("optimizer", "SGD", "the state of SGD, which AdamW cannot continue")]
    [InlineData("optimizer", null, "no optimizer state")]
    [InlineData("network.seed", "8", "a network with seed 8")]
    [InlineData("network.seed", "4294967296", "'network.seed'")]
    [InlineData("network.seed", "", "'network.seed' is ''")]
    [InlineData("batchSize", "0", "'batchSize' is 0")]
    [InlineData("batchSize", "3", "a batch size of 3")]
    [InlineData("batchSize", "-4", "'batchSize' is -4")]
    [InlineData("accumulateSteps", "two", "'accumulateSteps' is 'two'")]
    [InlineData("accumulateSteps", "0", "'accumulateSteps' is 0")]
    [InlineData("optimizer.schedule", "0.01 2 0", "'0.01 2 0' cannot be read")]
    [InlineData("optimizer.schedule", "1 2 0 0", "outside its rates")]
    [InlineData("average.count", "0", "'average.count' is '0'")]
    [InlineData("average.count", "-1", "'average.count' is '-1'")]
    [InlineData("average.count", "99999999999999999999", "'average.count'")]
    [InlineData("progress", null, "'progress' is missing")]
    [InlineData("progress", "{", "the progress of the run cannot be read")]
    [InlineData("kiln.checkpoint", "2", "a checkpoint of version 2")]
    [InlineData("kiln.checkpoint", null, "'kiln.checkpoint' is missing")]
    public void Of_the_metadata(string key, string? value, string named) => Refused(metadata =>
    {
        if (value is null) metadata.Remove(key);
        else metadata[key] = value;
    }, named);

    [Fact]
    public void One_of_another_network_says_so_before_anything_else() => Refused(metadata =>
    {
        metadata["network"] = "LeNet5";
        foreach (string key in metadata.Keys.Except(["network", "kiln.checkpoint"]).ToArray()) metadata[key] = "nonsense";
    }, "this is a checkpoint of LeNet5, and this trainer trains TinyClassifier");

    [Fact]
    public void An_average_that_lacks_a_tensor_or_has_one_of_another_shape_is_refused()
    {
        Refused(_ => { }, "missing", tensor => tensor with { Name = tensor.Name.Replace("average.dense1", "average.dense2", StringComparison.Ordinal) });
        Refused(_ => { }, "the shape", tensor => tensor.Name == "average.dense1.weight" ? tensor with { Shape = [3, 4] } : tensor);
    }

    [Fact]
    public void One_that_does_not_say_of_which_network_it_is_goes_by_its_tensors() => Refused(metadata => metadata.Remove("network"), "");

    /// <summary>An empty name: the edit is none that matters.</summary>
    private void Refused(Action<Dictionary<string, string>> edit, string named, Func<SafetensorsTensor, SafetensorsTensor>? change = null)
    {
        string path = _folder.File("run.safetensors");
        TinyClassifier network = new(maxBatch: 4, seed: 7);
        Trainer<TinyClassifier> saving = Trainer(network, new AdamW(Schedule.Plateau(0.01)));
        using CancellationTokenSource cancellation = new();
        int batches = 0;
        // Two batches into the second epoch.
        network.AfterBatch = () =>
        {
            if (++batches == 8) cancellation.Cancel();
        };
        Assert.Throws<OperationCanceledException>(() => saving.Fit(TinyData.Points(22), epochs: 3, cancellationToken: cancellation.Token));
        saving.SaveCheckpoint(path);

        SafetensorsFile file;
        using (FileStream stream = File.OpenRead(path)) file = Safetensors.Read(stream, path);
        Dictionary<string, string> metadata = new(file.Metadata);
        edit(metadata);
        using (FileStream stream = File.Create(path)) Safetensors.Write(stream, [.. file.Tensors.Select(change ?? (tensor => tensor))], metadata);

        TinyClassifier other = new(maxBatch: 4, seed: 7);
        float[] before = other.Parameters.ToArray();
        AdamW optimizer = new(Schedule.Plateau(0.01));
        Trainer<TinyClassifier> trainer = Trainer(other, optimizer);
        if (named.Length == 0)
        {
            trainer.LoadCheckpoint(path);
            Assert.Equal(8, optimizer.StepCount);
            return;
        }

        string message = Assert.Throws<WeightsException>(() => trainer.LoadCheckpoint(path)).Message;
        Assert.StartsWith(path + ": ", message, StringComparison.Ordinal);
        Assert.Contains(named, message, StringComparison.Ordinal);
        Assert.Equal(before, other.Parameters.ToArray());
        Assert.Equal((0, 0), (optimizer.StepCount, other.Core.StepCount));
    }

    private static Trainer<TinyClassifier> Trainer(TinyClassifier network, Optimizer optimizer) =>
        Kiln.Training.Trainer.For(network, optimizer, new() { Seed = 11, AverageDecay = 0.9, Metrics = [Metric.Accuracy, Metric.TopK(2)] });
}
