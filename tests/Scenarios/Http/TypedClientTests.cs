using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Aso.Ledger.Storage;
using AsoFunctions.Http.Access;
using Azure;
using Microsoft.AspNetCore.Http;
using Scenarios.Http.Client;
using RecoveryKind = Scenarios.Http.Client.RecoveryKind;

namespace Scenarios.Http;

/// <summary>
/// The client that NSwag makes of openapi.yaml walks through every route; what it sends and what it is answered is what
/// the description gives as examples.
/// </summary>
[Collection(ServedEmployersCollection.Name)]
public sealed class TypedClientTests(ServedEmployers served)
{
    private const string Employer = "lakeside";
    private static readonly DateOnly Year = new(2026, 1, 1);

    [Fact]
    public async Task Every_route_is_walked_through_and_answered_as_its_example_says()
    {
        var examples = new Examples();
        var client = Client(served.Serving.OperatorKey, examples);
        await FilesAsync(client, examples);
        await PostedAsync(client, examples);
        var month = await ClosedAsync(client);
        await ReadAsync(client, month);
        await AskedAsync(client, examples);
        await WrittenFilesAsync(client, month);
        await KeysAsync(client, examples);
        await DeniedAsync(client, examples);
        await RefusedAsync(client);
        await UnreadableAsync(examples);
        await OutOfReachAsync(examples);
        Assert.Equal(
            [400, 401, 403, 404, 406, 409, 413, 415, 503],
            examples.Answered.Select(answer => answer.Status).Where(status => status >= 400).Distinct().Order());

        Assert.Equal(
            ApiDescription.DescribedRoutes().Order(), examples.Answered.Select(answer => answer.Route).Distinct().Order());
        examples.AssertDescribed();
    }

    private async Task FilesAsync(AsoClient client, Examples examples)
    {
        await client.DashboardAsync();
        await client.GetOpenApiAsync();
        Assert.Equal(HealthStatus.Healthy, (await client.GetHealthAsync()).Status);
        using (var early = Bytes("claimNumber\n")) await client.DropFileAsync(early, "seaside", DropKind.Claims, "early.csv");
        await EventuallyAsync(async () => (await client.GetWaitingFilesAsync()).Total > 0);

        await served.PutAsync("plans", Employer, "2026-01-01.json", Text("2026-01-01.json"));
        examples.Next("plan");
        using (var plan = Bytes(Text("2026-01-01.json")))
            Assert.Equal(1, (await client.DropFileAsync(plan, Employer, DropKind.Plans, "2026-01-01.json")).Id);
        examples.Next("enrollment");
        await DropAsync(client, DropKind.Enrollment, "enrollment.csv", Text("enrollment.csv"));
        examples.Next("claims");
        await DropAsync(client, DropKind.Claims, "2026-01.csv", Text("2026-01.csv"));
        var february = Text("2026-02.csv");
        examples.Next("claims");
        using (var checkedFile = Bytes(february))
            Assert.Equal(2, (await client.PostCheckAsync(DropKind.Claims, "2026-02.csv", checkedFile, Employer)).Answer.Rejected!.Count);
        var id = await DropAsync(client, DropKind.Claims, "2026-02.csv", february);
        using (var again = Bytes(february))
            Assert.Equal(id, (await client.DropFileAsync(again, Employer, DropKind.Claims, "2026-02.csv")).Id);

        var file = await client.GetFileAsync(Employer, id);
        Assert.Equal(DroppedFileState.Done, file.State);
        Assert.Equal(4, file.Decisions!.Received);
        Assert.Contains((await client.GetFilesAsync(Employer)).Items, one => one.Id == id && one.Claims!.Rejected == 2);
        Assert.Equal(february, await TextAsync(await client.GetFileContentAsync(Employer, id)));
        Assert.Equal("A-202", (await client.GetAcknowledgmentAsync(Employer, id)).Rejections!.First().ClaimNumber);
        Assert.StartsWith(
            "claimNumber,", await TextAsync(await client.GetAcknowledgmentFormAsync(Employer, id, "repair.csv")), StringComparison.Ordinal);
        await client.GetRawClaimAsync(Employer, "A-205");
        Assert.Equal(ClaimStatus.Rejected, (await client.GetClaimsAsync(Employer, file: id)).Items.Single(claim => claim.ClaimNumber == "A-202").Status);
        Assert.Equal("serviceFrom", (await client.GetClaimAsync(Employer, "A-202")).Rejection!.Field);
    }

