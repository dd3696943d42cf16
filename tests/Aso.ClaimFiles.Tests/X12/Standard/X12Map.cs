using System.Globalization;

namespace Aso.ClaimFiles.Tests.X12.Standard;

/// <summary>
/// Judges a file by what <see cref="X12Maps"/> says, with nothing of ours: split at the delimiters it declares.
/// </summary>
internal sealed class X12Map
{
    private static readonly char[] Allowed =
        [.. "!\"&'()+,-./;?= %@[]_{}\\|<>#$^*:~`"];

    private readonly Item _interchange;

    private X12Map(string map) => _interchange = Item.Read(map);

    public static X12Map Remittance { get; } = new(X12Maps.Of835);

    public static X12Map Acknowledgment { get; } = new(X12Maps.Of999);

    /// <summary>Every error, as <c>CLP02: X is none of 1,2</c>; none where the file is as it must be.</summary>
    public IReadOnlyList<string> Errors(string file)
    {
        if (file.Length < 106 || !file.StartsWith("ISA", StringComparison.Ordinal)) return ["ISA: there is none"];
        return new Judge(file, _interchange).Errors;
    }

    /// <summary>A loop or a segment of the map, or an element or component.</summary>
    private sealed record Item(string Name, bool IsLoop, bool Required, int Most)
    {
        public List<Item> Inner { get; } = [];

        public List<Element> Elements { get; } = [];

        public IReadOnlyList<string> Notes { get; init; } = [];

        /// <summary>Codes of the first element that tell it from others of its name; empty: none are needed.</summary>
        public string[] For { get; init; } = [];

        public static Item Read(string map)
        {
            var lines = map.Split('\n').Where(line => line.Trim().Length > 0)
                .Select(line => (Depth: line.Length - line.TrimStart().Length, Words: line.Trim().Split(' '))).ToList();
            var at = 0;
            return ReadItem(lines, ref at);
        }

        private static Item ReadItem(List<(int Depth, string[] Words)> lines, ref int at)
        {
            var (depth, words) = lines[at++];
            var qualified = Array.IndexOf(words, "for");
            var item = new Item(
                words[1], words[0] == "loop", words[2] == "R",
                words[3] == "*" ? int.MaxValue : int.Parse(words[3], CultureInfo.InvariantCulture))
            {
                Notes = [.. words[4..(qualified < 0 ? words.Length : qualified)]],
                For = qualified < 0 ? [] : words[qualified + 1].Split(','),
            };
            while (at < lines.Count && lines[at].Depth > depth)
            {
                if (lines[at].Words[0] is "loop" or "seg") item.Inner.Add(ReadItem(lines, ref at));
                else item.Elements.Add(Element.Read(lines, ref at));
            }

            return item;
        }

        public bool Begins(string[] segment) => IsLoop
            ? Inner[0].Begins(segment)
            : segment[0] == Name && (For.Length == 0 || For.Contains(segment.ElementAtOrDefault(1) ?? ""));
    }

    private sealed record Element(
        int Place, bool Required, string Type, int Least, int Most, IReadOnlyList<string> Codes)
    {
        public List<Element> Components { get; } = [];

        public static Element Read(List<(int Depth, string[] Words)> lines, ref int at)
        {
            var (depth, words) = lines[at++];
            var lengths = words.ElementAtOrDefault(3)?.Split('-') ?? ["1", "0"];
            var codes = words.ElementAtOrDefault(4) ?? "";
            var element = new Element(
                int.Parse(words[0], CultureInfo.InvariantCulture), words[1] == "R", words[2],
                int.Parse(lengths[0], CultureInfo.InvariantCulture), int.Parse(lengths[^1], CultureInfo.InvariantCulture),
                codes.Length == 0 ? [] : X12Maps.CodeLists.GetValueOrDefault(codes, codes).Split(','));
            while (at < lines.Count && lines[at].Depth > depth) element.Components.Add(Read(lines, ref at));
            return element;
        }
    }

    private sealed class Judge
    {
        private readonly List<string[]> _segments;
        private readonly char _component;
        private int _at;

        public Judge(string file, Item interchange)
        {
            _component = file[104];
            _segments = [.. file.Split(file[105], StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split(file[3]))];
            while (_at < _segments.Count)
            {
                if (interchange.Begins(_segments[_at])) Loop(interchange);
                else Unexpected();
            }

            Counts();
        }

        public List<string> Errors { get; } = [];

        private void Loop(Item loop)
        {
            foreach (var item in loop.Inner)
            {
                var count = 0;
                while (_at < _segments.Count && item.Begins(_segments[_at]))
                {
                    // The first segment once more is the loop once more.
                    if (count == 1 && item == loop.Inner[0]) break;
                    if (++count == item.Most + 1L) Add($"{item.Name}: more than {item.Most}");
                    if (item.IsLoop) Loop(item);
                    else Segment(item);
                }

                if (count == 0 && item.Required) Add($"{item.Name}: missing in {loop.Name}");
            }

            // What fits nowhere is said, and the rest is judged as if it were not there.
            if (loop.Name == "TRANSACTION" && _segments[_at - 1][0] != "SE")
                while (_at < _segments.Count && _segments[_at][0] is not ("ST" or "GE" or "IEA")) Unexpected();
        }

        private void Unexpected() => Add($"{_segments[_at++][0]}: stands where none is expected");

