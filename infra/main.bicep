// Everything AsoFunctions needs in Azure, in one resource group. `azd up` deploys this, then the app, then
// event-subscriptions.bicep (which needs the running app). infra/README.md lists every name and setting.
targetScope = 'subscription'

@minLength(1)
@maxLength(32)
@description('Name of the environment, as azd knows it; part of the resource group\'s name.')
param environmentName string

@minLength(1)
@description('Region of everything.')
@metadata({ azd: { type: 'location' } })
param location string

@description('Object id of who deploys; may drop files, read the ledger and read the operator key. Empty: nobody.')
param principalId string = ''

@allowed(['User', 'ServicePrincipal'])
@description('What kind of principal deploys.')
param principalType string = 'User'

@secure()
@minLength(15)
@description('The operator\'s key; azd makes one on the first run and keeps it in the key vault.')
param operatorKey string

@allowed(['', '1', '2', '4', '8', '16', '32', '64'])
@description('Shards of an employer that is new; empty: by the employees of its first plan. Fixed for good with its first accepted file.')
param shards string = ''

@description('When due months are closed, as NCRONTAB in UTC.')
param closeSchedule string = '0 */5 * * * *'

@description('When missed work is looked for, as NCRONTAB in UTC.')
param sweepSchedule string = '30 * * * * *'

@allowed([512, 2048, 4096])
@description('Memory of an instance, in MB.')
param instanceMemoryMB int = 2048

@minValue(40)
@maxValue(1000)
@description('The most instances the app scales out to.')
param maximumInstanceCount int = 100

@minValue(0)
@description('Instances kept ready for files. With 0 the first file after a quiet time waits for a cold start.')
param alwaysReadyForFiles int = 1

@minValue(0)
@description('Instances kept ready for HTTP.')
param alwaysReadyForHttp int = 0

@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_RAGRS', 'Standard_GZRS', 'Standard_RAGZRS'])
@description('Copies of the data. Recovery from a lost region needs one of the RA kinds.')
param storageSku string = 'Standard_RAGZRS'

@description('True: events for others go to a Service Bus topic. False: to a storage queue.')
param useServiceBus bool = true

@description('Who is told by the alerts. Empty: alerts show in the portal only.')
param alertEmail string = ''

@minValue(1)
@description('The age of the oldest file not yet applied, in minutes, from which an alert is raised.')
param oldestFileAlertMinutes int = 30

@minValue(30)
@maxValue(730)
@description('Days that logs are kept.')
param logRetentionDays int = 90

var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName }

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  name: 'identity'
  scope: group
  params: {
    name: 'id-${token}'
    location: location
    tags: tags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  scope: group
  params: {
    token: token
    location: location
    tags: tags
    retentionDays: logRetentionDays
    appPrincipalId: identity.outputs.principalId
  }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  scope: group
  params: {
    name: 'st${token}'
    location: location
    tags: tags
    sku: storageSku
    workspaceId: monitoring.outputs.workspaceId
    appPrincipalId: identity.outputs.principalId
    operatorPrincipalId: principalId
    operatorPrincipalType: principalType
  }
}

module serviceBus 'modules/service-bus.bicep' = if (useServiceBus) {
  name: 'service-bus'
  scope: group
  params: {
    name: 'sb-${token}'
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    appPrincipalId: identity.outputs.principalId
  }
}

module keyVault 'modules/key-vault.bicep' = {
  name: 'key-vault'
  scope: group
  params: {
    name: 'kv-${token}'
    location: location
    tags: tags
    operatorKey: operatorKey
    workspaceId: monitoring.outputs.workspaceId
    appPrincipalId: identity.outputs.principalId
    operatorPrincipalId: principalId
    operatorPrincipalType: principalType
  }
}

module app 'modules/function-app.bicep' = {
  name: 'function-app'
  scope: group
  params: {
    name: 'func-${token}'
    location: location
    tags: union(tags, { 'azd-service-name': 'app' })
    identityName: identity.outputs.name
    storageName: storage.outputs.name
    deploymentContainerName: storage.outputs.deploymentContainerName
    applicationInsightsName: monitoring.outputs.applicationInsightsName
    workspaceId: monitoring.outputs.workspaceId
    serviceBusHost: useServiceBus ? serviceBus!.outputs.host : ''
    operatorKeyUri: keyVault.outputs.operatorKeyUri
    shards: shards
    closeSchedule: closeSchedule
    sweepSchedule: sweepSchedule
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReadyForFiles: alwaysReadyForFiles
    alwaysReadyForHttp: alwaysReadyForHttp
  }
}

module fileEvents 'modules/file-events.bicep' = {
  name: 'file-events'
  scope: group
  params: {
    name: 'evgt-${token}'
    location: location
    tags: tags
    storageName: storage.outputs.name
    workspaceId: monitoring.outputs.workspaceId
  }
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  scope: group
  params: {
    token: token
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    serviceBusId: useServiceBus ? serviceBus!.outputs.id : ''
    email: alertEmail
    oldestFileMinutes: oldestFileAlertMinutes
  }
}

output AZURE_LOCATION string = location
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_KEY_VAULT_NAME string = keyVault.outputs.name
output STORAGE_ACCOUNT_NAME string = storage.outputs.name
output SERVICE_BUS_HOST string = useServiceBus ? serviceBus!.outputs.host : ''
output FUNCTION_APP_NAME string = app.outputs.name
output FUNCTION_APP_URL string = app.outputs.url
output FILE_EVENTS_TOPIC_NAME string = fileEvents.outputs.name
