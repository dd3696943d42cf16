#!/bin/sh
# Event Grid tells the functions of dropped files. After each deployment of the app; repeating it changes nothing.
# The functions may take a minute to answer after their first deployment, so it is tried a few times.
set -eu
cd "$(dirname "$0")/.."
try=1
until az deployment group create --name event-subscriptions --resource-group "$AZURE_RESOURCE_GROUP" \
  --subscription "$AZURE_SUBSCRIPTION_ID" \
  --template-file event-subscriptions.bicep --output none \
  --parameters functionAppName="$FUNCTION_APP_NAME" topicName="$FILE_EVENTS_TOPIC_NAME"; do
  if [ "$try" -ge 5 ]; then
    echo "File events are not connected. Files are still found by the sweep; see docs/operations.md." >&2
    exit 1
  fi
  try=$((try + 1))
  echo "The functions do not answer yet; trying again in 30 seconds ($try of 5)." >&2
  sleep 30
done
