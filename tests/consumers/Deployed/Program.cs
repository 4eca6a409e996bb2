using System.Runtime.InteropServices;
using Deployed;
using Kiln;

// What a device runs: it loads the integers that lie in the program, and computes in bytes.
using Stream weights = typeof(Program).Assembly.GetManifestResourceStream("keywords.int8.safetensors")!;
var net = new Keywords.Int8();
net.Load(weights);
sbyte[] sound = new sbyte[Keywords.InputSize];
new Random(2).NextBytes(MemoryMarshal.AsBytes(sound.AsSpan()));
sbyte[] scores = new sbyte[Keywords.OutputSize];
net.Forward(sound, scores);
Console.WriteLine("scores " + string.Join(' ', scores));
if (args is not ["allocations"]) return;

long before = GC.GetAllocatedBytesForCurrentThread();
for (int i = 0; i < 100; i++) net.Forward(sound, scores);
Console.WriteLine("allocated " + (GC.GetAllocatedBytesForCurrentThread() - before));
