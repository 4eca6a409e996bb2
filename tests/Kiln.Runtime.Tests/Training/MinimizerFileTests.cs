using Kiln.Data;
using Kiln.Training;

namespace Kiln.Runtime.Tests.Training;

/// <summary>A minimization that was stopped goes on from its file as if it had not been.</summary>
public sealed class MinimizerFileTests : IDisposable
{
    private readonly RunFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory, InlineData("LBFGS", 3), InlineData("LBFGS", 20), InlineData("BFGS", 1)]
    public void A_run_stopped_after_any_iteration_has_the_bits_of_the_run_that_was_not(string method, int history)
    {
        const int Iterations = 12;
        TinyClassifier whole = Create();
        MinimizeResult expected = Minimize(method, whole, new() { MaxIterations = Iterations, History = history });
        Assert.Equal(Iterations, expected.Iterations);
        for (int stop = 1; stop <= Iterations; stop++)
        {
            string path = _folder.File($"run{stop}.safetensors");
            MinimizeOptions options = new() { MaxIterations = stop, History = history, SavePath = path };
            Minimize(method, Create(), options);

            // A new process: other weights and statistics would show if anything were not restored.
            TinyClassifier second = Create();
            second.EditParameters()[0] = 123;
            second.Core.EditState()[0] = 123;
            second.Core.StepCount = 50;
            Assert.Equal(expected, Minimize(method, second, options with { MaxIterations = Iterations }));
            Assert.Equal(whole.Parameters.ToArray(), second.Parameters.ToArray());
            Assert.Equal(whole.Core.State.ToArray(), second.Core.State.ToArray());
            Assert.Equal(whole.Core.StepCount, second.Core.StepCount);
        }
    }

    [Fact]
    public void A_run_that_ended_stays_where_it_is()
    {
        MinimizeOptions options = new() { StepTolerance = 1e9, SavePath = _folder.File("run.safetensors") };
        MinimizeResult result = LBFGS.Minimize(Create(), TinyData.Points(24), options);
        Assert.Equal((StopReason.Step, 1), (result.Reason, result.Iterations));
        Assert.Equal(result, LBFGS.Minimize(Create(), TinyData.Points(24), options));
    }

    [Theory]
    [InlineData("kiln.minimizer", "BFGS", "a run of BFGS, not LBFGS")]
    [InlineData("kiln.minimizer", null, "'kiln.minimizer' is missing")]
    [InlineData("network", "LeNet5", "a run on LeNet5, not TinyClassifier")]
    [InlineData("network.seed", "8", "a network with seed 8, not 7")]
    [InlineData("network.step", "-1", "'network.step' is -1")]
    [InlineData("network.calls", "many", "'network.calls' is 'many'")]
    [InlineData("iterations", "-2", "'iterations' is -2")]
    [InlineData("evaluations", "0", "'evaluations' is 0")]
    [InlineData("moved", "2", "'moved' is 2")]
    [InlineData("pairs", "4", "'pair.3.step' is not there as F64 [16]")]
    [InlineData("pairs", "99999999", "'pairs' is 99999999")]
    public void A_file_that_somebody_edited_is_refused(string key, string? value, string named) => Refused(named, metadata =>
    {
        if (value is null) metadata.Remove(key);
        else metadata[key] = value;
    });

    [Fact]
    public void Tensors_that_make_no_sense_are_refused()
    {
        Refused("make no sense", _ => { }, tensor => tensor.Name == "pair.1.step" ? tensor with { Data = new byte[16 * sizeof(double)] } : tensor);
        Refused("'pair.0.change' is not there", _ => { }, tensor => tensor.Name == "pair.0.change" ? tensor with { Shape = [4, 4] } : tensor);
        Refused("missing", _ => { }, tensor => tensor with { Name = tensor.Name.Replace("network.dense1", "network.dense2", StringComparison.Ordinal) });
    }

    private void Refused(string named, Action<Dictionary<string, string>> edit, Func<SafetensorsTensor, SafetensorsTensor>? change = null)
    {
        string path = _folder.File("run.safetensors");
        File.Delete(path);
        MinimizeOptions options = new() { MaxIterations = 3, SavePath = path };
        LBFGS.Minimize(Create(), TinyData.Points(24), options);
        SafetensorsFile file;
        using (FileStream stream = File.OpenRead(path)) file = Safetensors.Read(stream, path);
        Dictionary<string, string> metadata = new(file.Metadata);
        edit(metadata);
        using (FileStream stream = File.Create(path)) Safetensors.Write(stream, [.. file.Tensors.Select(change ?? (tensor => tensor))], metadata);

        TinyClassifier network = Create();
        float[] before = network.Parameters.ToArray();
        string message = Assert.Throws<WeightsException>(() => LBFGS.Minimize(network, TinyData.Points(24), options)).Message;
        Assert.StartsWith(path + ": ", message, StringComparison.Ordinal);
        Assert.Contains(named, message, StringComparison.Ordinal);
        Assert.Equal(before, network.Parameters.ToArray());
        Assert.Equal(0, network.Core.StepCount);
    }

    private static TinyClassifier Create() => new(maxBatch: 8, seed: 7);

    private static MinimizeResult Minimize(string method, TinyClassifier network, MinimizeOptions options)
    {
        IDataset data = TinyData.Points(60);
        return method == "BFGS" ? BFGS.Minimize(network, data, options) : LBFGS.Minimize(network, data, options);
    }
}
