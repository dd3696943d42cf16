# A build that stands in for a package (README, Packages) runs on one machine only and must not be deployed.
$ErrorActionPreference = 'Stop'
Set-Location (Join-Path $PSScriptRoot '../..')
dotnet restore src/AsoFunctions
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
$missing = Select-String -Path artifacts/azure-packages.props -Pattern '>false<'
if ($missing) {
    $missing.Line | Write-Host
    Write-Error ('This feed lacks the official packages above. Restore from nuget.org, delete ' +
        'artifacts/azure-packages.props and deploy again.')
}
