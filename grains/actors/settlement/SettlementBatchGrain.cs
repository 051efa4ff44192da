using System.Security.Cryptography;
using Orleans.Concurrency;
using Orleans.Placement;
using RetailActors.Adapters;
using RetailActors.Journal;

namespace RetailActors.Settlement;

/// <summary>Shell of one settlement.</summary>
[Reentrant, PreferLocalPlacement, GrainType("settlement"), CollectionAgeLimit(Minutes = 2)]
public sealed class SettlementBatchGrain : Grain, ISettlementBatch
{
    /// <summary>How long an import waits for the matching.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly SettlementKey _key;
    private readonly TimeProvider _clock;
    private readonly SettlementSettings _settings;
    private readonly ReportReaders _readers;
    private readonly Ledger<Batch, BatchEvent> _ledger;
    private readonly SettlementProcess _process;

    /// <summary>Made by Orleans.</summary>
    public SettlementBatchGrain(Ledgers ledgers, SettlementSettings settings, ReportReaders readers)
    {
        _key = SettlementKey.Parse(this.GetPrimaryKeyString());
        (_clock, _settings, _readers) = (ledgers.Clock, settings, readers);
        _ledger = ledgers.For(this, BatchDecider.Fold, DeactivateOnIdle);
        _process = new SettlementProcess(_key, _ledger, settings, GrainFactory, _clock);
    }

    /// <inheritdoc/>
    public async Task<ImportResult> Import(SettlementFile file)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(file.Content));
        if (await _ledger.Read(s => BatchDecider.Known(s, hash)) is { } known)
        {
            return known;
        }
        // 32 MiB take half a second to read: not on the thread of the silo's grains.
        var reading = await Task.Run(() => _readers.Read(file));
        if (reading is ReportReading.Broken broken)
        {
            return new ImportResult.Rejected(broken.Code, broken.Detail);
        }
        var read = (ReportReading.Read)reading;
        var header = new BatchHeader(
            file.Provider, file.Name, hash, read.Payout,
            read.Payout.At.AddDays(_settings.TermsOf(file.Provider).BankDays), _clock.GetUtcNow(), file.By);
        var result = await _ledger.Commit(s => BatchDecider.Decide(s, header, read));
        await Task.WhenAny(_process.Drive(), Task.Delay(Patience, _clock));
        return result;
    }

    /// <inheritdoc/>
    public async Task<BankResult> RecordBankLine(BankLine line)
    {
        var result = await _ledger.Commit(s => BatchDecider.Decide(s, line, _clock.GetUtcNow()));
        _process.Start();
        return result;
    }

    /// <inheritdoc/>
    public async Task RecordDecision(PartDecision decision)
    {
        await _ledger.Commit(s => (true, BatchDecider.Decide(s, decision, _clock.GetUtcNow())));
        _process.Start();
    }

    /// <inheritdoc/>
    public Task<SettlementView?> Read(int after, int limit, LineStatus? only) =>
        _ledger.Read(s => BatchDecider.View(s, _key, _ledger.Version, after, limit, only)).AsTask();

    /// <inheritdoc/>
    public async Task DocumentsDone()
    {
        await _ledger.Load();
        _process.Wake();
    }

    /// <inheritdoc/>
    public async Task Resume()
    {
        await _ledger.TakeUp();
        await _process.Drive();
    }
}
