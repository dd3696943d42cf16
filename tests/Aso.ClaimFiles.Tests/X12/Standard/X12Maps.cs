using System.Globalization;

namespace Aso.ClaimFiles.Tests.X12.Standard;

/// <summary>
/// What the implementation guides demand of an 835 (005010X221A1) and a 999 (005010X231A1), written down apart from
/// what our writers do, as far as a claims administrator may need: loops and segments in order, <c>R</c> required,
/// <c>S</c> situational, how many there may be; syntax notes (P paired, C conditional, E exclusive, R one of, L
/// list); of each element its place, use, type, lengths and codes. What is not named is not used. The rules were read
/// from the guides' public descriptions (among them the maps of pyx12, which validates files by such), and none of
/// their text is here.
/// </summary>
internal static class X12Maps
{
    private const string Envelope = """
        loop INTERCHANGE R *
          seg ISA R 1
            01 R ID 2 00,03
            02 R AN 10
            03 R ID 2 00,01
            04 R AN 10
            05 R ID 2 01,14,20,27,28,29,30,33,ZZ
            06 R AN 15
            07 R ID 2 01,14,20,27,28,29,30,33,ZZ
            08 R AN 15
            09 R DT 6
            10 R TM 4
            11 R AN 1
            12 R ID 5 00501
            13 R N0 9
            14 R ID 1 0,1
            15 R ID 1 P,T
            16 R AN 1
          seg TA1 S 1
            01 R N0 9
            02 R DT 6
            03 R TM 4
            04 R ID 1 A,E,R
            05 R ID 3 @ta1
          loop GROUP GROUPUSE 1
            seg GS R 1
              01 R ID 2 KIND
              02 R AN 2-15
              03 R AN 2-15
              04 R DT 8
              05 R TM 4-8
              06 R N0 1-9
              07 R ID 1-2 X
              08 R AN 1-12 VERSION
            TRANSACTIONS
            seg GE R 1
              01 R N0 1-6
              02 R N0 1-9
          seg IEA R 1
            01 R N0 1-5
            02 R N0 9
        """;