    private static async Task PostedAsync(AsoClient client, Examples examples)
    {
        examples.Next("approve");
        var decision = new ClaimDecision { Decision = ClaimDecisionDecision.Approve };
        Assert.Equal(ClaimStatus.Paid, (await client.DecideClaimAsync(decision, Employer, "A-205", idempotency_Key: "typed 1")).Status);

        var deposit = new NewDeposit { Amount = 60000.00m, Date = new DateOnly(2026, 1, 15), Reference = "wire 1" };
        var reimbursement = new NewReimbursement
        {
            Contract = Year, Half = NewReimbursementHalf.Specific, Status = NewReimbursementStatus.Received, Amount = 1500.00m,
            Date = new DateOnly(2026, 2, 20), Reference = "check 1",
        };
        var recovery = new NewRecovery
        {
            Kind = RecoveryKind.Rebate, Amount = 250.00m, Date = new DateOnly(2026, 1, 31), Reference = "rebate 1",
        };
        var bank = new Bank { Date = new DateOnly(2026, 3, 31), Balance = 52310.40m, Outstanding = 8115.25m };
        // The second time each is answered 200, and changes nothing.
        for (var time = 1; time <= 2; time++)
        {
            Named("wire");
            Assert.Equal(60000.00m, (await client.PostDepositAsync(deposit, Employer)).Amount);
            Named("received");
            Assert.Equal("2026-02", (await client.PostReimbursementAsync(reimbursement, Employer)).PostingMonth);
            Named("rebate");
            Assert.Equal(Year, (await client.PostRecoveryAsync(recovery, Employer)).PlanYear);
            Named("balance");
            Assert.Equal(8115.25m, (await client.PostBankAsync(bank, Employer, idempotency_Key: "typed 2")).Outstanding);

            void Named(string name)
            {
                if (time == 1) examples.Next(name);
            }
        }

        Assert.Single((await client.GetReimbursementsAsync(Employer)).Posted);
        Assert.Equal(250.00m, (await client.GetRecoveriesAsync(Employer)).Total);
    }

    private static async Task<string> ClosedAsync(AsoClient client)
    {
        var liability = await client.GetLiabilityAsync(Employer);
        Assert.Equal((Year, "2026-01"), (liability.PlanYear, liability.OpenMonth));
        Assert.Equal(liability.Unpaid.Gross, liability.Ibnr + liability.Pended);
        var closed = await client.ClosePeriodAsync(Employer, liability.OpenMonth);
        Assert.Equal("2026-02", closed.OpenMonth);
        return closed.Month;
    }

    private static async Task ReadAsync(AsoClient client, string month)
    {
        var (from, to) = (new DateOnly(2026, 1, 1), new DateOnly(2026, 3, 31));
        var statement = await client.GetStatementAsync(Employer, Year, month);
        Assert.Equal(statement.Lines["unpaid"].ToDate, statement.Lines["ibnr"].ToDate + statement.Lines["pended"].ToDate);
        var proof = await client.GetProofAsync(Employer, Year, month, "paid.medical");
        Assert.Equal((true, statement.Lines["paid.medical"].Month), (proof.Agrees, proof.Figure));
        Assert.Equal("Northwind Re", (await client.GetStopLossAsync(Employer)).Carrier);
        await client.GetStopLossGapsAsync(Employer);
        var owed = (await client.GetReceivableAsync(Employer)).Specific!;
        Assert.Equal(owed.Receivable, owed.NotRequested + owed.Ages.Sum(age => age.Amount));
        Assert.Equal("M3", (await client.GetCarrierReportAsync(Employer, Year, month)).Specific!.Members.First().MemberId);
        Assert.Equal(month, (await client.GetComparisonAsync(Employer, trend: 0.08m)).ThroughMonth);
        Assert.Equal(0.08m, (await client.GetFundingAsync(Employer, trend: 0.08m, margin: 0.05m)).Trend);
        Assert.Equal(Year, (await client.GetMemberAsync(Employer, "M3")).Accumulators.First().PlanYear);
        await client.GetDifferencesAsync(Employer);
        Assert.NotEmpty((await client.GetDeadlinesAsync(Employer)).Deadlines.Items);
        Assert.StartsWith("BEGIN:VCALENDAR", await TextAsync(await client.GetDeadlineCalendarAsync(Employer)), StringComparison.Ordinal);
        Assert.NotEmpty((await client.GetPaymentsAsync(from, to, Employer)).Payments);
        Assert.True((await client.GetFundingRequestAsync(from, to, Employer)).Request >= 0);
        Assert.Equal(month, (await client.GetTriangleAsync(Employer)).Month);
        Assert.Equal(2, (await client.GetLargeClaimantsAsync(10000.00m, Employer)).Claimants.Count);
        Assert.NotEmpty((await client.GetPaidReportAsync(Employer, paidFrom: from, paidTo: to)).Rows);
        Assert.Single((await client.GetRunOffAsync(Employer)).Rows);
        Assert.NotEmpty((await client.GetAuditAsync(Employer)).Items);
        Assert.Empty((await client.GetSetAsideAsync(Employer)).Items);
        Assert.Equal(0, (await client.RetrySetAsideAsync(Employer, "all")).Retried);
    }

