using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>What the register tiles of one output row have in common. The input rows lie in a ring of slots, in the form of dot products.</summary>
internal ref struct Int8RowShape
{
    /// <summary>The most runs whose offsets are kept on the stack.</summary>
    public const int StackedRuns = 1024;

    /// <summary>How the output pixels are split into tiles.</summary>
    public Int8TileSplits Tiles;

    /// <summary>Groups of channels.</summary>
    public nint Groups;

    /// <summary>Output channels of a group.</summary>
    public nint Channels;

    /// <summary>Bytes of a slot from a group's inputs to those of the next group.</summary>
    public nint PlaneBytes;

    /// <summary>Where each run of neighbouring bytes that a pixel reads begins, from the pixel's inputs in the ring's first slot on.</summary>
    public ref nint Offsets;

    /// <summary>Number of runs: one for each row of taps, or one for each tap where rows are dilated.</summary>
    public nint Runs;

    /// <summary>Quads of a run.</summary>
    public nint Quads;

    /// <summary>Bytes of a run.</summary>
    public readonly nint RunBytes => Quads * Int8Rows.QuadInputs;

    /// <summary>Bytes of the row from one output pixel's inputs to the next one's.</summary>
    public nint PixelStride;

    /// <summary>Bytes from one output pixel to the next.</summary>
    public nint OutputStride;

    /// <summary>Whether inputs and weights have 16 bits.</summary>
    public bool HasWords;

    /// <summary>Bytes of a panel's weights.</summary>
    public readonly nint PanelBytes => Runs * Quads * Int8Rows.QuadBytes;

    /// <summary>Sets the offsets for rows of taps in their slots, with <paramref name="segments"/> runs each.</summary>
    public readonly void SetOffsets(in Int8Slots slots, nint slotBytes, nint segments, nint segmentStride)
    {
        ref nint offset = ref Offsets;
        nint row = slots.First * slotBytes, end = slots.Count * slotBytes;
        for (nint run = 0; run < Runs; run += segments)
        {
            for (nint segment = 0; segment < segments; segment++)
            {
                offset = row + segment * segmentStride;
                offset = ref Unsafe.Add(ref offset, 1);
            }

            row += slotBytes;
            if (row == end) row = 0;
        }
    }
}
