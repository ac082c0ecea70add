using System.Security.Cryptography;

namespace ReportApp.Core.Tables;

/// <summary>A file somebody sent, set down in the temporary folder so that it can be read from any place; gone when disposed of.</summary>
/// <param name="Hash">SHA-256 of the content, in lower-case hexadecimal digits.</param>
internal sealed record Upload(FileStream Content, string Hash) : IAsyncDisposable
{
    private const int Chunk = 80 * 1024;

    public static async Task<Upload> ReceiveAsync(Stream body, CancellationToken cancellationToken)
    {
        var file = new FileStream(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
            new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous });
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var chunk = new byte[Chunk];
            for (int read; (read = await body.ReadAsync(chunk, cancellationToken)) > 0;)
            {
                hash.AppendData(chunk, 0, read);
                await file.WriteAsync(chunk.AsMemory(0, read), cancellationToken);
            }
            await file.FlushAsync(cancellationToken);
            file.Position = 0;
            return new Upload(file, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => Content.DisposeAsync();
}
