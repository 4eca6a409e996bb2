#if SHARED_PROGRAMS
using Kiln.Data;

namespace Programs;

/// <summary>What the program for a device needs around it: its model, and a sensor.</summary>
internal static class Edge
{
    private const string Model = "vibration.int8.safetensors";

    public static void Run()
    {
        if (typeof(Edge).Assembly.GetManifestResourceInfo(Model) is null)
        {
            var random = new Random(1);
            float[] windows = new float[64 * P11.Vibration.InputSize];
            for (int i = 0; i < windows.Length; i++) windows[i] = random.NextSingle() - 0.5f;
            new P11.Vibration(maxBatch: 16).Quantize(Dataset.Of(64, windows)).Save(Model);
            return;
        }

        int left = 3, alarms = 0;
        P11.Program.Run(_ => left-- > 0, _ => alarms++);
        Console.WriteLine($"alarms: {alarms}");
    }
}
#endif
