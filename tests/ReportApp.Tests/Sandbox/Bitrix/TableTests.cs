using Sandbox.Bitrix.Model;

namespace ReportApp.Tests.Sandbox.Bitrix;

/// <summary>Rows lie packed in a table; nobody who reads or writes them may notice.</summary>
public sealed class TableTests
{
    private static readonly TimeSpan Moscow = TimeSpan.FromHours(3);

    public static TheoryData<string, object> Values => new()
    {
        { "no", false },
        { "yes", true },
        { "a small number", 127L },
        { "a larger number", 128L },
        { "the least number", long.MinValue },
        { "the largest number", long.MaxValue },
        { "nothing, with kopecks", 0.00m },
        { "a negative sum", -7_150_000.50m },
        { "the largest sum", decimal.MaxValue },
        { "a sum smaller than a kopeck", 0.0000000000000000000000000001m },
        { "the first day", DateOnly.MinValue },
        { "the last day", DateOnly.MaxValue },
        { "a moment of the server", new DateTimeOffset(2026, 2, 28, 23, 59, 59, Moscow) },
        { "a moment between seconds, west of Greenwich", new DateTimeOffset(1969, 12, 31, 23, 59, 59, 999, TimeSpan.FromMinutes(-210)) },
        { "an empty text", "" },
        { "a text with emoji and quotes", "ООО \"Вектор\" — 🏠" },
        { "a long text", new string('ж', 100_000) },
    };

    [Theory, MemberData(nameof(Values))]
    public void A_value_comes_back_as_it_was_put(string situation, object value)
    {
        var table = NewTable(out var fields);
        var row = new Row(1) { [fields[0]] = value, [fields[9]] = "between", [fields[20]] = value, [fields[21]] = new[] { value, value } };
        table.Put(row);

        var read = table.Row(1)!;
        Assert.Equal(1L, read[table["ID"]]);
        Assert.Equal([Written(value), Written("between"), Written(value)], new[] { 0, 9, 20 }.Select(field => Written(read[fields[field]]!)));
        Assert.Equal([Written(value), Written(value)], ((IReadOnlyList<object>)read[fields[21]]!).Select(Written));
        Assert.All(fields.Except([fields[0], fields[9], fields[20], fields[21]]), field => Assert.Null(read[field]));
        Assert.NotEmpty(situation);
    }

    [Fact]
    public void Points_bindings_and_communications_come_back()
    {
        var table = NewTable(out var fields);
        object[] many = [new Point(11, Point.Phone, "MOBILE", "+7 900"), new Point(12, Point.Email, "HOME", "a@b"), new Binding(2, 1_000_000), new Communication("PHONE", "+7 900", 3, 5)];
        table.Put(new Row(1) { [fields[3]] = many });

        Assert.Equal(many, (IReadOnlyList<object>)table.Row(1)![fields[3]]!);
    }

    [Fact]
    public void Texts_are_kept_however_many_different_ones_a_field_has()
    {
        var table = NewTable(out var fields);
        for (var id = 1; id <= 2_000; id++)
            table.Put(new Row(id) { [fields[0]] = $"text {id}", [fields[1]] = $"text {id % 3}" });

        Assert.Equal(Enumerable.Range(1, 2_000).Select(id => ($"text {id}", $"text {id % 3}")), table.Rows.Select(row => ((string)row[fields[0]]!, (string)row[fields[1]]!)));
    }

    [Fact]
    public void A_table_is_what_was_put_and_deleted_in_whatever_order()
    {
        var table = NewTable(out var fields);
        var expected = new SortedDictionary<long, string>();
        var random = new Random(7);
        for (var i = 0; i < 5_000; i++)
        {
            var id = random.Next(1, 900);
            if (random.Next(4) == 0)
            {
                table.Delete(id);
                expected.Remove(id);
                continue;
            }
            var text = new string((char)('а' + (i % 32)), random.Next(120));
            table.Put(new Row(id) { [fields[5]] = text });
            expected[id] = text;
        }

        Assert.Equal(expected.Select(pair => (pair.Key, pair.Value)), table.Rows.Select(row => (row.Id, (string)row[fields[5]]!)));
        Assert.Equal(expected.Keys.Reverse(), table.RowsBackwards.Select(row => row.Id));
        Assert.All(Enumerable.Range(0, 901), id =>
        {
            Assert.Equal(expected.ContainsKey(id), table.Row(id) is not null);
            Assert.Equal(expected.Keys.Where(key => key > id), table.RowsAfter(id).Select(row => row.Id));
        });
        foreach (var id in expected.Keys)
            table.Delete(id);
        Assert.Empty(table.Rows);
    }

    [Fact]
    public void A_row_that_was_read_stays_as_it_was()
    {
        var table = NewTable(out var fields);
        table.Put(new Row(1) { [fields[0]] = "before" });
        var before = table.Row(1)!;
        var after = before.Copy();
        after[fields[0]] = "after";
        after[fields[2]] = 5L;
        table.Put(after);

        Assert.Equal(("before", null), (before[fields[0]], before[fields[2]]));
        Assert.Equal(("after", 5L), (table.Row(1)![fields[0]], table.Row(1)![fields[2]]));
    }

    [Fact]
    public void A_row_in_a_table_cannot_be_written()
    {
        var table = NewTable(out var fields);
        var row = new Row(1);
        table.Put(row);

        Assert.Throws<InvalidOperationException>(() => row[fields[0]] = "lost");
        Assert.Throws<InvalidOperationException>(() => table.Row(1)![fields[0]] = "lost");
    }

    [Theory]
    [InlineData(4)]
    [InlineData(10_000)]
    public void Rows_of_an_owner_are_found_without_a_walk_also_after_changes(int many)
    {
        var table = NewTable(out var fields);
        table.OwnBy(fields[0]);
        foreach (var (id, owner) in ((long, long)[])[(1, 7), (2, 8), (3, 7), (4, 9)])
            table.Put(new Row(id) { [fields[0]] = owner });
        for (var id = 5L; id <= many; id++)
            table.Put(new Row(id) { [fields[0]] = 10 + id });
        table.Delete(1);
        var changed = table.Row(2)!.Copy();
        changed[fields[1]] = "changed";
        table.Put(changed);

        Assert.Equal([2L, 3], table.RowsOf([7, 8, 8, 5_000_000_000]).Select(row => row.Id));
        table.Put(new Row(1) { [fields[0]] = 7L });
        Assert.Equal([1L, 3], table.RowsOf([7]).Select(row => row.Id));

        var given = table.Row(3)!.Copy();
        given[fields[0]] = 8L;
        table.Put(given);
        Assert.Equal([1L], table.RowsOf([7]).Select(row => row.Id));
        Assert.Equal([2L, 3], table.RowsOf([8]).Select(row => row.Id));
    }

    private static Table NewTable(out Field[] fields)
    {
        var table = new Table(0, "test", "Test");
        table.Add(new Field("ID", FieldKind.Integer, "integer", "ID"));
        fields = [.. Enumerable.Range(0, 22).Select(i => table.Add(new Field($"F{i}", FieldKind.Text, "string", "")))];
        return table;
    }

    /// <summary>To the last zero and offset: equality of sums and moments says less.</summary>
    private static string Written(object value) => value switch
    {
        decimal sum => string.Join(' ', decimal.GetBits(sum)),
        DateTimeOffset at => at.ToString("o", System.Globalization.CultureInfo.InvariantCulture),
        _ => $"{value.GetType().Name} {value}",
    };
}
