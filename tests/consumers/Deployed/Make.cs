using Deployed;
using Kiln.Data;

// Makes the integers that the device's program has: of random weights, and of noise for sounds.
const int Count = 64;
var random = new Random(1);
float[] sounds = new float[Count * Keywords.InputSize];
for (int i = 0; i < sounds.Length; i++) sounds[i] = (random.NextSingle() * 2) - 1;
new Keywords(seed: 1).Quantize(Dataset.Of(Count, sounds)).Save("keywords.int8.safetensors");
