// Tells the app of each file dropped. Deployed after the app (azure.yaml, postdeploy): Event Grid checks at once that
// the functions answer, and the key it calls with is made by the running host.
param functionAppName string
param topicName string

@description('The blob triggers: container, and the function that hears of files in it.')
var triggers = [
  { container: 'plans', function: 'AdoptPlan' }
  { container: 'enrollment', function: 'ReadEnrollmentFile' }
  { container: 'claims', function: 'ParseClaimFile' }
  { container: 'recoveries', function: 'ReadRecoveriesFile' }
]

resource app 'Microsoft.Web/sites@2025-03-01' existing = {
  name: functionAppName
}

var webhook = 'https://${app.properties.defaultHostName}/runtime/webhooks/blobs'
var key = listKeys('${app.id}/host/default', '2023-12-01').systemKeys.blobs_extension

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: topicName
}

resource subscriptions 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = [
  for trigger in triggers: {
    parent: topic
    name: '${trigger.container}-to-app'
    properties: {
      destination: {
        endpointType: 'WebHook'
        properties: {
          endpointUrl: '${webhook}?functionName=Host.Functions.${trigger.function}&code=${key}'
          maxEventsPerBatch: 1
        }
      }
      filter: {
        subjectBeginsWith: '/blobServices/default/containers/${trigger.container}/'
        includedEventTypes: ['Microsoft.Storage.BlobCreated']
      }
      eventDeliverySchema: 'EventGridSchema'
      // What Event Grid gives up on, the sweep finds.
      retryPolicy: {
        maxDeliveryAttempts: 30
        eventTimeToLiveInMinutes: 1440
      }
    }
  }
]