    private static async Task AskedAsync(AsoClient client, Examples examples)
    {
        examples.Next("premium");
        var premium = new Terms { Premium = new Dictionary<string, decimal> { ["single"] = 130.00m, ["family"] = 310.00m } };
        Assert.True((await client.PostWhatIfAsync(premium, Employer)).Difference.Premium > 0);
        examples.Next("deductible");
        var deductible = new Terms { StopLoss = new { specific = new { deductible = 30000.00m } } };
        Assert.True((await client.PostWhatIfAsync(deductible, Employer)).Difference.Specific < 0);
        examples.Next("without");
        var without = new Terms { Without = [LeftOut.StopLoss, LeftOut.Premium] };
        var left = await client.PostWhatIfAsync(without, Employer);
        Assert.Equal((0m, 0m, null), (left.WhatIf.Specific, left.WhatIf.Premium, left.WhatIf.AnnualAttachment));
        Assert.True(left.Now.Specific > 0 && left.Now.Premium > 0);
    }

    private static async Task WrittenFilesAsync(AsoClient client, string month)
    {
        // Remittances follow the close.
        await EventuallyAsync(async () => (await client.GetRemittancesAsync(Employer, month)).Total == 1);
        var remittance = (await client.GetRemittancesAsync(Employer, month)).Items.First();
        Assert.StartsWith("ISA", await TextAsync(await client.GetRemittanceAsync(Employer, month, remittance.Name)), StringComparison.Ordinal);
        await EventuallyAsync(async () => (await client.GetCarrierFilesAsync(Employer)).Total > 0);
        var carrier = (await client.GetCarrierFilesAsync(Employer)).Items.First();
        await client.GetCarrierFileAsync(Employer, Year, carrier.Name);
        Assert.Contains((await client.GetStatementFilesAsync(Employer)).Items, file => file.Name == $"{month}.csv");
        await client.GetStatementFileAsync(Employer, Year, $"{month}.csv");
        await EventuallyAsync(async () => (await client.GetExportsAsync(Employer)).Total > 0);
        Assert.StartsWith(
            "plan_year,", await TextAsync(await client.GetExportAsync(Employer, month, "statement_lines.csv")),
            StringComparison.Ordinal);
    }

    private async Task KeysAsync(AsoClient client, Examples examples)
    {
        examples.Next("finance");
        var expires = new DateTimeOffset(2099, 12, 31, 0, 0, 0, TimeSpan.Zero);
        var wanted = new NewKey { Name = "finance", Powers = [Power.Read, Power.Write], Expires = expires };
        var made = await client.MakeKeyAsync(wanted, Employer);
        var own = Client(made.Key, examples);
        Assert.Equal([Employer], (await own.GetEmployersAsync()).Select(one => one.Employer));
        Assert.Equal([made.Id], (await client.GetKeysAsync(Employer)).Select(key => key.Id));
        Assert.Equal(403, (await Assert.ThrowsAsync<ApiException<Problem>>(() => own.GetAuditAsync(Employer))).Result.Status);
        Assert.True((await client.RevokeKeyAsync(Employer, made.Id)).Revoked);
        Assert.Equal(401, (await Assert.ThrowsAsync<ApiException<Problem>>(() => own.GetLiabilityAsync(Employer))).Result.Status);
        examples.Next("administrator");
        Assert.Equal([Power.Drop], (await client.MakeKeyAsync(new NewKey { Name = "administrator", Powers = [Power.Drop] }, Employer)).Powers);
    }

