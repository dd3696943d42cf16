namespace Azure.Data.Tables;

/// <summary>Whether a write keeps the stored properties that it does not name (merge) or drops them.</summary>
public enum TableUpdateMode
{
    Merge = 0,
    Replace = 1,
}
