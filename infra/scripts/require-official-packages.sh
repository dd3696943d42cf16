#!/bin/sh
# A build that stands in for a package (README, Packages) runs on one machine only and must not be deployed.
set -eu
cd "$(dirname "$0")/../.."
dotnet restore src/AsoFunctions
if grep '>false<' artifacts/azure-packages.props; then
  echo "This feed lacks the official packages above. Restore from nuget.org, delete artifacts/azure-packages.props" >&2
  echo "and deploy again." >&2
  exit 1
fi
