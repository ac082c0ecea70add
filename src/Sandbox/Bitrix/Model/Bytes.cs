namespace Sandbox.Bitrix.Model;

/// <summary>Writes numbers in as many bytes as they need: seven bits a byte, the lowest first.</summary>
internal sealed class ByteWriter
{
    private byte[] _bytes = new byte[256];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public ref byte this[int at] => ref _bytes[at];

    /// <summary>Forgets what stands behind this many bytes.</summary>
    public void CutTo(int length) => Length = length;

    public void Byte(byte one) => Room(1)[0] = one;

    public void Number(ulong number)
    {
        for (; number >= 128; number >>= 7)
            Byte((byte)(number | 128));
        Byte((byte)number);
    }

    /// <summary>Small ones of either sign are short.</summary>
    public void Whole(long number) => Number((ulong)((number << 1) ^ (number >> 63)));

    public void Bytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Room(bytes.Length));

    /// <summary>As many bytes more, to be filled by the caller.</summary>
    public Span<byte> Room(int size)
    {
        if (Length + size > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + size));
        Length += size;
        return _bytes.AsSpan(Length - size, size);
    }
}

/// <summary>Reads what <see cref="ByteWriter"/> wrote.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes, int at)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int At { get; private set; } = at;

    public byte Byte() => _bytes[At++];

    public ulong Number()
    {
        var number = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = Byte();
            number |= (ulong)(part & 127) << shift;
            if (part < 128)
                return number;
        }
    }

    public long Whole() => Number() is var number && (number & 1) == 0 ? (long)(number >> 1) : ~(long)(number >> 1);

    public ReadOnlySpan<byte> Bytes(int count)
    {
        At += count;
        return _bytes[(At - count)..At];
    }
}
