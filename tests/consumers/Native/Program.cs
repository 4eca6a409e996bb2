using System.Globalization;
using Kiln.Training;
using Native;

const int Batch = 12;
float[] pictures = [.. Enumerable.Range(0, Batch * Model.InputSize).Select(i => (i * 7919 + i / Model.InputSize % 3 * 104729) % 1000 / 1000f)];
int[] labels = [.. Enumerable.Range(0, Batch).Select(sample => sample % 3)];
var net = new Model(maxBatch: Batch, seed: 1, threads: 2);
var optimizer = new AdamW(1e-2);
for (int step = 0; step < 10; step++)
{
    float loss = net.ForwardBackward(pictures, labels);
    optimizer.Step(net);
    Console.WriteLine("loss " + loss.ToString("R", CultureInfo.InvariantCulture));
}

string path = Path.Combine(AppContext.BaseDirectory, "native.safetensors");
net.Save(path);
var loaded = new Model();
loaded.Load(path);
float[] logits = new float[Model.OutputSize];
loaded.Forward(pictures.AsSpan(0, Model.InputSize), logits);
Console.WriteLine(string.Join(' ', logits.Select(logit => logit.ToString("R", CultureInfo.InvariantCulture))));
Console.WriteLine(Model.Info);
