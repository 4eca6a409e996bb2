using System.Net;
using System.Text;
using Kiln;
using Kiln.Training;
using static System.FormattableString;

namespace Digits;

/// <summary>The report: one HTML file with everything inside, readable without network, script or colour.</summary>
internal static class ReportPage
{
    /// <summary>Writes the page, in place: a link stays a link, and the file keeps its permissions.</summary>
    public static void Save(RunResult run, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, Create(run));
    }

    public static string Create(RunResult run)
    {
        StringBuilder page = new();
        page.Append(Invariant($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light">
            <link rel="icon" href="data:,">
            <title>LeNet-5: {new Percentage(run.Test.Accuracy)} of the test digits read right</title>
            <style>{Style()}</style>
            </head>
            <body>
            <main>

            """));
        AppendHeader(page, run);
        AppendLoss(page, run.History);
        AppendConfusion(page, run.Test);
        AppendSamples(page, run.Test);
        AppendFilters(page, run.FirstLayer);
        AppendNetwork(page, run.Network);
        AppendFooter(page, run);
        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static void AppendHeader(StringBuilder page, RunResult run)
    {
        TestResult test = run.Test;
        page.Append(Invariant($"""
            <header>
            <p class="kicker">Kiln · LeNet-5</p>
            <h1>{new Percentage(test.Accuracy)} <span>of the test digits read right</span></h1>
            <p class="lead">Trained on {Encode(run.Source)}.</p>
            <dl class="figures">
            <div><dt>right</dt><dd>{test.Correct:N0} <small>of {test.Count:N0}</small></dd></div>
            <div><dt>test loss</dt><dd>{test.Loss:0.0000}</dd></div>
            <div><dt>training</dt><dd>{run.History.Elapsed.TotalSeconds:0.0} <small>s, {run.History.Epochs.Count} epochs</small></dd></div>
            <div><dt>speed</dt><dd>{Speed(run.History):N0} <small>images/s</small></dd></div>
            <div><dt>parameters</dt><dd>{run.Network.ParameterCount:N0}</dd></div>
            </dl>
            </header>

            """));
    }

    private static void AppendLoss(StringBuilder page, History history)
    {
        page.Append(Invariant($"""
            <section id="loss" aria-labelledby="loss-heading">
            <h2 id="loss-heading">Loss</h2>
            <p>Cross-entropy on a logarithmic scale.</p>
            <ul class="keys"><li class="key key-steps">each step</li><li class="key key-mean">running mean</li>
            <li class="key key-test">test images, after each epoch</li></ul>
            <div class="scroll" role="region" aria-label="Loss curve" tabindex="0">{LossPlot.Create(history)}</div>
            <details><summary>Epochs as numbers</summary>
            <div class="scroll" role="region" aria-label="Epochs" tabindex="0"><table class="numbers">
            <thead><tr><th scope="col">epoch</th><th scope="col">loss</th><th scope="col">test loss</th>
            <th scope="col">test accuracy</th><th scope="col">images/s</th></tr></thead>
            <tbody>

            """));
        foreach (Epoch epoch in history.Epochs)
        {
            page.Append(Invariant($"<tr><th scope=\"row\">{epoch.Number}</th><td>{epoch.Loss:0.0000}</td><td>{epoch.ValidationLoss:0.0000}</td>"));
            page.Append(Invariant($"<td>{new Percentage(epoch.Metrics["accuracy"])}</td><td>{epoch.SamplesPerSecond:N0}</td></tr>\n"));
        }

        page.Append("</tbody></table></div></details>\n</section>\n");
    }

    private static void AppendConfusion(StringBuilder page, TestResult test)
    {
        page.Append("""
            <section id="confusion" aria-labelledby="confusion-heading">
            <h2 id="confusion-heading">Confusion matrix</h2>
            <p>Rows are the digits shown, columns what the network read.</p>
            <ul class="keys"><li class="key key-right">right</li><li class="key key-wrong">wrong</li></ul>
            <div class="scroll" role="region" aria-label="Confusion matrix" tabindex="0"><table class="confusion">
            <thead><tr><td></td>
            """);
        for (int digit = 0; digit < TestResult.Classes; digit++)
            page.Append(Invariant($"<th scope=\"col\">{digit}</th>"));
        page.Append("<th scope=\"col\" class=\"recall\">recall</th></tr></thead>\n<tbody>\n");
        for (int label = 0; label < TestResult.Classes; label++)
        {
            page.Append(Invariant($"<tr><th scope=\"row\">{label}</th>"));
            for (int prediction = 0; prediction < TestResult.Classes; prediction++)
                page.Append(ConfusionCell(test.Confusion[label, prediction], test.CountOf(label), label == prediction));
            page.Append(Invariant($"<td class=\"recall\">{new Percentage(test.Recall(label))}</td></tr>\n"));
        }

        page.Append("</tbody></table></div>\n</section>\n");
    }

    private static string ConfusionCell(int count, int total, bool right)
    {
        if (count == 0)
            return "<td class=\"none\">0</td>";

        // Mistakes are rare; a square root makes one in two hundred visible, and a floor makes one in a thousand so.
        double share = right ? 0.25 + 0.75 * count / total : Math.Max(0.12, Math.Sqrt((double)count / total));
        Rgb background = Palette.Paper.Toward(right ? Palette.Teal : Palette.Clay, share);
        Rgb text = share > 0.6 ? Palette.Paper : Palette.Ink;
        return Invariant($"<td style=\"background:{background.Css};color:{text.Css}\">{count}</td>");
    }

    private static void AppendSamples(StringBuilder page, TestResult test)
    {
        page.Append("<section id=\"samples\" aria-labelledby=\"samples-heading\">\n<h2 id=\"samples-heading\">Samples</h2>\n<h3>Read wrong</h3>\n");
        if (test.Wrong.Count == 0)
            page.Append("<p>None: every test image was read right.</p>\n");
        else
            AppendStrip(
                page, "The mistakes the network was most sure of come first: what the image shows, what was read, and how sure the network was.", test.Wrong);
        page.Append("<h3>Read right</h3>\n");
        if (test.Right.Count == 0)
            page.Append("<p>None: no test image was read right.</p>\n");
        else
            AppendStrip(page, "The first of the test images.", test.Right);
        page.Append("</section>\n");
    }

    private static void AppendStrip(StringBuilder page, string text, IEnumerable<Sample> samples)
    {
        page.Append(Invariant($"<p>{text}</p>\n<ul class=\"samples\">\n"));
        foreach (Sample sample in samples)
        {
            bool right = sample.Label == sample.Prediction;
            const string Arrow = "<span class=\"arrow\" aria-hidden=\"true\">→</span><span class=\"hidden\">read as</span>";
            string caption = right ? $"<b>{sample.Label}</b>" : $"<b>{sample.Label}</b> {Arrow} <b class=\"mistake\">{sample.Prediction}</b>";
            string image = $"<img src=\"{Picture.Digit(sample.Pixels)}\" width=\"84\" height=\"84\" alt=\"Image of the digit {sample.Label}\">";
            string confidence = Invariant($"<small>{sample.Confidence * 100:0} %</small>");
            page.Append($"<li><figure>{image}<figcaption>{caption} {confidence}</figcaption></figure></li>\n");
        }

        page.Append("</ul>\n");
    }

    private static void AppendFilters(StringBuilder page, FirstLayer layer)
    {
        float largest = Picture.Largest(layer.FeatureMaps.SelectMany(map => map));
        page.Append(Invariant($"""
            <section id="filters" aria-labelledby="filters-heading">
            <h2 id="filters-heading">What the first layer looks for</h2>
            <p>The {layer.Filters.Count} filters of the first convolution, {layer.Size} × {layer.Size} weights each,
            and below them where they answer on this image.</p>
            <ul class="keys"><li class="key key-wrong">positive weight</li><li class="key key-right">negative weight</li></ul>
            <div class="layer">
            <figure class="input"><img src="{Picture.Digit(layer.Image.Pixels)}" width="140" height="140"
            alt="The image shown, the digit {layer.Image.Label}"><figcaption>image</figcaption></figure>
            <ol class="filters">

            """));
        for (int i = 0; i < layer.Filters.Count; i++)
        {
            page.Append(Invariant($"""
                <li><figure><img class="filter" src="{Picture.Filter(layer.Size, layer.Filters[i])}" width="112" height="112"
                alt="Weights of filter {i + 1}"><img class="map" src="{Picture.FeatureMap(layer.FeatureMaps[i], largest)}" width="112" height="112"
                alt="Feature map of filter {i + 1}"><figcaption>filter {i + 1}</figcaption></figure></li>

                """));
        }

        page.Append("</ol>\n</div>\n</section>\n");
    }

    private static void AppendNetwork(StringBuilder page, NetworkSummary network)
    {
        page.Append("""
            <section id="network" aria-labelledby="network-heading">
            <h2 id="network-heading">Network</h2>
            <div class="scroll" role="region" aria-label="Layers" tabindex="0"><table class="numbers">
            <thead><tr><th scope="col">layer</th><th scope="col">kind</th><th scope="col">output</th>
            <th scope="col">parameters</th><th scope="col">multiply-adds</th><th scope="col">implementation</th></tr></thead>
            <tbody>

            """);
        foreach (LayerInfo layer in network.Layers)
        {
            page.Append($"<tr><th scope=\"row\">{Encode(layer.Name)}</th><td class=\"word\">{Encode(layer.Kind)}</td>");
            page.Append(Invariant($"<td>{string.Join(" × ", layer.OutputShape)}</td><td>{layer.Parameters:N0}</td><td>{layer.MultiplyAdds:N0}</td>"));
            page.Append($"<td class=\"word\">{Encode(layer.Algorithm)}</td></tr>\n");
        }

        page.Append(Invariant($"""
            </tbody></table></div>
            <p>{network.ParameterCount:N0} parameters and {network.MultiplyAdds:N0} multiply-adds for each image;
            {network.ArenaBytes:N0} bytes of memory to infer, {network.TrainingArenaBytes:N0} to train.</p>
            </section>

            """));
    }

    private static void AppendFooter(StringBuilder page, RunResult run)
    {
        ReloadResult reload = run.Reload;
        string proof = reload.Equal
            ? Invariant($"Loaded into a fresh network they give the same {reload.Compared:N0} outputs, bit for bit.")
            : Invariant($"Loaded into a fresh network, {reload.Different:N0} of {reload.Compared:N0} outputs differ.");
        page.Append(Invariant($"""
            <footer id="run">
            <p>Weights: <code>{Encode(reload.Path)}</code>, {reload.FileBytes:N0} bytes. {proof}</p>
            <p>Run again with <code>{Encode(CommandOf(run.Options))}</code></p>
            </footer>

            """));
    }

    private static string CommandOf(Options options)
    {
        string data = options.Data is { } folder ? $"--data \"{folder}\" " : "";
        return Invariant($"dotnet run -c Release --project examples/Digits -- {data}--epochs {options.Epochs} --batch {options.Batch} --seed {options.Seed}");
    }

    private static double Speed(History history) => history.Epochs.Select(epoch => epoch.SamplesPerSecond).DefaultIfEmpty().Average();

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    private static string Style()
    {
        using Stream stream = typeof(ReportPage).Assembly.GetManifestResourceStream("report.css")!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
