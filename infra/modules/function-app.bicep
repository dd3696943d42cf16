// The app on Flex Consumption. Every app setting the deployment makes is here; infra/README.md says what each is.
param name string
param location string
param tags object
param identityName string
param storageName string
param deploymentContainerName string
param applicationInsightsName string
param workspaceId string
param serviceBusHost string
param operatorKeyUri string
param shards string
param closeSchedule string
param sweepSchedule string
param instanceMemoryMB int
param maximumInstanceCount int
param alwaysReadyForFiles int
param alwaysReadyForHttp int

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource storage 'Microsoft.Storage/storageAccounts@2026-06-01' existing = {
  name: storageName
}

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: 'plan-${name}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { tier: 'FlexConsumption', name: 'FC1' }
  properties: { reserved: true }
}

@description('Groups kept ready; a group of 0 is left out, which is how the platform spells it.')
var alwaysReady = concat(
  alwaysReadyForFiles > 0 ? [{ name: 'blob', instanceCount: alwaysReadyForFiles }] : [],
  alwaysReadyForHttp > 0 ? [{ name: 'http', instanceCount: alwaysReadyForHttp }] : []
)

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: tags
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identity.id}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identity.id
    functionAppConfig: {
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${storage.properties.primaryEndpoints.blob}${deploymentContainerName}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identity.id
          }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: alwaysReady
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      ftpsState: 'Disabled'
    }
  }

  resource settings 'config' = {
    name: 'appsettings'
    properties: union(
      {
        AzureWebJobsStorage__accountName: storage.name
        AzureWebJobsStorage__credential: 'managedidentity'
        AzureWebJobsStorage__clientId: identity.properties.clientId
        APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsights.properties.ConnectionString
        APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.properties.clientId};Authorization=AAD'
        // The dashboard is the page at /, where the platform would show its own.
        AzureWebJobsDisableHomepage: 'true'
        OperatorKey: '@Microsoft.KeyVault(SecretUri=${operatorKeyUri})'
        Shards: shards
        // Two fifths: the rest is for garbage, files being read, the runtime and the Functions host.
        MemoryMB: string(instanceMemoryMB * 2 / 5)
        CloseSchedule: closeSchedule
        SweepSchedule: sweepSchedule
      },
      empty(serviceBusHost)
        ? {}
        : {
            ServiceBusConnection__fullyQualifiedNamespace: serviceBusHost
            ServiceBusConnection__credential: 'managedidentity'
            ServiceBusConnection__clientId: identity.properties.clientId
          }
    )
  }

  // No user name and password for deployment: azd uses Entra ID.
  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }

  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }
}

// Logs of the functions reach the workspace by Application Insights; here only the platform's figures.
#disable-next-line use-recent-api-versions // 2016-09-01 takes one setting, by a fixed name.
resource metrics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: app
  properties: {
    workspaceId: workspaceId
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output name string = app.name
output url string = 'https://${app.properties.defaultHostName}'
