using Bench;

// Each name is one measurement; its file says what is measured, against what, and how to read the table it prints.
return args switch
{
    ["sync", .. var sizes] => await SyncBench.RunAsync(sizes),
    ["forecast", var folder] => ForecastBench.Run(folder, 100_000),
    ["calibration", var file] => ForecastBench.Calibrate(file),
    ["portal", .. var sizes] => await PortalBench.RunAsync(sizes),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("dotnet run -c Release --project bench -- sync [deals …]   a first sync under the portal's limits; default 20000 100000");
    Console.Error.WriteLine("dotnet run -c Release --project bench -- forecast FOLDER     speed and memory of the forecast, on a folder of facts repeated to 100,000 deals");
    Console.Error.WriteLine("dotnet run -c Release --project bench -- calibration FILE    chances to be won against what came, on the event log of loan applications");
    Console.Error.WriteLine("dotnet run -c Release --project bench -- portal [deals …]   the emulated portal alone, start, memory and pages; default 20000 100000");
    return 2;
}
