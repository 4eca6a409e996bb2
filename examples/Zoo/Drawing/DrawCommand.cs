using System.CommandLine;
using Digits;

namespace Zoo;

/// <summary><c>draw</c>: two networks learn to draw digits, and a page shows what they draw.</summary>
internal static class DrawCommand
{
    private const int Pictures = 40;

    public static Command Create()
    {
        Option<string> report = new("--report") { HelpName = "file.html", Description = "Where the pictures go.", DefaultValueFactory = _ => "drawings.html" };
        Option<int> epochs = new("--epochs") { HelpName = "count", Description = "Passes over the digits for each network.", DefaultValueFactory = _ => 20 };
        epochs.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out int value) && value < 1)
                result.AddError($"--epochs expects at least 1, got {value}.");
        });
        Command command = new(
            "draw",
            "Trains the variational autoencoder and the adversarial networks on drawn digits and writes a page with digits of their own.") { report, epochs };
        command.SetAction(parsed => Run(parsed.GetValue(report)!, parsed.GetValue(epochs)));
        return command;
    }

    private static void Run(string path, int epochs)
    {
        DigitData data = DigitData.Render();
        Vae vae = VaeStudio.Train(data.Train, epochs, Console.WriteLine);
        Artist artist = GanStudio.Train(data.Train, epochs, Console.WriteLine);
        DrawingPage.Save(
            path,
            [
                ("Variational autoencoder", VaeStudio.Draw(vae, Pictures, seed: 1)),
                ("Generative adversarial network", GanStudio.Draw(artist, Pictures, seed: 1)),
            ]);
        Console.WriteLine($"Pictures: {path}");
    }
}
