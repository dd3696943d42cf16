# Event Grid tells the functions of dropped files. After each deployment of the app; repeating it changes nothing.
# The functions may take a minute to answer after their first deployment, so it is tried a few times.
Set-Location (Join-Path $PSScriptRoot '..')
for ($try = 1; $try -le 5; $try++) {
    az deployment group create --name event-subscriptions --resource-group $env:AZURE_RESOURCE_GROUP `
        --subscription $env:AZURE_SUBSCRIPTION_ID `
        --template-file event-subscriptions.bicep --output none `
        --parameters functionAppName=$env:FUNCTION_APP_NAME topicName=$env:FILE_EVENTS_TOPIC_NAME
    if ($LASTEXITCODE -eq 0) { exit 0 }
    if ($try -lt 5) {
        Write-Host "The functions do not answer yet; trying again in 30 seconds ($($try + 1) of 5)."
        Start-Sleep -Seconds 30
    }
}
Write-Host 'File events are not connected. Files are still found by the sweep; see docs/operations.md.'
exit 1
