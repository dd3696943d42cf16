using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;
using AsoFunctions.Http.Access;
using AsoFunctions.Statements;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>Drops a file over HTTP, for whoever has no access to the storage account.</summary>
public sealed class DropApi(Drops drops)
{
    private const int NameLengthMax = 200;

    [Function("DropFile")]
    public async Task<IActionResult> DropAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/employers/{employer}/files/{kind}/{name}")]
        HttpRequest request,
        string employer,
        string kind,
        string name,
        CancellationToken cancellation)
    {
        if (!FileIntake.Containers.ContainsKey(kind))
            throw new ProblemException(Problem.NotFound(
                "No such kind of file: expected " + string.Join(", ", FileIntake.Containers.Keys) + "."));
        if (!EmployerName.IsValid(employer)) throw new ProblemException(Problem.NotFound("No such employer."));
        if (!IsPlain(name))
            throw new ProblemException(Problem.BadRequest(
                $"name: expected 1 to {NameLengthMax} letters, digits, blanks and . _ - ( ),"
                + " beginning with a letter or digit"));
        // Of any size: it goes to storage block by block.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
        // A chunked body tells no length. One without a byte is refused before it uses the name up.
        var first = await request.BodyReader.ReadAsync(cancellation);
        if (first is { IsCompleted: true, Buffer.IsEmpty: true })
            throw new ProblemException(Problem.BadRequest("body: expected the bytes of the file"));
        request.BodyReader.AdvanceTo(first.Buffer.Start);

        var caller = Caller.Admitted(request.HttpContext);
        var blob = new BlobName(kind, $"{employer}/{name}");
        var content = request.BodyReader.AsStream();
        var dropped = await drops.DropAsync(employer, blob, content, caller.Id, caller.Name, cancellation)
            ?? throw new ProblemException(Problem.Conflict(
                "name-used",
                "Another file was dropped under this name. Drop this one under a name of its own: also a corrected file,"
                + " of which only what is new counts."));
        var shape = Shape(employer, dropped);
        return dropped.IsNew ? Answer.Created(shape) : Answer.Changed(shape);
    }

    private static DroppedShape Shape(string employer, Dropped dropped) => new(
        dropped.Entry?.Sequence, dropped.File.ToString(), dropped.Sha256,
        dropped.Entry is { } entry ? StatementJson.NameOf(entry.State) : dropped.IsControl ? "control" : "waiting",
        dropped.Entry is { } placed ? $"/api/employers/{employer}/files/{placed.Sequence}" : null);

    /// <summary>One segment, and a name for every file system, so that it can be downloaded under it too.</summary>
    private static bool IsPlain(string name) =>
        name.Length is > 0 and <= NameLengthMax && char.IsLetterOrDigit(name[0])
        && name.All(letter => char.IsLetterOrDigit(letter) || letter is '.' or '_' or '-' or ' ' or '(' or ')')
        && name[^1] is not ('.' or ' ');
}

/// <summary>openapi.yaml, Dropped.</summary>
/// <param name="Id">Null: it has no place yet, for the employer has no plan; a control file never has one.</param>
/// <param name="Href">Where its answer is.</param>
public sealed record DroppedShape(long? Id, string File, string Sha256, string State, string? Href);
