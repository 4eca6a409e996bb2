using System.Net;
using System.Text;
using Digits;

namespace Zoo;

/// <summary>Rows of pictures on one page, with everything inside the file.</summary>
internal static class DrawingPage
{
    public static void Save(string path, IReadOnlyList<(string Title, float[] Pictures)> rows)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, Create(rows));
    }

    public static string Create(IReadOnlyList<(string Title, float[] Pictures)> rows)
    {
        StringBuilder page = new("""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <link rel="icon" href="data:,">
            <title>Digits that networks drew</title>
            <style>
            body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
            .pictures { display: grid; grid-template-columns: repeat(auto-fill, 56px); gap: 6px; }
            img { width: 56px; height: 56px; image-rendering: pixelated; }
            </style>
            </head>
            <body>
            <h1>Digits that networks drew</h1>

            """);
        foreach ((string title, float[] pictures) in rows)
        {
            page.Append(System.Globalization.CultureInfo.InvariantCulture, $"<h2>{WebUtility.HtmlEncode(title)}</h2>\n<div class=\"pictures\">\n");
            for (int i = 0; i < pictures.Length; i += Renderer.Pixels)
                page.Append(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"<img alt=\"a drawn digit\" src=\"{Picture.Digit(pictures[i..(i + Renderer.Pixels)])}\">\n");
            page.Append("</div>\n");
        }

        return page.Append("</body>\n</html>\n").ToString();
    }
}
