using System.Globalization;
using Aso.ClaimFiles;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.X12;
using BenchmarkDotNet.Attributes;

namespace Benchmarks.ClaimFiles;

/// <summary>
/// Claims out of 837P: segments alone, claims decided-ready in one reused draft, claims as objects through the
/// façade; the baseline is what people write first, ReadLine and Split, which checks nothing.
/// </summary>
[MemoryDiagnoser]
public class ReadingProfessionalClaims
{
    private byte[] _file = [];

    [Params(10, 100)]
    public int Megabytes { get; set; }

    [GlobalSetup]
    public void Make() => _file = MadeUpFiles.Professional(Megabytes);

    [Benchmark(Baseline = true)]
    public async Task<long> ReadLineAndSplit()
    {
        using var text = new StreamReader(new MemoryStream(_file));
        long elements = 0;
        while (await text.ReadLineAsync() is { } line) elements += line.Split('*').Length;
        return elements;
    }

    [Benchmark]
    public long MaskScan()
    {
        var masks = new DelimiterMasks();
        var block = new byte[64 * 1024];
        long segments = 0;
        for (var from = 0; from < _file.Length; from += block.Length)
        {
            var length = Math.Min(block.Length, _file.Length - from);
            Buffer.BlockCopy(_file, from, block, 0, length);
            masks.Index(block, 0, length, Delimiters.Usual);
            for (var at = masks.NextTerminator(0); at >= 0; at = masks.NextTerminator(at + 1)) segments++;
        }

        return segments;
    }

    [Benchmark]
    public async Task<long> Segments()
    {
        using var reader = new SegmentReader(new MemoryStream(_file));
        long segments = 0;
        while (true)
        {
            var read = reader.Read();
            if (read == SegmentRead.NeedMore) await reader.FillAsync(default);
            else if (read == SegmentRead.End) return segments;
            else segments++;
        }
    }

    [Benchmark]
    public async Task<long> ClaimsDecidedReady()
    {
        using var segments = new SegmentReader(new MemoryStream(_file));
        var reader = new X12ClaimReader(segments, Files.Options, new FileReport(), null, new HashSet<long>());
        long claims = 0;
        while (true)
        {
            var read = reader.Read();
            if (read == ClaimRead.NeedMore) await segments.FillAsync(default);
            else if (read == ClaimRead.End) return claims;
            else claims++;
        }
    }

    [Benchmark]
    public async Task<long> ClaimsAsObjects() => await Files.ReadAsync(_file);
}

/// <summary>Claims out of CSV; the baseline is CsvHelper's GetField of every cell, which checks nothing.</summary>
[MemoryDiagnoser]
public class ReadingCsvClaims
{
    private byte[] _file = [];

    [Params(10, 100)]
    public int Megabytes { get; set; }

    [GlobalSetup]
    public void Make() => _file = MadeUpFiles.Csv(Megabytes);

    [Benchmark(Baseline = true)]
    public async Task<long> GetField()
    {
        using var text = new StreamReader(new MemoryStream(_file));
        using var reader = new CsvHelper.CsvReader(text, CultureInfo.InvariantCulture);
        long letters = 0;
        await reader.ReadAsync();
        reader.ReadHeader();
        while (await reader.ReadAsync())
            for (var column = 0; column < reader.HeaderRecord!.Length; column++)
                letters += reader.GetField(column)!.Length;
        return letters;
    }

    [Benchmark]
    public async Task<long> ClaimsAsObjects() => await Files.ReadAsync(_file);
}

internal static class Files
{
    public static ClaimFileOptions Options { get; } = new() { BusinessDate = new DateOnly(2026, 6, 30) };

    public static async Task<long> ReadAsync(byte[] file)
    {
        var report = await ClaimFile.ReadAsync(new MemoryStream(file), Options, new Nowhere());
        return report.Rejected == 0 ? report.Accepted
            : throw new InvalidOperationException("the made-up file is wrong");
    }

    private sealed class Nowhere : IClaimSink
    {
        public void Accept(Claim claim, FilePosition at)
        {
        }

        public void Reject(Rejection rejection)
        {
        }
    }
}
