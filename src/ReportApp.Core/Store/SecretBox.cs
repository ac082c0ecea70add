using System.Security.Cryptography;
using System.Text;

namespace ReportApp.Core.Store;

/// <summary>
/// AES-256-GCM around tokens. Each tenant has a data key of its own, wrapped by the master key; destroying the data key destroys the
/// tokens. What a secret belongs to (tenant, user, kind) is authenticated with it, so that a cipher moved to another row does not open.
/// </summary>
internal sealed class SecretBox
{
    private const byte Format = 1;
    private const int NonceSize = 12, TagSize = 16, KeySize = 32;

    private readonly byte[] _masterKey;

    private SecretBox(byte[] masterKey) => _masterKey = masterKey;

    /// <summary>Reads the master key, and makes one when <paramref name="mayCreate"/> says that nothing was ever wrapped.</summary>
    /// <exception cref="InvalidOperationException">The file is missing although secrets exist, or is not a key.</exception>
    public static SecretBox Open(string path, bool mayCreate)
    {
        if (!File.Exists(path))
        {
            if (!mayCreate)
                throw new InvalidOperationException($"The master key file '{path}' is missing. Restore it: without it no stored token can be read.");
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var file = new FileStream(path, options);
            file.Write(RandomNumberGenerator.GetBytes(KeySize));
            file.Flush(flushToDisk: true);
        }
        var key = File.ReadAllBytes(path);
        return key.Length == KeySize ? new SecretBox(key) : throw new InvalidOperationException($"'{path}' is not a master key of {KeySize} bytes.");
    }

    public byte[] NewDataKey(string tenant) => Seal(_masterKey, RandomNumberGenerator.GetBytes(KeySize), $"data-key|{tenant}");

    public byte[] Seal(byte[] wrappedDataKey, string tenant, string subject, string secret) =>
        Seal(Unwrap(wrappedDataKey, tenant), Encoding.UTF8.GetBytes(secret), $"{tenant}|{subject}");

    /// <exception cref="CryptographicException">The cipher is damaged or belongs elsewhere.</exception>
    public string Open(byte[] wrappedDataKey, string tenant, string subject, byte[] box) =>
        Encoding.UTF8.GetString(Unseal(Unwrap(wrappedDataKey, tenant), box, $"{tenant}|{subject}"));

    private byte[] Unwrap(byte[] wrappedDataKey, string tenant) => Unseal(_masterKey, wrappedDataKey, $"data-key|{tenant}");

    private static byte[] Seal(byte[] key, byte[] plain, string belongsTo)
    {
        var box = new byte[1 + NonceSize + TagSize + plain.Length];
        box[0] = Format;
        var nonce = box.AsSpan(1, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(nonce, plain, box.AsSpan(1 + NonceSize + TagSize), box.AsSpan(1 + NonceSize, TagSize), Encoding.UTF8.GetBytes(belongsTo));
        return box;
    }

    private static byte[] Unseal(byte[] key, byte[] box, string belongsTo)
    {
        if (box.Length < 1 + NonceSize + TagSize || box[0] != Format) throw new CryptographicException("Not a sealed secret.");
        var plain = new byte[box.Length - 1 - NonceSize - TagSize];
        using var aes = new AesGcm(key, TagSize);
        aes.Decrypt(
            box.AsSpan(1, NonceSize), box.AsSpan(1 + NonceSize + TagSize), box.AsSpan(1 + NonceSize, TagSize), plain, Encoding.UTF8.GetBytes(belongsTo));
        return plain;
    }
}
