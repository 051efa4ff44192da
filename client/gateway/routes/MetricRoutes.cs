namespace RetailActors.Gateway;

/// <summary>What came of it all.</summary>
public static class MetricRoutes
{
    /// <summary><c>GET /v1/operations/metrics</c>.</summary>
    public static async ValueTask<Answer> Read(Call call)
    {
        var period = OutcomePeriod.Read(call);
        if (call.Faults.Any)
        {
            return call.RefuseInvalid();
        }
        var read = await new OutcomeSource(call.Cluster, call.Tenant, period, call.Now, call.Options.MaxFanOut).Read();
        return call.Reply(
            200, new MetricsAnswer(
                OutcomePeriod.Text(period.First), OutcomePeriod.Text(period.Last), read.Now, RowSample.MaxRows,
                new OutcomeMetrics(read).All()),
            GatewayJson.Default.MetricsAnswer);
    }
}
