using Microsoft.Playwright;

namespace Digits.Tests;

/// <summary>The report in a real browser; skipped where none is installed.</summary>
public sealed class ReportTests
{
    [Fact]
    public async Task TheReportOpensCompleteAndWithoutErrors()
    {
        await using OpenReport report = await OpenReport.Create(MadeUp.Run());
        Assert.Empty(report.Errors);
        Assert.Empty(report.Requests);

        foreach (string id in (string[])["loss", "confusion", "samples", "filters", "network", "run"])
            Assert.True(await report.Page.Locator($"#{id}").IsVisibleAsync(), $"section {id} is missing");
        Assert.Equal("98.5 % of the test digits read right", await report.Page.Locator("h1").InnerTextAsync());
        Assert.Equal(100, await report.Page.Locator(".confusion tbody td:not(.recall)").CountAsync());
        Assert.Equal(7, await report.Page.Locator("#network tbody tr").CountAsync());
        Assert.Equal(MadeUp.Epochs, await report.Page.Locator(".test-point").CountAsync());
        Assert.Contains("digits & <made up> results", await report.Page.Locator(".lead").InnerTextAsync());

        // 27 wrong, 27 right, the image shown, six filters and six maps: all of them decoded, all with a text for who cannot see them.
        Assert.Equal(67, await report.Page.Locator("img").CountAsync());
        Assert.Equal(0, await report.Page.EvaluateAsync<int>("[...document.images].filter(i => !(i.complete && i.naturalWidth > 0 && i.alt)).length"));
    }

    [Fact]
    public async Task PicturesHaveTheRightPixels()
    {
        RunResult run = MadeUp.Run();
        await using OpenReport report = await OpenReport.Create(run);
        int[] seen = await report.Page.EvaluateAsync<int[]>("""
            () => {
              const image = document.querySelector('#filters .input img'), canvas = document.createElement('canvas');
              canvas.width = image.naturalWidth; canvas.height = image.naturalHeight;
              const context = canvas.getContext('2d');
              context.drawImage(image, 0, 0);
              return [...context.getImageData(0, 0, canvas.width, canvas.height).data];
            }
            """);
        int[] expected = [.. run.FirstLayer.Image.Pixels.Select(Palette.Drawing).SelectMany(color => (int[])[color.Red, color.Green, color.Blue, 255])];
        Assert.Equal(expected, seen);
    }

    [Fact]
    public async Task APhoneShowsTheReportWithoutSidewaysScrolling()
    {
        await using OpenReport report = await OpenReport.Create(MadeUp.Run(), width: 360);
        Assert.Equal(0, await report.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
    }

    [Fact]
    public async Task TextStandsOutFromItsBackground()
    {
        // Web Content Accessibility Guidelines 2.2, success criterion 1.4.3: at least 4.5 to 1.
        await using OpenReport report = await OpenReport.Create(MadeUp.Run());
        string[] weak = await report.Page.EvaluateAsync<string[]>("""
            () => {
              const parse = text => text.match(/[\d.]+/g).map(Number);
              const luminance = ([r, g, b]) => [r, g, b].map(c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
              const background = element => { for (; element; element = element.parentElement) { const c = parse(getComputedStyle(element).backgroundColor); if (c.length < 4 || c[3] > 0) return c; } return [255, 255, 255]; };
              const weak = [];
              for (const element of document.querySelectorAll('body *')) {
                if (![...element.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
                const style = getComputedStyle(element), inSvg = element instanceof SVGElement;
                const a = luminance(parse(inSvg ? style.fill : style.color)), b = luminance(background(element));
                const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
                if (ratio < 4.5 && !(inSvg && element.tagName !== 'text')) weak.push(`${element.tagName}.${element.className} "${element.textContent.trim().slice(0, 30)}" ${ratio.toFixed(2)}`);
              }
              return weak;
            }
            """);
        Assert.Empty(weak);
    }

    [Fact]
    public void ANetworkWithoutMistakesHasNoStripOfThem()
    {
        string page = ReportPage.Create(MadeUp.Run(mistakes: false));
        Assert.Contains("None: every test image was read right.", page);
        Assert.Contains("100.0 %", page);
    }

    [Fact]
    public void NothingPointsOutside()
    {
        string page = ReportPage.Create(MadeUp.Run());
        Assert.DoesNotContain("http", page.Replace("http-equiv", ""));
        Assert.DoesNotContain("<script", page);
        Assert.DoesNotContain("NaN", page);
    }

    [Fact]
    public void TheFileIsWrittenWholeAndReplaced()
    {
        string folder = Directory.CreateTempSubdirectory("digits-").FullName;
        try
        {
            string path = Path.Combine(folder, "reports", "out.html");
            ReportPage.Save(MadeUp.Run(), path);
            ReportPage.Save(MadeUp.Run(mistakes: false), path);
            Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
            Assert.Equal(ReportPage.Create(MadeUp.Run(mistakes: false)), File.ReadAllText(path));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A report opened in a headless browser, with everything it complained about or asked for.</summary>
    private sealed class OpenReport : IAsyncDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("digits-").FullName;
        private static readonly string[] s_browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
        private IPlaywright? _playwright;
        private IBrowser? _browser;

        public List<string> Errors { get; } = [];

        public List<string> Requests { get; } = [];

        public IPage Page { get; private set; } = null!;

        public static async Task<OpenReport> Create(RunResult run, int width = 1200)
        {
            string? browser = s_browsers.FirstOrDefault(File.Exists);
            Assert.SkipWhen(browser is null, "No Chromium in /usr/bin; install it (Debian: apt-get install chromium) to open the report.");
            OpenReport report = new();
            string path = Path.Combine(report._folder, "report.html");
            ReportPage.Save(run, path);
            report._playwright = await Playwright.CreateAsync();
            report._browser = await report._playwright.Chromium.LaunchAsync(new() { ExecutablePath = browser, Args = ["--no-sandbox"] });
            report.Page = await report._browser.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = 900 } });
            report.Page.Console += (_, message) => report.Errors.Add($"{message.Type}: {message.Text}");
            report.Page.PageError += (_, error) => report.Errors.Add(error);
            string address = new Uri(path).AbsoluteUri;
            report.Page.Request += (_, request) =>
            {
                if (request.Url != address && !request.Url.StartsWith("data:", StringComparison.Ordinal))
                    report.Requests.Add(request.Url);
            };
            await report.Page.GotoAsync(address);
            if (Environment.GetEnvironmentVariable("KILN_SCREENSHOT") is { Length: > 0 } file)
                await report.Page.ScreenshotAsync(new() { Path = $"{file}-{width}.png", FullPage = true });
            return report;
        }

        public async ValueTask DisposeAsync()
        {
            if (_browser is not null)
                await _browser.CloseAsync();
            _playwright?.Dispose();
            Directory.Delete(_folder, recursive: true);
        }
    }
}
