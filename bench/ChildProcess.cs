using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Bench;

/// <summary>One of our programs as a process of its own, so that its memory is its own, too.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    /// <param name="program">Beside this one.</param>
    public static ChildProcess Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, program));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        var child = new ChildProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        child._process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { } text) child._lines.Writer.TryWrite(text);
        };
        child._process.Exited += (_, _) => child._lines.Writer.TryComplete(new InvalidOperationException($"{program} ended."));
        child._process.Start();
        child._process.BeginOutputReadLine();
        return child;
    }

    /// <summary>Waits for a line with this word in it; what stands behind the word.</summary>
    public async Task<string> LineAsync(string word)
    {
        await foreach (var line in _lines.Reader.ReadAllAsync())
            if (line.IndexOf(word, StringComparison.Ordinal) is var at and >= 0) return line[(at + word.Length)..].Trim();
        throw new InvalidOperationException($"There was no line with '{word}'.");
    }

    /// <summary>The largest resident size so far, as Linux keeps it.</summary>
    public long PeakMegabytes()
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    public static Uri FreeAddress()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}");
    }
}