    private const string Remittance = """
        loop TRANSACTION R *
          seg ST R 1
            01 R ID 3 835
            02 R AN 4-9
          seg BPR R 1 P0607 C0809 P1213 C1415 P1819 C2021
            01 R ID 1-2 C,D,H,I,P,U,X
            02 R R 1-18
            03 R ID 1 C,D
            04 R ID 3 ACH,BOP,CHK,FWT,NON
            05 S ID 1-10 CCP,CTX
            06 S ID 2 01,04
            07 S AN 3-12
            08 S ID 1-3 DA
            09 S AN 1-35
            10 S AN 10
            11 S AN 9
            12 S ID 2 01,04
            13 S AN 3-12
            14 S ID 1-3 DA,SG
            15 S AN 1-35
            16 R DT 8
          seg TRN R 1
            01 R ID 1-2 1
            02 R AN 1-50
            03 R AN 10
            04 S AN 1-50
          seg CUR S 1
            01 R ID 2-3 PR
            02 R ID 3
          seg REF S 1 R0203 for EV
            01 R ID 2-3 EV
            02 R AN 1-50
          seg REF S 1 R0203 for F2
            01 R ID 2-3 F2
            02 R AN 1-50
          seg DTM S 1
            01 R ID 3 405
            02 R DT 8
          loop 1000A R 1
            seg N1 R 1 R0203 P0304 for PR
              01 R ID 2-3 PR
              02 R AN 1-60
              03 S ID 1-2 XV
              04 S AN 2-80
            seg N3 R 1
              01 R AN 1-55
              02 S AN 1-55
            seg N4 R 1 E0207 C0605 C0704
              01 R AN 2-30
              02 S ID 2 @states
              03 S ID 3-15
              04 S ID 2-3
              07 S ID 1-3
            seg REF S 4 R0203
              01 R ID 2-3 2U,EO,HI,NF
              02 R AN 1-50
            seg PER S 1 P0304 P0506 P0708 for CX
              01 R ID 2 CX
              02 S AN 1-60
              03 S ID 2 EM,FX,TE
              04 S AN 1-256
              05 S ID 2 EM,EX,FX,TE
              06 S AN 1-256
              07 S ID 2 EX
              08 S AN 1-256
            seg PER R * P0304 P0506 P0708 for BL
              01 R ID 2 BL
              02 S AN 1-60
              03 S ID 2 EM,TE,UR
              04 S AN 1-256
              05 S ID 2 EM,EX,FX,TE,UR
              06 S AN 1-256
              07 S ID 2 EM,EX,FX,UR
              08 S AN 1-256
            seg PER S 1 P0304 for IC
              01 R ID 2 IC
              03 R ID 2 UR
              04 R AN 1-256
          loop 1000B R 1
            seg N1 R 1 R0203 P0304 for PE
              01 R ID 2-3 PE
              02 R AN 1-60
              03 R ID 1-2 FI,XV,XX
              04 R AN 2-80
            seg N3 S 1
              01 R AN 1-55
              02 S AN 1-55
            seg N4 S 1 E0207 C0605 C0704
              01 R AN 2-30
              02 S ID 2 @states
              03 S ID 3-15
              04 S ID 2-3
              07 S ID 1-3
            seg REF S * R0203
              01 R ID 2-3 0B,D3,PQ,TJ
              02 R AN 1-50
          loop 2000 S *
            seg LX R 1
              01 R N0 1-6
            loop 2100 R *
              seg CLP R 1
                01 R AN 1-38
                02 R ID 1-2 1,2,3,4,19,20,21,22,23,25
                03 R R 1-18
                04 R R 1-18
                05 S R 1-18
                06 R ID 1-2 12,13,14,15,16,17,AM,CH,DS,HM,LM,MA,MB,MC,OF,TV,VA,WC,ZZ
                07 R AN 1-50
                08 S AN 1-2
                09 S ID 1
                11 S ID 1-4
                12 S R 1-15
                13 S R 1-10
              CAS
              seg NM1 R 1 P0809 C1110 C1203 for QC
                01 R ID 2-3 QC
                02 R ID 1 1
                03 S AN 1-60
                04 S AN 1-35
                05 S AN 1-25
                07 S AN 1-10
                08 S ID 1-2 34,HN,II,MI,MR
                09 S AN 2-80
              seg NM1 S 1 P0809 for IL
                01 R ID 2-3 IL
                02 R ID 1 1,2
                03 S AN 1-60
                04 S AN 1-35
                05 S AN 1-25
                07 S AN 1-10
                08 R ID 1-2 FI,II,MI
                09 R AN 2-80
              seg MOA S 1
                01 S R 1-10
                02 S R 1-18
                03 S AN 1-50 @remarks
                04 S AN 1-50 @remarks
                05 S AN 1-50 @remarks
                06 S AN 1-50 @remarks
                07 S AN 1-50 @remarks
                08 S R 1-18
                09 S R 1-18
              seg REF S 5 R0203
                01 R ID 2-3 1L,1W,28,6P,9A,9C,BB,CE,EA,F8,G1,G3,IG,SY
                02 R AN 1-50
              seg DTM S 2 for 232,233
                01 R ID 3 232,233
                02 R DT 8
              seg DTM S 1 for 036
                01 R ID 3 036
                02 R DT 8
              seg DTM S 1 for 050
                01 R ID 3 050
                02 R DT 8
              seg AMT S 13
                01 R ID 1-3 AU,D8,DY,F5,I,NL,T,T2,ZK,ZL,ZM,ZN,ZO
                02 R R 1-18
              loop 2110 S 999
                seg SVC R 1
                  01 R COMPOSITE
                    01 R ID 2 AD,ER,HC,HP,IV,N4,N6,NU,UI,WK
                    02 R AN 1-48
                    03 S AN 2
                    04 S AN 2
                    05 S AN 2
                    06 S AN 2
                  02 R R 1-18
                  03 R R 1-18
                  04 S AN 1-48
                  05 S R 1-15
                  06 S COMPOSITE
                    01 R ID 2 AD,ER,HC,HP,IV,N4,NU,WK
                    02 R AN 1-48
                  07 S R 1-15
                seg DTM S 2
                  01 R ID 3 150,151,472
                  02 R DT 8
                CAS
                seg REF S 8 R0203 for 1S,APC,BB,E9,G1,G3,LU,RB
                  01 R ID 2-3 1S,APC,BB,E9,G1,G3,LU,RB
                  02 R AN 1-50
                seg REF S 1 R0203 for 6R
                  01 R ID 2-3 6R
                  02 R AN 1-50
                seg AMT S 9
                  01 R ID 1-3 B6,KH,T,T2,ZK,ZL,ZM,ZN,ZO
                  02 R R 1-18
                seg LQ S 99 C0102
                  01 R ID 1-3 HE,RX
                  02 R AN 1-30 @remarks
          seg PLB S * P0506 P0708 P0910 P1112 P1314
            01 R AN 1-50
            02 R DT 8
            03 R COMPOSITE
              01 R ID 2 @balances
              02 S AN 1-50
            04 R R 1-18
            05 S COMPOSITE
              01 R ID 2 @balances
              02 S AN 1-50
            06 S R 1-18
          seg SE R 1
            01 R N0 1-10
            02 R AN 4-9
        """;

    private const string Adjustments = """
        seg CAS S 99 L050607 C0605 C0705 L080910 C0908 C1008 L111213 C1211 C1311 L141516 C1514 C1614 L171819 C1817 C1917
          01 R ID 1-2 CO,OA,PI,PR
          02 R ID 1-5
          03 R R 1-18
          04 S R 1-15
          05 S ID 1-5
          06 S R 1-18
          07 S R 1-15
          08 S ID 1-5
          09 S R 1-18
          10 S R 1-15
          11 S ID 1-5
          12 S R 1-18
          13 S R 1-15
          14 S ID 1-5
          15 S R 1-18
          16 S R 1-15
          17 S ID 1-5
          18 S R 1-18
          19 S R 1-15
        """;

