namespace Kiln.Generator.Implementations;

/// <summary>
/// How a kernel goes through the rows of a map: it reads rows of the source, then stores a row of the result, and so on. So the result may lie over the source,
/// if each row is stored before the first row that is still to be read.
/// </summary>
/// <param name="InputRows">Rows of the source.</param>
/// <param name="InputBytes">Bytes of one of them.</param>
/// <param name="OutputRows">Rows of the result.</param>
/// <param name="OutputBytes">Bytes of one of them.</param>
/// <param name="NextInput">The first source row that is still to be read when a row of the result is stored.</param>
internal sealed record RowOrder(int InputRows, long InputBytes, int OutputRows, long OutputBytes, Func<int, int> NextInput)
{
    /// <summary>
    /// How many bytes behind the first byte of the result the source must begin. Less than zero: the result may begin behind the source.
    /// </summary>
    public long Lead
    {
        get
        {
            long lead = -InputRows * InputBytes;
            for (int row = 0; row < OutputRows; row++)
            {
                int next = Math.Max(0, NextInput(row));
                if (next < InputRows) lead = Math.Max(lead, ((row + 1) * OutputBytes) - (next * InputBytes));
            }

            return lead;
        }
    }
}
