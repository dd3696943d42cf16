namespace Aso.ClaimFiles.PlanDocuments;

/// <summary>
/// One JSON object of a plan document, in either direction, so that each field is described once. A
/// <see cref="ReadBlock"/> returns what the document says and, where it says nothing, the value it was given: the
/// default. A <see cref="WriteBlock"/> writes the value it was given and returns it.
/// </summary>
internal abstract class Block
{
    /// <param name="value">What to write; in reading, the default.</param>
    public abstract T Field<T>(string name, Kind<T> kind, T value, bool required = false);

    /// <summary>
    /// A field that documents were written without. The canonical form leaves its default out, so that such plans keep
    /// the bytes they had.
    /// </summary>
    public abstract T Added<T>(string name, Kind<T> kind, T value, T neutral);

    /// <summary>A field that may be absent: null.</summary>
    public abstract T? Optional<T>(string name, Kind<T> kind, T? value)
        where T : struct;

    /// <summary>A field that may be absent: null.</summary>
    public abstract T? Optional<T>(string name, Kind<T> kind, T? value)
        where T : class;

    /// <summary>An inner object; if absent, all its fields have their defaults.</summary>
    public abstract T Group<T>(string name, T value, Func<Block, T, T> fields, bool required = false);

    /// <summary>An inner object that may be absent: null.</summary>
    /// <param name="defaults">What its fields are read into.</param>
    public abstract T? Inner<T>(
        string name, T? value, T defaults, Func<Block, T, T> fields, bool required = false)
        where T : class;

    /// <summary>An array of objects; none if absent.</summary>
    /// <param name="added">The canonical form leaves an empty one out, as of <see cref="Added"/>.</param>
    public abstract IReadOnlyList<T> Array<T>(
        string name, IReadOnlyList<T> values, T defaults, Func<Block, T, T> fields, bool added = true);

    /// <summary>The names of all fields in an object whose names are data: the document's, or those to write.</summary>
    public abstract IReadOnlyList<string> Names(IEnumerable<string> written);

    /// <summary>Whether the object has a field of one of these names.</summary>
    /// <param name="written">What is said of it in writing.</param>
    public abstract bool HasAny(IReadOnlyList<string> names, bool written);

    /// <summary>Reports a field that breaks a rule; in writing nothing, because the plan was checked before.</summary>
    /// <param name="name">Empty: the object itself.</param>
    /// <param name="inner">What follows the name in the path.</param>
    public abstract void Refuse(string name, string expected, string inner = "");
}