    private const string Acknowledgment = """
        loop TRANSACTION R *
          seg ST R 1
            01 R ID 3 999
            02 R AN 4-9
            03 R AN 1-35 005010X231A1
          seg AK1 R 1
            01 R ID 2 BE,HB,HC,HI,HN,HP,HR,HS,RA
            02 R N0 1-9
            03 R AN 1-12
          loop 2000 S *
            seg AK2 R 1
              01 R ID 3 270,271,276,277,278,820,834,835,837
              02 R AN 4-9
              03 S AN 1-35
            loop 2100 S *
              seg IK3 R 1
                01 R ID 2-3
                02 R N0 1-6
                03 S AN 1-4
                04 S ID 1-3 1,2,3,4,5,6,7,8,I4,I6,I7,I8,I9
              loop 2110 S *
                seg IK4 R 1
                  01 R COMPOSITE
                    01 R N0 1-2
                    02 S N0 1-2
                    03 S N0 1-4
                  02 S N0 1-4
                  03 R ID 1-3 1,2,3,4,5,6,7,8,9,10,11,12,13,I10,I11,I12,I13,I6,I9
                  04 S AN 1-99
            seg IK5 R 1
              01 R ID 1 A,E,M,R,W,X
              02 S ID 1-3 @transaction
              03 S ID 1-3 @transaction
              04 S ID 1-3 @transaction
              05 S ID 1-3 @transaction
              06 S ID 1-3 @transaction
          seg AK9 R 1
            01 R ID 1 A,E,M,P,R,W,X
            02 R N0 1-6
            03 R N0 1-6
            04 R N0 1-6
            05 S ID 1-3 @group
            06 S ID 1-3 @group
            07 S ID 1-3 @group
            08 S ID 1-3 @group
            09 S ID 1-3 @group
          seg SE R 1
            01 R N0 1-10
            02 R AN 4-9
        """;

    public static IReadOnlyDictionary<string, string> CodeLists { get; } = new Dictionary<string, string>
    {
        ["@ta1"] = string.Join(',', Enumerable.Range(0, 32).Select(code => code.ToString("D3", CultureInfo.InvariantCulture))),
        ["@transaction"] = "1,2,3,4,5,6,7,8,9,10,11,12,13,15,16,17,18,19,23,24,25,26,27,I5,I6",
        ["@group"] = "1,2,3,4,5,6,10,11,12,13,14,15,16,17,18,19,23,24,25,26",
        ["@balances"] = "50,51,72,90,AH,AM,AP,B2,B3,BD,BN,C5,CR,CS,CT,CV,CW,DM,E3,FB,FC,GO,HM,IP,IR,IS,J1,L3,L6,LE,LS,OA,"
            + "OB,PI,PL,RA,RE,SL,TL,WO,WU",
        // Those that a payer of ours may write, of some thousand.
        ["@remarks"] = "M20,M47,M51,M53,M76,MA04,MA130,N4,N20,N56,N130,N152,N179,N382,N522,N702,N705,N706",
        ["@states"] = "AL,AK,AS,AZ,AR,CA,CO,CT,DE,DC,FM,FL,GA,GU,HI,ID,IL,IN,IA,KS,KY,LA,ME,MH,MD,MA,MI,MN,MS,MO,MT,NE,NV,"
            + "NH,NJ,NM,NY,NC,ND,MP,OH,OK,OR,PW,PA,PR,RI,SC,SD,TN,TX,UT,VT,VI,VA,WA,WV,WI,WY,AE,AA,AP,AB,BC,MB,NB,NL,NT,NS,"
            + "NU,ON,PE,QC,SK,YT",
    };

    /// <summary>Reasons that no payer may give without a remark.</summary>
    public static IReadOnlySet<string> NeedRemark { get; } = new HashSet<string>
    {
        "16", "96", "129", "148", "226", "227", "234", "250", "251", "252", "A1",
    };

    public static string Of835 { get; } = Whole("HP", "005010X221A1", Insert(Remittance, "CAS", Adjustments));

    public static string Of999 { get; } = Whole("FA", "005010X231A1", Acknowledgment);

    private static string Whole(string kind, string version, string transactions) =>
        Insert(Envelope, "TRANSACTIONS", transactions).Replace("KIND", kind, StringComparison.Ordinal)
            .Replace("VERSION", version, StringComparison.Ordinal)
            .Replace("GROUPUSE", kind == "FA" ? "S" : "R", StringComparison.Ordinal);

    private static string Insert(string text, string name, string inserted) => string.Join('\n', text.Split('\n').SelectMany(
        line => line.Trim() == name
            ? inserted.Split('\n').Select(one => line[..line.IndexOf(name, StringComparison.Ordinal)] + one)
            : [line]));
}
