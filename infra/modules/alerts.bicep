// What someone must look at. docs/operations.md says what to do about each.
param token string
param location string
param tags object
param workspaceId string
param serviceBusId string
param email string
param oldestFileMinutes int

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(email)) {
  name: 'ag-${token}'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'aso'
    enabled: true
    emailReceivers: [{ name: 'operator', emailAddress: email, useCommonAlertSchema: true }]
  }
}

var actionGroups = empty(email) ? [] : [people.id]

var waiting = 'AppTraces | where Message startswith "Oldest waiting file: "'
var waitingAge = '${waiting} | parse Message with "Oldest waiting file: " ageSeconds:long " s"'

@description('Each query returns rows when there is something to report. The texts are log messages of the host and the app.')
var queries = [
  {
    name: 'poison-message'
    severity: 1
    description: 'A message could not be processed and was set aside in a poison queue.'
    query: 'AppTraces | where Message has "Moving message to queue" and Message has "-poison"'
    windowSize: 'PT15M'
  }
  {
    name: 'processing-blocked'
    severity: 1
    description: 'A file or a shard is blocked at an entry on which the app itself failed.'
    query: 'AppTraces | where Message startswith "Processing blocked: "'
    windowSize: 'PT15M'
  }
  {
    name: 'set-aside'
    severity: 1
    description: 'The app itself failed on an item of a journal, and set that item aside.'
    query: 'AppTraces | where Message startswith "Items set aside: "'
    windowSize: 'PT15M'
  }
  {
    name: 'close-failed'
    severity: 1
    description: 'The function that closes due months failed.'
    query: 'AppTraces | where Message startswith "Close failed"'
    windowSize: 'PT15M'
  }
  {
    name: 'deadline-near'
    severity: 3
    description: 'A deadline of an employer comes near.'
    query: 'AppTraces | where Message startswith "Deadline near: "'
    windowSize: 'PT15M'
  }
  {
    name: 'oldest-file'
    severity: 2
    description: 'A file has waited too long to be applied to the ledger.'
    query: '${waitingAge} | where ageSeconds > ${oldestFileMinutes * 60}'
    windowSize: 'PT15M'
  }
  {
    name: 'sweep-silent'
    severity: 1
    description: 'The sweep has not run for half an hour: the app does not run, or cannot reach its storage.'
    query: '${waiting} | count | where Count == 0'
    windowSize: 'PT30M'
  }
]

resource logAlerts 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [
  for item in queries: {
    name: '${item.name}-${token}'
    location: location
    tags: tags
    properties: {
      displayName: item.name
      description: item.description
      severity: item.severity
      enabled: true
      scopes: [workspaceId]
      evaluationFrequency: 'PT15M'
      windowSize: item.windowSize
      // The tables exist only after the first telemetry, which comes after this deployment.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: item.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
          }
        ]
      }
      actions: { actionGroups: actionGroups }
    }
  }
]

resource deadLetters 'Microsoft.Insights/metricAlerts@2026-01-01' = if (!empty(serviceBusId)) {
  name: 'dead-letter-${token}'
  location: 'global'
  tags: tags
  properties: {
    description: 'A subscription of the topic of events holds dead letters.'
    severity: 1
    enabled: true
    scopes: [serviceBusId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT5M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'dead-letters'
          metricNamespace: 'Microsoft.ServiceBus/namespaces'
          metricName: 'DeadletteredMessages'
          dimensions: [{ name: 'EntityName', operator: 'Include', values: ['*'] }]
          timeAggregation: 'Average'
          operator: 'GreaterThan'
          threshold: 0
        }
      ]
    }
    actions: [for group in actionGroups: { actionGroupId: group }]
  }
}
