using Aso.Domain.Unpaid;
using Aso.Domain.Values;

namespace Aso.Domain.Book;

/// <summary>What the shard's claims may still cost.</summary>
public sealed partial class ShardBook
{
    /// <summary>Every disability with a standing, not denied line, family by family (rule 5.11).</summary>
    /// <param name="through">The last posting month that counts; null: all.</param>
    public IEnumerable<Disability> DisabilitiesThrough(Month? through) =>
        _state.Families.SelectMany(family => Disabilities.Of(family, _state.Years, through));
}
