using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Aso.Ledger.Tests")]
