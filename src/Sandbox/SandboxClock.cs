namespace Sandbox;

/// <summary>The emulated hosts' present: real ticking, shifted by a whole amount that the control API may change.</summary>
internal sealed class SandboxClock(TimeProvider real, TimeSpan shift) : TimeProvider
{
    private long _shiftTicks = shift.Ticks;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>A clock that shows this day now, at the real time of day in the company's zone.</summary>
    public static SandboxClock Showing(DateOnly? today, TimeSpan zone, TimeProvider real)
    {
        if (today is null)
            return new SandboxClock(real, TimeSpan.Zero);
        var day = DateOnly.FromDateTime(real.GetUtcNow().ToOffset(zone).DateTime);
        return new SandboxClock(real, TimeSpan.FromDays(today.Value.DayNumber - day.DayNumber));
    }

    public override DateTimeOffset GetUtcNow() => real.GetUtcNow().AddTicks(Interlocked.Read(ref _shiftTicks));

    public override long GetTimestamp() => real.GetTimestamp();

    public override long TimestampFrequency => real.TimestampFrequency;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _shiftTicks, by.Ticks);

    public void Set(DateTimeOffset now) => Interlocked.Exchange(ref _shiftTicks, (now - real.GetUtcNow()).Ticks);
}
