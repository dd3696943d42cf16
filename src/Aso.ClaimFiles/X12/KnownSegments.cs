using System.Collections.Frozen;

namespace Aso.ClaimFiles.X12;

/// <summary>Segments that stand somewhere in an 837 of the versions we read.</summary>
internal static class KnownSegments
{
    private static readonly FrozenSet<uint> Ids = new[]
    {
        "BHT", "REF", "NM1", "N2", "N3", "N4", "PER", "HL", "PRV", "CUR", "SBR", "PAT", "DMG", "CLM", "DTP",
        "CL1", "PWK", "CN1", "DN1", "DN2", "DSB", "UR", "AMT", "K3", "NTE", "CR1", "CR2", "CR3", "CR4", "CR5",
        "CR6", "CR7", "CR8", "CRC", "HI", "QTY", "HCP", "HSD", "CAS", "OI", "MIA", "MOA", "LX", "SV1", "SV2",
        "SV3", "SV4", "SV5", "SV6", "SV7", "TOO", "MEA", "PS1", "IMM", "LIN", "CTP", "SVD", "LQ", "FRM", "LE",
        "LS",
    }.Select(id => SegmentId.FromText(System.Text.Encoding.ASCII.GetBytes(id))).ToFrozenSet();

    public static bool Contains(uint id) => Ids.Contains(id);
}
