using System.Globalization;
using ReportApp.Core.Forecast;
using ReportApp.Core.Model;

namespace ReportApp.Web.Commands;

/// <summary>
/// <c>forecast --facts DIR --as-of yyyy-MM[..yyyy-MM] --horizons 1,2,3,6 --out FILE</c>: the app's own forecast from a folder of tables
/// (docs/forecast.md). Ends with 0; with 2 and a sentence about what is wrong otherwise.
/// </summary>
internal static class ForecastCommand
{
    public const string Name = "forecast";

    private const int Refused = 2;
    private const int FarthestHorizon = 36;
    private const int MostCutOffs = 600;
    private const string Usage = "Usage: forecast --facts DIR --as-of yyyy-MM[..yyyy-MM] --horizons 1,2,3,6 --out FILE";

    public static int Run(IReadOnlyList<string> arguments, TextWriter messages)
    {
        try
        {
            var options = Options.Read(arguments);
            var facts = FactFiles.Read(options.Facts);
            var homeless = facts.Homeless();
            if (homeless != default)
            {
                messages.WriteLine(FormattableString.Invariant(
                    $"Left out, because they name no known object or deal: deals {homeless.Deals}, stage changes {homeless.Stages}, schedule lines {homeless.Schedule}, payments {homeless.Receipts}."));
            }
            var forecaster = new Forecaster(facts, options.Horizons.Max());
            using var file = new StreamWriter(options.Out);
            file.NewLine = "\n";
            file.WriteLine("object,month,horizon,mean,p10,p50,p90,signed,open,new");
            foreach (var cell in options.CutOffs.SelectMany(cutOff => forecaster.Forecast(cutOff, options.Horizons))) file.WriteLine(Line(cell));
            return 0;
        }
        catch (Exception fault) when (fault is ArgumentException or FactFileException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            messages.WriteLine(fault.Message);
            if (fault is ArgumentException) messages.WriteLine(Usage);
            return Refused;
        }
    }

    /// <summary>Rounded once, here: the parts add up to the mean as written.</summary>
    private static string Line(ForecastCell cell)
    {
        var (signed, open, @new) = (Round(cell.Signed), Round(cell.Open), Round(cell.New));
        return string.Join(',',
        [
            Quoted(cell.Target), cell.Month.ToString(), Text(cell.Horizon), Text(signed + open + @new), Text(Round(cell.Band.P10)), Text(Round(cell.Band.P50)),
            Text(Round(cell.Band.P90)), Text(signed), Text(open), Text(@new),
        ]);

        static decimal Round(double money) => decimal.Round((decimal)money, 2);

        static string Text(decimal number) => number.ToString(CultureInfo.InvariantCulture);
    }

    private static string Quoted(string cell) => cell.AsSpan().IndexOfAny(",\"\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private sealed record Options(string Facts, IReadOnlyList<YearMonth> CutOffs, IReadOnlyList<int> Horizons, string Out)
    {
        /// <exception cref="ArgumentException">Something is missing, twice, unknown or not what it should be.</exception>
        public static Options Read(IReadOnlyList<string> arguments)
        {
            var given = new Dictionary<string, string>();
            for (var i = 0; i < arguments.Count; i += 2)
            {
                if (arguments[i] is not ("--facts" or "--as-of" or "--horizons" or "--out")) throw new ArgumentException($"There is no option {arguments[i]}.");
                if (i + 1 == arguments.Count) throw new ArgumentException($"{arguments[i]} needs a value.");
                if (!given.TryAdd(arguments[i], arguments[i + 1])) throw new ArgumentException($"{arguments[i]} is given twice.");
            }
            var folder = FolderOf(Given("--facts"));
            return new Options(
                Path.Combine(folder, Given("--facts")), CutOffsOf(Given("--as-of")), HorizonsOf(Given("--horizons")), Path.Combine(folder, Given("--out")));

            string Given(string option) => given.GetValueOrDefault(option) ?? throw new ArgumentException($"{option} is missing.");
        }

        /// <summary>
        /// What relative paths are relative to: where the caller stands. <c>dotnet run --project</c> works in the project's folder, and the shell alone
        /// remembers where it was called; else it was most likely the repository.
        /// </summary>
        private static string FolderOf(string facts)
        {
            var here = Directory.GetCurrentDirectory();
            if (!File.Exists(Path.Combine(here, "ReportApp.Web.csproj"))) return here;
            string[] places = [.. new[] { Environment.GetEnvironmentVariable("PWD"), Path.Combine(here, "..", "..") }.OfType<string>().Where(Directory.Exists), here];
            return places.FirstOrDefault(place => Directory.Exists(Path.Combine(place, facts))) ?? places[0];
        }

        private static List<YearMonth> CutOffsOf(string text)
        {
            var ends = text.Split("..");
            if (ends.Length > 2 || !YearMonth.TryParse(ends[0], out var from) || !YearMonth.TryParse(ends[^1], out var to) || to < from)
                throw new ArgumentException($"--as-of is a month yyyy-MM or a range yyyy-MM..yyyy-MM, not {text}.");
            var cutOffs = new List<YearMonth>();
            for (var month = from; month <= to; month = month.Plus(1))
            {
                cutOffs.Add(month);
                if (cutOffs.Count > MostCutOffs) throw new ArgumentException($"--as-of names more than {MostCutOffs} months.");
            }
            return cutOffs;
        }

        private static List<int> HorizonsOf(string text)
        {
            var horizons = text.Split(',').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var horizon) ? horizon : 0).ToList();
            return horizons.All(horizon => horizon is >= 1 and <= FarthestHorizon) && horizons.Distinct().Count() == horizons.Count
                ? horizons
                : throw new ArgumentException($"--horizons are different whole numbers from 1 to {FarthestHorizon}, separated by commas, not {text}.");
        }
    }
}
