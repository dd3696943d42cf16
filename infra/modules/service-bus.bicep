// Wake-ups of shards by session, and the events others may hear. Standard is the least that has sessions and topics.
// src/Compat/Azure.Messaging.ServiceBus/InProcess/DeclaredEntities.cs says the same for a run without Azure.
param name string
param location string
param tags object
param workspaceId string
param appPrincipalId string
param operatorPrincipalId string
param operatorPrincipalType string

resource bus 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: 'Standard', tier: 'Standard' }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
  }
}

// Session = {employer}~{shard}: a shard has one worker at a time, who gives it up after each message. No duplicate
// detection: a wake-up that is told twice does no harm, one that is swallowed as a repeat would.
resource chunks 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' = {
  parent: bus
  name: 'chunks'
  properties: {
    requiresSession: true
    requiresDuplicateDetection: false
    lockDuration: 'PT5M'
    maxDeliveryCount: 10
    defaultMessageTimeToLive: 'P14D'
    deadLetteringOnMessageExpiration: true
  }
}

// The outbox may publish an event again after a crash; its message id is stable, so the repeat is dropped here.
resource events 'Microsoft.ServiceBus/namespaces/topics@2024-01-01' = {
  parent: bus
  name: 'events'
  properties: {
    requiresDuplicateDetection: true
    duplicateDetectionHistoryTimeWindow: 'P1D'
    defaultMessageTimeToLive: 'P14D'
    supportOrdering: true
  }
}

resource all 'Microsoft.ServiceBus/namespaces/topics/subscriptions@2024-01-01' = {
  parent: events
  name: 'all'
  properties: {
    requiresSession: true
    lockDuration: 'PT1M'
    maxDeliveryCount: 10
    defaultMessageTimeToLive: 'P14D'
    // Nobody need listen: what nobody read in fourteen days is still in the ledger.
    deadLetteringOnMessageExpiration: false
  }
}

var dataReceiver = '4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0'
var dataSender = '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39'

resource appReceivesChunks 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(chunks.id, appPrincipalId, dataReceiver)
  scope: chunks
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', dataReceiver)
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource appSendsChunks 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(chunks.id, appPrincipalId, dataSender)
  scope: chunks
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', dataSender)
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource appSendsEvents 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(events.id, appPrincipalId, dataSender)
  scope: events
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', dataSender)
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
  }
}

// Looks at dead letters and puts them back.
resource operatorHas 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in [dataReceiver, dataSender]: if (!empty(operatorPrincipalId)) {
    name: guid(bus.id, operatorPrincipalId, role)
    scope: bus
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
      principalId: operatorPrincipalId
      principalType: operatorPrincipalType
    }
  }
]

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: bus
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'OperationalLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output id string = bus.id
output host string = '${bus.name}.servicebus.windows.net'
