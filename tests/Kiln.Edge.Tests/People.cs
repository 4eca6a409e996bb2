using Edge;
using Kiln.Data;

namespace Kiln.Edge.Tests;

/// <summary>
/// Made-up people: wrinkles are the stronger the older somebody is, and wide or narrow by sex. Of the twelve numbers the first two hint at either, the others
/// say nothing.
/// </summary>
internal sealed record People(float[] Photos, float[] Metadata, float[] Years, int[] Labels)
{
    private const int Side = 64, Youngest = 20, Oldest = 80;
    private const double Noise = 0.05;

    public IDataset Data => Dataset.Of(Labels.Length, Photos, Metadata, Years, Labels);

    public static People Make(int count, int seed)
    {
        People people = new(new float[count * Profile.PhotoSize], new float[count * Profile.MetadataSize], new float[count], new int[count]);
        Random random = new(seed);
        for (int i = 0; i < count; i++)
        {
            int label = people.Labels[i] = i % 2;
            double years = random.Between(Youngest, Oldest);
            people.Years[i] = (float)years;
            Draw(random, years, label, people.Photos.AsSpan(i * Profile.PhotoSize, Profile.PhotoSize));
            Span<float> numbers = people.Metadata.AsSpan(i * Profile.MetadataSize, Profile.MetadataSize);
            foreach (ref float number in numbers) number = (float)random.Normal();
            numbers[0] += (float)(years - ((Youngest + Oldest) / 2)) / 10;
            numbers[1] += label == 0 ? -1 : 1;
        }

        return people;
    }

    private static void Draw(Random random, double years, int label, Span<float> photo)
    {
        double strength = 0.05 + (0.25 * (years - Youngest) / (Oldest - Youngest)) + (0.01 * random.Normal());
        double wave = (label == 0 ? 1.4 : 0.7) * random.Between(0.85, 1.15), angle = random.Between(-0.5, 0.5), phase = random.Between(0, 2 * Math.PI);
        Span<double> skin = [random.Between(0.35, 0.65), random.Between(0.35, 0.65), random.Between(0.35, 0.65)];
        for (int i = 0; i < photo.Length; i++)
        {
            int channel = i / (Side * Side), y = i / Side % Side, x = i % Side;
            double wrinkle = strength * Math.Sin((wave * ((x * Math.Cos(angle)) + (y * Math.Sin(angle)))) + phase);
            photo[i] = (float)Math.Clamp(skin[channel] + wrinkle + (Noise * random.Normal()), 0, 1);
        }
    }
}
