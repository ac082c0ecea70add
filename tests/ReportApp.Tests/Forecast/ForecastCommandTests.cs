using ReportApp.Web.Commands;

namespace ReportApp.Tests.Forecast;

/// <summary>The command that forecasts from files.</summary>
public sealed class ForecastCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Every_object_has_a_row_for_each_horizon_of_each_cut_off()
    {
        var result = Run("--facts", DemoFacts.Folder, "--as-of", "2022-11..2023-01", "--horizons", "1,3", "--out", Out);

        Assert.Equal((0, ""), result);
        var lines = File.ReadAllLines(Out);
        Assert.Equal("object,month,horizon,mean,p10,p50,p90,signed,open,new", lines[0]);
        var rows = lines.Skip(1).Select(line => line.Split(',')).ToList();
        Assert.Equal(
            from cutOff in (string[])["2022-11", "2022-12", "2023-01"]
            from o in (string[])["B01", "B02", "B03", "B04"]
            from horizon in (int[])[1, 3]
            select $"{o} {DemoFacts.Month(cutOff).Plus(horizon - 1)} {horizon}",
            rows.Select(row => $"{row[0]} {row[1]} {row[2]}"));
        Assert.All(rows, row =>
        {
            var numbers = row.Skip(3).Select(cell => decimal.Parse(cell, System.Globalization.CultureInfo.InvariantCulture)).ToList();
            Assert.Equal(numbers[0], numbers[4] + numbers[5] + numbers[6]);
        });
    }

    [Fact]
    public void Only_the_four_needed_tables_suffice()
    {
        Write("objects", "object\nA");
        Write("deals", "deal,object,created\n1,A,2024-01-05\n2,,2024-01-06");
        Write("hist", "deal,day,stage,amount\n1,2024-01-05,NEW,\n1,2024-02-01,WON,100.50");
        Write("pays", "deal,day,amount\n1,2024-02-03,100.50");

        var (code, said) = Run("--facts", _folder.FullName, "--as-of", "2024-03", "--horizons", "1", "--out", Out);

        Assert.Equal(0, code);
        Assert.Contains("deals 1,", said, StringComparison.Ordinal);
        Assert.Equal(2, File.ReadAllLines(Out).Length);
    }

    [Theory]
    [InlineData("hist", "deal,day,amount\n1,2024-01-05,1", "hist.csv, line 2: there is no column stage")]
    [InlineData("pays", "deal,day,amount\n1,2024-01-05,ten", "pays.csv, line 2: amount is no number: ten")]
    [InlineData("deals", "deal,object,created\n1,A,soon", "deals.csv, line 2: created is no date: soon")]
    [InlineData("objects", null, "objects.csv, line 1: there is no such file")]
    public void A_bad_table_is_named_with_its_line(string table, string? content, string expected)
    {
        Write("objects", "object\nA");
        Write("deals", "deal,object,created\n1,A,2024-01-05");
        Write("hist", "deal,day,stage,amount\n1,2024-01-05,NEW,1");
        Write("pays", "deal,day,amount");
        if (content is null) File.Delete(Path.Combine(_folder.FullName, table + ".csv"));
        else Write(table, content);

        var (code, said) = Run("--facts", _folder.FullName, "--as-of", "2024-03", "--horizons", "1", "--out", Out);

        Assert.Equal(2, code);
        Assert.StartsWith(expected, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--as-of 2024-13 --horizons 1", "--as-of is a month")]
    [InlineData("--as-of 2024-05..2024-01 --horizons 1", "--as-of is a month")]
    [InlineData("--as-of 2024-05 --horizons 0", "--horizons are")]
    [InlineData("--as-of 2024-05 --horizons 1,1", "--horizons are")]
    [InlineData("--as-of 2024-05", "--horizons is missing")]
    [InlineData("--as-of 2024-05 --horizons 1 --draws 5", "There is no option --draws")]
    public void A_bad_option_is_named(string options, string expected)
    {
        var (code, said) = Run([.. options.Split(' '), "--facts", DemoFacts.Folder, "--out", Out]);

        Assert.Equal(2, code);
        Assert.StartsWith(expected, said, StringComparison.Ordinal);
        Assert.False(File.Exists(Out));
    }

    private string Out => Path.Combine(_folder.FullName, "out.csv");

    private static (int Code, string Said) Run(params string[] arguments)
    {
        var messages = new StringWriter();
        return (ForecastCommand.Run(arguments, messages), messages.ToString());
    }

    private void Write(string table, string content) => File.WriteAllText(Path.Combine(_folder.FullName, table + ".csv"), content);
}
