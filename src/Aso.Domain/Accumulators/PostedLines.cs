namespace Aso.Domain.Accumulators;

/// <summary>Every line a family has posted, claim by claim, withdrawn claims included.</summary>
internal ref struct PostedLines(Family family)
{
    private int _claim = -1;
    private int _line = -1;
    private int _end;

    public readonly PostedLines GetEnumerator() => this;

    public readonly PostedLine Current
    {
        get
        {
            ref var claim = ref family.Claims[_claim];
            return new PostedLine(ref claim, ref family.Lines[_line], _line - claim.FirstLine);
        }
    }

    public bool MoveNext()
    {
        _line++;
        while (_line >= _end)
        {
            if (++_claim >= family.Claims.Count) return false;
            ref readonly var claim = ref family.Claims[_claim];
            (_line, _end) = (claim.FirstLine, claim.EndLine);
        }

        return true;
    }
}

/// <summary>A posted line and its claim, both in place.</summary>
internal readonly ref struct PostedLine(ref ClaimRecord claim, ref LineRecord line, int place)
{
    public readonly ref ClaimRecord Claim = ref claim;

    public readonly ref LineRecord Line = ref line;

    /// <summary>Its place among the posted lines of the claim.</summary>
    public int Place => place;
}
