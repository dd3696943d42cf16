Console.WriteLine("Benchmarks come with their subjects.");
