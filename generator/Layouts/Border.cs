namespace Kiln.Generator.Layouts;

/// <summary>The border around the elements of a map: its widths and the value that fills it.</summary>
internal readonly record struct Border(int Top, int Left, int Bottom, int Right, float Fill = 0)
{
    public bool IsNone => Top == 0 && Left == 0 && Bottom == 0 && Right == 0;

    /// <summary>The smallest border that serves both; the fills must agree.</summary>
    public Border Union(Border other) =>
        IsNone ? other : other.IsNone ? this
        : new(Math.Max(Top, other.Top), Math.Max(Left, other.Left), Math.Max(Bottom, other.Bottom), Math.Max(Right, other.Right), Fill);
}
