using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Digits.Tests;

public sealed class PngTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 5)]
    [InlineData(28, 28)]
    [InlineData(3, 200)]
    public void WhatIsWrittenIsReadAgain(int width, int height)
    {
        Rgb[] pixels = [.. Enumerable.Range(0, width * height).Select(i => new Rgb((byte)i, (byte)(i * 7), (byte)(255 - i)))];
        (int readWidth, int readHeight, Rgb[] read) = Decode(Png.Encode(width, height, pixels));
        Assert.Equal((width, height), (readWidth, readHeight));
        Assert.Equal(pixels, read);
    }

    [Theory]
    [InlineData(0, 4, 0)]
    [InlineData(2, 2, 3)]
    public void AWrongNumberOfPixelsIsRefused(int width, int height, int count) =>
        Assert.Contains($"{width} x {height}", Assert.Throws<ArgumentException>(() => Png.Encode(width, height, new Rgb[count])).Message);

    [Fact]
    public void TheChecksumIsThatOfTheStandard()
    {
        // Every PNG file ends with these twelve bytes.
        byte[] file = Png.Encode(1, 1, [default]);
        Assert.Equal("0000000049454E44AE426082", Convert.ToHexString(file[^12..]));
    }

    private static (int Width, int Height, Rgb[] Pixels) Decode(byte[] file)
    {
        Assert.Equal("89504E470D0A1A0A", Convert.ToHexString(file[..8]));
        int width = 0, height = 0;
        byte[] data = [];
        List<string> chunks = [];
        for (int at = 8; at < file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            string type = Encoding.ASCII.GetString(file, at + 4, 4);
            ReadOnlySpan<byte> content = file.AsSpan(at + 8, length);
            Assert.Equal(BitwiseCrc(file.AsSpan(at + 4, length + 4)), BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + length)));
            chunks.Add(type);
            if (type == "IHDR")
            {
                (width, height) = (BinaryPrimitives.ReadInt32BigEndian(content), BinaryPrimitives.ReadInt32BigEndian(content[4..]));
                Assert.Equal([8, 2, 0, 0, 0], content[8..].ToArray());
            }
            else if (type == "IDAT")
            {
                data = content.ToArray();
            }

            at += 12 + length;
        }

        Assert.Equal(["IHDR", "IDAT", "IEND"], chunks);
        using ZLibStream zlib = new(new MemoryStream(data), CompressionMode.Decompress);
        using MemoryStream raw = new();
        zlib.CopyTo(raw);
        byte[] lines = raw.ToArray();
        Assert.Equal(height * (1 + 3 * width), lines.Length);

        Rgb[] pixels = new Rgb[width * height];
        for (int i = 0; i < pixels.Length; i++)
        {
            int at = i / width * (1 + 3 * width) + 1 + 3 * (i % width);
            Assert.Equal(0, lines[i / width * (1 + 3 * width)]);
            pixels[i] = new(lines[at], lines[at + 1], lines[at + 2]);
        }

        return (width, height, pixels);
    }

    /// <summary>CRC-32 by long division, with no table to share a mistake with.</summary>
    private static uint BitwiseCrc(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in data)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                bool odd = ((crc ^ (uint)value >> bit) & 1) != 0;
                crc = odd ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
            }
        }

        return ~crc;
    }
}
