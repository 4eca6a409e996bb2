namespace Digits;

/// <summary>A picture of dots made of Braille letters, each two dots wide and four high (Unicode block U+2800).</summary>
internal sealed class BrailleCanvas(int columns, int rows)
{
    private readonly byte[] _cells = new byte[columns * rows];

    public int Width => columns * 2;

    public int Height => rows * 4;

    public void Set(int x, int y)
    {
        if (x < 0 || x >= Width || y < 0 || y >= Height)
            throw new ArgumentOutOfRangeException(nameof(x), $"Expected a dot inside {Width} x {Height}, got ({x}, {y}).");

        // The standard numbers the upper six dots column by column; the lowest two came later.
        int row = y % 4, right = x % 2;
        int bit = row < 3 ? row + 3 * right : 6 + right;
        _cells[y / 4 * columns + x / 2] |= (byte)(1 << bit);
    }

    public string Row(int row) => string.Create(columns, (_cells, start: row * columns), static (text, state) =>
    {
        for (int i = 0; i < text.Length; i++)
            text[i] = (char)('\u2800' + state._cells[state.start + i]);
    });
}