        private void Segment(Item item)
        {
            var segment = _segments[_at++];
            if (segment[^1].Length == 0 && item.Name != "ISA") Add($"{item.Name}: an empty element at its end");
            for (var place = 1; place < segment.Length; place++)
            {
                if (segment[place].Length > 0 && item.Elements.TrueForAll(one => one.Place != place))
                    Add($"{item.Name}{place:00}: is not used");
            }

            foreach (var element in item.Elements)
            {
                var name = $"{item.Name}{element.Place:00}";
                var value = segment.ElementAtOrDefault(element.Place) ?? "";
                if (element.Components.Count == 0) Value(name, element, value);
                else Composite(name, element, value);
            }

            foreach (var note in item.Notes) Note(item, segment, note);
        }

        private void Composite(string name, Element element, string value)
        {
            if (value.Length == 0)
            {
                if (element.Required) Add($"{name}: missing");
                return;
            }

            var components = value.Split(_component);
            if (components.Length > element.Components.Count)
                Add($"{name}: has more than {element.Components.Count} components");
            foreach (var component in element.Components)
                Value($"{name}-{component.Place}", component, components.ElementAtOrDefault(component.Place - 1) ?? "");
        }

        private void Value(string name, Element element, string value)
        {
            if (value.Length == 0)
            {
                if (element.Required) Add($"{name}: missing");
                return;
            }

            var length = element.Type is "R" or "N0" ? value.Count(char.IsAsciiDigit) : value.Length;
            if (length < element.Least || length > element.Most)
                Add($"{name}: {value} is not {element.Least} to {element.Most} long");
            if (!IsOfType(element, value)) Add($"{name}: {value} is no {element.Type}");
            if (element.Codes.Count > 0 && !element.Codes.Contains(value))
                Add($"{name}: {value} is none of {string.Join(',', element.Codes)}");
        }

        private static bool IsOfType(Element element, string value) => element.Type switch
        {
            "N0" => value.All(char.IsAsciiDigit),
            "R" => decimal.TryParse(
                value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _)
                && value[0] != '+' && !value.EndsWith('.'),
            "DT" => DateOnly.TryParseExact(
                value, element.Most == 6 ? "yyMMdd" : "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
            "TM" => TimeOnly.TryParseExact(
                value[..Math.Min(4, value.Length)], "HHmm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
            // Of a fixed width, as in ISA, blanks may stand at the end.
            _ => value.All(letter => char.IsAsciiLetterOrDigit(letter) || Allowed.Contains(letter))
                && (element.Least == element.Most || value[^1] != ' '),
        };

        private void Note(Item item, string[] segment, string note)
        {
            List<int> places =
            [
                .. note[1..].Chunk(2).Select(pair => int.Parse(pair, CultureInfo.InvariantCulture)),
            ];
            List<bool> given = [.. places.Select(place => (segment.ElementAtOrDefault(place) ?? "").Length > 0)];
            var holds = note[0] switch
            {
                'P' => given.TrueForAll(one => one) || given.TrueForAll(one => !one),
                'C' => !given[0] || given.TrueForAll(one => one),
                'L' => !given[0] || given.Skip(1).Any(one => one),
                'R' => given.Contains(true),
                _ => given.Count(one => one) <= 1,
            };
            if (!holds) Add($"{item.Name}: breaks {note}");
        }

        /// <summary>What ties segments together: counts, control numbers, remarks that reasons demand.</summary>
        private void Counts()
        {
            var start = 0;
            var remarks = 0;
            var needed = false;
            for (var at = 0; at < _segments.Count; at++)
            {
                var segment = _segments[at];
                switch (segment[0])
                {
                    case "ST":
                        start = at;
                        break;
                    case "SE":
                        Tie(segment, 1, (at - start + 1).ToString(CultureInfo.InvariantCulture));
                        Tie(segment, 2, _segments[start].ElementAtOrDefault(2));
                        break;
                    case "GE":
                        var group = _segments.FindLastIndex(at, one => one[0] == "GS");
                        var count = _segments.Take(at).Skip(group).Count(one => one[0] == "ST");
                        Tie(segment, 1, count.ToString(CultureInfo.InvariantCulture));
                        Tie(segment, 2, group < 0 ? null : _segments[group].ElementAtOrDefault(6));
                        break;
                    case "IEA":
                        Tie(segment, 2, _segments.FindLast(one => one[0] == "ISA")!.ElementAtOrDefault(13));
                        break;
                    case "LQ" or "MOA" or "MIA":
                        remarks++;
                        break;
                    case "CAS":
                        needed |= segment.Where((_, place) => place % 3 == 2).Any(X12Maps.NeedRemark.Contains);
                        break;
                }

                // A claim's remark may stand before or after its CAS, but not after the next line or claim begins.
                var ends = at + 1 == _segments.Count || _segments[at + 1][0] is "CLP" or "SVC" or "PLB" or "SE";
                if (!ends) continue;
                if (needed && remarks == 0) Add("CAS: a reason that needs a remark has none");
                (needed, remarks) = (false, 0);
            }
        }

        private void Tie(string[] segment, int place, string? expected)
        {
            var value = segment.ElementAtOrDefault(place);
            if (value != expected) Add($"{segment[0]}{place:00}: {value} is not {expected}");
        }

        private void Add(string error) => Errors.Add(error);
    }
}
