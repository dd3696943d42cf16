using Aso.Local.Cli;
using Aso.Local.Running;

namespace Aso.Local.Tests.Running;

public sealed class OperatorKeysTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("aso-keys-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void One_is_made_once_and_kept_with_the_data_for_nobody_else_to_read()
    {
        var data = Path.Combine(_folder.FullName, "data");
        var first = OperatorKeys.Choose(null, data);

        Assert.True(OperatorKeys.IsOne(first));
        Assert.Equal(first, OperatorKeys.Choose(null, data));
        Assert.NotEqual(first, OperatorKeys.Choose(null, Path.Combine(_folder.FullName, "other")));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(data, "operator-key")));
    }

    [Fact]
    public void One_that_is_given_is_taken_and_not_kept()
    {
        Assert.Equal("0123456789abcdef", OperatorKeys.Choose("0123456789abcdef", _folder.FullName));
        Assert.Empty(_folder.EnumerateFiles());
    }

    [Fact]
    public void Without_a_folder_each_is_another() =>
        Assert.NotEqual(OperatorKeys.Choose(null, null), OperatorKeys.Choose(null, null));

    [Fact]
    public void A_file_that_holds_none_is_not_replaced()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "operator-key"), "x");
        Assert.Throws<CommandFailure>(() => OperatorKeys.Choose(null, _folder.FullName));
    }
}