    private static async Task DeniedAsync(AsoClient client, Examples examples)
    {
        await DropAsync(client, DropKind.Claims, "2026-03.csv", """
            claimNumber,lineNumber,benefit,memberId,serviceFrom,received,paidDate,provider,procedure,charge
            A-301,1,medical,M6,2026-03-05,2026-03-09,,1245319599,33533,90000.00

            """);
        examples.Next("deny");
        var decision = new ClaimDecision { Decision = ClaimDecisionDecision.Deny, Code = "CO-50", Reason = "no records were sent" };
        Assert.Equal(ClaimStatus.Denied, (await client.DecideClaimAsync(decision, Employer, "A-301", idempotency_Key: "typed 3")).Status);
    }

    private static async Task RefusedAsync(AsoClient client)
    {
        var none = await Assert.ThrowsAsync<ApiException<Problem>>(() => client.GetClaimAsync(Employer, "A-999"));
        Assert.Equal(404, none.Result.Status);
        var bad = await Assert.ThrowsAsync<ApiException<Problem>>(() => client.GetFundingAsync(Employer, trend: 8m));
        Assert.Equal(400, bad.Result.Status);
        var early = await Assert.ThrowsAsync<ApiException<Problem>>(() => client.ClosePeriodAsync(Employer, "2026-04"));
        Assert.Equal(409, early.Result.Status);
    }

    /// <summary>What no client of the description sends.</summary>
    private async Task UnreadableAsync(Examples examples)
    {
        using var http = Http(served.Serving.OperatorKey, examples);
        var employer = new Uri(served.Address, $"/api/employers/{Employer}/");
        using var report = new HttpRequestMessage(HttpMethod.Get, new Uri(employer, "reports/run-off"));
        report.Headers.Accept.ParseAdd("application/pdf");
        Assert.Equal(HttpStatusCode.NotAcceptable, (await http.SendAsync(report)).StatusCode);
        using var form = new StringContent("amount=1", Encoding.UTF8, "application/x-www-form-urlencoded");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await http.PostAsync(new Uri(employer, "deposits"), form)).StatusCode);
        using var large = new StringContent(new string(' ', (1 << 20) + 1), Encoding.UTF8, "application/json");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await http.PostAsync(new Uri(employer, "deposits"), large)).StatusCode);
    }

    /// <summary>The served app's storage does not fail, so a call whose storage does goes through the same middleware.</summary>
    private static async Task OutOfReachAsync(Examples examples)
    {
        var request = new DefaultHttpContext();
        request.Request.Headers.Authorization = "Bearer operator's key";
        request.Response.Body = new MemoryStream();
        var callers = new CallerDirectory(
            new Keys(new MemoryStorage(), TimeProvider.System), new AccessOptions("operator's key", PlatformAuthentication: false));
        await Called.AsHttpAsync(callers, "GetLiability", request, new RequestFailedException(503, "busy"));
        examples.Add(
            "get /api/employers/{employer}/liability", request.Response.StatusCode,
            Encoding.UTF8.GetString(((MemoryStream)request.Response.Body).ToArray()));
    }

    private AsoClient Client(string key, Examples examples) =>
        new(Http(key, examples)) { BaseUrl = served.Address.ToString() };

    private static HttpClient Http(string key, Examples examples)
    {
        var http = new HttpClient(examples.Recording());
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return http;
    }

    private static async Task<long> DropAsync(AsoClient client, DropKind kind, string name, string text)
    {
        using var content = Bytes(text);
        var id = (await client.DropFileAsync(content, Employer, kind, name)).Id!.Value;
        await EventuallyAsync(async () => (await client.GetFileAsync(Employer, id)).State == DroppedFileState.Done);
        return id;
    }

    private static async Task EventuallyAsync(Func<Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!await holds()) await Task.Delay(100, limit.Token);
    }

    /// <summary>A file of the first hour (docs/first-hour), as this employer's.</summary>
    private static string Text(string name) => File.ReadAllText(Path.Combine(Repository.Root, "docs", "first-hour", name))
        .Replace("harbor", Employer, StringComparison.Ordinal).Replace("Harbor", "Lakeside", StringComparison.Ordinal);

    private static MemoryStream Bytes(string text) => new(Encoding.UTF8.GetBytes(text));

    private static async Task<string> TextAsync(FileResponse file)
    {
        using (file)
        using (var text = new StreamReader(file.Stream)) return await text.ReadToEndAsync();
    }
}
