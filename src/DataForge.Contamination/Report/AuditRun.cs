namespace DataForge.Contamination;

/// <summary>How a report came about, so that it can be checked and made again.</summary>
/// <param name="Date">UTC, ISO 8601.</param>
/// <param name="Command">The command line with the options that were given.</param>
/// <param name="Index">Hash of the index that was looked into.</param>
/// <param name="Normalizer">Id of the normalizer that index and corpus went through.</param>
/// <param name="Settings">Every setting that decides the report.</param>
public sealed record AuditRun(
    string Tool, string Version, string Date, string Command, string Index, string Normalizer, IReadOnlyDictionary<string, string?> Settings, AuditGate Gate);

/// <param name="Verdict"><c>passed</c> or <c>failed</c>.</param>
/// <param name="Broken">What each gate that failed says.</param>
public sealed record AuditGate(string Verdict, int ExitCode, IReadOnlyList<string> Broken);

/// <summary>An audit of a part of the corpus.</summary>
/// <param name="Share">Of the records that were to be scanned; a record is in the sample by its own hash.</param>
/// <param name="RecordsSeen">Records of the corpus, scanned or not.</param>
/// <param name="Interval">Wilson's 95 % interval of the share of records with a hit.</param>
/// <param name="RecordsHit">The same as records of the corpus.</param>
public sealed record AuditSample(double Share, long RecordsSeen, IReadOnlyList<double> Interval, IReadOnlyList<long> RecordsHit);
