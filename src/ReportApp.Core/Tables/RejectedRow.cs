namespace ReportApp.Core.Tables;

/// <param name="Line">Of the file, from 1.</param>
/// <param name="Field">What the cell was to be, in our words; <c>file</c> where the whole row or file is meant.</param>
/// <param name="Reason">
/// Stable code. Of a row: <c>bad_row</c>, <c>bad_quotes</c>, <c>merged_cells</c>, <c>empty</c>, <c>too_long</c>, <c>bad_date</c>, <c>bad_number</c>,
/// <c>too_precise</c>, <c>out_of_range</c>, <c>zero</c>, <c>other_currency</c>, <c>ambiguous</c>; of plan targets also <c>unknown_kind</c>, <c>bad_scope</c>,
/// <c>unknown_name</c>, <c>ambiguous_name</c>, <c>bad_month</c>, <c>unknown_metric</c>, <c>not_allowed</c>. Of a file: <c>bad_encoding</c>, <c>bad_header</c>,
/// <c>duplicate_header</c>, <c>no_such_column</c>, <c>too_many_rows</c>, <c>too_many_columns</c>, <c>cell_too_long</c>, <c>empty</c>, <c>truncated</c>, <c>bad_file</c>,
/// <c>not_a_table</c>, <c>content_differs</c>, <c>old_or_encrypted</c>, <c>too_many_entries</c>, <c>too_large_unpacked</c>, <c>has_macros</c>,
/// <c>has_external_links</c>, <c>has_embedded_files</c>.
/// </param>
public sealed record RejectedRow(int Line, string Field, string Reason);
