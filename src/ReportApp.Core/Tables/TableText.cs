using System.Text;

namespace ReportApp.Core.Tables;

/// <summary>A text file opened in the encoding it is in: what its mark says, else UTF-8 where every byte is, else what Windows and DOS write in Russian.</summary>
internal sealed record TableText(string Name, StreamReader Reader, string FirstLine)
{
    private const int Cyrillic = 1251;
    private const int CyrillicDos = 866;
    private const int Longest = 64 * 1024;

    public static TableText Open(Stream file)
    {
        var encoding = Detect(file);
        file.Position = 0;
        using var peek = new StreamReader(file, encoding, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
        var buffer = new char[Longest];
        var read = peek.ReadBlock(buffer);
        var first = buffer.AsSpan(0, read);
        if (first.Contains('\0')) throw new TableRefusedException(1, "not_a_table");
        var end = first.IndexOfAny('\r', '\n');
        file.Position = 0;
        return new TableText(
            encoding.WebName, new StreamReader(file, encoding, detectEncodingFromByteOrderMarks: true, leaveOpen: true), new string(end < 0 ? first : first[..end]));
    }

    private static Encoding Detect(Stream file)
    {
        var start = new byte[512];
        file.Position = 0;
        var length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (length >= 2 && (start[0], start[1]) is (0xFF, 0xFE) or (0xFE, 0xFF)) return start[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode;
        if (IsUtf8(file)) return new UTF8Encoding(false, throwOnInvalidBytes: true);
        return CodePagesEncodingProvider.Instance.GetEncoding(start.AsSpan(0, length).IndexOf("=DOS"u8) >= 0 ? CyrillicDos : Cyrillic)!;
    }

    private static bool IsUtf8(Stream file)
    {
        file.Position = 0;
        var decoder = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
        var bytes = new byte[64 * 1024];
        var letters = new char[bytes.Length + 1];
        try
        {
            for (int read; (read = file.Read(bytes)) > 0;)
                decoder.GetChars(bytes, 0, read, letters, 0, flush: false);
            decoder.GetChars([], 0, 0, letters, 0, flush: true);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
