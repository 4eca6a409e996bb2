using System.Runtime.InteropServices;

// The weights lie in the program; each sample of bytes from the sensor is answered with bytes.
var net = new Network.Int8();
using (Stream weights = typeof(Program).Assembly.GetManifestResourceStream("weights") ?? throw new InvalidOperationException("Publish with -p:Weights=<file>."))
    net.Load(weights);

using Stream sensor = Console.OpenStandardInput(), receiver = Console.OpenStandardOutput();
sbyte[] sample = new sbyte[Size(Network.Int8.Info.Inputs[0].Shape)], answer = new sbyte[Size(Network.Int8.Info.Outputs[0].Shape)];
while (sensor.ReadAtLeast(MemoryMarshal.AsBytes(sample.AsSpan()), sample.Length, throwOnEndOfStream: false) == sample.Length)
{
    net.Forward(sample, answer);
    receiver.Write(MemoryMarshal.AsBytes(answer.AsSpan()));
}

static int Size(IReadOnlyList<int> shape) => shape.Aggregate(1, (product, dimension) => product * dimension);
